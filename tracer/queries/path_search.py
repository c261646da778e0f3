"""The searches behind `path`: over the store's numbered edges, from both ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from heapq import heappop, heappush
from math import inf

from tracer.linked import TF_KERAS, width, with_widths
from tracer.queries.calls import Calls, in_test_code
from tracer.queries.path_costs import COSTS, NEVER, SIBLING, Reach, own, price
from tracer.queries.path_doubts import Doubts
from tracer.queries.receivers import Receiver

COPY = f"{TF_KERAS}."
MOST_DOUBTS = 40
"""So many times a search begins anew because a method that the path comes through could not lead on as it says."""
MOST_NODES = 4000
"""Symbols that the search for further paths takes in at most."""
_OWN = 1 << 40
"""Set in the number of a method where it runs on the receiver that the path begins with."""

Row = tuple[int, int, float]
"""A neighbour, the rank of the edge and its cost."""


class Numbers:
    """The store's numbered symbols and edges, each read once for all searches of one question."""

    def __init__(self, calls: Calls) -> None:
        self.calls, self.snapshot = calls, calls.snapshot
        self._keys: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._rows: dict[tuple[int, bool], list[tuple[int, int, int]]] = {}
        self._unnumbered = 0

    def number(self, key: str) -> int:
        known = self._keys.get(key)
        if known is None:
            found = self.snapshot.key_number(key)
            if found is None:
                self._unnumbered -= 1
                found = self._unnumbered
            known = self._keys[key] = found
            self._names[found] = key
        return known

    def name(self, number: int) -> str:
        known = self._names.get(number)
        if known is None:
            stored = number & ~_OWN if number > 0 else number
            known = self._names[number] = self.snapshot.key_of(stored)
            self._keys[known] = stored
        return known

    def rows(self, number: int, inward: bool) -> list[tuple[int, int, int]]:
        """(neighbour, label, width) of the linked edges."""
        key = (number, inward)
        known = self._rows.get(key)
        if known is None:
            known = self._rows[key] = self.snapshot.neighbours(number, inward=inward) if number > 0 else []
        return known

    def observed(self, number: int, inward: bool) -> list[int]:
        """Neighbours by calls seen at run time."""
        if not self.calls.observed:
            return []
        edges = self.calls.observed.get((self.name(number), inward), ())
        return [self.number(edge.caller if inward else edge.callee) for edge in edges]


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


