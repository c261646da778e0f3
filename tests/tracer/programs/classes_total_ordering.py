import functools
from functools import total_ordering
from functools import total_ordering as ordered


@total_ordering
class Version:
    def __init__(self, number):
        self.number = number

    def __eq__(self, other):
        return self.number == other.number

    def __lt__(self, other):
        return self.number < other.number


def older(a, b):
    return a < b


def same(a, b):
    return a == b


def at_least(a, b):
    return a >= b


def at_most(a, b):
    return a <= b


def newer(a, b):
    return a > b


older(Version(1), Version(2))
same(Version(1), Version(2))
for compare in (at_least, at_most, newer):
    compare(Version(2), Version(1))


@functools.total_ordering
class Small:
    def __lt__(self, other):
        return True


class Own:
    def __ge__(self, other):
        return True


class Other:
    def __ge__(self, other):
        return True


def several(values):
    for value in values:
        value >= 1


several([Small(), Own(), Other()])


@ordered
class ByAlias:
    def __le__(self, other):
        return True


def by_alias():
    return ByAlias() >= ByAlias()


by_alias()


class Called:
    def __gt__(self, other):
        return False


Called = total_ordering(Called)


def by_call():
    return Called() <= 1


by_call()


def not_total_ordering(cls):
    return cls


@not_total_ordering
class Partly:
    def __eq__(self, other):
        return True

    def __lt__(self, other):
        return True


def mirrored():
    return Partly() > Partly()


def refused():
    try:
        return Partly() >= Partly()
    except TypeError:
        return None


mirrored()
refused()
