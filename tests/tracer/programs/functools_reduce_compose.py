"""Functions put together by reduce, partial and lambdas."""
from functools import partial, reduce


def compose(f, g):
    return lambda x: f(g(x))


def double(x):
    return 2 * x


def inc(x):
    return x + 1


both = compose(double, inc)
both(3)


def pipe(value, *functions):
    return reduce(lambda acc, function: function(acc), functions, value)


pipe(1, double, inc)


def power(base, exponent):
    return base**exponent


square = partial(power, exponent=2)
square(3)


def twice(function):
    def wrapper(*args):
        return function(function(*args))

    return wrapper


twice(inc)(1)
