from finding import find
from more import celu


def relu(): pass


def tanh(): pass


def serialize(kind): pass


def get(name):
    return by_name(name)


def by_name(name):
    return find(name, globals())


def _hidden(): pass
