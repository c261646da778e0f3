from functools import singledispatch, singledispatchmethod


@singledispatch
def show(x):
    return plain(x)


@show.register
def _(x: int):
    return number(x)


@show.register(str)
def show_text(x):
    return text(x)


def plain(x): ...
def number(x): ...
def text(x): ...


class Printer:
    @singledispatchmethod
    def put(self, x):
        self.plain()

    @put.register
    def _(self, x: int):
        self.number()

    def plain(self): ...
    def number(self): ...


show(1.0)
show(1)
show("x")
Printer().put(1.0)
Printer().put(1)
