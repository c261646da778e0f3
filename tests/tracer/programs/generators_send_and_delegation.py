class Item:
    def use(self): ...


def inner():
    received = yield Item()
    received.use()
    return Item()


def outer():
    result = yield from inner()
    result.use()


machine = outer()
next(machine).use()
try:
    machine.send(Item())
except StopIteration:
    pass
