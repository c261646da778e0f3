from . import payments
from .cart import Cart
from .cart import finish as checkout

__all__ = ["Cart", "checkout"]
