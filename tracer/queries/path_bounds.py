"""How many calls the way from a symbol to the end of a path has at least, whatever is known of each caller: searched
from the end backwards, as far as it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf

from tracer.queries.path_rows import Rows


class Bounds:
    """Levels of symbols around the ends: callers of these, their callers and so on.

    `near` are the ends and their callers, with how many calls they are away; `follows` says of each code whether such
    calls are followed, `passes` of a symbol whether a way may come through it, which may be said of more than is so.
    """

    def __init__(
        self,
        rows: Rows,
        near: Mapping[int, int],
        follows: Sequence[bool],
        passes: Callable[[int], bool],
    ) -> None:
        self._rows, self._follows, self._passes = rows, follows, passes
        self._calls = dict(near)
        self._depth = 1
        self._outermost = {number for number, calls in near.items() if calls}

    def of(self, number: int) -> float:
        """So many calls at least, as far as it is known."""
        known = self._calls.get(number)
        if known is None:
            return self._depth + 1 if self._outermost else inf
        return known

    def near(self, number: int, enough: float) -> float:
        """So many calls; where these are more than `enough`, something between the two."""
        while number not in self._calls and self._outermost and self._depth < enough:
            self._deepen()
        return self.of(number)

    def is_reached(self, starts: Iterable[int], most_calls: float) -> bool:
        """Whether any way of so many calls leads from a start to the end: both are searched from, so that the side
        which leads to less decides."""
        reached = set(starts)
        outermost, depth = reached, 0
        while self._calls.keys().isdisjoint(outermost):
            if depth + self._depth >= most_calls or not outermost:
                return False
            if len(self._outermost) < len(outermost):
                if not self._outermost:
                    return False
                self._deepen()
                outermost = reached
            else:
                outermost = self._around(outermost, False) - reached
                reached |= outermost
                depth += 1
        return True

    def _deepen(self) -> None:
        self._outermost = self._around(self._outermost, True) - self._calls.keys()
        self._depth += 1
        self._calls.update(dict.fromkeys(self._outermost, self._depth))

    def _around(self, numbers: Iterable[int], inward: bool) -> set[int]:
        found: set[int] = set()
        followed, follows = self._rows.followed, self._follows
        for number in filter(self._passes, numbers):
            found.update(followed(number, inward, follows))
        return found
