"""A property that says nothing is there to be replaced; who lacks an attribute is not meant where others have it."""


class Shape:
    """What all shapes have."""

    @property
    def area(self):
        """To be replaced."""

    @property
    def sides(self):
        raise NotImplementedError

    def describe(self):
        return self.area, self.sides


class Square(Shape):
    @property
    def area(self):
        return 4

    @property
    def sides(self):
        return 4


class Triangle(Shape):
    @property
    def area(self):
        return 3

    @property
    def sides(self):
        return 3


class Proxy:
    kind = "proxy"

    def __getattr__(self, name):
        return name


class Plain:
    kind = "plain"

    @property
    def size(self):
        return 1


def sizes(things):
    return [thing.size for thing in things if thing.kind == "plain"]


print([shape.describe() for shape in (Square(), Triangle())])
print(sizes([Proxy(), Plain()]), Proxy().anything)
