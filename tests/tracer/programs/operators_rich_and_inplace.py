"""In-place operators, reflected operators, matrix product, comparisons that fall back, `__index__`."""


class Money:
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.n + other.n)

    def __radd__(self, other):
        return Money(self.n)

    def __iadd__(self, other):
        self.n += other.n
        return self

    def __matmul__(self, other):
        return other

    def __eq__(self, other):
        return self.n == other.n

    def __le__(self, other):
        return self.n <= other.n

    def __index__(self):
        return self.n

    def __invert__(self):
        return Money(-self.n)

    def __divmod__(self, other):
        return self, other

    def __float__(self):
        return float(self.n)


m = Money(1)
m += Money(2)
m + m
sum([m, m])
m @ m
m == m
m <= m
m != m
[0, 1, 2, 3][m]
~m
divmod(m, 2)
float(m)
range(m)
