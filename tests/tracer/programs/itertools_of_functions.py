"""Functions that travel through itertools."""
import itertools
import operator
from functools import reduce


def one(x=0):
    return x


def two(x=0):
    return x


def three(x=0):
    return x


def is_small(x):
    return x < 2


def merge(a, b):
    return a + b


for function in itertools.chain([one], (two,)):
    function()
for function, argument in itertools.product([three], [1, 2]):
    function(argument)
list(itertools.starmap(merge, [(1, 2)]))
list(itertools.takewhile(is_small, [1, 2]))
for key, group in itertools.groupby([1, 1, 2], key=is_small):
    list(group)
reduce(merge, [1, 2, 3])
next(itertools.islice(itertools.cycle([one, two]), 1, 2))()
list(itertools.accumulate([1, 2], merge))


class Item:
    def __init__(self, n):
        self.n = n

    def name(self):
        return self.n


sorted([Item(2), Item(1)], key=operator.attrgetter("n"))
list(map(operator.methodcaller("name"), [Item(1)]))
operator.itemgetter(0)([two])()
