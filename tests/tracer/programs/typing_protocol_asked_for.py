from typing import Protocol, runtime_checkable


@runtime_checkable
class Shape(Protocol):
    def area(self) -> float: ...


class Square:
    def area(self): ...


class Text:
    def length(self): ...


def total(things):
    for thing in things:
        if isinstance(thing, Shape):
            thing.area()
        else:
            thing.length()


total([Square(), Text()])


@runtime_checkable
class Counted(Protocol):
    def __len__(self) -> int: ...


class Bag:
    def __len__(self): ...

    def filled(self): ...


def fill(things):
    for thing in things:
        if isinstance(thing, Counted):
            thing.filled()
        else:
            thing.length()


class Line(Text):
    def filled(self): ...


Line().filled()
fill([Bag(), Line()])
