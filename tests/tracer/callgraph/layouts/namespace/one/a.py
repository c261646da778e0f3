from namespace.two.b import g


def f():
    g()
