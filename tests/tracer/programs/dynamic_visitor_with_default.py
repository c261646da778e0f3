class Node:
    def accept(self, visitor):
        return getattr(visitor, "visit_" + self.__class__.__name__, visitor.generic)(self)


class Number(Node):
    def __init__(self, number):
        self.number = number


class Sum(Node):
    def __init__(self, left, right):
        self.left, self.right = left, right


class Other(Node):
    pass


class Visitor:
    def generic(self, node):
        return 0

    def visit_Number(self, node):
        return node.number

    def visit_Sum(self, node):
        return node.left.accept(self) + node.right.accept(self)


class Printer(Visitor):
    def visit_Number(self, node):
        return str(super().visit_Number(node))


Sum(Number(1), Number(2)).accept(Visitor())
Sum(Number(1), Number(2)).accept(Printer())
Other().accept(Visitor())
