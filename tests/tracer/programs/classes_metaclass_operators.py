class Meta(type):
    def __add__(cls, other):
        return cls(other)

    def __ror__(cls, other):
        return cls(other)

    def __lt__(cls, other):
        return Order()

    def __bool__(cls):
        return True

    def __hash__(cls):
        return 1

    def __eq__(cls, other):
        return cls is other

    def __repr__(cls):
        return "x"

    def __setattr__(cls, name, value):
        type.__setattr__(cls, name, value)

    def __enter__(cls):
        return cls

    def __exit__(cls, *raised): ...

    def make(cls, number):
        return cls(number)


class Order:
    def shown(self): ...


class Amount(metaclass=Meta):
    def __init__(self, number): ...

    def go(self): ...


def adds():
    (Amount + 1).go()


def on_the_right():
    (1 | Amount).go()


def compares():
    (Amount < 3).shown()


def asks():
    if Amount:
        return {Amount: 1}


def shows():
    return repr(Amount), f"{Amount}"


def sets():
    Amount.x = 3


def enters():
    with Amount as amount:
        amount(0).go()


for use in (adds, on_the_right, compares, asks, shows, sets, enters):
    use()
Amount.make(1).go()
