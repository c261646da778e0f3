import functools


class Formatter:
    @functools.singledispatchmethod
    def format(self, value):
        return self.fallback(value)

    @format.register
    def _(self, value: int):
        return self.number(value)

    @format.register(list)
    def _of_list(self, value):
        return [self.format(one) for one in value]

    @format.register
    @classmethod
    def _of_bytes(cls, value: bytes):
        return cls.shown(value)

    @classmethod
    def shown(cls, value): ...

    def number(self, value): ...

    def fallback(self, value): ...


Formatter().format([1, "a", [2], b""])
Formatter().format("a")
Formatter().format(1)
Formatter().format(b"")


@functools.singledispatch
def show(value):
    return plain(value)


@show.register(int)
@show.register(float)
def _(value):
    return number(value)


def plain(value): ...


def number(value): ...


show("a")
show(1)
