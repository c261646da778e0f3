from functools import total_ordering


@total_ordering
class Version:
    def __init__(self, number):
        self.number = number

    def __eq__(self, other):
        return self.number == other.number

    def __lt__(self, other):
        return self.number < other.number


def at_least(left, right):
    return left >= right


def at_most(left, right):
    return left <= right


def above(left, right):
    return left > right


for compare in (at_least, at_most, above):
    compare(Version(2), Version(1))
