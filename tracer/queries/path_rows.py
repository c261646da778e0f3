"""What the searches of one question read of the store: numbered symbols and edges, each read once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tracer.queries.calls import Calls
from tracer.queries.roots import name_of

Row = tuple[int, int, int]
"""A neighbour, the label of the edge and its width."""
OBSERVED = "observed call recorded"
"""The label of calls that were only seen at run time."""
MOST_CALLERS = 250
"""More callers than this has what nearly everything calls. In releases from 1.15 to 2.21 `convert_to_tensor` has 644 to
1,445, `Layer.__call__`, which most ways come through, 80 to 151."""
_AT_ONCE = 500
"""Keys read by one statement: SQLite before 3.32 takes 999 parameters."""


class Label(NamedTuple):
    """How a call is known."""

    confidence: str
    kind: str
    rule: str


class Rows:
    """Symbols by number, the edges out of them and into them."""

    def __init__(self, calls: Calls) -> None:
        self.calls, self.snapshot = calls, calls.snapshot
        self._numbers: dict[str, int] = {}
        self._keys: dict[int, str] = {}
        self._rows: dict[tuple[int, bool], list[Row]] = {}
        self._hubs: dict[int, bool] = {}
        self._labels: dict[int, Label] = {}
        self._by_name: dict[str, dict[str, dict[str, str]]] = {}
        self._unnumbered = 0

    def number(self, key: str) -> int:
        known = self._numbers.get(key)
        if known is None:
            known = self.snapshot.key_number(key)
            if known is None:
                self._unnumbered -= 1
                known = self._unnumbered
            self._numbers[key] = known
            self._keys[known] = key
        return known

    def key(self, number: int) -> str:
        known = self._keys.get(number)
        if known is None:
            known = self._keys[number] = self.snapshot.key_of(number)
            self._numbers[known] = number
        return known

    def read_keys(self, numbers: Iterable[int]) -> None:
        """Read the keys of many symbols at once."""
        missing = [number for number in numbers if number not in self._keys]
        for start in range(0, len(missing), _AT_ONCE):
            for number, key in self.snapshot.keys_of(missing[start : start + _AT_ONCE]):
                self._keys[number] = key
                self._numbers[key] = number

    def of(self, number: int, inward: bool) -> list[Row]:
        """The edges out of a symbol, or into it, those seen at run time last."""
        place = (number, inward)
        known = self._rows.get(place)
        if known is None:
            known = self.snapshot.neighbours(number, inward=inward) if number > 0 else []
            seen = self.calls.observed.get((self.key(number), inward), ()) if self.calls.observed else ()
            far = (self.number(edge.caller if inward else edge.callee) for edge in seen)
            self._rows[place] = known = [*known, *((one, self.number(OBSERVED), 1) for one in far)]
        return known

    def label(self, number: int) -> Label:
        known = self._labels.get(number)
        if known is None:
            known = self._labels[number] = Label(*self.key(number).split(" ", 2))
        return known

    def is_hub(self, number: int) -> bool:
        """Whether very many functions call a symbol."""
        known = self._hubs.get(number)
        if known is None:
            read = self._rows.get((number, True))
            count = self.snapshot.caller_count(number) if read is None else len(read)
            known = self._hubs[number] = count > MOST_CALLERS
        return known

    def made_by(self, caller: str) -> list[str]:
        """The constructors that a function runs."""
        return [
            self.key(far)
            for far, label, _ in self.of(self.number(caller), False)
            if self.label(label).kind == "construct"
        ]

    def by_name(self, caller: str) -> dict[str, dict[str, str]]:
        """The rules by which a function calls what has a name, by key."""
        known = self._by_name.get(caller)
        if known is None:
            known = self._by_name[caller] = {}
            rows = self.of(self.number(caller), False)
            self.read_keys(far for far, _, _ in rows)
            for far, label, _ in rows:
                key = self.key(far)
                known.setdefault(name_of(key), {})[key] = self.label(label).rule
        return known
