"""Trees of callers and callees, level by level: what stands as deep is read together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tracer.graph import Node
from tracer.linked import CallEdge
from tracer.queries.calls import Calls
from tracer.queries.levels import Below, Levels


class CallTree(NamedTuple):
    """A symbol with what it calls (or what calls it). `edge` leads here from the parent; `is_cycle` says that it stands
    above already, `is_repeated` that it is unfolded elsewhere in the tree; `folded` counts calls that are not shown;
    `caller` is where the sites of `edge` lie: for a class its constructor, say."""

    node: Node
    edge: CallEdge | None = None
    children: tuple[CallTree, ...] = ()
    is_cycle: bool = False
    is_repeated: bool = False
    folded: int = 0
    caller: Node | None = None


class Limits(NamedTuple):
    """How many calls are listed below the root of a tree, and below each of the others; None for all."""

    root: int | None = None
    others: int | None = None


ALL = Limits()


def call_tree(calls: Calls, key: str, *, inward: bool, depth: int = 1, limits: Limits = ALL) -> CallTree:
    """Callees (or callers) to a depth. A symbol that occurs more than once is unfolded where it stands least deep, the
    first of those. Of more calls below one symbol than `limits` says the rest is folded into a count."""
    return _Unfolding(calls, inward, limits).tree(key, depth)


class _Unfolding:
    def __init__(self, calls: Calls, inward: bool, limits: Limits) -> None:
        self._levels = Levels(calls, inward=inward)
        self._calls, self._inward, self._limits = calls, inward, limits
        self._below: dict[str, Below] = {}
        self._parents: dict[str, str | None] = {}

    def tree(self, key: str, depth: int) -> CallTree:
        self._parents[key] = None
        frontier = [key]
        for level in range(depth):
            if not frontier:
                break
            limit = self._limits.others if level else self._limits.root
            self._below |= self._levels.below(frontier, limit)
            frontier = [far for near in frontier for far in self._reached(near)]
        self._calls.read_nodes(self._parents)
        return self._unfold(key, None, None, set())

    def _reached(self, near: str) -> Iterator[str]:
        """What stands below a symbol and nowhere before."""
        for edge in self._below[near].edges:
            far = edge.caller if self._inward else edge.callee
            if far not in self._parents:
                self._parents[far] = near
                yield far

    def _unfold(self, key: str, edge: CallEdge | None, caller: Node | None, above: set[str]) -> CallTree:
        """The tree of a symbol where it is unfolded, if it is."""
        node, below = self._calls.node(key), self._below.get(key)
        if below is None:
            return CallTree(node, edge, caller=caller)
        above.add(key)
        children = tuple([self._child(node, child, above) for child in below.edges])
        above.remove(key)
        return CallTree(node, edge, children, folded=below.folded, caller=caller)

    def _child(self, parent: Node, edge: CallEdge, above: set[str]) -> CallTree:
        far = edge.caller if self._inward else edge.callee
        caller = parent if edge.caller == parent.id else self._calls.node(edge.caller)
        is_cycle = far in above
        if not is_cycle and self._parents[far] == parent.id:
            return self._unfold(far, edge, caller, above)
        below = self._below.get(far)
        is_repeated = not is_cycle and below is not None and bool(below.edges)
        return CallTree(self._calls.node(far), edge, is_cycle=is_cycle, is_repeated=is_repeated, caller=caller)
