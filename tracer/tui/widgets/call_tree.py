"""The tree of callers or callees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from tracer.tui.gateway import Place
from tracer.tui.models import call_tree, keys
from tracer.tui.models.call_tree import CallRow
from tracer.tui.models.text import Span
from tracer.tui.models.unfolding import Path, Unfolding
from tracer.tui.widgets.bindings import bindings_of
from tracer.tui.widgets.lazy_tree import LazyTree


class CallTree(LazyTree[CallRow]):
    """Rows of calls; Enter opens a symbol, `x` its call site, a "more" row unfolds in place."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(keys.CALLS)]

    @dataclass
    class Open(Message):
        """A symbol of the tree is to be opened, the tree staying as it is."""

        tree: CallTree
        row: CallRow

    @dataclass
    class Root(Message):
        """A symbol of the tree is to become its root."""

        tree: CallTree
        row: CallRow

    @dataclass
    class Site(Message):
        """A call site is to be shown."""

        place: Place

    @dataclass
    class Pointed(Message):
        """The cursor is on a row."""

        tree: CallTree
        row: CallRow

    def spans(self, row: CallRow) -> tuple[Span, ...]:
        return call_tree.spans(row)

    def identity(self, row: CallRow) -> str:
        return call_tree.identity(row)

    def can_unfold(self, row: CallRow) -> bool:
        return row.expandable

    def begin(self, row: CallRow, again: Unfolding | None = None) -> None:
        """A new root, unfolded at once; `again` is unfolded below it."""
        self.start((row,), again)
        self.root.children[0].expand()

    @property
    def root_row(self) -> CallRow | None:
        """What the tree is rooted at, None while it shows words."""
        top = self.root.children
        return top[0].data if top else None

    def regrow(self, node: TreeNode[CallRow], path: Path) -> None:
        super().regrow(node, path)
        row, parent = node.data, node.parent
        if row is None or parent is None:
            return
        if any(self._regrowth.wants_below((*path[:-1], key)) for key in call_tree.folded(row)):
            self._splice(parent, node, call_tree.unfold(row))

    def on_tree_node_selected(self, event: Tree.NodeSelected[CallRow]) -> None:
        event.stop()
        row = event.node.data
        if row is None:
            return
        if row.kind == "more":
            self.replace(event.node, call_tree.unfold(row))
        elif row.target is not None:
            self.post_message(self.Open(self, row))

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[CallRow]) -> None:
        event.stop()
        if event.node.data is not None:
            self.post_message(self.Pointed(self, event.node.data))

    def on_focus(self) -> None:
        if self.row is not None:
            self.post_message(self.Pointed(self, self.row))

    def action_root_here(self) -> None:
        if self.row is not None and self.row.target is not None:
            self.post_message(self.Root(self, self.row))

    def action_call_site(self) -> None:
        call = self.row.call if self.row else None
        if call is None or call.file is None or not call.sites:
            self.app.bell()
            return
        self.post_message(self.Site(Place(call.file.source, call.file.path, call.sites[0])))
