class Kinds:
    def isinstance(self, value, kind):
        return self.known(value)

    def known(self, value):
        return True

    def isfunction(self, value):
        return True


class Item:
    def ping(self): ...


class Other:
    def ping(self): ...


def use(value, kinds):
    if kinds.isinstance(value, Item):
        value.ping()
    if kinds.isfunction(value):
        value.ping()


use(Item(), Kinds())
use(Other(), Kinds())
