"""What is asked of anything that comes by is a guess; what the same function does after that is none."""

from functools import total_ordering


@total_ordering
class A:
    def __lt__(self, other):
        return True


@total_ordering
class B:
    def __lt__(self, other):
        return True


@total_ordering
class C:
    def __lt__(self, other):
        return True


@total_ordering
class D:
    def __lt__(self, other):
        return True


@total_ordering
class E:
    def __lt__(self, other):
        return True


@total_ordering
class F:
    def __lt__(self, other):
        return True


@total_ordering
class G:
    def __lt__(self, other):
        return True


class Sum:
    def __add__(self, other):
        return self

    def total(self):
        return 1


def compare(x):
    x >= 1
    (Sum() + 1).total()


for value in (A(), B(), C(), D(), E(), F(), G()):
    compare(value)
