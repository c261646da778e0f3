"""Named tuples of both kinds, with methods and functions as fields."""
from collections import namedtuple
from typing import NamedTuple


class Point(NamedTuple):
    x: int
    on_move: object = None

    def moved(self):
        return self.on_move(self)


def moved(point):
    return point.x


Point(1, moved).moved()
x, callback = Point(1, moved)
callback(Point(2))

Entry = namedtuple("Entry", ["name", "action"])


def act():
    return 1


entry = Entry("a", act)
entry.action()
name, action = entry
action()
entry[1]()


class Special(namedtuple("Special", "a b")):
    __slots__ = ()

    def total(self):
        return self.a + self.b

    @classmethod
    def make(cls):
        return cls(1, 2)


Special.make().total()
