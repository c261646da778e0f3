"""Callers, callees, paths and neighbourhoods, each from a few indexed lookups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from typing import NamedTuple

from tracer.graph import CallGraph, Node, bare_node, dotted
from tracer.linked import BUILTIN, CONFIDENCES, EXTERNAL, CallEdge, Confidence
from tracer.paths_of_tests import is_of_tests
from tracer.queries.classes import Classes
from tracer.queries.roots import Inheritance, shown, uses
from tracer.queries.walking import Walker
from tracer.store import Snapshot

OUTSIDE = (BUILTIN, EXTERNAL)
NO_FUNCTIONS = frozenset({"constant", "attribute"})
"""Kinds of symbols that are neither called nor call."""


class Choice(NamedTuple):
    """Which edges to follow: confidence of at least `minimum`, ends matching a glob of `include` (if any) and none of
    `exclude`; those in test code and outside the snapshot only when asked for."""

    minimum: Confidence = "inferred"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    tests: bool = False
    outside: bool = False

    @property
    def confidences(self) -> frozenset[str]:
        return frozenset(CONFIDENCES[: CONFIDENCES.index(self.minimum) + 1])


class CallPath(NamedTuple):
    """A chain of calls; `label` says what it is best at ("shortest", "best known", ""), `note` what else to know. The
    site of each call that tells the most comes first."""

    nodes: tuple[Node, ...]
    edges: tuple[CallEdge, ...]
    label: str = ""
    note: str = ""

    @property
    def weakest(self) -> Confidence:
        return max((edge.confidence for edge in self.edges), key=CONFIDENCES.index, default="exact")


class Calls:
    """The call graph of one snapshot, static and observed edges together.

    `hidden` counts the calls outside of the snapshot that were left out so far, `tested` those by test code, `excluded`
    those that globs leave out, `weaker` those of each confidence that is less than the chosen one.
    """

    def __init__(self, snapshot: Snapshot, choice: Choice | None = None) -> None:
        self.snapshot = snapshot
        self.choice = choice or Choice()
        self.links = snapshot.links()
        self._walker = Walker(snapshot)
        self._classes = Classes(snapshot, self._walker)
        self._nodes: dict[str, Node] = {}
        self._edges: dict[tuple[str, bool], list[CallEdge]] = {}
        self._allowed: dict[str, bool] = {}
        self._places: dict[int, tuple[str, str]] = {}
        self.hidden = 0
        self.tested = 0
        self.excluded = 0
        self.weaker: Counter[Confidence] = Counter()

    # ---------------------------------------------------------------------------------------------- nodes

    def node(self, key: str) -> Node:
        known = self._nodes.get(key)
        if known is None:
            found = self.snapshot.place(key)
            known = self._nodes[key] = bare_node(key) if found is None else self._placed(key, *found)
        return known

    def read_nodes(self, keys: Iterable[str]) -> None:
        """Read the nodes of many symbols at once."""
        unknown = [key for key in keys if key not in self._nodes]
        self.links.read_numbers(unknown)
        numbers = self.links.numbers
        placed = {row[0]: row[1:] for row in self.links.places(numbers[key] for key in unknown if key in numbers)}
        for key in unknown:
            place = placed.get(numbers.get(key, -1))
            self._nodes[key] = bare_node(key) if place is None else self._placed(key, *place)

    def _placed(self, key: str, kind: str, name: str, module: str, qualname: str, file: int | None, line: int) -> Node:
        if file is None:
            return Node(key, name, kind, module, qualname)
        path, source = self._place(file)
        return Node(key, name, kind, module, qualname, source, path, line)

    def _place(self, number: int) -> tuple[str, str]:
        known = self._places.get(number)
        if known is None:
            file = self.snapshot.file(number)
            known = self._places[number] = (file.path, self.snapshot.source_of(file).name)
        return known

    @property
    def files(self) -> Collection[int]:
        """The files of all nodes that were read so far."""
        return self._places.keys()

    def roots(self, key: str, *, inward: bool) -> tuple[str, ...]:
        """Where calls of a symbol are looked for: those of a class also where it is made and where one is called."""
        symbol = self._walker.symbol(key) if self.node(key).kind == "class" else None
        if symbol is None:
            return (key,)
        inheritance = Inheritance(self._classes, symbol.key)
        return uses(inheritance, inward=True) if inward else shown(inheritance)

    def all_roots(self, keys: Iterable[str], *, inward: bool) -> dict[str, tuple[str, ...]]:
        """The `roots` of many symbols."""
        wanted = list(keys)
        self.read_nodes(wanted)
        return {key: self.roots(key, inward=inward) for key in wanted}

    def allows(self, key: str, beside: str = "") -> bool:
        """Whether the choice takes in a symbol, as a neighbour of `beside`: test code has test code for neighbours."""
        return self.is_named(key) and (self.choice.tests or not in_test_code(key) or in_test_code(beside))

    def is_named(self, key: str) -> bool:
        """Whether the globs of the choice take in a symbol, of test code too."""
        known = self._allowed.get(key)
        if known is None:
            known = self._allowed[key] = named(key, self.choice)
        return known

    # ---------------------------------------------------------------------------------------------- edges

    @cached_property
    def observed(self) -> dict[tuple[str, bool], list[CallEdge]]:
        found: dict[tuple[str, bool], list[CallEdge]] = {}
        for row in self.snapshot.observations():
            edge = CallEdge(row.caller, row.callee, "observed", row.kind, "recorded", row.sites, row.times)
            found.setdefault((row.caller, False), []).append(edge)
            found.setdefault((row.callee, True), []).append(edge)
        return found

    def all_edges(self, key: str, *, inward: bool) -> list[CallEdge]:
        """Every edge out of (into) a symbol; what was both linked and recorded once, with its count."""
        known = self._edges.get((key, inward))
        if known is None:
            static = self.snapshot.callers(key) if inward else self.snapshot.callees(key)
            known = self._edges[key, inward] = merged(static, self.observed.get((key, inward), ()))
        return known


def is_own_name(edge: CallEdge) -> bool:
    """Whether a function merely passes itself on, as the wrappers of ops do to say what is dispatched: no call."""
    return edge.caller == edge.callee and edge.kind == "callback"


def merged(static: Iterable[CallEdge], observed: Iterable[CallEdge]) -> list[CallEdge]:
    """Edges with distinct ends: a linked edge that was recorded too carries the count, and is no mere candidate."""
    found = {(edge.caller, edge.callee): edge for edge in static}
    for edge in observed:
        ends = (edge.caller, edge.callee)
        known = found.get(ends)
        if known is None or known.confidence == "candidate":
            sites = edge.sites if known is None or not known.sites else known.sites
            found[ends] = (known or edge)._replace(confidence="observed", sites=sites, count=edge.count)
        else:
            found[ends] = known._replace(count=known.count + edge.count)
    return list(found.values())


def in_test_code(key: str) -> bool:
    """Whether a symbol lies in a test, or in what helps tests."""
    return _is_test_module(key.partition(":")[0])


@lru_cache(1 << 16)
def _is_test_module(name: str) -> bool:
    return is_of_tests(f"{name.replace('.', '/')}.py")


def filtered(graph: CallGraph, choice: Choice) -> CallGraph:
    """The part of a whole graph that a choice leaves."""
    confidences = choice.confidences
    nodes = {key: node for key, node in graph.nodes.items() if named(key, choice)}
    edges = tuple(
        edge for edge in graph.edges if edge.confidence in confidences and edge.caller in nodes and edge.callee in nodes
    )
    return CallGraph(nodes, edges)


def named(key: str, choice: Choice) -> bool:
    """Whether the globs of a choice take in a key."""
    if key.startswith(OUTSIDE):
        return choice.outside
    if not choice.include and not choice.exclude:
        return True
    name = dotted(key)
    # What takes in all that is in a module takes in the module: `a.b.*` is `a.b` too.
    names = (name, f"{name}.") if key.endswith(":") else (name,)
    if any(fnmatchcase(one, glob) for glob in choice.exclude for one in names):
        return False
    return not choice.include or any(fnmatchcase(one, glob) for glob in choice.include for one in names)
