"""A package with relative imports, `__all__`, re-exports under other names and a subpackage."""
import shop
from shop import Cart, checkout
from shop.items import *
from shop.payments import pay as settle


Cart().add(Book("x"))
checkout(Cart())
settle(1)
shop.payments.card.charge(2)
shop.items.Book("y").price()
