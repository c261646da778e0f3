from .items import Book as _Book
from .payments.card import charge


class Cart:
    def __init__(self):
        self.items = []

    def add(self, item):
        self.items.append(item)
        return item.price()


def finish(cart):
    cart.add(_Book("free"))
    return charge(0)
