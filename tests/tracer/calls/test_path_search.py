"""That the search finds the best chain there is under its own rule, compared with all chains of small random graphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import inf
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from tracer.linked import CallEdge, with_widths
from tracer.linked import width as width_of
from tracer.queries import path_rows, path_search
from tracer.queries.path_contexts import UNKNOWN, Context, Contexts
from tracer.queries.path_costs import DETOURS, FEW, SEVERAL, Reach
from tracer.queries.path_rows import Rows
from tracer.queries.path_search import A_CALL, Search

BASES = {"Root": (), "Left": ("Root",), "Right": ("Root",), "Leaf": ("Left", "Root")}
FUNCTIONS = (
    *(f"m:{cls}.{name}" for cls in BASES for name in ("run", "stop")),
    *("m:Root.__init__", "m:Right.__init__", "m:Root.start"),
    *("m:make", "m:make.<locals>.inner", "m:make.<locals>.other", "m:one", "m:two"),
)
ON_SELF = (
    "exact call self",
    "inferred call self",
    "candidate call override",
    "inferred call super",
    "candidate call self",
)
LABELS = (
    *ON_SELF,
    *("exact call name", "inferred call type", "inferred call wrapper", "candidate call captured"),
    *("exact construct name", "candidate call sibling", "inferred property property"),
    *("candidate callback handed over", "exact call attribute", "candidate call type"),
)
LONGEST = 6
RANK = 3
STARTS = ("m:one", "m:Root.start")


class Small:
    """A snapshot and its calls in little: classes one below the other, and `edges` between their methods, functions
    and what a function defines. `order` gives the keys their numbers."""

    def __init__(self, edges: list[CallEdge], order: Iterable[str]) -> None:
        self.edges = edges
        self.keys = [*order]
        self.numbers = {key: number for number, key in enumerate(self.keys, 1)}
        self.snapshot = self
        self.observed: dict[tuple[str, bool], list[CallEdge]] = {}
        self.info = SimpleNamespace(info={})

    def key_number(self, key: str) -> int | None:
        return self.numbers.get(key)

    def key_of(self, number: int) -> str:
        return self.keys[number - 1]

    def keys_of(self, numbers: Iterable[int]) -> list[tuple[int, str]]:
        return [(number, self.key_of(number)) for number in numbers]

    def all_edges(self, key: str, *, inward: bool) -> list[CallEdge]:
        return [edge for edge in self.edges if key == (edge.callee if inward else edge.caller)]

    def neighbours(self, number: int, *, inward: bool) -> list[tuple[int, int, int]]:
        rows = []
        for caller in dict.fromkeys(edge.caller for edge in self.edges):
            for edge, sites in with_widths(self.all_edges(caller, inward=False)):
                near, far = (edge.callee, edge.caller) if inward else (edge.caller, edge.callee)
                if self.numbers[near] == number:
                    label = f"{edge.confidence} {edge.kind} {edge.rule}"
                    rows.append((self.numbers[far], self.numbers[label], width_of(sites)))
        return sorted(rows)

    def caller_count(self, number: int) -> int:
        return len(self.neighbours(number, inward=True))

    def mro_of(self, key: str) -> tuple[str, ...]:
        return tuple(f"m.{cls}" for cls in (key[2:], *BASES[key[2:]])) if key[2:] in BASES else ()

    def outline_of(self, key: str) -> list[tuple[str, str, str]]:
        return [(one.rpartition(".")[2], one, "function") for one in FUNCTIONS if one.rpartition(".")[0] == key]

    def symbol(self, key: str) -> Any:
        return SimpleNamespace(key=key) if key == "m:" or key[2:] in BASES else None

    def bindings(self, _module: str, _name: str) -> list[Any]:
        return []

    def allows(self, _key: str, _beside: str = "") -> bool:
        return True


def edges_of(random: Random) -> list[CallEdge]:
    """Some calls; what one site leads to is mostly one thing, sometimes several."""
    ends = {tuple(random.sample(FUNCTIONS, 2)) for _ in range(random.randint(30, 60))}
    methods = [key for key in FUNCTIONS if ":" in key.rpartition(".")[0]]
    told = []
    for caller, callee in sorted(ends):
        label = random.choice(ON_SELF if caller in methods and callee in methods else LABELS)
        places = tuple((line, 0) for line in sorted(random.sample(range(1, 4), random.randint(1, 2))))
        confidence, kind, rule = label.split(" ", 2)
        told.append(CallEdge(caller, callee, confidence, kind, rule, places))  # type: ignore[arg-type]
    return told


def search_in(
    edges: list[CallEdge], order: Iterable[str], ends: tuple[str, str], known: Context, reach: Reach
) -> Search:
    calls: Any = Small(edges, order)
    return Search(Contexts(Rows(calls)), {ends[0]: (0, known)}, [ends[1]], reach)


def chains(edges: list[CallEdge], start: str, end: str) -> Iterator[tuple[str, ...]]:
    """All chains of at most `LONGEST` symbols that come to the end once."""
    waiting: list[tuple[str, ...]] = [(start,)]
    while waiting:
        chain = waiting.pop()
        if chain[-1] == end:
            yield chain
        elif len(chain) < LONGEST:
            waiting += [(*chain, edge.callee) for edge in edges if edge.caller == chain[-1]]


@pytest.mark.parametrize("most_callers", [250, 3])
@pytest.mark.parametrize("behind", [(300, 1500), (1, 2)])
@pytest.mark.parametrize("seed", range(15))
def test_the_best_of_all_chains_is_found_however_symbols_are_numbered(
    monkeypatch: pytest.MonkeyPatch, seed: int, behind: tuple[int, int], most_callers: int
) -> None:
    monkeypatch.setattr(path_search, "BEHIND", behind[0])
    monkeypatch.setattr(path_search, "MOST_BEHIND", behind[1])
    monkeypatch.setattr(path_rows, "MOST_CALLERS", most_callers)
    random = Random(seed)
    for _ in range(8):
        edges = edges_of(random)
        start = random.choice(STARTS)
        end = random.choice([key for key in FUNCTIONS if key != start])
        known = random.choice([UNKNOWN, Context(("m:Leaf",)), Context(("m:Right",))])
        reach = Reach(random.choice([*DETOURS]), random.choice([FEW, SEVERAL]))
        for per_call in (0, A_CALL):
            names = [*FUNCTIONS, *LABELS, *(f"m:{cls}" for cls in BASES)]
            search = search_in(edges, random.sample(names, len(names)), (start, end), known, reach)
            costs = ((search.cost(chain, RANK, per_call), chain) for chain in chains(edges, start, end))
            cost, best = min(costs, default=(inf, ()))
            found = search.best(RANK, per_call)
            if found is None or len(found) <= LONGEST:
                assert found == (best if cost < inf else None)
            else:
                assert search.cost(found, RANK, per_call) <= cost


def test_a_search_takes_in_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where very much lies nearer than the end, nothing is found, unless guesses are followed."""
    calls = [("m:one", "m:two"), ("m:one", "m:make"), ("m:two", "m:Root.start"), ("m:make", "m:Root.start")]
    edges = [CallEdge(*ends, "exact", "call", "name", ((1, 0),)) for ends in (*calls, ("m:Root.start", "m:Root.run"))]
    names, ends = (*FUNCTIONS, *LABELS), ("m:one", "m:Root.run")
    way = ("m:one", "m:make", "m:Root.start", "m:Root.run")
    assert search_in(edges, names, ends, UNKNOWN, Reach()).best(RANK) == way
    monkeypatch.setattr(path_search, "MOST_STATES", 2)
    assert search_in(edges, names, ends, UNKNOWN, Reach()).best(RANK) is None
    assert search_in(edges, names, ends, UNKNOWN, Reach(breadth=inf)).best(RANK) == way


@pytest.mark.parametrize(("is_wary", "rank", "is_found"), [(False, 3, True), (True, 3, False), (True, 4, True)])
def test_a_guess_is_no_way_to_what_a_class_hardly_means(is_wary: bool, rank: int, is_found: bool) -> None:
    edges = [
        CallEdge("m:one", "m:Root.start", "exact", "call", "name", ((1, 0),)),
        CallEdge("m:Root.start", "m:Root.run", "inferred", "call", "self", ((1, 0),)),
        CallEdge("m:Root.start", "m:Left.run", "candidate", "call", "override", ((1, 0),)),
    ]
    calls: Any = Small(edges, (*FUNCTIONS, *LABELS))
    search = Search(Contexts(Rows(calls)), {"m:one": (0, UNKNOWN)}, ["m:Left.run"], Reach(), is_wary=is_wary)
    assert search.best(rank) == (("m:one", "m:Root.start", "m:Left.run") if is_found else None)
