"""Members of enumerations: methods, properties, lookups, functions as values."""
from enum import Enum, IntFlag, auto, unique


def add(a, b):
    return a + b


def sub(a, b):
    return a - b


class Operation(Enum):
    ADD = (add,)
    SUB = (sub,)

    def __init__(self, function):
        self.function = function

    def __call__(self, a, b):
        return self.function(a, b)


Operation.ADD(1, 2)
Operation["SUB"](1, 2)


@unique
class Colour(Enum):
    RED = auto()
    BLUE = auto()

    @property
    def warm(self):
        return self is Colour.RED

    @classmethod
    def default(cls):
        return cls.RED

    def describe(self):
        return self.name, self.warm


Colour.default().describe()
for colour in Colour:
    colour.describe()
Colour(1).describe()


class Permission(IntFlag):
    R = 1
    W = 2

    def shown(self):
        return str(self.value)


(Permission.R | Permission.W).shown()
