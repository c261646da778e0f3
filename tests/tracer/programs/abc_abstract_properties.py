"""Abstract methods and properties, `register`, and an abstract base with helpers."""
from abc import ABC, abstractmethod


class Shape(ABC):
    @property
    @abstractmethod
    def area(self):
        ...

    @abstractmethod
    def scale(self, factor):
        ...

    def describe(self):
        return self.area, self.scale(2)

    @classmethod
    def unit(cls):
        return cls(1)


class Square(Shape):
    def __init__(self, side):
        self.side = side

    @property
    def area(self):
        return self.side**2

    def scale(self, factor):
        return Square(self.side * factor)


Square(2).describe()
Square.unit().describe()
