from typing import Generic, TypeVar

T = TypeVar("T")


class Box(Generic[T]):
    def __init__(self, held):
        self.held = held

    def open(self):
        return self.held


class Noted:
    def __class_getitem__(cls, key):
        return cls

    def used(self):
        pass


Box[int](1).open()
Noted[int]().used()
