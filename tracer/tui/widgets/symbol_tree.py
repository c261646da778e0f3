"""The API tree and the module tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Tree

from tracer.tui.gateway import TreeName, TreeNode
from tracer.tui.models import keys, tree
from tracer.tui.models.text import Span
from tracer.tui.widgets.bindings import bindings_of
from tracer.tui.widgets.lazy_tree import LazyTree


class SymbolTree(LazyTree[TreeNode]):
    """Nodes of one of the two trees; `which` says of which."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(keys.TREE)]

    @dataclass
    class Pointed(Message):
        """The cursor is on a node."""

        tree: SymbolTree
        row: TreeNode

    def __init__(self, which: TreeName, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.which: TreeName = which

    def spans(self, row: TreeNode) -> tuple[Span, ...]:
        return tree.spans(row)

    def identity(self, row: TreeNode) -> str:
        return row.label

    def can_unfold(self, row: TreeNode) -> bool:
        return row.expandable

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[TreeNode]) -> None:
        event.stop()
        self.on_focus()

    def on_focus(self) -> None:
        if self.row is not None:
            self.post_message(self.Pointed(self, self.row))
