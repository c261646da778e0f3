"""Call paths between two symbols: which are looked for, and which of those found are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, pairwise, product
from math import inf
from operator import itemgetter
from typing import NamedTuple

from tracer.graph import dotted
from tracer.linked import CONFIDENCES, CallEdge, Site, Symbol, width, with_widths
from tracer.queries.answers import Match
from tracer.queries.calls import CallPath, Calls
from tracer.queries.classes import Classes
from tracer.queries.path_contexts import Contexts
from tracer.queries.path_costs import (
    CAPTURED,
    COSTS,
    DETOURS,
    FARTHEST,
    FEW,
    INFERRED,
    LONGEST,
    OPERATORS,
    PROPERTY,
    SEVERAL,
    SMALL,
    WRITTEN,
    Reach,
)
from tracer.queries.path_rows import COPY, Rows, seen_as
from tracer.queries.path_search import A_CALL, Common, Search
from tracer.queries.path_visits import UNKNOWN, Context
from tracer.queries.roots import CALLED, Inheritance, name_of, owner_of, uses
from tracer.store import Snapshot

SLACK = 2
"""With `--all`, paths this much longer than the shortest are looked at."""
FARTHER = 5
"""A way by what is less doubtful may take so many more calls than another one; what takes more is hardly meant."""


class Asked(NamedTuple):
    """Two symbols between which a path is asked for; `named_by` is the class by which a method that it inherits was
    named: what that calls on `self` is this class's."""

    start: str
    end: str
    named_by: str | None = None


def named_by(snapshot: Snapshot, match: Match) -> str | None:
    """The key of the class by which a method was named that this inherits."""
    step = next((step for step in match.chain if step.step == "inherit"), None)
    if step is None or step.file is None:
        return None
    around = (symbol for file in snapshot.files_at(step.file) for symbol in snapshot.symbols_in(file.id, step.line))
    return next((symbol.key for symbol in around if symbol.kind == "class" and symbol.line == step.line), None)


class Found(NamedTuple):
    """Paths between the symbols of one of those `asked` for. `is_given_up` says that a search took too much: there may
    be others, or paths where there are none here. `is_backward` says of none that there is one the other way round."""

    asked: Asked | None = None
    paths: tuple[CallPath, ...] = ()
    is_given_up: bool = False
    is_backward: bool = False


class _Ends(NamedTuple):
    """What a path may begin and end with: `known` is what is known of the methods that it begins with, `note` says what
    of two classes is not met by making or calling one; where the ends are such methods, `is_wary`: they are known to be
    called, not guessed."""

    asked: Asked
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    known: Context
    note: str = ""
    doubt: float = 0.0
    is_wary: bool = False


class _Pass(NamedTuple):
    """One search: from where to where, and what it follows."""

    meant: _Ends
    reach: Reach


_Likely = tuple[_Pass, tuple[str, ...] | None]
"""A pass, and the shortest way by it where that is known."""

MANY, METHOD, UNUSUAL = 0.8, 0.5, 10.0
"""How doubtful it is, where each further detour is by 1: to follow calls that lead to several functions; to take a
class for one of its other methods; to do so where its instances can be called."""


def paths(calls: Calls, start: str, end: str, count: int = 0, named_by: str | None = None) -> list[CallPath]:
    """The paths that `first_paths` tells between two symbols, [] for none at all."""
    return [*first_paths(calls, [Asked(start, end, named_by)], count).paths]


def first_paths(calls: Calls, asked: Iterable[Asked], count: int = 0) -> Found:
    """Of the first of some pairs of symbols between which there is a path, the shortest, and the one whose weakest call
    is known best; with a larger count, further ones.

    A class stands for making one and calling one; where nothing leads on (or there) from that, for its other methods.
    A method that calls nothing stands for those that override it, too.

    Paths are found among edges of at least the chosen confidence that lead to few functions, and candidates by
    `LIKELY` rules; where there is none, through operators, then loops and hooks, then gradient functions, then to the
    siblings of methods that run. With candidates, at last through calls that may lead to anything. Where there is none
    with what a path assumes of objects that were passed on the way, it is looked for without. Of none it is looked
    whether calls that are written lead from the first end to the first start.
    """
    asked = tuple(asked)
    contexts = Contexts(Rows(calls))
    question = _Question(contexts, asked)
    found = question.answer(count)
    if not found.paths and not found.is_given_up and contexts.has_assumed:
        question = _Question(Contexts(contexts.rows, assumes=False), asked, question.common)
        found = question.answer(count)
    if found.paths or found.is_given_up:
        return found
    return found._replace(is_backward=question.is_backward())


