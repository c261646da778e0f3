"""The searches behind `path`: for the best chain of calls that go together.

It is looked for from the start, over pairs of function and context (`path_contexts`), led by how many calls the way
on to the end has at least (`path_bounds`): A*. Whether a call goes together with what is known is looked at when it
would be the best one next, not before. Of ways as good as each other the one whose names come first in the alphabet is
taken, so that the answer depends on nothing that is not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from heapq import heappop, heappush, heappushpop
from itertools import count, pairwise
from math import inf

from tracer.queries.calls import in_test_code
from tracer.queries.path_bounds import Bounds
from tracer.queries.path_contexts import OVERRIDES, VALUES, WRITTEN, Contexts
from tracer.queries.path_costs import COSTS, FARTHER_OFF, FEW, GUESSED, NEVER, STRANGE, Reach
from tracer.queries.path_prices import Prices
from tracer.queries.path_rows import Label, Rows
from tracer.queries.path_visits import Context, Visit
from tracer.queries.roots import owner_of, parted

MOST_CALLS, MORE_CALLS = 5000, 1000
"""So many calls the searches of one question look at before they are given up; so many more where they begin anew, with
other calls or with what is known to lead to the end. Ways that were found on 2.1 and 2.21 took up to 4,200, by far most
less than 100."""
NEAR = 4
"""So many calls before its end a way may come through what very many functions call (`convert_to_tensor`): all that
lies further behind is reached from anywhere, and says nothing of where one came from."""
PACKAGE = 3
"""So many names tell apart the packages of a large project."""
GIVEN_AS = frozenset({"name", "parameter"})
"""Rules of calls of what a function was given under a name: of many functions that others made, any may be meant."""
ONE_OF_THESE = OVERRIDES | WRITTEN
"""Rules of calls that may lead to the method of any class below the caller's."""
A_CALL = 10**9
"""What a call costs where the fewest are looked for, in units that all other costs together stay below."""

_Call = tuple[float, str, int, int, int]
"""What a way by a call costs at least, what it leads to, in which order it was met, and that as number and code."""
_Waiting = tuple[float, tuple[str, ...], int, int, int, Visit, int | None, list[_Call]]
"""What a way costs at least, its functions, in which order it was met, what it costs so far, the number of its last
function, and that with what is known of it or, where it waits with the code of the call of it, the caller; then the
caller's other calls, the best last."""


def is_strange(caller: str, callee: str, label: Label) -> bool:
    """Whether a function that another one has made comes by as a value, where that other does not call by itself."""
    factory, _, is_inner = parted(callee)
    return is_inner and label.confidence != "exact" and label.rule in VALUES and not caller.startswith(factory)


def is_private(caller: str, callee: str, label: Label) -> bool:
    """Whether one of many methods that a call may lead to is of a class that is private to another package: nobody who
    reads the caller means it."""
    if label.rule not in OVERRIDES:
        return False
    owner = owner_of(callee)
    return owner.rpartition(":")[2].startswith("_") and _package(owner) != _package(caller)


def _package(key: str) -> tuple[str, ...]:
    """The package that a module of a large project belongs to: `tensorflow.python.keras`."""
    return tuple(key.partition(":")[0].split(".")[:PACKAGE])


class Common:
    """What all searches of one question share: how much they may take together, and what calls cost them, which is the
    same for an `earlier` question."""

    def __init__(self, earlier: Common | None = None) -> None:
        self._left = MOST_CALLS
        self._prices: dict[tuple[Reach, bool], Prices] = {} if earlier is None else earlier._prices
        self.is_given_up = False
        """Whether a search was given up."""

    def begin_anew(self) -> None:
        self._left = max(self._left, MORE_CALLS)

    def spend(self) -> bool:
        """Look at one more call, if that may be."""
        self._left -= 1
        self.is_given_up = self.is_given_up or self._left < 0
        return self._left >= 0

    def prices(self, rows: Rows, reach: Reach, *, is_wary: bool) -> Prices:
        known = self._prices.get((reach, is_wary))
        if known is None:
            known = self._prices[reach, is_wary] = Prices(rows, reach, is_wary=is_wary)
        return known


