"""The searches behind `path`: for the best chain of calls that go together.

First both ends are searched from, each call by itself: that tells whether there is a way at all, and from where behind
how much it costs at least to get to the end. Then the best way is searched for from the start, over pairs of function
and context (`path_contexts`), led by these bounds (A*). Of ways as good as each other the one whose names come first in
the alphabet is taken, so that the answer depends on nothing that is not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from heapq import heappop, heappush
from itertools import pairwise
from math import inf

from tracer.linked import CONFIDENCES, TF_KERAS
from tracer.queries.calls import in_test_code
from tracer.queries.path_contexts import ON_SELF, Context, Contexts, is_strange
from tracer.queries.path_costs import NEVER, SIBLING, STRANGE, Reach, own, price

COPY = f"{TF_KERAS}."
MOST_NODES = 4000
"""Symbols that the search for further paths takes in at most."""
BEHIND, MOST_BEHIND = 300, 1500
"""What the way to the end costs at least is looked for from so many symbols in any case, and from so many at the most
where it costs less than the whole way. From further away it is as far as from the last of them."""
MOST_STATES = 1500
"""Pairs of function and context that a search from the start takes in. Where so many lie nearer than the end, the way
there is one from anywhere to anywhere: of those read on 2.1, 2.6 and 2.21 the true ones took in 873 at the most, and
what took in more than 1,500 was false."""
NEAR = 4
"""So many calls before its end a way may come through what very many functions call (`convert_to_tensor`): all that
lies further behind is reached from anywhere, and says nothing of where one came from."""
GUESSED = CONFIDENCES.index("candidate")
A_CALL = 10**9
"""What a call costs where the fewest are looked for, in units that all other costs together stay below."""


class Search:
    """Ways from any of `starts`, each with what it costs to begin there and what is known of it, to any of `ends`; to
    these, if `is_wary`, by no guess: that any of many overriding methods may be called says nothing of the one.

    `rank` below is how many of `CONFIDENCES` may be used, best first.
    """

    def __init__(
        self,
        contexts: Contexts,
        starts: Mapping[str, tuple[int, Context]],
        ends: Iterable[str],
        reach: Reach,
        *,
        is_wary: bool = False,
    ) -> None:
        self.contexts, self.rows, self.calls = contexts, contexts.rows, contexts.rows.calls
        self.starts, self.ends, self.reach = dict(starts), frozenset(ends), reach
        self._is_wary = is_wary
        self._terminals = frozenset(self.starts) | self.ends
        self._beside = next(filter(in_test_code, sorted(self._terminals)), "")
        """What of the two ends lies in test code: the path may, then."""
        self._prices: dict[tuple[int, int, bool], tuple[tuple[int, int], tuple[int, int]]] = {}
        self._near: dict[int, bool] = {}
        self._before: set[int] = set()
        self._last = frozenset(map(self.rows.number, self.ends))
        self._first = {self.rows.number(key): cost for key, (cost, _) in self.starts.items()}

    # ------------------------------------------------------------------------------------------------ edges

    def _price(self, label: int, width: int, callee: int) -> tuple[tuple[int, int], tuple[int, int]]:
        """(rank, cost) of a call, and of the same one where it is surely one on `self`."""
        is_last = callee in self._last
        known = self._prices.get((label, width, is_last))
        if known is None:
            told = self.rows.label(label)
            usual = price(told, width, self.reach, is_last=is_last and SIBLING in self.reach.detour)
            if is_last and self._is_wary and told.confidence == CONFIDENCES[GUESSED]:
                usual = (max(usual[0], GUESSED), usual[1])
            is_own = told.rule in ON_SELF or told.rule == "super"
            sure = own(told, width, self.reach) if is_own else usual
            known = self._prices[label, width, is_last] = usual, sure
        return known

    def _takes_in(self, key: str) -> bool:
        if key not in self._terminals and not self.calls.allows(key, self._beside):
            return False
        return self.reach.dead or not key.startswith(COPY)

    def _leads_on(self, number: int) -> bool:
        """Whether a way may come through a symbol, seen by itself."""
        key = self.rows.key(number)
        if not self._takes_in(key):
            return False
        return (
            key in self._terminals or not self.rows.is_hub(number) or self.reach.breadth == inf or self._is_near(number)
        )

    def _is_near(self, number: int) -> bool:
        """Whether the end is at most `NEAR` calls away."""
        known = self._near.get(number)
        if known is None:
            if not self._before:
                self._before = self._around(self._last, True)
            known = self._near[number] = not self._before.isdisjoint(self._around([number], False))
        return known

    def _around(self, numbers: Iterable[int], inward: bool) -> set[int]:
        """What is half of `NEAR` calls away, however well they are known."""
        found, frontier = set(numbers), set(numbers)
        for _ in range(NEAR // 2):
            frontier = {far for number in frontier for far, _ in self._cheap(number, inward, NEVER)} - found
            found |= frontier
        return found

    def _cheap(self, number: int, inward: bool, rank: int) -> Iterator[tuple[int, int]]:
        """Neighbours, with what the call costs at least, whatever is known of the caller."""
        for far, label, width in self.rows.of(number, inward):
            usual, sure = self._price(label, width, number if inward else far)
            if usual[0] < rank or sure[0] < rank:
                yield far, min(cost for place, cost in (usual, sure) if place < rank)

    def _steps(self, key: str, number: int, context: Context, rank: int, bounds: _Bounds | None) -> Iterator[_Reached]:
        """The calls that go together with what is known and, as far as `bounds` tell, lead on to the end."""
        found = []
        for far, label, width in self.rows.of(number, False):
            usual, sure = self._price(label, width, far)
            ahead = 0 if bounds is None else bounds.of(far)
            if (usual[0] < rank or sure[0] < rank) and ahead != inf:
                found.append((far, label, usual, sure, ahead))
        self.rows.read_keys(one[0] for one in found)
        for far, label, usual, sure, ahead in found:
            callee = self.rows.key(far)
            step = self.contexts.step(key, context, callee, self.rows.label(label)) if self._takes_in(callee) else None
            if step is not None:
                place, cost = sure if step.is_own else usual
                if is_strange(key, callee, self.rows.label(label)):
                    cost += STRANGE
                if place < rank:
                    yield far, callee, step.context, cost, ahead

    # --------------------------------------------------------------------------------------------- searches

    def bounds(self, rank: int, per_call: int = 0) -> _Bounds | None:
        """What it costs at least to get to the end; None where nothing leads there, each call by itself."""
        ahead, behind = _Side(self._first), _Side(dict.fromkeys(self._last, 0))
        best = inf
        while ahead.heap and behind.heap and ahead.heap[0][0] + behind.heap[0][0] < best:
            inward = len(behind.heap) < len(ahead.heap)
            mine, other = (behind, ahead) if inward else (ahead, behind)
            number = self._settle(mine, inward, rank, per_call)
            if number is not None:
                best = min(best, mine.costs[number] + other.costs.get(number, inf))
        if best == inf:
            return None
        while behind.heap and behind.heap[0][0] < behind.radius(best):
            self._settle(behind, True, rank, per_call)
        return _Bounds(behind, best)

    def _settle(self, side: _Side, inward: bool, rank: int, per_call: int) -> int | None:
        """Go on from the cheapest symbol of a side that is open, and that a way may come through."""
        number = side.settle()
        if number is None or not self._leads_on(number):
            return None
        for neighbour, cost in self._cheap(number, inward, rank):
            side.reach(neighbour, number, cost + per_call)
        return number

    def best(self, rank: int, per_call: int = 0) -> tuple[str, ...] | None:
        """The cheapest way whose calls go together, where each call costs `per_call` besides."""
        bounds = self.bounds(rank, per_call)
        if bounds is None:
            return None
        heap: list[tuple[float, tuple[str, ...], int, int, Context]] = []
        for key, (cost, context) in self.starts.items():
            number = self.rows.number(key)
            heappush(heap, (cost + bounds.of(number), (key,), cost, number, context))
        settled: set[tuple[int, Context]] = set()
        while heap and (len(settled) < MOST_STATES or self.reach.breadth == inf):
            _, keys, spent, number, context = heappop(heap)
            if number in self._last:
                return keys
            if (number, context) in settled or not self._leads_on(number):
                continue
            settled.add((number, context))
            for far, callee, known, cost, ahead in self._steps(keys[-1], number, context, rank, bounds):
                if (far, known) not in settled:
                    total = spent + cost + per_call
                    heappush(heap, (total + ahead, (*keys, callee), total, far, known))
        return None

    def cost(self, keys: tuple[str, ...], rank: int, per_call: int = 0) -> float:
        """What a way costs, infinitely much where its calls do not go together."""
        total, context = self.starts[keys[0]]
        states: dict[Context, float] = {context: total}
        for caller, callee in pairwise(keys):
            reached: dict[Context, float] = {}
            if not self._leads_on(self.rows.number(caller)):
                return inf
            for context, spent in states.items():
                for _, name, known, cost, _ in self._steps(caller, self.rows.number(caller), context, rank, None):
                    if name == callee:
                        reached[known] = min(reached.get(known, inf), spent + cost + per_call)
            states = reached
        return min(states.values(), default=inf)

    def further(self, longest: int, rank: int) -> Iterator[tuple[str, ...]]:
        """Simple paths whose calls go together, shortest first, among the symbols that lie on some path of at most
        `longest` nodes."""
        import networkx as nx

        ahead = self._distances(self._first, False, longest, rank)
        behind = self._distances(self._last, True, longest, rank)
        inside = [number for number in ahead if number in behind and ahead[number] + behind[number] < longest]
        keys = dict(sorted((key, n) for n in inside if self._takes_in(key := self.rows.key(n)))[:MOST_NODES])
        graph: nx.DiGraph[str] = nx.DiGraph()
        for key, number in keys.items():
            callees = [self.rows.key(far) for far, _ in self._cheap(number, False, rank)]
            graph.add_edges_from((key, callee) for callee in sorted(callees) if callee in keys)
        for source in sorted(self.starts):
            for target in sorted(self.ends):
                if source in graph and target in graph and nx.has_path(graph, source, target):
                    found = map(tuple, nx.shortest_simple_paths(graph, source, target))
                    yield from (path for path in found if self.cost(path, rank) < inf)

    def _distances(self, starts: Iterable[int], inward: bool, longest: int, rank: int) -> dict[int, int]:
        distances = dict.fromkeys(starts, 0)
        frontier = list(distances)
        for distance in range(1, longest):
            reached: list[int] = []
            for number in frontier:
                for neighbour, _ in self._cheap(number, inward, rank) if self._leads_on(number) else ():
                    if neighbour not in distances:
                        distances[neighbour] = distance
                        reached.append(neighbour)
            frontier = reached
            if len(distances) > MOST_NODES:
                break
        return distances


_Reached = tuple[int, str, Context, int, float]
"""A callee's number and key, what is known of it, what the call costs, and at least what the way from there does."""


