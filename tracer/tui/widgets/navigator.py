"""The left pane: search, and the API and module trees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import ContentSwitcher, Input, Tree

from tracer.tui.gateway import TreeName, TreeNode
from tracer.tui.models.search import SearchModel
from tracer.tui.widgets.choice import Choice
from tracer.tui.widgets.covered import Covered
from tracer.tui.widgets.results import Results
from tracer.tui.widgets.symbol_tree import SymbolTree


class SearchInput(Input):
    """The search line; arrows move in the results below it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "point(1)", "Next", show=False),
        Binding("up", "point(-1)", "Previous", show=False),
        Binding("escape", "dismiss", "Close", show=False),
    ]

    @dataclass
    class Point(Message):
        """Move in the results by so many rows."""

        rows: int

    class Dismiss(Message):
        """The search is over."""

    def action_point(self, rows: int) -> None:
        self.post_message(self.Point(rows))

    def action_dismiss(self) -> None:
        self.post_message(self.Dismiss())


class Trees(ContentSwitcher, Covered):
    """The trees and the results, of which one is shown."""


class Navigator(Vertical):
    """Trees, or search results while something is typed."""

    @dataclass
    class Typed(Message):
        """The search pattern changed."""

        pattern: str

    @dataclass
    class Open(Message):
        """A symbol of a tree is to be opened."""

        key: str

    def __init__(self, which: TreeName, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.which: TreeName = which

    def compose(self) -> ComposeResult:
        yield SearchInput(placeholder="/ search names", id="search", compact=True)
        yield Choice({"api": "API", "modules": "Modules"}, self.which, hint="a", id="tree-choice")
        with Trees(initial=f"tree-{self.which}", id="trees"):
            yield SymbolTree("api", id="tree-api")
            yield SymbolTree("modules", id="tree-modules")
            yield Results(id="results")

    @property
    def shown_tree(self) -> SymbolTree:
        """The tree that is shown, or would be without a search."""
        return self.query_one(f"#tree-{self.which}", SymbolTree)

    @property
    def trees(self) -> tuple[SymbolTree, ...]:
        return tuple(self.query(SymbolTree))

    @property
    def searching(self) -> bool:
        return self.query_one(Trees).current == "results"

    def choose_tree(self, which: TreeName) -> None:
        """Show one of the trees."""
        self.which = which
        self.query_one(Choice).chosen = which
        self.query_one(Trees).current = f"tree-{which}"

    def focus_search(self) -> None:
        """Begin a search."""
        field = self.query_one(SearchInput)
        # At once, not after the next refresh: what is typed right behind the key belongs to the search.
        self.screen.set_focus(field)
        field.action_select_all()

    def show_search(self, model: SearchModel) -> None:
        """Show results, or the tree again where nothing is typed."""
        self.query_one(Trees).current = "results" if model.active else f"tree-{self.which}"
        self.query_one(Results).show(model)

    def focus_content(self) -> None:
        """Focus the results or the tree."""
        (self.query_one(Results) if self.searching else self.shown_tree).focus()

    def clear_search(self) -> None:
        self.query_one(SearchInput).clear()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(Results).action_select()

    def on_search_input_point(self, event: SearchInput.Point) -> None:
        event.stop()
        results = self.query_one(Results)
        if not self.searching:
            self.shown_tree.focus()
        elif event.rows > 0:
            results.action_cursor_down()
        else:
            results.action_cursor_up()

    def on_search_input_dismiss(self, event: SearchInput.Dismiss) -> None:
        event.stop()
        self.clear_search()
        self.shown_tree.focus()

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape" and self.searching:
            event.stop()
            self.clear_search()
            self.shown_tree.focus()

    def on_tree_node_selected(self, event: Tree.NodeSelected[TreeNode]) -> None:
        event.stop()
        row = event.node.data
        if row is None:
            return
        if row.symbol is not None:
            self.post_message(self.Open(row.symbol))
        else:
            event.node.toggle()
