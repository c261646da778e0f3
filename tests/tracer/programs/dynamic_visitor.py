class Node:
    def __init__(self, *children):
        self.children = children


class Num(Node):
    pass


class Add(Node):
    pass


class Visitor:
    def visit(self, node):
        method = getattr(self, "visit_" + type(node).__name__, self.generic_visit)
        return method(node)

    def generic_visit(self, node):
        for child in node.children:
            self.visit(child)


class Printer(Visitor):
    def visit_Num(self, node):
        return self.write()

    def visit_Add(self, node):
        self.generic_visit(node)

    def write(self): ...


Printer().visit(Add(Num(), Num(), Node()))