class _Side:
    """One end of a search: what it costs to get to each symbol, from here or to here."""

    def __init__(self, starts: Mapping[int, int]) -> None:
        self.costs = dict(starts)
        self.heap = [(cost, number) for number, cost in starts.items()]
        self.heap.sort()
        self.settled: set[int] = set()
        self._order: list[int] = []
        """What the settled symbols cost, cheapest first."""

    def settle(self) -> int | None:
        """The cheapest symbol that is still open; None where it was settled before."""
        cost, number = heappop(self.heap)
        if number in self.settled:
            return None
        self.settled.add(number)
        self._order.append(cost)
        return number

    def radius(self, worst: float) -> float:
        """How far to search on, where a way is known that costs `worst`. It depends on what symbols cost and not on the
        order in which those that cost the same were met."""
        far, farthest = (self._order[most] if len(self._order) > most else inf for most in (BEHIND, MOST_BEHIND))
        return max(far, min(farthest, worst))

    def reach(self, neighbour: int, parent: int, cost: int) -> None:
        """Get to `neighbour` through `parent`."""
        total = self.costs[parent] + cost
        if total < self.costs.get(neighbour, inf):
            self.costs[neighbour] = total
            heappush(self.heap, (total, neighbour))


class _Bounds:
    """At least so much it costs to get from a symbol to the end: what the search from there found within its radius,
    elsewhere that."""

    def __init__(self, behind: _Side, worst: float) -> None:
        self._radius = behind.radius(worst)
        self._costs = {number: behind.costs[number] for number in behind.settled if behind.costs[number] < self._radius}

    def of(self, number: int) -> float:
        return self._costs.get(number, self._radius)
