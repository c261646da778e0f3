"""Browsing one snapshot: trees, source, calls and details follow the symbol that is open."""

from __future__ import annotations

from typing import TypeVar, cast

from textual import on

from tracer.tui.gateway import Catalog, Direction, Ref, TreeName, TreeNode
from tracer.tui.models import call_tree, keys, messages, search, source_document, tree
from tracer.tui.models.call_tree import CallRow
from tracer.tui.models.search import SearchModel
from tracer.tui.models.state import UiState
from tracer.tui.screens.opening import OpeningScreen
from tracer.tui.widgets.call_tree import CallTree
from tracer.tui.widgets.choice import Choice
from tracer.tui.widgets.details_pane import DetailsPane
from tracer.tui.widgets.lazy_tree import LazyTree
from tracer.tui.widgets.navigator import Navigator
from tracer.tui.widgets.results import Results
from tracer.tui.widgets.source_view import SourceView
from tracer.tui.widgets.symbol_tree import SymbolTree

SEARCH_DELAY = 0.03
NO_CALL = "No call here: n goes to the next"
Value = TypeVar("Value")


class BrowseScreen(OpeningScreen):
    """What happens as one walks; `MainScreen` adds the tools."""

    def __init__(self, state: UiState, catalog: Catalog, name: str | None) -> None:
        super().__init__(state, catalog, name)
        self._search = SearchModel()

    @on(Navigator.Typed)
    def _typed(self, event: Navigator.Typed) -> None:
        if self.gateway is None:
            self._say(((messages.NO_SNAPSHOT, "warning"),))
            return
        self._search = self._search.typed(event.pattern)
        self.navigator.show_search(self._search)
        self.navigator.set_class(self._search.active, "-searching")
        self.navigator.border_subtitle = keys.hint(keys.RESULTS if self._search.active else keys.TREE)
        if not self._search.active:
            self.drop("search")
            self._plant()
            return
        pattern = self._search.pattern
        self.query_index(
            "search",
            lambda gateway: gateway.search(pattern, search.LIMIT),
            lambda hits: self._found(pattern, hits),
            delay=SEARCH_DELAY,
        )

    def _found(self, pattern: str, hits: tuple[Ref, ...]) -> None:
        self._search = self._search.answer(pattern, hits)
        if self._search.active:
            self.navigator.show_search(self._search)

    @on(Results.Pointed)
    def _hit_pointed(self, event: Results.Pointed) -> None:
        self._say(*search.describe(event.ref))

    @on(Results.Chosen)
    def _chosen(self, event: Results.Chosen) -> None:
        self.open_symbol(event.ref.key, name=event.ref.name, asked=event.ref.name)
        self.navigator.clear_search()
        self.show_pane("source")

    @on(Navigator.Open)
    def _open_from_tree(self, event: Navigator.Open) -> None:
        self.open_symbol(event.key)

    @on(LazyTree.Wanted, "#tree-api, #tree-modules")
    def _branch_wanted(self, event: LazyTree.Wanted) -> None:
        tree = cast(SymbolTree, event.tree)
        key = cast(TreeNode, event.row).key
        self.query_index(
            f"branch-{tree.which}-{event.node_id}",
            lambda gateway: gateway.children(tree.which, key),
            lambda nodes: _fill(tree, event, nodes),
            failed=lambda message: tree.failed(event.node_id, event.generation, message),
        )

    @on(LazyTree.Wanted, "CallTree")
    def _calls_wanted(self, event: LazyTree.Wanted) -> None:
        row = cast(CallRow, event.row)
        tree = self.call_pane.call_tree
        direction = self.call_pane.direction
        key = row.path[-1]

        self.query_index(
            f"calls-{event.node_id}",
            lambda gateway: gateway.calls(key, direction),
            lambda answer: _fill(tree, event, call_tree.children(row, answer)),
            failed=lambda message: tree.failed(event.node_id, event.generation, message),
        )

    @on(CallTree.Open)
    def _open_call(self, event: CallTree.Open) -> None:
        self.open_symbol(event.row.path[-1], keep_calls=True)

    @on(CallTree.Root)
    def _root_calls(self, event: CallTree.Root) -> None:
        if event.row.target is not None:
            self.call_pane.show(call_tree.root(event.row.target), self.call_pane.direction)

    @on(CallTree.Site)
    def _open_site(self, event: CallTree.Site) -> None:
        self.open_place(event.place)

    @on(SymbolTree.Pointed)
    def _node_pointed(self, event: SymbolTree.Pointed) -> None:
        if event.tree.has_focus:
            self._say(*tree.describe(event.row))

    @on(CallTree.Pointed)
    def _call_pointed(self, event: CallTree.Pointed) -> None:
        # The line tells of what has the focus; a tree that starts anew elsewhere says nothing.
        if event.tree.has_focus:
            self._say(*call_tree.describe(event.row))

    @on(SourceView.Follow)
    def _follow(self, event: SourceView.Follow) -> None:
        self.open_symbol(event.link.target.key)

    @on(SourceView.Enter)
    def _nothing_to_follow(self) -> None:
        self._say(((NO_CALL, "dim"),))

    @on(SourceView.Pointed)
    def _pointed(self, event: SourceView.Pointed) -> None:
        if event.link is None:
            document = event.view.document
            around = source_document.surroundings(document, event.view.cursor_line) if document else ()
            self._say(around, *(((NO_CALL, "dim"),),) if event.pinned else ())
            return
        name, certainty, place = source_document.describe(event.link)
        role = f"confidence-{event.link.confidence}"
        self._say(((name, "name"),), ((certainty, role), (f"  {place}", "dim")))

    @on(SourceView.Moved)
    def _moved(self, event: SourceView.Moved) -> None:
        document, current = self.source_view.document, self.history.current
        if document and current and (current.source, current.path) == (document.source, document.path):
            self.history = self.history.at_line(event.line)

    @on(SourceView.OpenEnclosing)
    def _open_enclosing(self, event: SourceView.OpenEnclosing) -> None:
        document = self.source_view.document
        around = document.enclosing(event.line) if document else None
        if around is None:
            self.notify("No definition around this line")
        else:
            self.open_symbol(around.key)

    @on(DetailsPane.OpenSymbol)
    def _open_detail(self, event: DetailsPane.OpenSymbol) -> None:
        self.open_symbol(event.key)

    @on(DetailsPane.OpenPlace)
    def _open_detail_place(self, event: DetailsPane.OpenPlace) -> None:
        self.open_place(event.place)

    @on(DetailsPane.OpenPage)
    def _open_page(self, event: DetailsPane.OpenPage) -> None:
        self.app.open_url(event.url)

    @on(Choice.Chosen, "#tree-choice")
    def _tree_chosen(self, event: Choice.Chosen) -> None:
        self.choose_tree(cast(TreeName, event.value))

    @on(Choice.Chosen, "CallPane > Choice")
    def _direction_chosen(self, event: Choice.Chosen) -> None:
        self.choose_direction(cast(Direction, event.value))

    def choose_tree(self, which: TreeName) -> None:
        self.navigator.choose_tree(which)
        self._plant()

    def choose_direction(self, direction: Direction) -> None:
        """Callers or callees of what the call tree is rooted at."""
        row = self.call_pane.call_tree.root_row
        if row is not None and row.target is not None:
            self.call_pane.show(call_tree.root(row.target), direction)


def _fill(tree: LazyTree[Value], event: LazyTree.Wanted, rows: tuple[Value, ...]) -> None:
    tree.fill(event.node_id, event.generation, rows)
