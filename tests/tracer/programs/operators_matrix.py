class Expr:
    def __add__(self, other):
        return Sum(self, other)

    def __radd__(self, other):
        return Sum(other, self)

    def __mul__(self, other):
        return Product(self, other)

    def __neg__(self):
        return Product(-1, self)

    def evaluate(self):
        return 1


class Sum(Expr):
    def __init__(self, left, right):
        self.left, self.right = left, right


class Product(Expr):
    def __init__(self, left, right):
        self.left, self.right = left, right


x = Expr()
(x + 1).evaluate()
(1 + x).evaluate()
(x * 2 + x).evaluate()
(-x).evaluate()
x += 1
x.evaluate()
