from . import card
from .card import charge as pay
