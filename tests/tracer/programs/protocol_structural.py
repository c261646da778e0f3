"""Protocols that unrelated classes satisfy."""
from typing import Protocol, runtime_checkable


@runtime_checkable
class Closeable(Protocol):
    def close(self) -> None: ...


class Drawable(Protocol):
    def draw(self) -> str: ...


class File:
    def close(self):
        return None


class Circle:
    def draw(self):
        return "o"


class Box:
    def draw(self):
        return "[]"


def close_all(things):
    for thing in things:
        if isinstance(thing, Closeable):
            thing.close()


def render(drawable: Drawable) -> str:
    return drawable.draw()


close_all([File()])
render(Circle())
render(Box())