class _Question:
    """All searches for one answer."""

    def __init__(self, contexts: Contexts, asked: Iterable[Asked], earlier: Common | None = None) -> None:
        self.calls, self.contexts = contexts.rows.calls, contexts
        self.common = Common(earlier)
        self._rank = len(self.calls.choice.confidences)
        self._meanings = {pair: list(_meanings(self.contexts.classes, self.calls, pair)) for pair in asked}

    def answer(self, count: int) -> Found:
        passes = [one for pair, meant in self._meanings.items() for one in _passes(self.calls, pair, meant)]
        stages: dict[tuple[bool, bool, bool], list[_Pass]] = {}
        for one in passes:
            place = (one.reach.breadth == inf, one.meant.doubt >= UNUSUAL, one.reach.is_detour)
            stages.setdefault(place, []).append(one)
        for _, stage in sorted(stages.items(), key=itemgetter(0)):
            self.common.begin_anew()
            found = self._in_stage(stage, count)
            if found is not None:
                return found
        known = [one for one in passes if one.reach == Reach(dead=one.reach.dead) and not one.meant.doubt]
        return self._farthest(known, count) or Found(is_given_up=self.common.is_given_up)

    def is_backward(self) -> bool:
        """Whether the ends of the first pair that is asked for lead to its start, by calls that are written."""
        for asked in islice(self._meanings, 1):
            back = _Question(self.contexts, [Asked(asked.end, asked.start)], self.common)
            passes = [one for meant in back._meanings.values() for one in _passes(self.calls, asked, meant)]
            written = [one for one in passes if one.reach.detour == WRITTEN and not one.meant.doubt]
            return bool(written) and back._together(written).shortest(self._rank, LONGEST) is not None
        return False

    # ------------------------------------------------------------------------------------ what is looked for

    def _in_stage(self, passes: list[_Pass], count: int) -> Found | None:
        """The paths by one of some passes, all together looked at first: what nothing leads to that they all follow
        none of them reaches, and the way by which that leads there tells which of them goes it too. Of several pairs of
        symbols the first is taken, by detours the first that is hardly farther apart than that."""
        whole = self._together(passes)
        way = whole.shortest(self._rank, passes[0].reach.longest)
        if way is None:
            return None
        first = self._first_along(passes, way, whole)
        nearest = passes[first].meant.asked if first < len(passes) else None
        for asked in self._meanings:
            own = [one for one in passes if one.meant.asked == asked]
            if not own:
                continue
            there: tuple[str, ...] | None = way
            if len(self._meanings) > 1 and asked != nearest:
                farther = FARTHER if own[0].reach.is_detour else LONGEST
                there = self._together(own, whole).shortest(self._rank, self._most(own, way, farther))
            for one, known in self._narrowed(own, there, whole):
                search = self._search(one, whole)
                shortest = known or search.shortest(self._rank, one.reach.longest)
                if shortest is not None:
                    return self._told(one, search, shortest, count)
        return None

    def _farthest(self, passes: list[_Pass], count: int) -> Found | None:
        """The paths that are longer than others may be, for their calls are exact or few lead away from them."""
        self.common.begin_anew()
        rank = self._rank if len(self.contexts.rows) < SMALL else INFERRED
        for one in passes:
            search = self._search(one)
            way = search.shortest(rank, FARTHEST)
            if way is not None:
                return self._told(one, search, way, count)
        return None

    def _narrowed(self, run: list[_Pass], way: tuple[str, ...] | None, whole: Search) -> list[_Likely]:
        """Of passes that go some way all together those from the first on by which a way leads to the end that is not
        much longer; that way, where it is known to be the shortest of a pass, as of what is looked at together."""
        rest: list[_Likely] = []
        together = whole
        while way is not None:
            first = self._first_along(run, way, whole)
            if first == len(run):
                return [*((one, None) for one in run), *rest]
            is_shortest = self._search(run[first], whole).cost(way, self._rank) == together.cost(way, self._rank)
            rest = [(run[first], way if is_shortest else None), *((one, None) for one in run[first + 1 :]), *rest]
            run = run[:first]
            together = self._together(run, whole) if run else whole
            way = together.shortest(self._rank, self._most(run, way, FARTHER)) if run else None
        return rest

    @staticmethod
    def _most(passes: list[_Pass], way: tuple[str, ...], farther: int) -> int:
        """So many calls a way may have that is not much longer than another one."""
        return min(passes[0].reach.longest, len(way) - 1 + farther)

    def _first_along(self, passes: list[_Pass], way: tuple[str, ...], whole: Search) -> int:
        """The number of the first pass that goes a way, how many there are for none."""
        goes = (self._search(one, whole).cost(way, self._rank) < inf for one in passes)
        return next((number for number, does in enumerate(goes) if does), len(passes))

    def _search(self, one: _Pass, wider: Search | None = None) -> Search:
        starts = dict.fromkeys(one.meant.starts, one.meant.known)
        return Search(
            self.contexts, starts, one.meant.ends, one.reach, is_wary=one.meant.is_wary, common=self.common, wider=wider
        )

    def _together(self, passes: list[_Pass], wider: Search | None = None) -> Search:
        """A search that follows all together that these passes follow."""
        starts = {key: one.meant.known for one in passes for key in one.meant.starts}
        ends = frozenset(key for one in passes for key in one.meant.ends)
        reaches = [one.reach for one in passes]
        detour = frozenset[str]().union(*(reach.detour for reach in reaches))
        reach = Reach(detour, max(reach.breadth for reach in reaches), any(reach.dead for reach in reaches))
        is_wary = all(one.meant.is_wary for one in passes)
        return Search(self.contexts, starts, ends, reach, is_wary=is_wary, common=self.common, wider=wider)

    # --------------------------------------------------------------------------------------- what is told

    def _told(self, one: _Pass, search: Search, shortest: tuple[str, ...], count: int) -> Found:
        """The paths of a pass."""
        self.common.begin_anew()
        note = "; ".join(filter(None, (one.meant.note, DETOURS[one.reach.detour])))
        told = [path._replace(note=note) for path in _ranked(self.calls, search, shortest, one.reach.longest, count)]
        return Found(one.meant.asked, tuple(told), self.common.is_given_up)


