"""Call paths between two symbols: a breadth-first search from both ends over the store's numbered edges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from heapq import heappop, heappush
from itertools import islice, pairwise
from math import inf

from tracer.graph import CONFIDENCES
from tracer.linked import TF_KERAS, CallEdge
from tracer.queries.calls import CallPath, Calls

WRITTEN, OPERATORS = frozenset[str](), frozenset({"operator", "subscript"})
SIBLING = "sibling"
DETOURS = (
    WRITTEN,
    OPERATORS,
    OPERATORS | {"iterate", "attribute"},
    frozenset({"gradient"}),
    frozenset({SIBLING}),
)
"""Kinds of edges to follow too where nothing else leads there, and the rule of candidates to. What an operator, a loop
or the reading of any attribute runs is known from all that may stand there, which is much; whoever means it to run
calls what makes it. No caller names what ops have for gradients. Siblings of the methods that were seen to run
(`on_epoch_end` of a callback that a user may pass) are where a way may end, and never lead on."""
BYWAYS = frozenset().union(*DETOURS)
LIKELY = frozenset({"override", "handed over"})
"""Rules of candidates that are as good as inferred here: by type, though one of many, or passed for no other use."""
COSTS = {"observed": 0.5, "exact": 1.0, "inferred": 1.2, "candidate": 2.5}
"""What one call costs in the search for the most plausible path."""
RULES = {"wrapper": -0.2} | dict.fromkeys(("type", "parameter", "assignment", "self", "field", "partial", "name"), 1.1)
"""Of inferred calls: to see through a wrapper is nearly exact; what flowed together from many places is less so."""
IMPLICIT = {"property": 1.0, "attribute": 3.0, "operator": 1.0, "with": 1.0, "subscript": 1.0, "iterate": 4.0}
"""What is not written as a call of what it leads to costs more; hooks, which run for every attribute, most of all."""
PASSED_ON, GIVEN_AWAY = 0.2, 6.0
"""A function passed to one that calls what it is given; and passed to an outsider, that may never call it."""
DEAD = 4.0
"""Where `tf.keras` loads another Keras than TensorFlow's own copy, paths through that copy are detours."""
_COPY = f"{TF_KERAS}."
SLACK = 2
"""With `--all`, paths this much longer than the shortest are looked at."""
MOST_DOUBTS = 8
"""So many times a search begins anew because a method that the path comes through could not lead on as it says."""
MOST_NODES = 4000
"""Symbols that the search for further paths takes in at most."""


def paths(calls: Calls, start: str, end: str, count: int = 0) -> list[CallPath]:
    """The shortest path, and the one whose weakest call is known best; with a larger count, further ones.

    Paths are found among edges of at least the chosen confidence, and candidates by `LIKELY` rules; where
    there is none, through operators, then loops and hooks, then gradient functions, then to the siblings of methods
    that run. [] for none at all.
    """
    for detour in DETOURS:
        search = _Search(calls, calls.roots(start), calls.roots(end), detour)
        rank = len(calls.choice.confidences)
        shortest = search.consistent(search.shortest, rank) or search.through_the_dead(rank)
        if shortest is not None:
            return _ranked(calls, search, shortest, count)
    return []


def _ranked(calls: Calls, search: _Search, shortest: tuple[str, ...], count: int) -> list[CallPath]:
    """The most plausible path first, and the one with the fewest calls."""
    ranks = range(2, len(CONFIDENCES) + 1)
    found_best = (search.consistent(search.cheapest, rank) for rank in ranks)
    best = next((known for known in found_best if known is not None), shortest)
    if len(best) == len(shortest):
        shortest = best
    found = [_path(calls, best, "shortest, best known" if best == shortest else "best known")]
    if best != shortest:
        found.append(_path(calls, shortest, "shortest"))
    if count > len(found):
        further = (keys for keys in search.further(len(shortest) + SLACK) if keys not in (shortest, best))
        found += [_path(calls, keys, "") for keys in islice(further, count - len(found))]
    return found[:count] if count else found


def _path(calls: Calls, keys: tuple[str, ...], label: str) -> CallPath:
    edges = []
    for caller, callee in pairwise(keys):
        edges += [edge for edge in calls.all_edges(caller, inward=False) if edge.callee == callee][:1]
    return CallPath(tuple(calls.node(key) for key in keys), tuple(edges), label)


