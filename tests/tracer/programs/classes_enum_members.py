import enum


class Shape(enum.Enum):
    CIRCLE = "circle"
    SQUARE = "square"

    @property
    def area(self):
        return self.compute()

    def compute(self):
        return 1

    @classmethod
    def _missing_(cls, value):
        return cls.default()

    @classmethod
    def default(cls):
        return cls.CIRCLE

    def __str__(self):
        return self.value


print(Shape("unknown").area)
print(Shape.SQUARE)
for shape in Shape:
    shape.compute()
print(Shape["CIRCLE"].compute())


def check(value):
    return value


def helper(value):
    return value


class Planet(enum.Enum):
    EARTH = (1.0, 2.0)

    def __init__(self, mass, radius):
        self.mass = check(mass)
        self.radius = radius

    def gravity(self):
        return helper(self.mass)


Planet.EARTH.gravity()


class Bits(enum.Flag):
    A = enum.auto()
    B = enum.auto()

    def both(self): ...


(Bits.A | Bits.B).both()
