"""The call graph of a snapshot as a whole, and around one symbol."""

from __future__ import annotations

from tracer.graph import CallGraph
from tracer.linked import CallEdge
from tracer.queries.calls import Calls, merged
from tracer.queries.levels import Levels

_NODES = frozenset({"function", "method", "property", "module"})
"""Kinds of symbols that stand in the whole graph also where nothing calls them and they call nothing."""


def neighbourhood(calls: Calls, key: str, depth: int = 2) -> CallGraph:
    """What is called from a symbol and what calls it, to a depth."""
    edges: dict[tuple[str, str], CallEdge] = {}
    for inward in (False, True):
        levels = Levels(calls, inward=inward)
        frontier = set(calls.roots(key, inward=inward))
        seen = set(frontier)
        for _ in range(depth):
            found = [edge for of_one in levels.edges(frontier).values() for edge in of_one]
            edges.update(((edge.caller, edge.callee), edge) for edge in found)
            frontier = {edge.caller if inward else edge.callee for edge in found} - seen
            seen |= frontier
    return _graph(calls, {key} | {end for pair in edges for end in pair}, list(edges.values()))


def everything(calls: Calls) -> CallGraph:
    """The whole graph of choice."""
    confidences = calls.choice.confidences
    observed = [edge for (_, inward), edges in calls.observed.items() if not inward for edge in edges]
    edges = [
        edge
        for edge in merged(calls.snapshot.edges(), observed)
        if edge.confidence in confidences and calls.allows(edge.callee) and calls.allows(edge.caller)
    ]
    keys = {row[0] for row in calls.snapshot.symbol_names() if row[2] in _NODES and calls.allows(row[0])}
    keys.update(end for edge in edges for end in (edge.caller, edge.callee))
    return _graph(calls, keys, edges)


def _graph(calls: Calls, keys: set[str], edges: list[CallEdge]) -> CallGraph:
    """Nodes and edges in the order of their keys, not of the store's numbers."""
    calls.read_nodes(keys)
    edges.sort(key=lambda edge: (edge.caller, edge.callee))
    return CallGraph({key: calls.node(key) for key in sorted(keys)}, tuple(edges))
