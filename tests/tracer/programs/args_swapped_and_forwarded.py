"""Arguments that change places on the way."""


def left():
    return 1


def right():
    return 2


def inner(a, b):
    return a() - b()


def swapped(a, b):
    return inner(b, a)


def only_first(a, b):
    return a()


swapped(left, right)
only_first(right, left)


class Receiver:
    def take(self, callback, *rest):
        return callback(*rest)


def handle(x, y):
    return x + y


Receiver().take(handle, 1, 2)
Receiver.take(Receiver(), handle, 3, 4)
