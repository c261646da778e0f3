"""Which nodes of a tree are unfolded, so that the tree can be taken up again.

A node is known by its path: the identities of the rows from the top down to it. Children are loaded lazily, so a tree
comes back step by step: `Regrowth` says, of each row that arrives, whether it was unfolded and whether the cursor was
on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

KEPT = 200
"""Unfolded nodes that are remembered; each costs a query when the tree is taken up again."""

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unfolding:
    """Paths of unfolded nodes, parents before their children, and of the node under the cursor."""

    opened: tuple[Path, ...] = ()
    cursor: Path = ()

    @classmethod
    def of(cls, opened: Iterable[Path], cursor: Path) -> Unfolding:
        """Without repeats, and no more than are kept."""
        return cls(tuple(dict.fromkeys(opened))[:KEPT], cursor)


class Regrowth:
    """What of an unfolding has not come back yet."""

    def __init__(self, wanted: Unfolding | None = None) -> None:
        wanted = wanted or Unfolding()
        self._opened = dict.fromkeys(wanted.opened)
        self._cursor = wanted.cursor
        self._aim: Path = ()

    def aim(self, path: Path) -> None:
        """The way to this row is to be unfolded, and the cursor to go there rather than where it was before."""
        self._aim = path
        self._cursor = () if path else self._cursor

    def anew(self, wanted: Unfolding | None) -> Regrowth:
        """What is wanted of rows that come anew, with the way that was still to be unfolded."""
        after = Regrowth(wanted)
        after.aim(self._aim)
        return after

    def opens(self, path: Path) -> bool:
        """Whether a row that has arrived was unfolded; says so once."""
        if len(path) < len(self._aim) and path == self._aim[: len(path)]:
            return True
        if path not in self._opened:
            return False
        del self._opened[path]
        return True

    def points_at(self, path: Path) -> bool:
        """Whether the cursor was on a row that has arrived; says so once."""
        if not path or path not in {self._cursor, self._aim}:
            return False
        self.moved()
        return True

    def ends_at(self, path: Path, below: Collection[str]) -> bool:
        """Whether the way goes no further than a row, which has only these `below` it; says so once."""
        if not path or path != self._aim[:-1] or self._aim[-1] in below:
            return False
        self.moved()
        return True

    def wants_below(self, path: Path) -> bool:
        """Whether anything below or at a path is still to come."""
        return any(one[: len(path)] == path for one in (*self._opened, self._cursor))

    def moved(self) -> None:
        """The cursor was moved by hand: it stays where it is."""
        self._cursor = self._aim = ()

    def with_rest(self, now: Unfolding) -> Unfolding:
        """What is unfolded now, with what has not come back yet."""
        return Unfolding.of((*now.opened, *self._opened), self._cursor or now.cursor)
