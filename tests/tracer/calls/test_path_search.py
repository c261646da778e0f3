"""That the search finds the best chain there is under its own rule, compared with all chains of small random graphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import inf
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from tracer.linked import CallEdge, Handed, Receivers, Supplied, with_widths
from tracer.linked import width as width_of
from tracer.queries import path_rows, path_search
from tracer.queries.calls import Choice
from tracer.queries.path_contexts import Contexts
from tracer.queries.path_costs import DETOURS, FEW, SEVERAL, Reach
from tracer.queries.path_rows import Rows
from tracer.queries.path_search import A_CALL, Search
from tracer.queries.path_visits import UNKNOWN, Context
from tracer.store.adjacency import Adjacency, adjacency, pack, unpack
from tracer.store.receivers import Packed

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

    metaclasses: Mapping[str, str] = {}

    def __init__(self, edges: list[CallEdge], order: Iterable[str]) -> None:
        self.edges = edges
        self.keys = [*order]
        self.numbers = {key: number for number, key in enumerate(self.keys, 1)}
        self.snapshot = self
        self.observed: dict[tuple[str, bool], list[CallEdge]] = {}
        self.choice = Choice()
        self.info = SimpleNamespace(info={})

    def all_edges(self, key: str, *, inward: bool) -> list[CallEdge]:
        return [edge for edge in self.edges if key == (edge.callee if inward else edge.caller)]

    def adjacency(self) -> Adjacency:
        rows = [
            (self.numbers[edge.caller], self.numbers[edge.callee], self.numbers[label(edge)], width_of(sites))
            for caller in dict.fromkeys(edge.caller for edge in self.edges)
            for edge, sites in with_widths(self.all_edges(caller, inward=False))
        ]
        return unpack(pack(adjacency(rows, lambda number: self.keys[number - 1])))

    def receivers(self) -> Packed[Receivers]:
        return Packed.empty(Receivers)

    def supplied(self) -> Packed[Supplied]:
        return Packed.empty(Supplied)

    def handed(self) -> Packed[Handed]:
        return Packed.empty(Handed)

    def mros_of(self, keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
        return {key: tuple(f"m.{cls}" for cls in (key[2:], *BASES[key[2:]])) for key in keys if key[2:] in BASES}

    def outline_of(self, key: str) -> list[tuple[str, str, str]]:
        return [(one.rpartition(".")[2], one, "function") for one in FUNCTIONS if one.rpartition(".")[0] == key]

    def exports_of(self, key: str) -> list[str]:
        return ["Leaf"] if key == "m:Leaf" else []

    def symbol(self, key: str) -> Any:
        return SimpleNamespace(key=key) if key == "m:" or key[2:] in BASES else None

    def bindings(self, _module: str, _name: str) -> list[Any]:
        return []

    def allows(self, _key: str, _beside: str = "") -> bool:
        return True


def label(edge: CallEdge) -> str:
    return f"{edge.confidence} {edge.kind} {edge.rule}"


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
    edges: list[CallEdge],
    order: Iterable[str],
    ends: tuple[str, str],
    known: Context,
    reach: Reach,
    *others: str,
    wider: Search | None = None,
) -> Search:
    calls: Any = Small(edges, order)
    contexts = wider.contexts if wider else Contexts(Rows(calls))
    return Search(contexts, {ends[0]: known}, [ends[1], *others], reach, wider=wider)


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
@pytest.mark.parametrize("seed", range(15))
def test_the_best_of_all_chains_is_found_however_symbols_are_numbered(
    monkeypatch: pytest.MonkeyPatch, seed: int, most_callers: int
) -> None:
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
            if found is not None:
                assert search.best(RANK, per_call, search.cost(found, RANK, per_call) - 1) is None
            wide = Reach(frozenset().union(*DETOURS), SEVERAL)
            wider = search_in(edges, names, (start, random.choice(FUNCTIONS)), known, wide, end)
            assert search_in(edges, names, (start, end), known, reach, wider=wider).best(RANK, per_call) == found
        most = LONGEST * A_CALL - 1
        simple = [chain for chain in chains(edges, start, end) if len({*chain}) == len(chain)]
        told = sorted((cost, chain) for chain in simple if (cost := search.cost(chain, RANK, A_CALL)) <= most)
        assert [*search.ways(RANK, A_CALL, most, is_again=True)] == [chain for _, chain in told]


def test_a_search_that_takes_too_much_is_given_up_and_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = [("m:one", "m:two"), ("m:one", "m:make"), ("m:two", "m:Root.start"), ("m:make", "m:Root.start")]
    edges = [CallEdge(*ends, "exact", "call", "name", ((1, 0),)) for ends in (*calls, ("m:Root.start", "m:Root.run"))]
    names, ends = (*FUNCTIONS, *LABELS), ("m:one", "m:Root.run")
    search = search_in(edges, names, ends, UNKNOWN, Reach())
    assert search.best(RANK) == ("m:one", "m:make", "m:Root.start", "m:Root.run")
    assert not search.common.is_given_up
    monkeypatch.setattr(path_search, "MOST_CALLS", 2)
    search = search_in(edges, names, ends, UNKNOWN, Reach())
    assert search.best(RANK) is None
    assert search.common.is_given_up


@pytest.mark.parametrize(("is_wary", "rank", "is_found"), [(False, 3, True), (True, 3, False), (True, 4, True)])
def test_a_guess_is_no_way_to_what_a_class_hardly_means(is_wary: bool, rank: int, is_found: bool) -> None:
    edges = [
        CallEdge("m:one", "m:Root.start", "exact", "call", "name", ((1, 0),)),
        CallEdge("m:Root.start", "m:Root.run", "inferred", "call", "self", ((1, 0),)),
        CallEdge("m:Root.start", "m:Left.run", "candidate", "call", "override", ((1, 0),)),
    ]
    calls: Any = Small(edges, (*FUNCTIONS, *LABELS))
    search = Search(Contexts(Rows(calls)), {"m:one": UNKNOWN}, ["m:Left.run"], Reach(), is_wary=is_wary)
    assert search.best(rank) == (("m:one", "m:Root.start", "m:Left.run") if is_found else None)
