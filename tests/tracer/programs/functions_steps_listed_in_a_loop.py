def one(x): ...


def two(x): ...


def three(x): ...


def four(x): ...


def five(x): ...


def six(x): ...


def seven(x): ...


def eight(x): ...


def nine(x): ...


def ten(x):
    x.done()


class Text:
    def done(self): ...


def process(text):
    for step in [one, two, three, four, five, six, seven, eight, nine, ten]:
        step(text)


process(Text())
