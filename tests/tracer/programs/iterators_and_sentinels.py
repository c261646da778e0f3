"""`iter(callable, sentinel)`, iterator classes, `__getitem__` iteration, `__reversed__`, `__contains__`."""


def read():
    values.append(1)
    return len(values)


values = []
for value in iter(read, 3):
    pass


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return CountdownIterator(self)

    def __reversed__(self):
        return iter([self.n])

    def __contains__(self, x):
        return self.check(x)

    def check(self, x):
        return x <= self.n


class CountdownIterator:
    def __init__(self, countdown):
        self.left = countdown.n

    def __iter__(self):
        return self

    def __next__(self):
        if self.left == 0:
            raise StopIteration
        self.left -= 1
        return self.left


list(Countdown(2))
list(reversed(Countdown(2)))
1 in Countdown(3)
a, b = Countdown(2)


class Old:
    def __getitem__(self, index):
        if index > 1:
            raise IndexError
        return index


list(Old())
sum(Old())
