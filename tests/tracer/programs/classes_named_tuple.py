from collections import namedtuple
from typing import NamedTuple


class Point(NamedTuple):
    x: int
    make: object = None

    def length(self):
        return self.x

    def call(self):
        return self.make()


def build():
    return 1


class Pair(namedtuple("Pair", "left right")):
    __slots__ = ()

    def total(self):
        return self.left() + self.right()

    def __add__(self, other):
        return self


def one():
    return 1


def two():
    return 2


Point(1).length()
Point(1, build).call()
Point(x=1, make=build).make()
Pair(one, two).total()
left, right = Pair(one, two)
left()
(Pair(one, two) + Pair(one, two)).total()
