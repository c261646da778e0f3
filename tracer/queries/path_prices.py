"""What each kind of call that a graph has costs a search, worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import inf
from typing import NamedTuple, TypeVar

from tracer.linked import CONFIDENCES
from tracer.queries.path_contexts import ON_SELF
from tracer.queries.path_costs import GUESSED, Reach, own, price
from tracer.queries.path_rows import Rows

Known = TypeVar("Known")


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


class Asked(dict[int, Known]):
    """What `find` says of codes, kept: dicts are what is looked up fastest."""

    def __init__(self, find: Callable[[int], Known]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, code: int) -> Known:
        known = self[code] = self._find(code)
        return known


class Prices:
    """Those of one reach, by code. `is_last` asks for those of a call that ends the path; where the search `is_wary`,
    that is no guess."""

    def __init__(self, rows: Rows, reach: Reach, *, is_wary: bool) -> None:
        self._rows, self._reach, self._is_wary = rows, reach, is_wary
        self._known = {is_last: Asked(partial(self._price, is_last=is_last)) for is_last in (False, True)}
        self._least: dict[tuple[int, bool], Asked[float]] = {}
        self._follows: dict[int, Asked[bool]] = {}

    def of(self, code: int, *, is_last: bool) -> Price:
        return self._known[is_last][code]

    def _price(self, code: int, *, is_last: bool) -> Price:
        told, width = self._rows.label(code), self._rows.width(code)
        rank, cost = price(told, width, self._reach, is_last=is_last)
        if is_last and self._is_wary and told.confidence == CONFIDENCES[GUESSED]:
            rank = max(rank, GUESSED)
        if told.rule in ON_SELF or told.rule == "super":
            return Price(rank, cost, *own(told, width, self._reach))
        return Price(rank, cost, rank, cost)

    def least(self, rank: int, *, is_last: bool) -> Asked[float]:
        """By code what a call costs at least, whatever is known of the caller; infinitely much where it is not
        followed."""
        if (rank, is_last) not in self._least:
            prices = self._known[is_last]
            self._least[rank, is_last] = Asked(lambda code: prices[code].least(rank))
        return self._least[rank, is_last]

    def follows(self, rank: int) -> Asked[bool]:
        """Of each code, whether such calls are followed where they do not end a path."""
        if rank not in self._follows:
            prices = self._known[False]
            self._follows[rank] = Asked(lambda code: prices[code].least(rank) < inf)
        return self._follows[rank]
