import kinds
from finding import find


def get(name):
    table = {one: getattr(kinds, one) for one in dir(kinds)}
    return find(name, table)


get(input()).run()
