class Node:
    def accept(self, visitor):
        method = getattr(visitor, f"visit_{type(self).__name__.lower()}", visitor.generic)
        return method(self)


class Number(Node): ...


class Add(Node):
    def __init__(self, left, right):
        self.left, self.right = left, right


class Other(Node): ...


class Printer:
    def visit_number(self, node): ...

    def visit_add(self, node):
        node.left.accept(self)
        node.right.accept(self)

    def generic(self, node): ...


Add(Number(), Number()).accept(Printer())
Other().accept(Printer())
