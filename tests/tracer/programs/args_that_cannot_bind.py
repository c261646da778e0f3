"""Of what may be called, only what can be called so is: as many by position, with these keywords, and nothing missing."""

import functools


def one(a):
    return a


def two(a, b):
    return a, b


def keyword(a, *, mode):
    return a, mode


def rest(*args, **options):
    return args, options


class Taking:
    def __init__(self, a):
        self.a = a

    def method(self, a, b=None):
        return self.a, a, b


class Called:
    def __call__(self, a, b, c):
        return a, b, c


class Other:
    def method(self):
        return "other"


def apply(function, *args, **options):
    try:
        return function(*args, **options)
    except TypeError:
        return None


def with_one(function):
    try:
        return function(1)
    except TypeError:
        return None


def with_mode(function):
    try:
        return function(1, mode="m")
    except TypeError:
        return None


def with_three(function):
    try:
        return function(1, 2, 3)
    except TypeError:
        return None


def methods(things):
    for thing in things:
        try:
            thing.method(1)
        except TypeError:
            pass


EVERYTHING = [one, two, keyword, rest, Taking, Called(), functools.partial(two, 1)]

for function in EVERYTHING:
    with_one(function)
    with_mode(function)
    with_three(function)
methods([Taking(0), Other()])
Other().method()
apply(two, 1, 2)
apply(keyword, 1, mode="m")
