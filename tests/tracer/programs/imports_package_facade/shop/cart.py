from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Item

__all__ = ("Cart",)


class Cart:
    def __init__(self) -> None:
        self.items: list[Item] = []

    def add(self, item: Item) -> None:
        item.reserve()
        self.items.append(item)


def _private(cart):
    from .pricing import total

    return total(cart)
