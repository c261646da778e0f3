from functools import reduce


def double(x):
    return 2 * x


def is_even(x):
    return x % 2 == 0


def add(x, y):
    return x + y


def make(x):
    return Thing(x)


class Thing:
    def __init__(self, x):
        self.x = x

    def run(self):
        return self.x


reduce(add, filter(is_even, map(double, [1, 2, 3])), 0)
for thing in map(make, [1, 2]):
    thing.run()
for thing in map(Thing, [1, 2]):
    thing.run()
