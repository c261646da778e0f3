"""`match`: classes with positional patterns, mappings, guards that call, nested captures."""
from dataclasses import dataclass


@dataclass
class Circle:
    r: int

    def area(self):
        return self.r


@dataclass
class Rect:
    w: int
    h: int

    def area(self):
        return self.w * self.h


def describe(shape):
    match shape:
        case Circle(r=r) if positive(r):
            return shape.area()
        case Rect(w, h):
            return shape.area() + combine(w, h)
        case [Circle() as first, *rest]:
            return first.area() + len(rest)
        case {"action": action, **others}:
            return action(others)
        case str() | bytes():
            return text(shape)
        case _:
            return unknown(shape)


def positive(x):
    return x > 0


def combine(a, b):
    return a + b


def act(others):
    return others


def text(x):
    return x


def unknown(x):
    return x


describe(Circle(1))
describe(Rect(1, 2))
describe([Circle(1), 2])
describe({"action": act})
describe("x")
describe(1.5)
