import abc
import functools


def filtered(function):
    @functools.wraps(function)
    def handler(*args, **kwargs):
        return function(*args, **kwargs)

    return handler


class Meta(abc.ABCMeta):
    def __new__(mcs, name, bases, namespace):
        made = super().__new__(mcs, name, bases, namespace)
        made.note()
        return made

    def note(cls):
        pass

    @filtered
    def __call__(cls, *args):
        chosen = cls.choose(*args)
        if chosen is not None:
            return chosen
        return super(Meta, cls).__call__(*args)


class Variable(metaclass=Meta):
    def __init__(self, value):
        self.value = value

    @classmethod
    def choose(cls, value):
        return Resource(value) if cls is Variable and value else None

    def assign(self):
        pass


class Resource(Variable):
    def __new__(cls, value):
        made = super().__new__(cls)
        made.tag()
        return made

    def tag(self):
        pass

    def assign(self):
        pass


def one():
    return Variable(1)


def zero():
    return Variable(0)


one().assign()
zero().assign()
