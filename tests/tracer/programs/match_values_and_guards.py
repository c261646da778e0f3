import enum


class Kind(enum.Enum):
    A = 1
    B = 2

    def show(self): ...


class Shape:
    def __init__(self, kind, parts=()):
        self.kind = kind
        self.parts = parts

    def draw(self): ...

    def is_big(self):
        return True


def handle(shape):
    match shape:
        case Shape(kind=Kind.A) as found if found.is_big():
            found.draw()
        case Shape(kind=Kind.B as kind, parts=[first, *_]):
            kind.show()
            first.draw()
        case None | 0:
            nothing()


def nothing(): ...


handle(Shape(Kind.A))
handle(Shape(Kind.B, [Shape(Kind.A)]))
handle(None)
