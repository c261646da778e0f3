"""What is being found out, where finding it out may come to the same question again."""

from __future__ import annotations

import math
from collections.abc import Hashable


class Unfinished:
    """Questions that are being answered, outermost first. An answer that hangs on one further up is not final and must
    not be kept: there it is asked again."""

    def __init__(self) -> None:
        self._depths: dict[Hashable, int] = {}
        self._lowest: float = math.inf

    def has(self, key: Hashable) -> bool:
        """Whether `key` is being answered; if so, whatever is being answered above it hangs on it."""
        depth = self._depths.get(key)
        if depth is None:
            return False
        self._lowest = min(self._lowest, depth)
        return True

    def enter(self, key: Hashable) -> float:
        """Begin to answer `key`; `leave` takes what this returns."""
        self._depths[key] = len(self._depths)
        outer, self._lowest = self._lowest, math.inf
        return outer

    def leave(self, key: Hashable, outer: float) -> bool:
        """End it; whether the answer is final."""
        depth = self._depths.pop(key)
        closed = self._lowest >= depth
        self._lowest = outer if closed else min(outer, self._lowest)
        return closed

    @property
    def hangs(self) -> bool:
        """Whether what was answered since the innermost question began hangs on one that is being answered."""
        return self._lowest < len(self._depths)
