class Tree:
    def __init__(self, *children):
        self.children = children

    def __iter__(self):
        yield self
        for child in self.children:
            yield from child

    def visit(self): ...


for node in Tree(Tree()):
    node.visit()
