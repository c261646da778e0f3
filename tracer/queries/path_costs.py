"""What following one call costs in the search for the most plausible path, and which calls are followed at all."""

from __future__ import annotations

from math import log2
from typing import NamedTuple

from tracer.linked import CONFIDENCES, OVERRIDE, WRAPPER, WRAPPERS
from tracer.queries.path_rows import Label

WRITTEN, OPERATORS = frozenset[str](), frozenset({"operator", "subscript"})
SIBLING, CAPTURED, PROPERTY = "sibling", "captured", "property"
DETOURS = {
    WRITTEN: "",
    frozenset({CAPTURED}): "",
    frozenset({PROPERTY}): "only properties that are read of other objects lead there",
    OPERATORS | {PROPERTY}: "only what operators or properties run leads there",
    OPERATORS | {PROPERTY, "iterate", "attribute"}: "only what operators, loops or attribute hooks run leads there",
    frozenset({"gradient"}): "only the gradient function of an op leads there",
    frozenset({SIBLING}): "",
}
"""Kinds and rules of edges to follow too where nothing else leads there, with what is said of it.
What an inner function holds is reached through that function's own calls, as far as these are known.
What an operator, a loop or the reading of an attribute runs is known from all that may stand there, which is much;
whoever means it to run calls what makes it. A property of `self` is as well known as a method of it. No caller names
what ops have for gradients. Siblings of the methods that were seen to run (`on_epoch_end` of a callback that a user may
pass) are where a way may end, and never lead on."""
BYWAYS = frozenset().union(*DETOURS)
HANDED_OVER = "handed over"
GIVEN = frozenset({*WRAPPERS, CAPTURED, HANDED_OVER, "passed on", "parameter"})
"""Rules of edges to what a function was given."""
LIKELY = frozenset({OVERRIDE, HANDED_OVER})
"""Rules of candidates that are as good as inferred here: by type, though one of many, or passed for no other use."""
FEW, SEVERAL = 4, 8
"""Inferred calls that lead to more than `FEW` at each of their sites are followed where nothing else leads on, those
that lead to more than `SEVERAL` with candidates only: a value so little known is mostly none of what it may be, and
two such calls lead from anywhere to everywhere."""
REGISTERED, REGISTRY = "registry", 32
"""Rule of a call that makes an entry of a table that is looked up; up to so many are known to be what it holds."""
BROADEST_GIFT = 24
"""A function that is passed on to something unknown may be beside so many: its caller names it, others do not count."""
NEVER = len(CONFIDENCES)
"""The rank of what is not followed."""
INFERRED, GUESSED = CONFIDENCES.index("inferred"), CONFIDENCES.index("candidate")

COSTS = {"observed": 1000, "exact": 1000, "inferred": 1200, "candidate": 2500}
"""What one call costs. Costs are whole numbers, so that ways that cost the same do so in whatever order they are added:
an exact call is 1000."""
RULES = dict.fromkeys(WRAPPERS, -200) | dict.fromkeys(
    ("type", "parameter", "assignment", "self", "field", "partial", "name"), 1100
)
"""Of inferred calls: to see through a wrapper is nearly exact; what flowed together from many places is less so."""
ONE_OF_SEVERAL = "assignment"
"""What a wrapper is put around, where others than the wrapper may be called too, is known no better than those."""
IMPLICIT = {"property": 1000, "attribute": 3000, "operator": 1000, "with": 1000, "subscript": 1000, "iterate": 4000}
"""What is not written as a call of what it leads to costs more; hooks, which run for every attribute, most of all."""
PASSED_ON, GIVEN_AWAY = 200, 6000
"""A function passed to one that calls what it is given; and passed to an outsider, that may never call it."""
STRANGE = 3000
"""A function that another one made is mostly called for that other one: a caller that is given many may mean any."""
FARTHER_OFF = 50
"""Of methods that a call may lead to as well, those of public classes are rather meant than others, and those of the
class that is known rather than those of classes below it."""
DOUBLED = 300
"""Each doubling of what a site may call."""


LONGEST, LONGEST_DETOUR = 18, 10
"""So many calls a path has at the most, and so many where it needs a detour: what is longer mostly goes through what
leads from anywhere to anywhere. From `fit` of a model through its layers to an op there are 17 at the most."""
FARTHEST, SMALL = 1000, 10_000
"""So many calls a path may have where each of them is exact: that chain is there, however long. In a graph of fewer
than `SMALL` symbols inferred ones do not lead from anywhere to anywhere either."""


class Reach(NamedTuple):
    """What a search follows: which detours, inferred calls with up to how many targets, and whether it goes through a
    copy of Keras that nothing loads any more."""

    detour: frozenset[str] = WRITTEN
    breadth: float = FEW
    dead: bool = True

    @property
    def longest(self) -> int:
        """How many calls a path has at the most."""
        return LONGEST_DETOUR if self.is_detour else LONGEST

    @property
    def is_detour(self) -> bool:
        """Whether it follows more than what is written as a call."""
        return not self.detour <= {CAPTURED}


def price(label: Label, width: int, reach: Reach, *, is_last: bool) -> tuple[int, int]:
    """The rank of an edge and its cost; `is_last` says that the path ends with it: what is named there may be one of
    several."""
    confidence, kind, rule = label
    rank, cost = CONFIDENCES.index(confidence), COSTS[confidence]
    breadth = max(reach.breadth, SEVERAL) if is_last else reach.breadth
    is_last = is_last and SIBLING in reach.detour
    is_likely = _is_likely(kind, rule, width) or (is_last and rule == SIBLING)
    if _is_byway(kind, rule, reach):
        rank = NEVER
    elif is_likely:
        rank = INFERRED
    elif confidence == "inferred" and width > breadth and not _is_registered(rule, width, is_last):
        rank = NEVER
    if confidence == "inferred":
        cost += RULES.get(ONE_OF_SEVERAL if rule == WRAPPER and width > 2 else rule, 0)
    if not is_likely:
        cost += round(DOUBLED * log2(width))
    if kind == "callback":
        cost += PASSED_ON if rule in ("passed on", HANDED_OVER) else GIVEN_AWAY
    return rank, cost + IMPLICIT.get(kind, 0)


def _is_byway(kind: str, rule: str, reach: Reach) -> bool:
    byway = CAPTURED if rule == CAPTURED else kind
    return byway in BYWAYS and byway not in reach.detour


def _is_registered(rule: str, width: int, is_last: bool) -> bool:
    """Whether a call that is one of many is followed all the same: to a table's entries, and where it ends the path."""
    return width <= REGISTRY and (is_last or rule == REGISTERED)


def _is_likely(kind: str, rule: str, width: int) -> bool:
    """Whether a candidate is followed as if inferred. What is wrapped, and may be one of a few, is called as itself."""
    if rule == HANDED_OVER and kind == "callback":
        return width <= BROADEST_GIFT
    return width <= FEW if rule == HANDED_OVER or rule in WRAPPERS else rule in LIKELY


def own(label: Label, width: int, reach: Reach) -> tuple[int, int]:
    """Of a method that the receiver's class is known to have; where it is only passed on, this tells nothing new."""
    confidence, kind, rule = label
    if kind == "callback":
        rank, cost = price(label, width, reach, is_last=False)
        return rank, min(cost, COSTS["inferred"] + PASSED_ON) if rule == HANDED_OVER else cost
    is_byway = kind != PROPERTY and _is_byway(kind, rule, reach)
    rank = NEVER if is_byway else min(CONFIDENCES.index(confidence), INFERRED)
    return rank, COSTS["inferred"] + IMPLICIT.get(kind, 0)
