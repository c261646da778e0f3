import attr
import attrs


class Item:
    def ping(self): ...


def positive(instance, attribute, value): ...


def convert(value):
    return value


@attr.s
class Old:
    _x = attr.ib()
    y = attr.ib(default=attr.Factory(Item), validator=positive)

    def go(self):
        self._x.ping()
        self.y.ping()


@attrs.define
class New:
    _hidden: object
    number: int = attrs.field(converter=convert, default=1)
    made: Item = attrs.field(init=False)
    named: object = attrs.field(alias="other", default=None)

    @made.default
    def _made(self):
        return Item()

    @number.validator
    def _check(self, attribute, value): ...

    def __attrs_post_init__(self):
        self._hidden.ping()
        self.made.ping()
        self.named()


def act(): ...


def run():
    Old(x=Item()).go()
    New(hidden=Item(), other=act)
