"""Lambdas: called at once, nested, in defaults, in comprehensions, as methods."""


def base(x):
    return x


(lambda x: base(x))(1)
add = lambda x: lambda y: combine(x, y)


def combine(x, y):
    return x + y


add(1)(2)


class Ops:
    double = lambda self: self.value() * 2

    def value(self):
        return 1


Ops().double()
[f(3) for f in [lambda x: base(x)]]


def using(function=lambda: base(4)):
    return function()


using()
conditional = (lambda: base(5)) if True else None
conditional()
