import abc


class Meta(abc.ABCMeta):
    def __new__(mcs, name, bases, namespace):
        made = super().__new__(mcs, name, bases, namespace)
        made.note()
        return made

    def __call__(cls):
        return super().__call__()

    def note(cls): pass


class Base(metaclass=Meta):
    def __init__(self): pass

    def use(self): pass


class Below(Base):
    pass


def make():
    Below().use()


class Pair(tuple):
    def __new__(cls, *values):
        return super().__new__(cls, values)

    def first(self): pass


def pair():
    Pair(1, 2).first()
