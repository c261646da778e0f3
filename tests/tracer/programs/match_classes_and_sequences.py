class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def show(self): ...


class Circle:
    def __init__(self, centre):
        self.centre = centre

    def draw(self): ...


def a(): ...
def b(): ...


def handle(value):
    match value:
        case Point(f, y=g):
            f()
            g()
        case Circle(centre=Point() as centre) as circle:
            centre.show()
            circle.draw()
        case [first, *rest]:
            first()
            rest[0]()
        case {"run": run, **others}:
            run()
            others["other"]()
        case Point() | Circle() as one if one:
            pass
        case other:
            other()


handle(Point(a, b))
handle(Circle(Point(1, 2)))
handle([a, b])
handle({"run": a, "other": b})
handle(a)
