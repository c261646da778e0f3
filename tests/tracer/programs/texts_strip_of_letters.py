class Letters:
    def name(self): ...

    def xname(self): ...


def written(letters):
    letters.xname()


def stripped(letters):
    letters.name()
    getattr(letters, "xname".lstrip("x"))()
    getattr(letters, " xname ".strip().removeprefix("x"))()


written(Letters())
stripped(Letters())
