"""What the searches of one question read of the store: numbered symbols and edges, all at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import compress, count
from operator import sub
from typing import NamedTuple

from tracer.linked import CONFIDENCES, LOCALS, TF_KERAS, CallEdge, Confidence, Handed, Receivers, Supplied, with_widths
from tracer.linked import width as width_of
from tracer.queries.calls import Calls
from tracer.queries.roots import name_of
from tracer.store.receivers import Packed

COPY = f"{TF_KERAS}."
RECORDED = "recorded"
"""The rule of calls that were only seen at run time."""
MOST_CALLERS = 250
"""More callers than this has what nearly everything calls. In releases from 1.15 to 2.21 `convert_to_tensor` has 644 to
1,445, `Layer.__call__`, which most ways come through, 80 to 151."""


class Label(NamedTuple):
    """How a call is known."""

    confidence: Confidence
    kind: str
    rule: str


class Rows:
    """Symbols by number, the edges out of them and into them; of each edge, a code tells its label and its width."""

    def __init__(self, calls: Calls) -> None:
        self.calls, self.snapshot = calls, calls.snapshot
        graph = self.snapshot.adjacency()
        self._out, self._into = graph.out, graph.into
        self._names, self._indexed = graph.names, len(graph.names)
        self._keys: dict[int, str] = {}
        self._numbers: dict[str, int] = {}
        self._codes = [*graph.codes]
        self._labels: dict[int, Label] = {}
        self._size = self._indexed
        self._by_name: dict[str, dict[str, dict[str, str]]] = {}
        self._receivers: dict[str, dict[str, dict[str, Receivers]]] = {}
        self._handed: dict[str, dict[str, Handed]] = {}
        self._supplied: dict[str, dict[str, list[Supplied]]] = {}
        self._factories: dict[str, list[Supplied]] = {}
        self._observed: dict[tuple[int, bool], list[tuple[int, int]]] = {}
        added: dict[tuple[str, int], int] = {}
        for (caller, inward), edges in calls.observed.items():
            for edge, label, width in () if inward else self._seen(caller, edges):
                code = added.setdefault((label, width), len(self._codes) + len(added))
                near, far = self.number(caller), self.number(edge.callee)
                self._observed.setdefault((near, False), []).append((far, code))
                self._observed.setdefault((far, True), []).append((near, code))
        self._codes += added

    def __len__(self) -> int:
        """How many symbols there are."""
        return self._size

    def number(self, key: str) -> int:
        known = self._numbers.get(key)
        if known is None:
            known = self._names.find(key)
            if known is None:
                known, self._size = self._size, self._size + 1
            self._numbers[key] = known
            self._keys[known] = key
        return known

    def _seen(self, caller: str, edges: Iterable[CallEdge]) -> Iterator[tuple[CallEdge, str, int]]:
        """Of the calls of a function that were seen at run time those of which that tells more than the linker knows:
        each with its label and its width."""
        linked: dict[int, Label] = {}
        for far, code in self.of(self.number(caller), False):
            label = self.label(code)
            linked[far] = min(linked.get(far, label), label, key=_rank)
        for edge, sites in with_widths(edges):
            width, known = width_of(sites), linked.get(self.number(edge.callee))
            confidence = seen_as(caller, width)
            label = Label(confidence, known.kind if known else edge.kind, known.rule if known else RECORDED)
            if known is None or _rank(label) < _rank(known):
                yield edge, " ".join(label), width

    def key(self, number: int) -> str:
        known = self._keys.get(number)
        if known is None:
            known = self._keys[number] = self._names[number]
            self._numbers[known] = number
        return known

    def of(self, number: int, inward: bool) -> list[tuple[int, int]]:
        """(neighbour, code) of the edges out of a symbol, or into it, those seen at run time last."""
        known = [*(self._into if inward else self._out).of(number)] if number < self._indexed else []
        return known + self._observed[number, inward] if (number, inward) in self._observed else known

    def around(self, numbers: Collection[int], inward: bool, follows: Mapping[int, bool]) -> set[int]:
        """The neighbours of symbols by those edges whose code is followed."""
        far, codes = (self._into if inward else self._out).of_all(numbers, self._indexed)
        found = set(compress(far, map(follows.__getitem__, codes)))
        if self._observed:
            seen = (self._observed.get((number, inward), ()) for number in numbers)
            found.update(one for edges in seen for one, code in edges if follows[code])
        return found

    def below(self, prefix: str) -> range:
        """The symbols whose keys begin with a prefix."""
        return range(self._names.first_from(prefix), self._names.first_from(f"{prefix}\uffff"))

    def label(self, code: int) -> Label:
        known = self._labels.get(code)
        if known is None:
            known = self._labels[code] = Label(*self._codes[code][0].split(" ", 2))  # type: ignore[arg-type]
        return known

    def width(self, code: int) -> int:
        return self._codes[code][1]

    @cached_property
    def hubs(self) -> frozenset[int]:
        """The symbols that very many functions call."""
        starts = self._into.starts
        return frozenset(compress(count(), map(MOST_CALLERS.__lt__, map(sub, starts[1:], starts))))

    @cached_property
    def copy(self) -> frozenset[int]:
        """The symbols of TensorFlow's own copy of Keras."""
        return frozenset(self.below(COPY))

    def made_by(self, caller: str) -> list[str]:
        """The constructors that a function runs."""
        return [
            self.key(far) for far, code in self.of(self.number(caller), False) if self.label(code).kind == "construct"
        ]

    @cached_property
    def _all_receivers(self) -> Packed[Receivers]:
        return self.snapshot.receivers()

    @cached_property
    def _all_handed(self) -> Packed[Handed]:
        return self.snapshot.handed()

    @cached_property
    def _all_supplied(self) -> Packed[Supplied]:
        return self.snapshot.supplied()

    def receivers(self, caller: str, callee: str) -> dict[str, Receivers]:
        """What is known of the objects on which a function calls a method, by the class of its `self`, "" for any."""
        known = self._receivers.get(caller)
        if known is None:
            known = self._receivers[caller] = {}
            for row in self._all_receivers.of(caller):
                known.setdefault(row.callee, {})[row.own] = row
        return known.get(callee, {})

    def handed(self, caller: str, callee: str) -> Handed | None:
        """Which functions a call passes for parameters that are called; with "" for the callee, which a function calls
        as its own parameters."""
        known = self._handed.get(caller)
        if known is None:
            known = self._handed[caller] = {row.callee: row for row in self._all_handed.of(caller)}
        return known.get(callee)

    def supplied(self, caller: str, callee: str) -> list[Supplied]:
        """What parameters decide of a call, and what it passes for those that decide something."""
        known = self._supplied.get(caller)
        if known is None:
            known = self._supplied[caller] = {}
            for row in self._all_supplied.of(caller):
                known.setdefault(row.callee, []).append(row)
        return known.get(callee, [])

    def factories(self, caller: str) -> list[Supplied]:
        """What a function passes to those that define others."""
        known = self._factories.get(caller)
        if known is None:
            known = self._factories[caller] = [
                row
                for row in self._all_supplied.of(caller)
                if row.what.startswith("pass ") and self.below(f"{row.callee}.{LOCALS}.")
            ]
        return known

    def by_name(self, caller: str) -> dict[str, dict[str, str]]:
        """The rules by which a function calls what has a name, by key."""
        known = self._by_name.get(caller)
        if known is None:
            known = self._by_name[caller] = {}
            for far, code in self.of(self.number(caller), False):
                key = self.key(far)
                if (rule := self.label(code).rule) != RECORDED:
                    known.setdefault(name_of(key), {})[key] = rule
        return known


def seen_as(caller: str, width: int) -> Confidence:
    """How well a path knows a call that was seen at run time, at a place where `width` functions were called.

    Which of several goes together with what was called before no run tells. An inner function's one body stands for all
    that it was put around, whatever a run put it around."""
    return "candidate" if LOCALS in caller else "inferred" if width > 1 else "observed"


def _rank(label: Label) -> int:
    return CONFIDENCES.index(label.confidence)
