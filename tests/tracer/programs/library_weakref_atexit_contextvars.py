import contextvars
import weakref


class Node:
    def ping(self): ...


def gone(reference): ...


node = Node()
reference = weakref.ref(node)
reference().ping()
cache = weakref.WeakValueDictionary()
cache["a"] = node
cache["a"].ping()
for held in cache.values():
    held.ping()
current = contextvars.ContextVar("current")
token = current.set(node)
current.get().ping()
context = contextvars.copy_context()


def inside():
    current.get().ping()


context.run(inside)
method = weakref.WeakMethod(node.ping)
method()()
