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
