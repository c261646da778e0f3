"""Positional-only and keyword-only parameters that hold functions."""


def upper(x):
    return x.upper()


def lower(x):
    return x.lower()


def apply(function, /, value, *, finish=lower):
    return finish(function(value))


def identity(x):
    return x


apply(upper, "a")
apply(identity, "b", finish=upper)


def chain(*functions, start=0):
    for function in functions:
        start = function(start)
    return start


def increment(x):
    return x + 1


def negate(x):
    return -x


chain(increment, negate, start=3)


def choose(first, second=None):
    second = second or increment
    return second(first)


choose(1)
