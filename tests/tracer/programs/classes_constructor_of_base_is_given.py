"""What a constructor keeps of what it is given is what the instance's own class hands it, however far down."""


class Part:
    def __init__(self, name):
        self.name = name


class First(Part):
    def run(self):
        return self.name


class Second(Part):
    def run(self):
        return self.name * 2


class Third(Part):
    def run(self):
        return self.name * 3


class Fourth(Part):
    def run(self):
        return self.name * 4


class Fifth(Part):
    def run(self):
        return self.name * 5


class Base:
    def __init__(self, part, *, listener=None, label="base"):
        self.part = part
        self.listener = listener
        self.label = label

    def tell(self):
        return self.listener(self.label)


class Left(Base):
    def __init__(self):
        super().__init__(First("left"), listener=quiet)

    def left(self):
        return self.part.run()


class Right(Base):
    def __init__(self, part, **options):
        super().__init__(part, **options)

    def right(self):
        return self.part.run()


class Far(Right):
    def __init__(self):
        Right.__init__(self, Third("far"), listener=loud)

    def far(self):
        return self.part.run()


class Plain(Base):
    def plain(self):
        return self.part.run()


class Narrow(Base):
    def __init__(self, part):
        if not isinstance(part, Part):
            part = Fifth(part)
        super().__init__(part, listener=quiet)

    def narrow(self):
        return self.part.run()


def quiet(text):
    return text


def loud(text):
    return text.upper()


print(Left().left(), Left().tell())
print(Right(Second("right"), listener=quiet).right(), Right(Third("given")).right())
print(Far().far(), Far().right(), Far().tell())
print(Plain(Fourth("plain")).plain())
print(Narrow(Fifth("part")).narrow(), Narrow("text").narrow())
