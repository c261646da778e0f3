"""Attributes of attributes that hold functions."""


class Node:
    def __init__(self, action):
        self.action = action
        self.next = None


def one():
    return 1


def two():
    return 2


head = Node(one)
head.next = Node(two)
head.next.action()
head.action()


class Config:
    class Hooks:
        before = staticmethod(one)

    hooks = Hooks()


Config.hooks.before()
Config().hooks.before()


class Holder:
    pass


holder = Holder()
holder.inner = Holder()
holder.inner.run = two
holder.inner.run()
