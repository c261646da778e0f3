"""How the nodes of the API and the module tree read."""

from __future__ import annotations

from tracer.tui.gateway import Ref, TreeName, TreeNode
from tracer.tui.models.kinds import badge
from tracer.tui.models.text import Span, neutralise


def describe(node: TreeNode) -> tuple[tuple[Span, ...], ...]:
    """Two lines about a node: what it opens, and what it is."""
    if node.symbol is None:
        return ((neutralise(node.key), "module"),), ((f"{node.kind}: a prefix of names", "dim"),)
    module, _, qualname = neutralise(node.symbol).partition(":")
    name = qualname if module == "op" else ".".join(filter(None, (module, qualname)))
    return ((name, "name"),), ((node.kind, "dim"),)


def way(ref: Ref, tree: TreeName) -> tuple[str, ...]:
    """The labels from the top of a tree down to a symbol: its public name, or its module's and its own."""
    if tree == "modules":
        return tuple(filter(None, ref.key.replace(":", ".").split(".")))
    if ref.kind == "op":
        return ("tf", "raw_ops", ref.name)
    return tuple(ref.name.split(".")) if ref.public else ()


def title(way: tuple[str, ...]) -> str:
    """The tree's own, and whether what is open stands in it: private names have no place in the API."""
    return "1 Trees" if way else "1 Trees (not public)"


def spans(node: TreeNode) -> tuple[Span, ...]:
    """A node's label: the kind's letter and the name."""
    return (badge(node.kind), (f" {neutralise(node.label)}", "module" if node.kind == "module" else "name"))
