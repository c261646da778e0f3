class Leaf:
    def accept(self, visitor):
        return visitor.visit_leaf(self)

    def value(self):
        return 1


class Pair:
    def __init__(self, left, right):
        self.left, self.right = left, right

    def accept(self, visitor):
        return visitor.visit_pair(self)


class Sum:
    def visit_leaf(self, leaf):
        return leaf.value()

    def visit_pair(self, pair):
        return pair.left.accept(self) + pair.right.accept(self)


Pair(Leaf(), Pair(Leaf(), Leaf())).accept(Sum())
