"""How many calls the way from a symbol to the end of a path has at least, whatever is known of each caller: searched
from the end backwards, as far as it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import inf

from tracer.queries.path_rows import Rows


class Bounds:
    """Levels of symbols around the ends: callers of these, their callers and so on.

    `near` are the ends and their callers, with how many calls they are away; `follows` says of each code whether such
    calls are followed, `passing` of some symbols through which of them a way may come, which may be more than is so.
    """

    def __init__(
        self,
        rows: Rows,
        near: Mapping[int, int],
        follows: Mapping[int, bool],
        passing: Callable[[set[int]], set[int]],
    ) -> None:
        self._rows, self._follows, self._passing = rows, follows, passing
        self.known = dict(near)
        """By symbol how many calls it is away, as far as it was searched."""
        self._depth = 1
        self._outermost = {number for number, calls in near.items() if calls}

    @property
    def elsewhere(self) -> float:
        """How many calls any other symbol is away at least."""
        return self._depth + 1 if self._outermost else inf

    def of(self, number: int) -> float:
        """So many calls at least, as far as it is known."""
        return self.known.get(number, self.elsewhere)

    def near(self, number: int, enough: float) -> float:
        """So many calls; where these are more than `enough`, something between the two."""
        while number not in self.known and self._outermost and self._depth < enough:
            self._deepen()
        return self.of(number)

    def is_reached(self, starts: Iterable[int], most_calls: float) -> bool:
        """Whether any way of so many calls leads from a start to the end: both are searched from, so that the side
        which leads to less decides."""
        reached = set(starts)
        outermost, depth = reached, 0
        while self.known.keys().isdisjoint(outermost):
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
        self._outermost = self._around(self._outermost, True).difference(self.known)
        self._depth += 1
        self.known.update(dict.fromkeys(self._outermost, self._depth))

    def _around(self, numbers: set[int], inward: bool) -> set[int]:
        return self._rows.around(self._passing(numbers), inward, self._follows)
