"""Call edges as the interpreter meets them: collected per caller, anew at each visit, turned into rows at the end."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from tracer import facts as f
from tracer.link.unparse import unparse
from tracer.linked import OVERRIDE, SELF, THROUGH_WRAPPER, WRAPPER, CallEdge, Confidence, Unresolved

if TYPE_CHECKING:
    from tracer.link.calls.cells import Cell, Values
    from tracer.link.calls.values import Function, Instance

EXACT, INFERRED, CANDIDATE = 0, 1, 2
CONFIDENCES: tuple[Confidence, ...] = ("exact", "inferred", "candidate")

Site = tuple[int, int]
NOWHERE: Site = (0, 0)
"""The place of what is not written down in the body that is visited."""

_NOTHING: dict[Any, Any] = {}
_NO_ROWS: list[Any] = []
_NONE: set[Any] = set()


def line_of(expression: f.Expr) -> int:
    """The line of an expression, or of the first part that has one; 0 where none has: of literals."""
    match expression:
        case f.Starred(value) | f.IfExp(body=value) | f.Walrus(target=value):
            return line_of(value)
        case f.BoolOp(values=values) | f.Sequence(elements=values) | f.Formatted(values=values):
            return next(filter(None, map(line_of, values)), 0)
        case f.Mapping(items):
            return next(filter(None, (line_of(value) for _, value in items)), 0)
    return getattr(expression, "line", 0)


class Shape(NamedTuple):
    """What a call passes: how many by position, which keywords, and whether `*x` and `**x` may add to these."""

    positional: int = 0
    keywords: tuple[str, ...] = ()
    has_star: bool = True
    has_mapping: bool = True


class Open(NamedTuple):
    """A call that is not resolved, why, and (of a method) its name."""

    function: f.Expr
    reason: str
    name: str = ""
    shape: Shape = Shape()


class Later(NamedTuple):
    """Edges to `callees` that hold if, in the end, what the functions in `cell` are called by is in doubt: if those are
    many (always so), several, or if nobody is known to call them, as `when` says; and whether what is passed them is
    known to call what it is passed."""

    cell: Cell
    callees: tuple[str, ...]
    kind: str
    confidence: int
    rule: str
    site: Site
    when: int


IF_MANY, IF_SEVERAL, IF_UNCALLED, ANYWAY, IF_TAKEN, TAKEN_ANYWAY = range(6)

AS_VALUE = frozenset({"captured", "return value", "parameter", "assignment", "name", "passed on", "handed over"})
"""Rules of functions that came by as values: where one caller also calls them on `self`, that says more."""


def _says_more(confidence: int, rule: str, known: str) -> bool:
    """Whether a rule says more of an edge than one that is known of it and is as sure."""
    if rule == THROUGH_WRAPPER[SELF]:
        return known == WRAPPER or known in AS_VALUE
    return (confidence == CANDIDATE and rule == OVERRIDE) or (rule == SELF and known in AS_VALUE)


MOST_RECEIVERS = 32
"""Receivers that are remembered of one edge, to be told apart by the class of `self`."""


class Received:
    """On what a method is called, read of which attributes of `self` ("" for others), and where."""

    __slots__ = ("attributes", "has_guesses", "places", "receivers")

    def __init__(self) -> None:
        self.receivers: set[Instance | None] = set()
        """None stands for what is no instance, and for the caller's own `self`."""
        self.attributes: set[str] = set()
        self.places: set[Site] = set()
        self.has_guesses = False

    def says_more(self, callee: str) -> bool:
        """Whether these are few objects, some of which inherit what is called."""
        receivers, owner = self.receivers, callee.rpartition(".")[0]
        if len(receivers) > MOST_RECEIVERS or None in receivers:
            return False
        return any(one is not None and one.cls.key != owner for one in receivers)


class Decided:
    """What parameters of a caller decide of its calls, and what it passes for such parameters of others."""

    __slots__ = ("always", "branches", "chosen", "on", "supplied", "unknown")

    def __init__(self) -> None:
        self.on: dict[Site, int | None] = {}
        """Where a method of a parameter is called."""
        self.chosen: dict[tuple[str, Site], set[tuple[str, tuple[str, ...], bool]]] = {}
        """By callee and place, which parameter must be one (or none) of which strings."""
        self.always: set[tuple[str, Site]] = set()
        """What is called whatever they are."""
        self.branches: set[tuple[str, Site]] = set()
        """What is called in branches that they choose."""
        self.supplied: dict[tuple[str, int, str], set[tuple[str, str, Site]]] = {}
        """By callee and its parameter's number and name, which of the caller's own is passed ("" for none), or which
        string, and where."""

        self.unknown: set[tuple[tuple[str, int, str], Site]] = set()
        """Where nothing is known of what is passed, at least once (in a loop, the second time)."""

    def supply(self, parameter: tuple[str, int, str], thing: tuple[str, str, Site]) -> None:
        """Note what a call passes."""
        self.supplied.setdefault(parameter, set()).add(thing)


