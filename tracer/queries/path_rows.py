"""What the searches of one question read of the store: numbered symbols and edges, all at once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain, compress
from typing import NamedTuple

from tracer.linked import Receivers
from tracer.queries.calls import Calls
from tracer.queries.roots import name_of

OBSERVED = "observed call recorded"
"""The label of calls that were only seen at run time."""
MOST_CALLERS = 250
"""More callers than this has what nearly everything calls. In releases from 1.15 to 2.21 `convert_to_tensor` has 644 to
1,445, `Layer.__call__`, which most ways come through, 80 to 151."""


class Label(NamedTuple):
    """How a call is known."""

    confidence: str
    kind: str
    rule: str


class Rows:
    """Symbols by number, the edges out of them and into them; of each edge, a code tells its label and its width."""

    def __init__(self, calls: Calls) -> None:
        self.calls, self.snapshot = calls, calls.snapshot
        graph = self.snapshot.adjacency()
        self._out, self._into = graph.out, graph.into
        self._keys, self._indexed = graph.names, len(graph.names)
        self._codes = [*graph.codes, (OBSERVED, 1)]
        self._labels: dict[int, Label] = {}
        self._unindexed: dict[str, int] = {}
        self._by_name: dict[str, dict[str, dict[str, str]]] = {}
        self._receivers: dict[tuple[str, str], dict[str, Receivers]] | None = None
        self._observed: dict[tuple[int, bool], list[tuple[int, int]]] = {}
        for (near, inward), edges in calls.observed.items():
            far = (self.number(edge.caller if inward else edge.callee) for edge in edges)
            self._observed[self.number(near), inward] = [(one, len(graph.codes)) for one in far]

    def __len__(self) -> int:
        """How many symbols there are."""
        return len(self._keys)

    def number(self, key: str) -> int:
        place = bisect_left(self._keys, key, 0, self._indexed)
        if place < self._indexed and self._keys[place] == key:
            return place
        if key not in self._unindexed:
            self._unindexed[key] = len(self._keys)
            self._keys.append(key)
        return self._unindexed[key]

    def key(self, number: int) -> str:
        return self._keys[number]

    def of(self, number: int, inward: bool) -> list[tuple[int, int]]:
        """(neighbour, code) of the edges out of a symbol, or into it, those seen at run time last."""
        known = [*(self._into if inward else self._out).of(number)] if number < self._indexed else []
        return known + self._observed[number, inward] if (number, inward) in self._observed else known

    def followed(self, number: int, inward: bool, follows: Sequence[bool]) -> Iterator[int]:
        """The neighbours by those edges whose code is followed."""
        found: Iterator[int] = iter(())
        if number < self._indexed:
            half = self._into if inward else self._out
            place = slice(half.starts[number], half.starts[number + 1])
            found = compress(half.far[place], map(follows.__getitem__, half.codes[place]))
        if (number, inward) not in self._observed:
            return found
        return chain(found, (far for far, code in self._observed[number, inward] if follows[code]))

    @property
    def codes(self) -> int:
        """How many codes there are."""
        return len(self._codes)

    def below(self, prefix: str) -> range:
        """The symbols whose keys begin with a prefix."""
        first = bisect_left(self._keys, prefix, 0, self._indexed)
        return range(first, bisect_left(self._keys, f"{prefix}\uffff", first, self._indexed))

    def label(self, code: int) -> Label:
        known = self._labels.get(code)
        if known is None:
            known = self._labels[code] = Label(*self._codes[code][0].split(" ", 2))
        return known

    def width(self, code: int) -> int:
        return self._codes[code][1]

    def is_hub(self, number: int) -> bool:
        """Whether very many functions call a symbol."""
        return number < self._indexed and self._into.degree(number) > MOST_CALLERS

    def made_by(self, caller: str) -> list[str]:
        """The constructors that a function runs."""
        return [
            self.key(far) for far, code in self.of(self.number(caller), False) if self.label(code).kind == "construct"
        ]

    def receivers(self, caller: str, callee: str) -> dict[str, Receivers]:
        """What is known of the objects on which a function calls a method, by the class of its `self`, "" for any."""
        if self._receivers is None:
            self._receivers = {}
            for row in self.snapshot.receivers():
                self._receivers.setdefault((row.caller, row.callee), {})[row.own] = row
        return self._receivers.get((caller, callee), {})

    def by_name(self, caller: str) -> dict[str, dict[str, str]]:
        """The rules by which a function calls what has a name, by key."""
        known = self._by_name.get(caller)
        if known is None:
            known = self._by_name[caller] = {}
            for far, code in self.of(self.number(caller), False):
                key = self.key(far)
                known.setdefault(name_of(key), {})[key] = self.label(code).rule
        return known
