class Shape:
    def __new__(cls, kind):
        if kind == "circle":
            return object.__new__(Circle)
        return object.__new__(Square)

    def area(self):
        return self.compute()


class Circle(Shape):
    def compute(self):
        return 1


class Square(Shape):
    def compute(self):
        return 2


Shape("circle").area()
Shape("square").area()
