"""How the nodes of the API and the module tree read."""

from __future__ import annotations

from tracer.tui.gateway import TreeNode
from tracer.tui.models.kinds import badge
from tracer.tui.models.text import Span, neutralise


def spans(node: TreeNode) -> tuple[Span, ...]:
    """A node's label: the kind's letter and the name."""
    return (badge(node.kind), (f" {neutralise(node.label)}", "module" if node.kind == "module" else "name"))
