"""The call tree with its switch between callees and callers."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from tracer.tui.gateway import Direction
from tracer.tui.models.call_tree import CallRow
from tracer.tui.models.unfolding import Unfolding
from tracer.tui.widgets.call_tree import CallTree
from tracer.tui.widgets.choice import Choice


class CallPane(Vertical):
    """One call tree in one direction."""

    def __init__(self, direction: Direction, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.direction: Direction = direction

    def compose(self) -> ComposeResult:
        yield Choice({"callees": "Callees", "callers": "Callers"}, self.direction, hint="c")
        yield CallTree()

    @property
    def call_tree(self) -> CallTree:
        return self.query_one(CallTree)

    def show(self, row: CallRow, direction: Direction, again: Unfolding | None = None) -> None:
        """Root the tree at a symbol; `again` is unfolded below it."""
        self.direction = direction
        self.query_one(Choice).chosen = direction
        self.call_tree.begin(row, again)
