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


@runtime_checkable
class Sized(Protocol):
    name: str

    @property
    def size(self): ...

    def grow(self): ...


class Plant:
    def __init__(self):
        self.name = "plant"
        self.size = 3

    def grow(self): ...


class Tower:
    name = "tower"

    @property
    def size(self): ...

    def grow(self): ...


class Stone:
    def grow(self): ...

    def stay(self): ...


def grow(things):
    for thing in things:
        if isinstance(thing, Sized):
            thing.size
            thing.grow()
        else:
            thing.stay()


Stone().grow()
grow([Plant(), Tower(), Stone()])
