class Shape:
    def area(self):
        return 1

    def name(self):
        return "shape"

    def size(self):
        return 2


def describe(shape):
    for what in ("area", "name"):
        getattr(shape, what)()
    if hasattr(shape, "size"):
        shape.size()
    type(shape)().area()
    shape.__class__().name()


describe(Shape())
