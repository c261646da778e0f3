import outside
from outside.tools import gather, wrap_all


def traced(function):
    def inner(*arguments):
        return function(*arguments)

    return outside.make_decorator(function, inner)


def work():
    pass


def other():
    pass


def use():
    traced(work)()


def use_directly():
    wrap_all(other)()


def use_what_is_named_otherwise():
    gather(other)()
