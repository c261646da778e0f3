from typing import Protocol, cast, Generic, TypeVar

T = TypeVar("T")


class Runs(Protocol):
    def run(self): ...


class Real:
    def run(self): ...


class Holder(Generic[T]):
    def __init__(self, item: T):
        self.item = item

    def get(self) -> T:
        return self.item


def use(thing: Runs):
    thing.run()


use(Real())
cast(Real, Real()).run()
Holder[Real](Real()).get().run()
