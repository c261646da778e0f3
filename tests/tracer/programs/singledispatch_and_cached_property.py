"""singledispatch on functions and methods, cached properties, lru_cache on methods."""
from functools import cached_property, lru_cache, singledispatch, singledispatchmethod


@singledispatch
def show(value):
    return "object"


@show.register
def _(value: int):
    return number(value)


@show.register(list)
def show_list(value):
    return [show(one) for one in value]


def number(value):
    return str(value)


show(1)
show([1, 1.5, [2]])
show(1.5)


class Formatter:
    @singledispatchmethod
    def format(self, value):
        return self.plain(value)

    @format.register
    def _(self, value: int):
        return self.plain(value)

    def plain(self, value):
        return str(value)

    @cached_property
    def width(self):
        return self.compute()

    def compute(self):
        return 80

    @lru_cache(maxsize=None)
    def cost(self, n):
        return self.compute() * n


formatter = Formatter()
formatter.format(1)
formatter.format("a")
formatter.width
formatter.cost(2)
