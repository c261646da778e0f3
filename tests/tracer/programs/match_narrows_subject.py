class Item:
    def ping(self): ...


class Other:
    def ping(self): ...


class Third:
    def ping(self): ...

    def pong(self): ...


def use(value):
    match value:
        case Item():
            value.ping()
        case Other() as other:
            other.ping()
        case _:
            value.pong()


use(Item())
use(Other())
use(Third())