def _avoids_dead(calls: Calls, keys: tuple[str, ...]) -> bool:
    """Whether paths stay out of TensorFlow's own copy of Keras: `tf.keras` loads another one, and neither end lies
    in it."""
    return bool(calls.snapshot.info.info.get("tf_keras")) and not any(key.startswith(COPY) for key in keys)


def _passes(calls: Calls, asked: Asked, meanings: list[_Ends]) -> Iterator[_Pass]:
    """Where to look and how far, one after the other until there is a path: calls that are known well and written come
    first, and for what a class hardly means there are no others. What nothing loads any more is gone through only from
    what calls it itself."""
    loads_another = _avoids_dead(calls, (asked.start, asked.end))
    doubts = {
        _Pass(meant, Reach(detour, breadth, dead=not loads_another)): meant.doubt
        + place
        + (MANY if breadth > FEW else 0)
        for meant, (place, detour) in product(meanings, enumerate(DETOURS))
        if not meant.doubt or detour in (WRITTEN, frozenset({CAPTURED}))
        for breadth in ((FEW, SEVERAL) if detour in (WRITTEN, OPERATORS | {PROPERTY}) else (SEVERAL,))
    }
    yield from sorted(doubts, key=doubts.__getitem__)
    known = calls.all_edges(meanings[0].starts[0], inward=False) if loads_another and meanings else ()
    if any(edge.callee.startswith(COPY) and edge.confidence == "exact" for edge in known):
        yield from (_Pass(meant, Reach(WRITTEN, SEVERAL)) for meant in meanings)
    if calls.choice.minimum == "candidate":
        yield from (_Pass(meant, Reach(detour, inf)) for meant, detour in product(meanings, DETOURS))


