"""The gradient functions that run an op: how one comes to run is said by no call in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.linked import CallEdge

if TYPE_CHECKING:
    from tracer.queries.calls import Calls

GRADIENT = "gradient"
FARTHEST = 3
"""So many calls a gradient function is away from what it is there to run; behind more is what all functions run."""
MOST_CALLERS = 250
"""More than this call what nearly everything calls, gradient functions among them."""


def gradients_with(calls: Calls, key: str) -> list[CallEdge]:
    """The edges, from op to gradient function, of those gradient functions that run `key` by the fewest calls, none of
    them a guess: those in Python, which are what a tape runs, before those in C++; that of the op itself last."""
    # The function generated for the op is no step of its own: what is written in C++ needs none.
    level = [
        key,
        *sorted(edge.caller for edge in _into(calls, key) if edge.kind == "op" and edge.confidence == "exact"),
    ]
    seen = set(level)
    for _ in range(FARTHEST):
        edges = [edge for one in level for edge in _into(calls, one)]
        found = {
            (
                not (calls.node(edge.callee).file or "").endswith(".py"),
                edge.caller == key,
                edge.caller,
                edge.callee,
            ): edge
            for edge in edges
            if edge.kind == GRADIENT
        }
        if found:
            return [found[place] for place in sorted(found)]
        level = sorted({edge.caller for edge in edges} - seen)
        seen.update(level)
    return []


def _into(calls: Calls, key: str) -> list[CallEdge]:
    edges = [edge for edge in calls.all_edges(key, inward=True) if edge.confidence != "candidate"]
    return edges if len(edges) <= MOST_CALLERS else []
