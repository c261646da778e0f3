from . import pricing
from .cart import *
from .cart import _private as checkout
from .models import Item as Item

__all__ = ["Cart", "Item", "checkout", "pricing"]