class Search:
    """Ways from any of `starts` to any of `ends`, as keys; `receiver` is what `starts` are methods of, if it is known.

    `rank` below is how many of `CONFIDENCES` may be used, best first.
    """

    def __init__(
        self, numbers: Numbers, starts: Iterable[str], ends: Iterable[str], reach: Reach, receiver: Receiver | None
    ) -> None:
        self.numbers, self.calls, self.snapshot = numbers, numbers.calls, numbers.snapshot
        self.reach = reach
        self._name, self._number = numbers.name, numbers.number
        self._labels: dict[tuple[int, int, bool], tuple[int, float]] = {}
        self._priced: dict[tuple[int, bool], list[Row]] = {}
        self._doubts = Doubts(self.calls)
        starts, ends = tuple(starts), tuple(ends)
        self._beside = next(filter(in_test_code, (*starts, *ends)), "")
        """What of the two ends lies in test code: the path may, then."""
        self.ends = frozenset(map(self._number, ends))
        self._own_out: dict[int, list[Row]] = {}
        self._own_in: dict[int, list[Row]] = {}
        began = [self._number(key) for key in starts]
        if receiver is not None:
            began = [number if number in self.ends else number | _OWN for number in began]
            self._follow(receiver, began)
        self.starts = tuple(began)
        self._terminals = frozenset(self.starts) | self.ends

    def consistent(self, search: Callable[[int], tuple[int, ...] | None], rank: int) -> tuple[str, ...] | None:
        """What `search` finds whose calls go together."""
        found = self._consistent(search, rank)
        if found is None and self._doubts and not self._doubts.one_by_one:
            self._doubts = Doubts(self.calls, one_by_one=True)
            found = self._consistent(search, rank)
        return found

    def _consistent(self, search: Callable[[int], tuple[int, ...] | None], rank: int) -> tuple[str, ...] | None:
        for _ in range(MOST_DOUBTS):
            numbers = search(rank)
            found = None if numbers is None else tuple(map(self._name, numbers))
            if found is None or not self._doubts.raised_by(found):
                return found
        return None

    def _is_doubted(self, number: int, neighbour: int, inward: bool) -> bool:
        doubts = self._doubts
        if not doubts:
            return False
        caller, callee = (neighbour, number) if inward else (number, neighbour)
        return doubts.forbids(self._name(caller), self._name(callee))

    # --------------------------------------------------------------------------------------------- searches

    def shortest(self, rank: int) -> tuple[int, ...] | None:
        """From a start to an end with the fewest calls of the `rank` best confidences."""
        forward: dict[int, int | None] = dict.fromkeys(self.starts)
        backward: dict[int, int | None] = dict.fromkeys(self.ends)
        meeting = next((number for number in forward if number in backward), None)
        frontiers = (list(forward), list(backward))
        while meeting is None and all(frontiers):
            inward = len(frontiers[1]) < len(frontiers[0])
            mine, other = (backward, forward) if inward else (forward, backward)
            reached: list[int] = []
            for number in frontiers[inward]:
                for neighbour, _ in self._costs(number, inward, rank):
                    if neighbour not in mine:
                        mine[neighbour] = number
                        reached.append(neighbour)
                        if meeting is None and neighbour in other:
                            meeting = neighbour
            frontiers = (frontiers[0], reached) if inward else (reached, frontiers[1])
        return None if meeting is None else _joined(meeting, forward, backward)

    def cheapest(self, rank: int) -> tuple[int, ...] | None:
        """From a start to an end along the calls that are best known: Dijkstra's search from both ends."""
        sides = (_Side(self.starts), _Side(self.ends))
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
        if best is None:
            return None
        return self._in_source_order(_joined(best[1], sides[0].parents, sides[1].parents), rank)

    def _in_source_order(self, numbers: tuple[int, ...], rank: int) -> tuple[int, ...]:
        """Of symbols that one gets through at the same cost, the one that stands first in the source: which of them
        the search met first depends on numbers that the store gave them."""
        chosen = list(numbers)
        for position in range(1, len(numbers) - 1):
            before, here, after = chosen[position - 1 : position + 2]
            onward = dict(self._costs(after, True, rank))
            ways = {
                number: cost + onward[number] for number, cost in self._costs(before, False, rank) if number in onward
            }
            if here in ways:
                equal = [number for number, cost in ways.items() if cost <= ways[here]]
                chosen[position] = min(equal, key=self._place)
        return tuple(chosen)

    def _place(self, number: int) -> tuple[str, int, str, int]:
        node = self.calls.node(self._name(number))
        return (node.file or "", node.line or 0, node.id, number)

    def further(self, longest: int) -> Iterator[tuple[str, ...]]:
        """Simple paths, shortest first, among the symbols that lie on some path of at most `longest` nodes."""
        import networkx as nx

        rank = len(self.calls.choice.confidences)
        ahead = self._distances(self.starts, False, longest, rank)
        behind = self._distances(self.ends, True, longest, rank)
        inside = sorted(n for n in ahead if n in behind and ahead[n] + behind[n] < longest)[:MOST_NODES]
        graph: nx.DiGraph[int] = nx.DiGraph()
        for number in inside:
            for neighbour, _ in self._costs(number, False, rank):
                if neighbour in behind and neighbour in ahead:
                    graph.add_edge(number, neighbour)
        for source in self.starts:
            for target in self.ends:
                if source in graph and target in graph and nx.has_path(graph, source, target):
                    for numbers in nx.shortest_simple_paths(graph, source, target):
                        yield tuple(map(self._name, numbers))

    def _distances(self, starts: Iterable[int], inward: bool, longest: int, rank: int) -> dict[int, int]:
        distances = dict.fromkeys(starts, 0)
        frontier = list(distances)
        for distance in range(1, longest):
            reached: list[int] = []
            for number in frontier:
                for neighbour, _ in self._costs(number, inward, rank):
                    if neighbour not in distances:
                        distances[neighbour] = distance
                        reached.append(neighbour)
            frontier = reached
            if len(distances) > MOST_NODES:
                break
        return distances

    # ------------------------------------------------------------------------------------------------ edges

    def _costs(self, number: int, inward: bool, rank: int) -> Iterator[tuple[int, float]]:
        """Where one gets from here, and what that costs."""
        for neighbour, confidence, cost in self._rows(number, inward):
            if confidence >= rank or self._is_doubted(number, neighbour, inward):
                continue
            name = self._name(neighbour)
            if neighbour not in self._terminals and not self.calls.allows(name, self._beside):
                continue
            if self.reach.dead or not name.startswith(COPY):
                yield neighbour, cost

    def _rows(self, number: int, inward: bool) -> list[Row]:
        key = (number, inward)
        known = self._priced.get(key)
        if known is None:
            own_rows = (self._own_in if inward else self._own_out).get(number, [])
            found = own_rows if number & _OWN and number > 0 else [*self._stored(number, inward), *own_rows]
            known = self._priced[key] = sorted(found, key=lambda row: (row[1], row[0]))
        return known

    def _stored(self, number: int, inward: bool) -> set[Row]:
        rows = self.numbers.rows(number, inward)
        found = {(far, *self._price(label, breadth, number if inward else far)) for far, label, breadth in rows}
        found |= {(far, 0, COSTS["observed"]) for far in self.numbers.observed(number, inward)}
        return {row for row in found if row[1] != NEVER}

    def _price(self, label: int, breadth: int, callee: int) -> tuple[int, float]:
        is_last = SIBLING in self.reach.detour and callee in self.ends
        known = self._labels.get((label, breadth, is_last))
        if known is None:
            told = self.snapshot.key_of(label)
            known = price(told, breadth, self.reach, is_last=is_last)
            self._labels[label, breadth, is_last] = known
        return known

    def _follow(self, receiver: Receiver, starts: Iterable[int]) -> None:
        """Read what the methods that a path begins with, and those that they call on the same receiver, lead to."""
        waiting = [number for number in starts if number & _OWN]
        seen = set(waiting)
        while waiting:
            number = waiting.pop()
            rows: list[Row] = []
            edges = self.calls.all_edges(self._name(number), inward=False)
            widths = {edge.callee: width(sites) for edge, sites in with_widths(edges)}
            for edge, lead in receiver.leads(edges):
                far = self._number(edge.callee)
                label = f"{edge.confidence} {edge.kind} {edge.rule}"
                is_last = far in self.ends
                if lead == "self" and not is_last:
                    rank, cost = own(label, widths[edge.callee], self.reach)
                else:
                    rank, cost = price(label, widths[edge.callee], self.reach, is_last=is_last)
                if lead != "other" and not is_last:
                    far |= _OWN
                    if far not in seen and rank != NEVER:
                        seen.add(far)
                        waiting.append(far)
                if rank != NEVER:
                    rows.append((far, rank, cost))
                    self._own_in.setdefault(far, []).append((number, rank, cost))
            self._own_out[number] = rows


def avoids_dead(calls: Calls, starts: Iterable[str], ends: Iterable[str]) -> bool:
    """Whether paths stay out of TensorFlow's own copy of Keras: `tf.keras` loads another one, and neither end lies
    in it."""
    loads_another = bool(calls.snapshot.info.info.get("tf_keras"))
    return loads_another and not any(key.startswith(COPY) for key in (*starts, *ends))


def _joined(meeting: int, forward: dict[int, int | None], backward: dict[int, int | None]) -> tuple[int, ...]:
    return tuple([*_chain(meeting, forward)][::-1] + [*_chain(meeting, backward)][1:])


def _chain(number: int | None, parents: dict[int, int | None]) -> Iterator[int]:
    while number is not None:
        yield number
        number = parents[number]
