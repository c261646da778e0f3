"""A helper that gives its argument back in a wrapper: each caller has its own."""

import functools
from functools import partial


def bind(function):
    return partial(function, 1)


def add(x, y):
    return x + y


def multiply(x, y):
    return x * y


def first():
    return bind(add)(2)


def second():
    return bind(multiply)(2)


first()
second()


def delayed(function, *args, **kwargs):
    return functools.partial(function, *args, **kwargs)


def show(x):
    return x


def hide(x, y=0):
    return y


def third():
    run = delayed(show, 3)
    return run()


def fourth():
    run = delayed(hide, 3, y=4)
    return run()


third()
fourth()


def pair(function):
    return function, 1


def boxed(function):
    return [function]


def named(function):
    return {"run": function}


def fifth():
    run, _ = pair(add)
    return run(1, 2)


def sixth():
    run, _ = pair(multiply)
    return run(1, 2)


def seventh():
    return boxed(show)[0](1)


def eighth():
    return boxed(hide)[0](1)


def ninth():
    return named(show)["run"](1)


def tenth():
    return named(hide)["run"](1)


for function in (fifth, sixth, seventh, eighth, ninth, tenth):
    function()


class Box:
    def __init__(self, value):
        self.value = value

    def get(self):
        return self.value


def keep(function):
    return Box(function)


def eleventh():
    return keep(show).get()


eleventh()