def _meanings(classes: Classes, calls: Calls, asked: Asked) -> Iterator[_Ends]:
    """What the two names stand for, best first."""
    start, end, named_by = asked
    first, last = _inheritance(classes, start), _inheritance(classes, end)
    by = None if first is not None or named_by is None else _inheritance(classes, named_by)
    starts: list[tuple[tuple[str, ...], float, str]] = [((start,), 0.0, "")]
    if first is not None:
        reason = f"making or calling a {dotted(start)} does not lead there, a method of it does"
        doubt = UNUSUAL if first.methods(CALLED) else METHOD
        starts = [(uses(first, inward=False), 0.0, ""), (first.all_own(), doubt, reason)]
    elif _is_stub(calls, start):
        reason = f"{dotted(start)} calls nothing, a method in its place does"
        starts.append((classes.overriding(named_by or owner_of(start), name_of(start)), METHOD, reason))
    ends: list[tuple[tuple[str, ...], float, str]] = [((end,), 0.0, "")]
    if last is not None:
        reason = f"no way leads to making or calling a {dotted(end)}, one does to a method of it"
        ends = [(uses(last, inward=True), 0.0, ""), (last.all_own(), METHOD, reason)]
    known = first or by
    context = UNKNOWN if known is None else Context((known.key,))
    for (began, doubt, of_start), (ended, other, of_end) in product(starts, ends):
        # That a class has such a method is no path to it, unless making or calling one runs just that.
        is_there = start == end or (last is None and end in began and not doubt)
        outside = (end,) if is_there else tuple(key for key in began if key not in ended)
        if outside and ended:
            knows = context if first is not None or not doubt else UNKNOWN
            note = "; ".join(filter(None, (of_start, of_end)))
            yield _Ends(asked, outside, ended, knows, note, doubt + other, other > 0)


def _is_stub(calls: Calls, key: str) -> bool:
    """Whether something calls nothing but builtins, as a method does that is there to be overridden."""
    return all(edge.callee.startswith("<") for edge in calls.all_edges(key, inward=False))


def _inheritance(classes: Classes, key: str) -> Inheritance | None:
    symbol: Symbol | None = classes.snapshot.symbol(key)
    return Inheritance(classes, key) if symbol is not None and symbol.kind == "class" else None


def _ranked(calls: Calls, search: Search, shortest: tuple[str, ...], longest: int, count: int) -> list[CallPath]:
    """The most plausible path first, and the one with the fewest calls."""
    rank = len(calls.choice.confidences)
    dearest = max(search.cost(shortest, rank), longest * COSTS["candidate"])
    known = (search.best(better, 0, dearest) for better in range(min(INFERRED, rank), rank + 1))
    best = next((keys for keys in known if keys is not None and len(keys) <= longest + 1), shortest)
    if len(best) == len(shortest):
        shortest = best
    elif _doubt(calls, shortest) < _doubt(calls, best):
        best = shortest
    found = [_path(calls, best, "shortest, best known" if best == shortest else "best known")]
    if best != shortest:
        found.append(_path(calls, shortest, "shortest"))
    if count > len(found):
        most_calls = max(len(shortest) - 1, min(len(shortest) - 1 + SLACK, longest))
        further = search.ways(rank, A_CALL, (most_calls + 1) * A_CALL - 1, is_again=True)
        others = (keys for keys in further if keys not in (shortest, best))
        found += [_path(calls, keys, "") for keys in islice(others, count - len(found))]
    return found[:count] if count else found


def _doubt(calls: Calls, keys: tuple[str, ...]) -> int:
    """The rank of the call that is known least."""
    return max((_rank(*_between(calls, caller, callee)) for caller, callee in pairwise(keys)), default=0)


def _rank(edge: CallEdge, sites: dict[Site, int]) -> int:
    """How well a call is known, as a path may take it."""
    is_seen = edge.confidence == "observed"
    return CONFIDENCES.index(seen_as(edge.caller, width(sites)) if is_seen else edge.confidence)


def _path(calls: Calls, keys: tuple[str, ...], label: str) -> CallPath:
    edges = tuple(_between(calls, caller, callee)[0] for caller, callee in pairwise(keys))
    return CallPath(tuple(calls.node(key) for key in keys), edges, label)


def _between(calls: Calls, caller: str, callee: str) -> tuple[CallEdge, dict[Site, int]]:
    """The edge from one to another, those of its sites first that lead to the fewest other functions; and to how many
    each leads."""
    edges = with_widths(calls.all_edges(caller, inward=False))
    edge, sites = next((edge, sites) for edge, sites in edges if edge.callee == callee)
    return edge._replace(sites=tuple(sorted(edge.sites, key=lambda site: (sites[site], site)))), sites