class _Side:
    """One end of the search: the cheapest way found to each symbol."""

    def __init__(self, starts: Iterable[int]) -> None:
        self.costs = dict.fromkeys(starts, 0.0)
        self.parents: dict[int, int | None] = dict.fromkeys(self.costs)
        self.heap = [(0.0, number) for number in self.costs]
        self._settled: set[int] = set()

    def settle(self) -> int | None:
        """The cheapest symbol that is still open; None where it was settled before."""
        _, number = heappop(self.heap)
        if number in self._settled:
            return None
        self._settled.add(number)
        return number

    def reach(self, neighbour: int, parent: int, cost: float) -> float | None:
        """The cost of `neighbour` through `parent`; None where a way as cheap is known."""
        total = self.costs[parent] + cost
        if total >= self.costs.get(neighbour, inf):
            return None
        self.costs[neighbour], self.parents[neighbour] = total, parent
        heappush(self.heap, (total, neighbour))
        return total


class _Search:
    """`rank` below is how many of `CONFIDENCES` may be used, best first."""

    def __init__(self, calls: Calls, starts: Iterable[str], ends: Iterable[str], detour: frozenset[str]) -> None:
        self.detour = detour
        self.calls = calls
        self.snapshot = calls.snapshot
        self.starts, self.ends = tuple(starts), tuple(ends)
        self._labels: dict[tuple[int, bool], tuple[int, float]] = {}
        self._keys: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._edges: dict[tuple[int, bool], list[tuple[int, int]]] = {}
        self._priced: dict[tuple[int, bool], list[tuple[int, int, float]]] = {}
        ends = (*self.starts, *self.ends)
        is_dead = bool(calls.snapshot.info.info.get("tf_keras"))
        self._avoids_dead = is_dead and not any(key.startswith(_COPY) for key in ends)
        self._unnumbered = 0
        self._doubted: set[str] = set()
        self._made: dict[str, tuple[tuple[str, ...], ...]] = {}
        self._last = frozenset(map(self._number, self.ends))

    def through_the_dead(self, rank: int) -> tuple[str, ...] | None:
        """The shortest path where only the copy that nothing loads leads there."""
        if not self._avoids_dead:
            return None
        self._avoids_dead = False
        return self.consistent(self.shortest, rank)

    def consistent(self, search: Callable[[int], tuple[str, ...] | None], rank: int) -> tuple[str, ...] | None:
        """What `search` finds, without functions that make an instance, call a method which it inherits, and get from
        there into a class that the instance is not of (`Cast()(x)`, `Operation.__call__`, `Dense.call`). The first
        path found where every one is such."""
        self._doubted.clear()
        first = found = search(rank)
        for _ in range(MOST_DOUBTS):
            method = None if found is None else self._doubtful(found)
            if method is None:
                break
            self._doubted.add(method)
            found = search(rank)
        return first if found is None else found

    def _doubtful(self, keys: tuple[str, ...]) -> str | None:
        """The first method on a path that was called on what its caller made, and does not lead on as that would."""
        for caller, method, target in zip(keys, keys[1:], keys[2:], strict=False):
            made = self._made_for(caller, method)
            owner = _owner(target)
            is_override = bool(made) and owner != _owner(method) and self._derives(target, method)
            if is_override and not any(owner in mro for mro in made):
                return method
        return None

    def _derives(self, target: str, method: str) -> bool:
        """Whether `target` is a method of a class below that of `method`."""
        cls = self.snapshot.symbol(target.rpartition(".")[0])
        return cls is not None and cls.kind == "class" and _owner(method) in cls.mro

    def _made_for(self, caller: str, method: str) -> list[tuple[str, ...]]:
        """The MROs of the classes that `caller` makes instances of and that inherit `method`."""
        owner = _owner(method)
        if caller not in self._made:
            found = []
            for edge in self.calls.all_edges(caller, inward=False):
                if edge.kind == "construct":
                    cls = self.snapshot.symbol(edge.callee.rpartition(".")[0])
                    found.append(cls.mro if cls is not None else ())
            self._made[caller] = tuple(found)
        return [mro for mro in self._made[caller] if owner in mro[1:]]

    def _is_doubted(self, number: int, neighbour: int, inward: bool) -> bool:
        if not self._doubted:
            return False
        caller, callee = (neighbour, number) if inward else (number, neighbour)
        method = self._name(callee)
        return method in self._doubted and bool(self._made_for(self._name(caller), method))

    def shortest(self, rank: int) -> tuple[str, ...] | None:
        """Keys from a start to an end with the fewest calls of the `rank` best confidences."""
        forward: dict[int, int | None] = {self._number(key): None for key in self.starts}
        backward: dict[int, int | None] = {self._number(key): None for key in self.ends}
        meeting = next((number for number in forward if number in backward), None)
        frontiers = (list(forward), list(backward))
        while meeting is None and all(frontiers):
            inward = len(frontiers[1]) < len(frontiers[0])
            mine, other = (backward, forward) if inward else (forward, backward)
            reached, meeting = self._expand(frontiers[inward], mine, other, inward, rank)
            frontiers = (frontiers[0], reached) if inward else (reached, frontiers[1])
        return None if meeting is None else self._joined(meeting, forward, backward)

    def _expand(
        self,
        frontier: list[int],
        mine: dict[int, int | None],
        other: dict[int, int | None],
        inward: bool,
        rank: int,
    ) -> tuple[list[int], int | None]:
        reached: list[int] = []
        meeting: int | None = None
        for number in frontier:
            for neighbour, confidence in self._neighbours(number, inward):
                if confidence >= rank or neighbour in mine or self._is_doubted(number, neighbour, inward):
                    continue
                if self._is_dead(self._name(neighbour)) or not (
                    neighbour in other or self.calls.allows(self._name(neighbour))
                ):
                    continue
                mine[neighbour] = number
                reached.append(neighbour)
                if meeting is None and neighbour in other:
                    meeting = neighbour
        return reached, meeting

    def _joined(self, meeting: int, forward: dict[int, int | None], backward: dict[int, int | None]) -> tuple[str, ...]:
        numbers = list(_chain(meeting, forward))[::-1] + list(_chain(meeting, backward))[1:]
        return tuple(self._name(number) for number in numbers)

    def cheapest(self, rank: int) -> tuple[str, ...] | None:
        """Keys from a start to an end along the calls that are best known: Dijkstra's search from both ends."""
        sides = (_Side(map(self._number, self.starts)), _Side(map(self._number, self.ends)))
        best: tuple[float, int] | None = None
        while all(side.heap for side in sides):
            if best is not None and sides[0].heap[0][0] + sides[1].heap[0][0] >= best[0]:
                break
            inward = len(sides[1].heap) < len(sides[0].heap)
            mine, other = sides[inward], sides[not inward]
            number = mine.settle()
            if number is None:
                continue
            for neighbour, cost in self._costs(number, inward, rank):
                total = mine.reach(neighbour, number, cost)
                if total is not None and neighbour in other.costs:
                    joined = (total + other.costs[neighbour], neighbour)
                    best = joined if best is None or joined < best else best
            if number in other.costs and best is None:
                best = (mine.costs[number] + other.costs[number], number)
        return (
            None
            if best is None
            else self._in_source_order(self._joined(best[1], sides[0].parents, sides[1].parents), rank)
        )

    def _in_source_order(self, keys: tuple[str, ...], rank: int) -> tuple[str, ...]:
        """Of symbols that one gets through at the same cost, the one that stands first in the source: which of them
        the search met first depends on numbers that the store gave them."""
        chosen = list(keys)
        for position in range(1, len(keys) - 1):
            before, here, after = (self._number(key) for key in chosen[position - 1 : position + 2])
            onward = dict(self._costs(after, True, rank))
            ways = {
                number: cost + onward[number] for number, cost in self._costs(before, False, rank) if number in onward
            }
            if here in ways:
                least = ways[here]
                equal = [self._name(number) for number, cost in ways.items() if cost <= least]
                chosen[position] = min(equal, key=self._place)
        return tuple(chosen)

    def _place(self, key: str) -> tuple[str, int, str]:
        node = self.calls.node(key)
        return (node.file or "", node.line or 0, key)

    def _costs(self, number: int, inward: bool, rank: int) -> Iterator[tuple[int, float]]:
        """Where one gets from here, and what that costs; what nothing loads any more is a detour."""
        key = (number, inward)
        if key not in self._priced:
            self._neighbours(number, inward)
        for neighbour, confidence, cost in self._priced[key]:
            is_taken = self._is_end(neighbour) or self.calls.allows(self._name(neighbour))
            if confidence < rank and is_taken and not self._is_doubted(number, neighbour, inward):
                yield neighbour, cost + (DEAD if self._is_dead(self._name(neighbour)) else 0.0)

    def _is_end(self, number: int) -> bool:
        name = self._name(number)
        return name in self.starts or name in self.ends

    def _is_dead(self, key: str) -> bool:
        return self._avoids_dead and key.startswith(_COPY)

    def _neighbours(self, number: int, inward: bool) -> list[tuple[int, int]]:
        key = (number, inward)
        known = self._edges.get(key)
        if known is None:
            rows = self.snapshot.neighbours(number, inward=inward) if number > 0 else []
            found = {(neighbour, *self._label(label, number if inward else neighbour)) for neighbour, label in rows}
            observed = self.calls.observed.get((self._name(number), inward), ())
            found |= {(self._number(_far(edge, inward)), 0, COSTS["observed"]) for edge in observed}
            self._priced[key] = sorted(found, key=lambda row: (row[1], row[0]))
            self._edges[key] = list(dict.fromkeys((neighbour, rank) for neighbour, rank, _ in self._priced[key]))
        return self._edges[key]

    def _label(self, label: int, callee: int) -> tuple[int, float]:
        """The rank of a "confidence kind rule", and what following such an edge to `callee` costs."""
        is_last = SIBLING in self.detour and callee in self._last
        known = self._labels.get((label, is_last))
        if known is None:
            confidence, kind, rule = self.snapshot.key_of(label).split(" ", 2)
            rank, cost = CONFIDENCES.index(confidence), COSTS[confidence]
            if kind in BYWAYS and kind not in self.detour:
                rank = len(CONFIDENCES)
            elif rule in LIKELY or (is_last and rule == SIBLING):
                rank = CONFIDENCES.index("inferred")
            if confidence == "inferred":
                cost += RULES.get(rule, 0.0)
            if kind == "callback":
                cost += PASSED_ON if rule in ("passed on", "handed over") else GIVEN_AWAY
            known = self._labels[label, is_last] = (rank, cost + IMPLICIT.get(kind, 0.0))
        return known

    def _number(self, key: str) -> int:
        known = self._keys.get(key)
        if known is None:
            found = self.snapshot.key_number(key)
            if found is None:
                self._unnumbered -= 1
                found = self._unnumbered
            known = self._keys[key] = found
            self._names[found] = key
        return known

    def _name(self, number: int) -> str:
        known = self._names.get(number)
        if known is None:
            known = self._names[number] = self.snapshot.key_of(number)
            self._keys[known] = number
        return known

    def further(self, longest: int) -> Iterator[tuple[str, ...]]:
        """Simple paths, shortest first, among the symbols that lie on some path of at most `longest` nodes."""
        import networkx as nx

        rank = len(self.calls.choice.confidences)
        ahead = self._distances(self.starts, False, longest, rank)
        behind = self._distances(self.ends, True, longest, rank)
        inside = sorted(n for n in ahead if n in behind and ahead[n] + behind[n] < longest)[:MOST_NODES]
        graph: nx.DiGraph[int] = nx.DiGraph()
        for number in inside:
            for neighbour, confidence in self._neighbours(number, False):
                if confidence < rank and neighbour in behind and neighbour in ahead:
                    graph.add_edge(number, neighbour)
        for start in self.starts:
            for end in self.ends:
                source, target = self._number(start), self._number(end)
                if source in graph and target in graph and nx.has_path(graph, source, target):
                    for numbers in nx.shortest_simple_paths(graph, source, target):
                        yield tuple(self._name(number) for number in numbers)

    def _distances(self, keys: Iterable[str], inward: bool, longest: int, rank: int) -> dict[int, int]:
        distances = {self._number(key): 0 for key in keys}
        frontier = list(distances)
        for distance in range(1, longest):
            reached: list[int] = []
            for number in frontier:
                for neighbour, confidence in self._neighbours(number, inward):
                    if confidence < rank and neighbour not in distances and self.calls.allows(self._name(neighbour)):
                        distances[neighbour] = distance
                        reached.append(neighbour)
            frontier = reached
            if len(distances) > MOST_NODES:
                break
        return distances


def _owner(method: str) -> str:
    """The class or module of a function, as MROs have it."""
    return method.rpartition(".")[0].replace(":", ".")


def _chain(number: int | None, parents: dict[int, int | None]) -> Iterator[int]:
    while number is not None:
        yield number
        number = parents[number]


def _far(edge: CallEdge, inward: bool) -> str:
    return edge.caller if inward else edge.callee
