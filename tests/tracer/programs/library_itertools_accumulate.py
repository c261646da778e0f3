import itertools


class Total:
    def add(self, number):
        return self

    def show(self): ...


def step(total, number):
    return total.add(number)


for total in itertools.accumulate([1, 2], step, initial=Total()):
    total.show()


class Node:
    def __init__(self, name):
        self.name = name

    def visit(self): ...


def name_of(node):
    return node.name


nodes = [Node("a"), Node("b")]
for _, group in itertools.groupby(sorted(nodes, key=name_of), key=name_of):
    for node in group:
        node.visit()
for first, second in itertools.product(nodes, repeat=2):
    first.visit()
    second.visit()
for node in itertools.islice(itertools.cycle(nodes), 3):
    node.visit()
