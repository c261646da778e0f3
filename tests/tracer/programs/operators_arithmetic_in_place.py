class Vector:
    def __init__(self, *parts):
        self.parts = parts

    def __add__(self, other):
        return self.apply(lambda a, b: a + b, other)

    def __sub__(self, other):
        return self + (-other)

    def __neg__(self):
        return Vector(*(-part for part in self.parts))

    def __eq__(self, other):
        return isinstance(other, Vector) and self.parts == other.parts

    def __getitem__(self, index):
        return self.parts[index]

    def __call__(self, factor):
        return self

    def apply(self, function, other):
        return Vector(*map(function, self.parts, other.parts))

    def __ior__(self, other):
        return self.merged(other)

    def merged(self, other):
        return self

    def __rshift__(self, other):
        return other(self)

    def __invert__(self):
        return self

    def __pow__(self, power, modulo=None):
        return self

    def __rtruediv__(self, other):
        return self

    def __floordiv__(self, other):
        return self

    def __lt__(self, other):
        return False


v = Vector(1, 2)
w = v + v - v
w == v
w != v
v[0]
v(2)(3).merged(w)
v |= w
(v >> Vector.__invert__).merged(v)
~v
v ** 2
pow(v, 2)
1 / v
v // 2
v > w
sorted([v, w])
