from dataclasses import dataclass, field
from typing import NamedTuple


def first():
    return 1


def other():
    return 2


@dataclass
class Left:
    hook: object = first

    def run(self):
        return self.hook()


@dataclass
class Replaced:
    hook: object = first

    def run(self):
        return self.hook()


@dataclass
class Either:
    hook: object = field(default=first)

    def run(self):
        return self.hook()

    def method(self):
        return 3


class Row(NamedTuple):
    hook: object = first
    more: object = None

    def run(self):
        return self.hook()

    def rest(self):
        return self.more() if self.more else self.hook()


Left().run()
Replaced(other).run()
Either().run()
Either(hook=other).run()
Either.hook()
Either().method()
Row(more=other).run()
Row(other).run()
Row(more=other).rest()
Row().rest()
