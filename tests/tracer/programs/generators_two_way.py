"""Generators: `send`, `yield from`, delegation, generator methods, pipelines of callables."""


def producer():
    yield make(1)
    yield make(2)


def make(n):
    return Item(n)


class Item:
    def __init__(self, n):
        self.n = n

    def show(self):
        return self.n


for item in producer():
    item.show()


def delegating():
    result = yield from inner()
    finish(result)


def inner():
    yield 1
    return Item(3)


def finish(item):
    return item.show()


list(delegating())


def receiver():
    while True:
        function = yield
        function()


def ping():
    return 1


r = receiver()
next(r)
r.send(ping)


class Tree:
    def __init__(self, *children):
        self.children = children

    def __iter__(self):
        yield self
        for child in self.children:
            yield from child

    def size(self):
        return sum(1 for _ in self)


for node in Tree(Tree()):
    node.size()
