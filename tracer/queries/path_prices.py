"""What each kind of call that a graph has costs a search, worked out once."""

from __future__ import annotations

from math import inf
from typing import NamedTuple

from tracer.linked import CONFIDENCES
from tracer.queries.path_contexts import ON_SELF
from tracer.queries.path_costs import GUESSED, Reach, own, price
from tracer.queries.path_rows import Rows


class Price(NamedTuple):
    """The rank of a call and its cost, and of the same one where it is surely one on `self`."""

    rank: int
    cost: int
    own_rank: int
    own_cost: int

    def least(self, rank: int) -> float:
        """What it costs at least among calls of less than a rank."""
        cost: float = self.cost if self.rank < rank else inf
        return min(cost, self.own_cost) if self.own_rank < rank else cost


class Prices:
    """Those of one reach, by code. `is_last` asks for those of a call that ends the path; where the search `is_wary`,
    that is no guess."""

    def __init__(self, rows: Rows, reach: Reach, *, is_wary: bool) -> None:
        self._rows, self._reach, self._is_wary = rows, reach, is_wary
        self._known: dict[tuple[int, bool], Price] = {}
        self._least: dict[tuple[int, bool], dict[int, float]] = {}
        self._follows: dict[int, list[bool]] = {}

    def of(self, code: int, *, is_last: bool) -> Price:
        known = self._known.get((code, is_last))
        if known is None:
            known = self._known[code, is_last] = self._price(code, is_last=is_last)
        return known

    def _price(self, code: int, *, is_last: bool) -> Price:
        told, width = self._rows.label(code), self._rows.width(code)
        rank, cost = price(told, width, self._reach, is_last=is_last)
        if is_last and self._is_wary and told.confidence == CONFIDENCES[GUESSED]:
            rank = max(rank, GUESSED)
        if told.rule in ON_SELF or told.rule == "super":
            return Price(rank, cost, *own(told, width, self._reach))
        return Price(rank, cost, rank, cost)

    def least(self, code: int, rank: int, *, is_last: bool) -> float:
        """What a call costs at least, whatever is known of the caller; infinitely much where it is not followed."""
        costs = self._least.setdefault((rank, is_last), {})
        known = costs.get(code)
        if known is None:
            known = costs[code] = self.of(code, is_last=is_last).least(rank)
        return known

    def follows(self, rank: int) -> list[bool]:
        """Of each code, whether such calls are followed where they do not end a path."""
        known = self._follows.get(rank)
        if known is None:
            codes = range(self._rows.codes)
            known = self._follows[rank] = [self.of(code, is_last=False).least(rank) < inf for code in codes]
        return known
