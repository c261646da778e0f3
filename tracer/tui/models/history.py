"""Back and forward, as in a browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

LIMIT = 200


@dataclass(frozen=True, slots=True)
class Location:
    """What was looked at: a symbol, a place in a file, or both; `line` is where the cursor stood, `asked` the name that
    the symbol was asked for by."""

    key: str | None
    title: str
    source: str = ""
    path: str = ""
    line: int = 0
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Locations visited; `index` is the current one, -1 while there is none."""

    entries: tuple[Location, ...] = ()
    index: int = -1

    @classmethod
    def restored(cls, entries: Sequence[Location], index: int) -> History:
        """A history from saved parts, whatever shape they are in."""
        kept = tuple(entries)[-LIMIT:]
        return cls(kept, max(-1, min(index, len(kept) - 1)))

    @property
    def current(self) -> Location | None:
        return self.entries[self.index] if self.index >= 0 else None

    @property
    def can_go_back(self) -> bool:
        return self.index > 0

    @property
    def can_go_forward(self) -> bool:
        return self.index < len(self.entries) - 1

    def visit(self, location: Location) -> History:
        """Go to a location: what lay ahead is forgotten; the same symbol or file line again is one entry."""
        current = self.current
        if current is not None and _same(current, location):
            return self.at_line(location.line).under(location.asked)
        entries = (*self.entries[: self.index + 1], location)[-LIMIT:]
        return History(entries, len(entries) - 1)

    def at_line(self, line: int) -> History:
        """Remember where the cursor stands in the current location."""
        current = self.current
        if current is None or not line or current.line == line:
            return self
        entries = list(self.entries)
        entries[self.index] = replace(current, line=line)
        return History(tuple(entries), self.index)

    def under(self, name: str | None) -> History:
        """Remember the name by which the current location was asked for again."""
        current = self.current
        if current is None or name is None or current.asked == name:
            return self
        renamed = replace(current, asked=name)
        return History((*self.entries[: self.index], renamed, *self.entries[self.index + 1 :]), self.index)

    def back(self) -> History:
        return History(self.entries, self.index - 1) if self.can_go_back else self

    def forward(self) -> History:
        return History(self.entries, self.index + 1) if self.can_go_forward else self


def _same(one: Location, other: Location) -> bool:
    if one.key is not None or other.key is not None:
        return one.key == other.key
    return (one.source, one.path, one.line) == (other.source, other.path, other.line)


@dataclass(frozen=True, slots=True)
class Marks:
    """Bookmarks, and the two ends of a path that is looked for."""

    bookmarks: tuple[Location, ...] = ()
    ends: tuple[Location, ...] = field(default=())

    def toggle_bookmark(self, location: Location) -> Marks:
        kept = tuple(mark for mark in self.bookmarks if not _same(mark, location))
        added = kept if len(kept) < len(self.bookmarks) else (*kept, location)
        return Marks(added, self.ends)

    def is_bookmarked(self, location: Location) -> bool:
        return any(_same(mark, location) for mark in self.bookmarks)

    def toggle_end(self, location: Location) -> Marks:
        """Mark an end of a path, or take the mark away; a third mark replaces the older of two."""
        kept = tuple(end for end in self.ends if not _same(end, location))
        ends = kept if len(kept) < len(self.ends) else (*kept, location)[-2:]
        return Marks(self.bookmarks, ends)
