"""Results of operators that are called on in turn."""


class Vector:
    def __init__(self, x):
        self.x = x

    def __add__(self, other):
        return Vector(self.x + other.x)

    def __mul__(self, factor):
        return Scaled(self, factor)

    __rmul__ = __mul__

    def __neg__(self):
        return Vector(-self.x)

    def __getitem__(self, index):
        return Part(self, index)

    def __call__(self, x):
        return self.x * x

    def length(self):
        return abs(self.x)


class Scaled:
    def __init__(self, vector, factor):
        self.vector = vector
        self.factor = factor

    def length(self):
        return self.vector.length() * self.factor


class Part:
    def __init__(self, vector, index):
        self.vector = vector

    def read(self):
        return self.vector.length()


v = Vector(1)
(v + v).length()
(v * 2).length()
(3 * v).length()
(-v).length()
v[0].read()
v(2)
(v + -v)(3)
