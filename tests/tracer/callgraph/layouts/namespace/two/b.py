from ..one import a


def g():
    a.f()
