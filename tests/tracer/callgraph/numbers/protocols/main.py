import math
import operator
import os


class Number:
    def __index__(self):
        return 1

    def __float__(self):
        return 1.0

    def __round__(self, digits=None):
        return 1


class Place:
    def __fspath__(self):
        return os.devnull


def subscript():
    return [1, 2][Number()]


def whole():
    return int(Number())


def real():
    return float(Number())


def ranged():
    return range(Number())


def rounded():
    return round(Number())


def root():
    return math.sqrt(Number())


def opened():
    return open(Place())


def path():
    return os.fspath(Place())


def hexadecimal():
    return hex(Number())


def index():
    return operator.index(Number())


subscript()
whole()
real()
ranged()
rounded()
root()
opened()
path()
hexadecimal()
index()