class Search:
    """Ways from any of `starts`, each with what is known of it, to any of `ends`; to these, if `is_wary`, by no guess:
    that any of many overriding methods may be called says nothing of the one.

    `rank` below is how many of `CONFIDENCES` may be used, best first; `most` what a way may cost. `wider` is a search
    that follows all that this one does, to the same ends and others: what it knows of ways to the end is used here too.
    """

    def __init__(
        self,
        contexts: Contexts,
        starts: Mapping[str, Context],
        ends: Iterable[str],
        reach: Reach,
        *,
        is_wary: bool = False,
        common: Common | None = None,
        wider: Search | None = None,
    ) -> None:
        self.contexts, self.rows, self.calls = contexts, contexts.rows, contexts.rows.calls
        self.starts, self.ends, self.reach = dict(starts), frozenset(ends), reach
        self.common = common or Common()
        self.prices = self.common.prices(self.rows, reach, is_wary=is_wary)
        self._wider = wider
        self._terminals = frozenset(self.starts) | self.ends
        self._beside = next(filter(in_test_code, sorted(self._terminals)), "")
        """What of the two ends lies in test code: the path may, then."""
        self._leading: dict[int, bool] = {}
        self._around: Bounds | None = None
        self._bounds: dict[int, Bounds] = {}
        self._copy = frozenset[int]() if reach.dead else self.rows.copy
        self._is_choosy = bool(self.calls.choice.include or self.calls.choice.exclude)
        self._last = frozenset(map(self.rows.number, self.ends))
        self._first = {self.rows.number(key): context for key, context in self.starts.items()}
        self._at_least = COSTS["observed"] if self.calls.observed else COSTS["exact"]

    # ---------------------------------------------------------------------------------------------- symbols

    def _leads_on(self, number: int) -> bool:
        """Whether a way may come through a symbol, seen by itself."""
        known = self._leading.get(number)
        if known is None:
            known = self._leading[number] = self._may_lead_on(number)
        return known

    def _may_lead_on(self, number: int) -> bool:
        key = self.rows.key(number)
        if number in self._copy:
            return False
        if key in self._terminals:
            return True
        if not self.calls.allows(key, self._beside):
            return False
        return number not in self.rows.hubs or self.reach.breadth == inf or self._is_near(number)

    def _is_near(self, number: int) -> bool:
        """Whether the end is at most `NEAR` calls away, however well they are known."""
        if self._around is None:
            self._around = Bounds(self.rows, self._callers(NEVER), self.prices.follows(NEVER), set)
        return self._around.is_reached((number,), NEAR)

    def _passing(self, numbers: set[int]) -> set[int]:
        """Those through which a way may come, as `_leads_on`, but for test code, which little else calls: quickly."""
        live = numbers - self._copy
        doubtful = live if self._is_choosy else live & self.rows.hubs
        return (live - doubtful).union(filter(self._leads_on, doubtful))

    # ------------------------------------------------------------------------------------------------ edges

    def _step(self, visit: Visit, number: int, code: int, rank: int) -> tuple[Visit, int] | None:
        """What a call leads to and what it costs; None where it does not go together with what is known."""
        callee, label = self.rows.key(number), self.rows.label(code)
        step = self.contexts.step(visit, callee, label)
        if step is None:
            return None
        is_last = number in self._last
        price = self.prices.of(code, is_last=is_last)
        place, cost = (price.own_rank, price.own_cost) if step.is_own else (price.rank, price.cost)
        if is_strange(visit.function, callee, label):
            cost += STRANGE
            is_any = label.rule in GIVEN_AS and self.rows.width(code) > FEW and not visit.context.is_given(callee)
            if is_any and not is_last:
                place = max(place, GUESSED)
        if step.is_doubtful or not (is_last or step.is_own or not is_private(visit.function, callee, label)):
            place, cost = max(place, GUESSED), cost + STRANGE
        is_any = label.rule in ONE_OF_THESE and not step.is_own
        if step.is_below or (is_any and not self.contexts.classes.is_public(owner_of(callee))):
            cost += FARTHER_OFF
        return (self.contexts.visit(callee, step.context), cost) if place < rank else None

    # --------------------------------------------------------------------------------------------- searches

    def bounds(self, rank: int) -> Bounds:
        """How many calls the way on to the end has at least."""
        if self._wider is not None:
            return self._wider.bounds(rank)
        if rank not in self._bounds:
            self._bounds[rank] = Bounds(self.rows, self._callers(rank), self.prices.follows(rank), self._passing)
        return self._bounds[rank]

    def _callers(self, rank: int) -> dict[int, int]:
        """The ends, and what calls them, by how many calls they are away."""
        least = self.prices.least(rank, is_last=True)
        called = (far for end in self._last for far, code in self.rows.of(end, True) if least[code] < inf)
        callers = dict.fromkeys(called, 1)
        return callers | dict.fromkeys(self._last, 0)

    def best(self, rank: int, per_call: int = 0, most: float = inf) -> tuple[str, ...] | None:
        """The cheapest way whose calls go together, where each call costs `per_call` besides."""
        return next(self.ways(rank, per_call, most), None)

    def shortest(self, rank: int, most_calls: int) -> tuple[str, ...] | None:
        """The way with the fewest calls, the cheapest of these; None where there is none of so many."""
        return self.best(rank, A_CALL, (most_calls + 1) * A_CALL - 1)

    def ways(self, rank: int, per_call: int, most: float, *, is_again: bool = False) -> Iterator[tuple[str, ...]]:
        """The cheapest way whose calls go together; all that come through no function twice, cheapest first, if
        `is_again`. It ends early where the effort is spent, which that tells."""
        bounds, a_call = self.bounds(rank), per_call + self._at_least
        least, least_of_last = (self.prices.least(rank, is_last=is_last) for is_last in (False, True))
        if not bounds.is_reached(self._first, most / a_call):
            return
        heap: list[_Waiting] = []
        order, settled, told = count(), set[Visit](), set[tuple[str, ...]]()
        for number, context in self._first.items():
            key = self.rows.key(number)
            heappush(heap, (0, (key,), next(order), 0, number, self.contexts.visit(key, context), None, []))
        after: _Waiting | None = None
        while heap or after is not None:
            best = heappop(heap) if after is None else heappushpop(heap, after)
            known, keys, _, spent, number, visit, code, others = best
            if code is not None:
                after = _next(keys[:-1], spent, visit, others)
                if not self.common.spend():
                    return
                step = self._step(visit, number, code, rank)
                if step is None:
                    continue
                _wait(heap, after)
                visit, spent = step[0], spent + step[1]
            after = None
            if visit in settled:
                continue
            enough = max(heap[0][0] if heap else inf, known) - spent
            total = spent + a_call * bounds.near(number, min(enough, most - spent) // a_call)
            if total > known:
                if total <= most:
                    heappush(heap, (total, keys, next(order), spent, number, visit, None, []))
            elif number in self._last:
                if keys not in told:
                    yield keys
                    told.add(keys)
                if not is_again:
                    return
            elif self._leads_on(number):
                if not is_again:
                    settled.add(visit)
                at, elsewhere, nearer = spent + per_call, bounds.elsewhere, bounds.known
                calls: list[_Call] = []
                for far, call in self.rows.of(number, False):
                    cost = (least_of_last if far in self._last else least)[call]
                    if cost == inf:
                        continue
                    total = at + cost + a_call * nearer.get(far, elsewhere)
                    if total <= most and not (is_again and self.rows.key(far) in keys):
                        calls.append((total, self.rows.key(far), next(order), far, call))
                calls.sort(reverse=True)
                _wait(heap, _next(keys, at, visit, calls))

    def cost(self, keys: tuple[str, ...], rank: int, per_call: int = 0) -> float:
        """What a way costs, infinitely much where its calls do not go together."""
        if keys[0] not in self.starts or keys[-1] not in self.ends:
            return inf
        states: dict[Visit, float] = {self.contexts.visit(keys[0], self.starts[keys[0]]): 0}
        for caller, callee in pairwise(keys):
            reached: dict[Visit, float] = {}
            near, far = self.rows.number(caller), self.rows.number(callee)
            if not self._leads_on(near):
                return inf
            codes = [code for one, code in self.rows.of(near, False) if one == far]
            for visit, spent in states.items():
                for step in (self._step(visit, far, code, rank) for code in codes):
                    if step is not None:
                        reached[step[0]] = min(reached.get(step[0], inf), spent + step[1] + per_call)
            states = reached
        return min(states.values(), default=inf)


def _next(keys: tuple[str, ...], spent: int, visit: Visit, calls: list[_Call]) -> _Waiting | None:
    """The best of a function's calls, to wait for its turn; the others wait only after that, most never do."""
    if not calls:
        return None
    total, key, order, number, code = calls.pop()
    return total, (*keys, key), order, spent, number, visit, code, calls


def _wait(heap: list[_Waiting], one: _Waiting | None) -> None:
    if one is not None:
        heappush(heap, one)
