"""The call graph as plain values, and as a networkx graph for algorithms and exports.

Queries serve single symbols from indexed rows (`queries.calls`); this module holds what is handed on whole.
Named tuples here too, for the time that a short answer takes (see `tracer.linked`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tracer.linked import CallEdge, is_below_python

if TYPE_CHECKING:
    import networkx as nx


class Node(NamedTuple):
    """A caller or callee. `source` names the source that holds `file`; both are None for what has no file."""

    id: str
    name: str
    kind: str
    module: str
    qualname: str
    source: str | None = None
    file: str | None = None
    line: int | None = None


class CallGraph(NamedTuple):
    """Nodes by key and the edges between them."""

    nodes: dict[str, Node]
    edges: tuple[CallEdge, ...]

    def site(self, edge: CallEdge, line: int) -> dict[str, Any]:
        caller = self.nodes.get(edge.caller)
        return {"file": caller.file if caller else None, "line": line}


def dotted(key: str) -> str:
    """`module:qualname` as people write it: dotted, ops and outsiders by their bare name."""
    module, _, qualname = key.partition(":")
    if module == "<external>" or is_below_python(module, qualname):
        return qualname
    return f"{module}.{qualname}" if qualname else module


def bare_node(key: str) -> Node:
    """The node of a key that has no symbol: a builtin, something outside the snapshot, a lambda."""
    module, _, qualname = key.partition(":")
    kinds = {"<builtin>": "builtin", "<external>": "external"}
    if is_below_python(module, qualname):
        kinds |= {"op": "op", "kernel": "class"}
    kind = kinds.get(module, "function" if qualname else "module")
    return Node(key, dotted(key).rpartition(".")[2], kind, module, qualname)


def to_networkx(graph: CallGraph) -> nx.DiGraph[str]:
    """Nodes carry `Node`'s fields, edges `confidence`, `kind`, `sites` (and `count` where observed)."""
    import networkx as nx

    result: nx.DiGraph[str] = nx.DiGraph()
    for key in sorted(graph.nodes):
        node = graph.nodes[key]
        result.add_node(key, **{name: getattr(node, name) for name in Node._fields if name != "id"})
    for edge in sorted(graph.edges, key=lambda edge: (edge.caller, edge.callee)):
        attributes: dict[str, Any] = {
            "confidence": edge.confidence,
            "kind": edge.kind,
            "sites": [graph.site(edge, line) for line in dict.fromkeys(line for line, _ in edge.sites)],
        }
        if edge.count:
            attributes["count"] = edge.count
        result.add_edge(edge.caller, edge.callee, **attributes)
    return result