class Sites:
    """What one piece of code calls, and what it calls that could not be resolved."""

    __slots__ = (
        "_names",
        "_numbers",
        "by_parameter",
        "computed",
        "decided",
        "edges",
        "handed",
        "later",
        "open",
        "otherwise",
        "reads",
        "received",
    )

    def __init__(self) -> None:
        self.edges: dict[tuple[str, str], tuple[int, str, list[Site]]] = {}
        self.open: dict[Site, Open] = {}
        self.reads: dict[Site, str] = {}
        self.computed: dict[Site, Values] = {}
        """Of what an attribute is read whose name is computed."""
        self.later: list[Later] = []
        """Edges that hold if the cell turns out to be given very many functions."""
        self.received: dict[str, Received] = {}
        """By callee, what methods are called on."""
        self.by_parameter: set[Site] = set()
        """Where the caller's own parameters are called, or else the functions of `otherwise`."""
        self.otherwise: set[str] = set()
        self.handed: dict[str, tuple[set[str], set[Site], set[tuple[Function, frozenset[int]]]]] = {}
        """By callee, the functions that are passed for parameters, where, and for which."""
        self.decided: Decided | None = None
        self._names: Sequence[str] = ()
        self._numbers: array[int] | None = None

    def add(self, callee: str, kind: str, confidence: int, rule: str, site: Site) -> None:
        known = self.edges.get((callee, kind))
        if known is None:
            self.edges[callee, kind] = (confidence, rule, [site])
            return
        if confidence < known[0] or (confidence == known[0] and _says_more(confidence, rule, known[1])):
            known = self.edges[callee, kind] = (confidence, rule, known[2])
        if site not in known[2]:
            known[2].append(site)

    def receive(self, callee: str, receiver: Instance | None, attribute: str, site: Site, *, is_guess: bool) -> None:
        """Note what a method is called on; a guess only says that there may be others."""
        noted = self.received.get(callee)
        if noted is None:
            noted = self.received[callee] = Received()
        noted.places.add(site)
        if is_guess:
            noted.has_guesses = True
        elif None not in noted.receivers:
            noted.receivers.add(receiver)
            noted.attributes.add(attribute)

    def hand(self, callee: Function, functions: set[str], site: Site) -> None:
        """Note which functions a call passes."""
        known = self.handed.setdefault(callee.key, (set(), set(), set()))
        known[0].update(functions)
        known[1].add(site)
        known[2].add((callee, callee.takes))

    def decide(self) -> Decided:
        """Where to note what parameters decide."""
        if self.decided is None:
            self.decided = Decided()
        return self.decided

    def settle(self) -> None:
        """Keep the edges of a finished visit in little room: there are half a million of these, on the whole for as
        long as everything else is still being visited."""
        if self.edges:
            names: list[str] = []
            numbers: list[int] = []
            for (callee, kind), (confidence, rule, sites) in self.edges.items():
                names += (callee, kind, rule)
                numbers += (confidence, len(sites))
                for site in sites:
                    numbers += site
            self._names, self._numbers = tuple(names), array("I", numbers)
        self.edges = _NOTHING
        if not self.open:
            self.open = _NOTHING
        if not self.reads:
            self.reads = _NOTHING
        if not self.computed:
            self.computed = _NOTHING
        if not self.later:
            self.later = _NO_ROWS
        if not self.by_parameter:
            self.by_parameter = _NONE
        if not self.otherwise:
            self.otherwise = _NONE
        if not self.handed:
            self.handed = _NOTHING
        self.received = {key: noted for key, noted in self.received.items() if noted.says_more(key)} or _NOTHING

    def called(self) -> Iterator[str]:
        """Of a finished visit, what is called by more than a guess."""
        numbers = self._numbers or ()
        place = 0
        for callee in self._names[::3]:
            if numbers[place] != CANDIDATE:
                yield callee
            place += 2 + 2 * numbers[place + 1]

    def unfold(self) -> None:
        """Undo `settle`."""
        self.edges = {}
        if self._numbers is None:
            return
        names, numbers = iter(self._names), iter(self._numbers)
        for callee, kind, rule in zip(names, names, names, strict=True):
            confidence, count = next(numbers), next(numbers)
            self.edges[callee, kind] = (confidence, rule, [(next(numbers), next(numbers)) for _ in range(count)])
        self._numbers = None

    def rows(self, caller: str) -> list[CallEdge]:
        """Edges with distinct callees: of several kinds to one callee the best known one stands."""
        best: dict[str, tuple[int, str, str, list[Site]]] = {}
        for (callee, kind), (confidence, rule, sites) in self.edges.items():
            known = best.get(callee)
            if known is None or confidence < known[0]:
                best[callee] = (confidence, kind, rule, sites if known is None else [*sites, *known[3]])
            else:
                known[3].extend(sites)
        return [
            CallEdge(caller, callee, CONFIDENCES[confidence], kind, rule, tuple(sorted(set(sites))))
            for callee, (confidence, kind, rule, sites) in sorted(best.items())
        ]

    def unresolved(self, caller: str, file: int | None) -> list[Unresolved]:
        return [
            Unresolved("call", file, line, unparse(function)[:120], reason, caller)
            for (line, _), (function, reason, *_) in sorted(self.open.items(), key=lambda item: item[0])
        ]


NO_SITES = Sites()
"""Of what was not visited yet, and of what was told already: never changed, but replaced."""
