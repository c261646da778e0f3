import sys
from pkg import one


def go(name):
    one.get(name)(1)


go(sys.argv[1])
