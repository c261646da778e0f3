"""Names bound by conditional expressions, chained comparisons and `or`."""
import sys


def small():
    return 1


def large():
    return 2


def fallback():
    return 3


def pick(flag):
    chosen = small if flag else large
    return chosen()


pick(True)
pick(False)

missing = None
chosen = missing or fallback
chosen()


def maybe(function=None):
    return (function or fallback)()


maybe()
maybe(large)
