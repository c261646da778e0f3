"""Weak references, proxies and finalizers."""
import gc
import weakref


class Node:
    def __init__(self, name):
        self.name = name

    def show(self):
        return self.name


def forgotten(reference):
    return reference


def finished(name):
    return name


node = Node("a")
reference = weakref.ref(node, forgotten)
reference().show()
weakref.finalize(node, finished, "a")
cache = weakref.WeakValueDictionary()
cache["a"] = node
cache["a"].show()
weakref.proxy(node).show()
members = weakref.WeakSet()
members.add(node)
for member in members:
    member.show()
del member
del node
gc.collect()
