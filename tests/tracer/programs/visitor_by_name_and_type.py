"""Visitors: by `getattr` on the class name, by a table of types."""


class Node:
    def accept(self, visitor):
        return getattr(visitor, "visit_" + type(self).__name__.lower())(self)


class Num(Node):
    def __init__(self, value):
        self.value = value


class Add(Node):
    def __init__(self, left, right):
        self.left = left
        self.right = right


class Evaluator:
    def visit_num(self, node):
        return node.value

    def visit_add(self, node):
        return node.left.accept(self) + node.right.accept(self)


Add(Num(1), Num(2)).accept(Evaluator())


class Printer:
    def __init__(self):
        self.table = {Num: self.num, Add: self.add}

    def print(self, node):
        return self.table[type(node)](node)

    def num(self, node):
        return str(node.value)

    def add(self, node):
        return self.print(node.left) + self.print(node.right)


Printer().print(Add(Num(1), Num(2)))
