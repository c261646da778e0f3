import operator


class Mask:
    def __and__(self, other):
        return Mask()

    def __invert__(self):
        return Mask()

    def cast(self):
        return self


class Tensor:
    def __gt__(self, other):
        return Mask()

    def __ge__(self, other):
        return NotImplemented

    def __eq__(self, other):
        return Mask()

    __hash__ = None


class Limit:
    def __le__(self, other):
        return Bound()


class Bound:
    def shown(self):
        return 1


def gradient(x):
    return (x > 0).cast()


def masked(x):
    return ~(x == 0) & (x > 1)


def mirrored(x):
    return (0 < x).cast()


def answered_by_the_other(x):
    return (x >= Limit()).shown()


def by_function(x):
    return operator.gt(x, 0).cast()


gradient(Tensor())
masked(Tensor()).cast()
mirrored(Tensor())
answered_by_the_other(Tensor())
by_function(Tensor())


class Rule:
    def text(self):
        return "rule"


class Column(type):
    def __lt__(cls, other):
        return Rule()


class Age(metaclass=Column):
    pass


def of_class():
    return (Age < 3).text()


of_class()
