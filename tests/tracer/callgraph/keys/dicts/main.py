from collections import defaultdict


class Key:
    def __hash__(self):
        return 1

    def __eq__(self, other):
        return True


def display():
    return {Key(): 1}


def comprehension():
    return {Key(): i for i in range(2)}


def load(table):
    return table[Key()]


def store(table):
    table[Key()] = 1


def delete(table):
    del table[Key()]


def contains(table):
    return Key() in table


def get(table):
    table.get(Key())


def paired(table):
    return table.get((Key(), 1))


def default():
    table = defaultdict(list)
    table[Key()].append(2)
    return table[Key()]


class Derived(dict):
    def __missing__(self, key):
        return key


def derived():
    return Derived({Key(): 1})[Key()], Derived()[1]


load(display())
store(comprehension())
delete(display())
contains(display())
get(display())
paired({(Key(), 1): 1})
default()
derived()
