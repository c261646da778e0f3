"""Call paths between two symbols: which are looked for, and which of those found are told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice, pairwise, product
from math import inf
from typing import NamedTuple

from tracer.graph import dotted
from tracer.linked import CONFIDENCES, CallEdge, Symbol, with_widths
from tracer.queries.calls import CallPath, Calls
from tracer.queries.path_contexts import UNKNOWN, Context, Contexts
from tracer.queries.path_costs import CAPTURED, DETOURS, FEW, OPERATORS, PROPERTY, SEVERAL, WRITTEN, Reach
from tracer.queries.path_rows import Rows
from tracer.queries.path_search import A_CALL, COPY, Search
from tracer.queries.roots import CALLED, Inheritance, uses

SLACK = 2
"""With `--all`, paths this much longer than the shortest are looked at."""


FARTHER = 6
"""A way from making a class that takes so many more calls than one from its methods is hardly what is asked for."""


class _Ends(NamedTuple):
    """What a path may begin and end with: `known` is what is known of the methods that it begins with, `note` says what
    of two classes is not met by making or calling one; where the ends are such methods, `is_wary`: they are known to be
    called, not guessed."""

    starts: tuple[str, ...]
    ends: tuple[str, ...]
    known: Context
    note: str = ""
    doubt: float = 0.0
    is_wary: bool = False

    def search(self, contexts: Contexts, reach: Reach) -> Search:
        return Search(contexts, dict.fromkeys(self.starts, (0, self.known)), self.ends, reach, is_wary=self.is_wary)


_Pass = tuple[_Ends, Reach]

MANY, METHOD, UNUSUAL = 0.8, 0.5, 10.0
"""How doubtful it is, where each further detour is by 1: to follow calls that lead to several functions; to take a
class for one of its other methods; to do so where its instances can be called."""


def paths(calls: Calls, start: str, end: str, count: int = 0, named_by: str | None = None) -> list[CallPath]:
    """The shortest path, and the one whose weakest call is known best; with a larger count, further ones.

    A class stands for making one and calling one; where nothing leads on (or there) from that, for its other methods.
    `named_by` is the class by which a method that it inherits was named: what that calls on `self` is this class's.

    Paths are found among edges of at least the chosen confidence that lead to few functions, and candidates by
    `LIKELY` rules; where there is none, through operators, then loops and hooks, then gradient functions, then to the
    siblings of methods that run. With candidates, at last through calls that may lead to anything. [] for none at all.
    """
    rank = len(calls.choice.confidences)
    contexts = Contexts(Rows(calls))
    meanings = list(_meanings(calls, start, end, named_by))
    passes = list(_passes(calls, meanings, loads_another=_avoids_dead(calls, (start, end))))
    for meant, reach in chain(passes[:1], _hopeful(contexts, passes[1:], rank)):
        found = _found(contexts, meant, reach, count, rank)
        if found:
            others = (_found(contexts, other, reach, count, rank) for other in meanings if other.doubt == METHOD)
            nearer = (one for one in others if one and len(one[0].edges) + FARTHER < len(found[0].edges))
            return next(nearer, found)
    return []


def _avoids_dead(calls: Calls, keys: tuple[str, ...]) -> bool:
    """Whether paths stay out of TensorFlow's own copy of Keras: `tf.keras` loads another one, and neither end lies
    in it."""
    return bool(calls.snapshot.info.info.get("tf_keras")) and not any(key.startswith(COPY) for key in keys)


def _found(contexts: Contexts, meant: _Ends, reach: Reach, count: int, rank: int) -> list[CallPath]:
    search = meant.search(contexts, reach)
    shortest = search.best(rank, A_CALL)
    if shortest is None:
        return []
    note = "; ".join(filter(None, (meant.note, DETOURS[reach.detour])))
    return [path._replace(note=note) for path in _ranked(contexts.rows.calls, search, shortest, count)]


def _hopeful(contexts: Contexts, passes: list[_Pass], rank: int) -> Iterator[_Pass]:
    """The passes from the first one on that adds something by which the end is reached: what is left out before it
    leads nowhere, as it follows nothing that these do not follow all together. Found by halving, as a search that
    reaches nothing takes longest."""
    if not passes or _together(contexts, passes).best(rank) is None:
        return
    first, last = 0, len(passes) - 1
    while first < last:
        middle = (first + last) // 2
        if _together(contexts, passes[: middle + 1]).bounds(rank) is not None:
            last = middle
        else:
            first = middle + 1
    yield from passes[first:]


def _together(contexts: Contexts, passes: list[_Pass]) -> Search:
    """A search that follows all together that these passes follow."""
    starts = {key: (0, meant.known) for meant, _ in passes for key in meant.starts}
    ends = frozenset(key for meant, _ in passes for key in meant.ends)
    reaches = [reach for _, reach in passes]
    detour = frozenset[str]().union(*(reach.detour for reach in reaches))
    reach = Reach(detour, max(reach.breadth for reach in reaches), any(reach.dead for reach in reaches))
    return Search(contexts, starts, ends, reach, is_wary=all(meant.is_wary for meant, _ in passes))


def _passes(calls: Calls, meanings: list[_Ends], *, loads_another: bool) -> Iterator[_Pass]:
    """Where to look and how far, one after the other until there is a path: calls that are known well and written come
    first, and for what a class hardly means there are no others. What nothing loads any more (`loads_another`) is gone
    through only from what calls it itself."""
    doubts = {
        (meant, Reach(detour, breadth, dead=not loads_another)): meant.doubt + place + (MANY if breadth > FEW else 0)
        for meant, (place, detour) in product(meanings, enumerate(DETOURS))
        if not meant.doubt or detour in (WRITTEN, frozenset({CAPTURED}))
        for breadth in ((FEW, SEVERAL) if detour in (WRITTEN, OPERATORS | {PROPERTY}) else (SEVERAL,))
    }
    yield from sorted(doubts, key=doubts.__getitem__)
    known = calls.all_edges(meanings[0].starts[0], inward=False) if loads_another else ()
    if any(edge.callee.startswith(COPY) and edge.confidence == "exact" for edge in known):
        yield from product(meanings, [Reach(WRITTEN, SEVERAL)])
    if calls.choice.minimum == "candidate":
        yield from ((meant, Reach(detour, inf)) for meant, detour in product(meanings, DETOURS))


def _meanings(calls: Calls, start: str, end: str, named_by: str | None) -> Iterator[_Ends]:
    """What the two names stand for, best first."""
    first, last = _inheritance(calls, start), _inheritance(calls, end)
    by = None if first is not None or named_by is None else _inheritance(calls, named_by)
    starts: list[tuple[tuple[str, ...], float, str]] = [((start,), 0.0, "")]
    if first is not None:
        reason = f"making or calling a {dotted(start)} does not lead there, a method of it does"
        doubt = UNUSUAL if first.methods(CALLED) else METHOD
        starts = [(uses(first, inward=False), 0.0, ""), (first.all_own(), doubt, reason)]
    ends: list[tuple[tuple[str, ...], float, str]] = [((end,), 0.0, "")]
    if last is not None:
        reason = f"no way leads to making or calling a {dotted(end)}, one does to a method of it"
        ends = [(uses(last, inward=True), 0.0, ""), (last.all_own(), METHOD, reason)]
    known = first or by
    context = UNKNOWN if known is None else Context((known.cls.key,))
    for (began, doubt, of_start), (ended, other, of_end) in product(starts, ends):
        # That a class has such a method is no path to it, unless making or calling one runs just that.
        is_there = start == end or (last is None and end in began and not doubt)
        outside = (end,) if is_there else tuple(key for key in began if key not in ended)
        if outside and ended:
            yield _Ends(outside, ended, context, "; ".join(filter(None, (of_start, of_end))), doubt + other, other > 0)


def _inheritance(calls: Calls, key: str) -> Inheritance | None:
    symbol: Symbol | None = calls.snapshot.symbol(key)
    return Inheritance(calls.snapshot, symbol) if symbol is not None and symbol.kind == "class" else None


def _ranked(calls: Calls, search: Search, shortest: tuple[str, ...], count: int) -> list[CallPath]:
    """The most plausible path first, and the one with the fewest calls."""
    found_best = map(search.best, range(2, len(CONFIDENCES) + 1))
    best = next((known for known in found_best if known is not None), shortest)
    if len(best) == len(shortest):
        shortest = best
    found = [_path(calls, best, "shortest, best known" if best == shortest else "best known")]
    if best != shortest:
        found.append(_path(calls, shortest, "shortest"))
    if count > len(found):
        further = (
            keys
            for keys in search.further(len(shortest) + SLACK, len(calls.choice.confidences))
            if keys not in (shortest, best)
        )
        found += [_path(calls, keys, "") for keys in islice(further, count - len(found))]
    return found[:count] if count else found


def _path(calls: Calls, keys: tuple[str, ...], label: str) -> CallPath:
    edges = tuple(_between(calls, caller, callee) for caller, callee in pairwise(keys))
    return CallPath(tuple(calls.node(key) for key in keys), edges, label)


def _between(calls: Calls, caller: str, callee: str) -> CallEdge:
    """The edge from one to another, those of its sites first that lead to the fewest other functions."""
    edges = with_widths(calls.all_edges(caller, inward=False))
    edge, sites = next((edge, sites) for edge, sites in edges if edge.callee == callee)
    return edge._replace(sites=tuple(sorted(edge.sites, key=lambda site: (sites[site], site))))
