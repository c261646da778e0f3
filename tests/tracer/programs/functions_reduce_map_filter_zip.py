import functools


def double(x):
    return x


def keep(x):
    return True


def add(x, y):
    return x


class Shape:
    def area(self):
        return 1

    @classmethod
    def make(cls, size):
        return cls()


list(map(double, [1]))
list(filter(keep, [1]))
functools.reduce(add, [1, 2])
for shape in map(Shape.make, [1, 2]):
    shape.area()
for function, value in zip([double, keep], [1, 2]):
    function(value)
print(sum(shape.area() for shape in filter(None, [Shape()])))
print(list(map(Shape.area, [Shape()])))
first, *others = [double, keep, keep]
first(1)
others[0](1)
print(max([Shape()], key=Shape.area).area())
compose = functools.reduce(lambda f, g: lambda x: g(f(x)), [double, keep, double])
compose(1)
