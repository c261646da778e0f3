import lazy
from lazy import late, known


def read():
    return lazy.late


def ask():
    return getattr(lazy, "late")


def plain():
    return lazy.known


read()
ask()
plain()
known()
late()
