from functools import total_ordering


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
