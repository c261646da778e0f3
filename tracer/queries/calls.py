"""Callers, callees, paths and neighbourhoods, each from a few indexed lookups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property

from tracer.graph import CallGraph, Node, bare_node, dotted
from tracer.linked import CONFIDENCES, CallEdge, Confidence, Symbol
from tracer.queries.roots import Inheritance, shown, uses
from tracer.sources.layout import is_of_tests
from tracer.store import Snapshot

OUTSIDE = ("<builtin>:", "<external>:")


@dataclass(frozen=True, slots=True)
class Choice:
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


@dataclass(frozen=True, slots=True)
class CallTree:
    """A symbol with what it calls (or what calls it). `edge` leads here from the parent; `is_cycle` says that it stands
    above already, `is_repeated` that it is unfolded elsewhere in the tree; `folded` counts calls that are not shown;
    `caller` is where the sites of `edge` lie: for a class its constructor, say."""

    node: Node
    edge: CallEdge | None = None
    children: tuple[CallTree, ...] = ()
    is_cycle: bool = False
    is_repeated: bool = False
    folded: int = 0
    caller: Node | None = None


@dataclass(frozen=True, slots=True)
class CallPath:
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

    `hidden` counts the calls outside of the snapshot that were left out so far, `tested` those by test code, `weaker`
    those of each confidence that is less than the chosen one.
    """

    def __init__(self, snapshot: Snapshot, choice: Choice | None = None) -> None:
        self.snapshot = snapshot
        self.choice = choice or Choice()
        self._nodes: dict[str, Node] = {}
        self._allowed: dict[str, bool] = {}
        self._places: dict[int, tuple[str, str]] = {}
        self.hidden = 0
        self.tested = 0
        self.weaker: Counter[Confidence] = Counter()

    # ---------------------------------------------------------------------------------------------- nodes

    def node(self, key: str) -> Node:
        known = self._nodes.get(key)
        if known is None:
            found = self.snapshot.place(key)
            known = self._nodes[key] = bare_node(key) if found is None else self._placed(key, *found)
        return known

    def _of_symbol(self, symbol: Symbol) -> Node:
        return self._placed(
            symbol.key, symbol.kind, symbol.name, symbol.module, symbol.qualname, symbol.file, symbol.line
        )

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

    def roots(self, key: str, *, inward: bool) -> tuple[str, ...]:
        """Where calls of a symbol are looked for: those of a class also where it is made and where one is called."""
        symbol = self.snapshot.symbol(key) if self.node(key).kind == "class" else None
        if symbol is None:
            return (key,)
        inheritance = Inheritance(self.snapshot, symbol)
        return uses(inheritance, inward=True) if inward else shown(inheritance)

    def allows(self, key: str, beside: str = "") -> bool:
        """Whether the choice takes in a symbol, as a neighbour of `beside`: test code has test code for neighbours."""
        known = self._allowed.get(key)
        if known is None:
            known = self._allowed[key] = named(key, self.choice)
        return known and (self.choice.tests or not in_test_code(key) or in_test_code(beside))

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
        static = self.snapshot.callers(key) if inward else self.snapshot.callees(key)
        return merged(static, self.observed.get((key, inward), ()))

    def edges(self, key: str, *, inward: bool) -> list[CallEdge]:
        """The edges of choice, callees in the order they are called, callers by confidence and name."""
        confidences = self.choice.confidences
        all_edges = self.all_edges(key, inward=inward)
        known = [edge for edge in all_edges if edge.confidence in confidences]
        found = [edge for edge in known if self.allows(edge.caller if inward else edge.callee, key)]
        weaker = (edge for edge in all_edges if edge.confidence not in confidences)
        self.weaker.update(e.confidence for e in weaker if self.allows(e.caller if inward else e.callee, key))
        if inward:
            self.tested += sum(self.allows(edge.caller, edge.caller) for edge in known) - len(found)
        if not inward and not self.choice.outside:
            self.hidden += sum(edge.callee.startswith(OUTSIDE) for edge in known)
        if inward:
            return sorted(found, key=lambda edge: (CONFIDENCES.index(edge.confidence), edge.caller))
        return sorted(found, key=lambda edge: (min(edge.sites, default=(0, 0)), edge.callee))

    # ----------------------------------------------------------------------------------------------- trees

    def tree(self, key: str, *, inward: bool, depth: int = 1, limit: int | None = None) -> CallTree:
        """Callees (or callers) to a depth; a symbol that occurs again is unfolded where it comes first. Of more than
        `limit` calls below one symbol the rest is folded into a count."""
        return self._unfold(key, None, inward, depth, limit, (), set())

    def _unfold(
        self,
        key: str,
        edge: CallEdge | None,
        inward: bool,
        depth: int,
        limit: int | None,
        above: tuple[str, ...],
        seen: set[str],
    ) -> CallTree:
        node, caller = self.node(key), None if edge is None else self.node(edge.caller)
        if key in above:
            return CallTree(node, edge, is_cycle=True, caller=caller)
        if key in seen and depth > 0:
            return CallTree(node, edge, is_repeated=True, caller=caller)
        if depth <= 0:
            return CallTree(node, edge, caller=caller)
        seen.add(key)
        found = self._below(key, inward)
        shown = found[:limit]
        children = tuple(
            self._unfold(child.caller if inward else child.callee, child, inward, depth - 1, limit, (*above, key), seen)
            for child in shown
        )
        return CallTree(node, edge, children, folded=len(found) - len(shown), caller=caller)

    def _below(self, key: str, inward: bool) -> list[CallEdge]:
        """The edges of a symbol; of a class those of all that it stands for, each far end once, as it is known best."""
        best: dict[str, CallEdge] = {}
        for root in self.roots(key, inward=inward):
            for edge in self.edges(root, inward=inward):
                far = edge.caller if inward else edge.callee
                known = best.get(far)
                is_better = known is None or _rank(edge) < _rank(known)
                if is_better and not is_own_name(edge):
                    best[far] = edge
        return list(best.values())

    # --------------------------------------------------------------------------------------- neighbourhoods

    def neighbourhood(self, key: str, depth: int = 2) -> CallGraph:
        """What is called from a symbol and what calls it, to a depth, as a graph."""
        edges: dict[tuple[str, str], CallEdge] = {}
        keys = {inward: frozenset(self.roots(key, inward=inward)) for inward in (False, True)}
        for inward in (False, True):
            frontier = set(keys[inward])
            for _ in range(depth):
                frontier = self._step(frontier, inward, edges) - keys[inward]
                if not frontier:
                    break
        ends = {key} | {end for pair in edges for end in pair}
        return CallGraph({end: self.node(end) for end in sorted(ends)}, tuple(edges[pair] for pair in sorted(edges)))

    def _step(self, frontier: Iterable[str], inward: bool, edges: dict[tuple[str, str], CallEdge]) -> set[str]:
        reached: set[str] = set()
        for one in sorted(frontier):
            for edge in self.edges(one, inward=inward):
                edges[edge.caller, edge.callee] = edge
                reached.add(edge.caller if inward else edge.callee)
        return reached

    def everything(self) -> CallGraph:
        """The whole graph of choice."""
        confidences = self.choice.confidences
        observed = [edge for (_, inward), edges in self.observed.items() if not inward for edge in edges]
        edges = tuple(
            edge
            for edge in merged(self.snapshot.edges(), observed)
            if edge.confidence in confidences and self.allows(edge.callee) and self.allows(edge.caller)
        )
        nodes = {
            symbol.key: self._of_symbol(symbol)
            for symbol in self.snapshot.all_symbols()
            if symbol.kind in ("function", "method", "property", "module") and self.allows(symbol.key)
        }
        for edge in edges:
            for end in (edge.caller, edge.callee):
                if end not in nodes:
                    nodes[end] = self.node(end)
        return CallGraph(nodes, edges)


def _rank(edge: CallEdge) -> int:
    return CONFIDENCES.index(edge.confidence)


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
            found[ends] = edge if known is None else edge._replace(kind=known.kind, sites=known.sites or edge.sites)
        else:
            found[ends] = known._replace(count=known.count + edge.count)
    return list(found.values())


def in_test_code(key: str) -> bool:
    """Whether a symbol lies in a test, or in what helps tests."""
    return is_of_tests(f"{key.partition(':')[0].replace('.', '/')}.py")


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
    name = dotted(key)
    if any(fnmatchcase(name, glob) for glob in choice.exclude):
        return False
    return not choice.include or any(fnmatchcase(name, glob) for glob in choice.include)
