"""Browsing one snapshot: trees, source, calls and details follow the symbol that is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from textual import on

from tracer.tui import collection
from tracer.tui.gateway import Catalog, Details, Direction, Gateway, Place, Ref, TreeName, TreeNode, Unindexed
from tracer.tui.models import call_tree, details, messages, search, source_document
from tracer.tui.models.call_tree import CallRow
from tracer.tui.models.history import History, Location, Marks
from tracer.tui.models.search import SearchModel
from tracer.tui.models.source_document import SourceDocument
from tracer.tui.models.state import UiState
from tracer.tui.models.text import neutralise
from tracer.tui.screens.panes import PANES, PaneName, PanesScreen
from tracer.tui.widgets.call_tree import CallTree
from tracer.tui.widgets.choice import Choice
from tracer.tui.widgets.details_pane import DetailsPane
from tracer.tui.widgets.lazy_tree import LazyTree
from tracer.tui.widgets.navigator import Navigator
from tracer.tui.widgets.results import Results
from tracer.tui.widgets.source_view import SourceView

SEARCH_DELAY = 0.03
DOCUMENTS_KEPT = 24
Value = TypeVar("Value")


class BrowseScreen(PanesScreen):
    """What happens as one walks; `MainScreen` adds the tools."""

    def __init__(self, state: UiState, catalog: Catalog, name: str | None) -> None:
        super().__init__(state)
        self.gateway: Gateway | None = None
        self.history = History()
        self.marks = Marks()
        self.details: Details | None = None
        self.catalog = catalog
        self._name = name
        self._search = SearchModel()
        self._documents: dict[tuple[str, str], SourceDocument] = {}
        self._planted: set[str] = set()

    def on_mount(self) -> None:
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        def opened() -> Gateway | Unindexed:
            try:
                return self.catalog.open()
            except Unindexed as error:
                return error

        def deliver(answer: Gateway | Unindexed) -> None:
            if isinstance(answer, Unindexed):
                self.unindexed(answer)
            else:
                self.use(answer)

        self.ask("gateway", opened, deliver, failed=self._cannot_open)

    def unindexed(self, what: Unindexed) -> None:
        """What is meant has to be indexed first."""
        self._cannot_open(what.message)

    def query_index(
        self,
        group: str,
        query: Callable[[Gateway], Value],
        deliver: Callable[[Value], None],
        *,
        failed: Callable[[str], None] | None = None,
        waiting: Callable[[], None] | None = None,
        delay: float = 0.0,
    ) -> None:
        """Ask the snapshot that is open; nothing happens while there is none."""
        gateway = self.gateway
        if gateway is None:
            self.app.bell()
            return
        self.ask(group, lambda: query(gateway), deliver, failed=failed, waiting=waiting, delay=delay)

    # ----------------------------------------------------------------------------------------- a snapshot

    def use(self, gateway: Gateway) -> None:
        """Show a snapshot from now on: its trees, and what was open in it last or was asked for."""
        self.gateway = gateway
        self.details = None
        self._documents.clear()
        self._planted.clear()
        info = gateway.snapshot()
        session = self._state.session(info.name)
        self.history, self.marks = session.history, session.marks
        self.title_bar.snapshot = info.name
        self.title_bar.symbol = ""
        self._plant()
        self._warm()
        self._update_flags()
        if self._name:
            self._open_named(self._name)
        elif self.history.current is not None:
            self.revisit(self.history.current)
            self.show_pane(cast(PaneName, self._state.pane if self._state.pane in PANES else "source"))
        else:
            self.source_view.show_message(messages.WELCOME)
            self.show_pane("tree")
            self.details_pane.show_message("Nothing open yet")
            self.call_pane.call_tree.show_message("Nothing open yet")

    def _warm(self) -> None:
        """Load the names, so that the first search answers as fast as the others."""
        collection.pause()
        self.query_index(
            "warm",
            lambda gateway: gateway.search("a", 1),
            lambda _: collection.settle(),
            failed=lambda _: collection.settle(),
        )

    def _cannot_open(self, message: str) -> None:
        self.source_view.show_message(messages.cannot_open(message))
        self.details_pane.show_message("No snapshot")
        self.call_pane.call_tree.show_message("No snapshot")
        self.navigator.shown_tree.show_message("No snapshot")

    def _open_named(self, name: str) -> None:
        def found(refs: tuple[Ref, ...]) -> None:
            if refs:
                self.open_symbol(refs[0].key)
            else:
                self.source_view.show_message(messages.not_found(name))

        self._name = None
        self.query_index("open", lambda gateway: gateway.resolve(name), found, failed=self.source_view.show_message)

    def _plant(self) -> None:
        """Fill the roots of the tree that is shown, once."""
        tree = self.navigator.shown_tree
        if tree.which in self._planted:
            return
        self._planted.add(tree.which)
        which = tree.which
        self.query_index(
            f"roots-{which}",
            lambda gateway: gateway.children(which, None),
            tree.start,
            failed=tree.show_message,
            waiting=lambda: tree.show_message("Loading…"),
        )

    # ------------------------------------------------------------------------------------------- opening

    def open_symbol(self, key: str, *, keep_calls: bool = False, visit: bool = True, line: int = 0) -> None:
        """Open a symbol in all panes; the call tree keeps its root where one walks inside it."""

        def show(answer: Details) -> None:
            self._show_details(answer, keep_calls=keep_calls)
            place = answer.ref.place
            if visit:
                self._visit(Location(key, answer.ref.name, *_where(place)))
            if place is None:
                self.source_view.show_message(messages.no_source(answer))
            else:
                self._show_place(place, line or place.line, (place.line, place.end_line or place.line))

        self.query_index(
            "open",
            lambda gateway: gateway.details(key),
            show,
            failed=lambda message: self.notify(message, severity="error", markup=False),
            waiting=lambda: self.source_view.show_message("Loading…"),
        )

    def open_place(self, place: Place, *, visit: bool = True) -> None:
        """Open a line of a file; the other panes stay."""
        self.drop("open")
        if visit:
            self._visit(Location(None, str(place), *_where(place)))
        self._show_place(place, place.line, (0, 0))
        self.title_bar.symbol = str(place)

    def revisit(self, location: Location) -> None:
        """Open where one was before, with the cursor where it stood."""
        if location.key is not None:
            self.open_symbol(location.key, visit=False, line=location.line)
        else:
            self.open_place(Place(location.source, location.path, location.line), visit=False)

    def _visit(self, location: Location) -> None:
        self.history = self.history.visit(location)
        self._update_flags()

    def _show_details(self, answer: Details, *, keep_calls: bool) -> None:
        self.details = answer
        self.title_bar.symbol = answer.ref.name
        self.details_pane.show(details.rows(answer))
        if not keep_calls:
            self.call_pane.show(call_tree.root(answer.ref), self.call_pane.direction)
        self._update_flags()

    def _show_place(self, place: Place, line: int, span: tuple[int, int]) -> None:
        known = self._documents.get((place.source, place.path))
        self.query_one("#source-pane").border_title = f"2 Source  {neutralise(place.path)}"
        if known is not None:
            self.drop("source")
            self._show_document(known, line, span)
            return
        self.query_index(
            "source",
            lambda gateway: SourceDocument.of(gateway.source(place.source, place.path)),
            lambda document: self._show_document(document, line, span),
            failed=lambda message: self.source_view.show_message(messages.cannot_read(message)),
            waiting=lambda: self.source_view.show_message(f"Reading {neutralise(place.path)}…"),
        )

    def _show_document(self, document: SourceDocument, line: int, span: tuple[int, int]) -> None:
        self._keep(document)
        self.source_view.show(document, line, span)
        self._say(((document.note, "warning"),) if document.note else ())
        if document.highlighted is None:
            self.ask("highlight", document.with_highlighting, self._recolour)

    def _recolour(self, document: SourceDocument) -> None:
        self._keep(document)
        self.source_view.recolour(document)

    def _keep(self, document: SourceDocument) -> None:
        key = (document.source, document.path)
        self._documents.pop(key, None)
        self._documents[key] = document
        while len(self._documents) > DOCUMENTS_KEPT:
            self._documents.pop(next(iter(self._documents)))

    def _update_flags(self) -> None:
        current = self.history.current
        flags = []
        if current is not None and self.marks.is_bookmarked(current):
            flags.append("★")
        ends = ["⚑ " + end.title.rpartition(".")[2] for end in self.marks.ends]
        self.title_bar.flags = neutralise("  ".join([*flags, " → ".join(ends)]).strip())

    # ------------------------------------------------------------------------------------ widgets' messages

    @on(Navigator.Typed)
    def _typed(self, event: Navigator.Typed) -> None:
        self._search = self._search.typed(event.pattern)
        self.navigator.show_search(self._search)
        self.navigator.set_class(self._search.active, "-searching")
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

    @on(Results.Chosen)
    def _chosen(self, event: Results.Chosen) -> None:
        self.open_symbol(event.ref.key)
        self.show_pane("source")

    @on(Navigator.Open)
    def _open_from_tree(self, event: Navigator.Open) -> None:
        self.open_symbol(event.key)

    @on(LazyTree.Wanted, "#tree-api, #tree-modules")
    def _branch_wanted(self, event: LazyTree.Wanted) -> None:
        tree = self.navigator.shown_tree
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
        self._say((("No call in this line: n goes to the next", "dim"),))

    @on(SourceView.Pointed)
    def _pointed(self, event: SourceView.Pointed) -> None:
        if event.link is None:
            self._say(*(((("No call under the cursor: n goes to the next", "dim"),),) if event.pinned else ()))
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
        top = self.call_pane.call_tree.root.children
        row = top[0].data if top else None
        if row is not None and row.target is not None:
            self.call_pane.show(call_tree.root(row.target), direction)


def _where(place: Place | None) -> tuple[str, str, int]:
    return (place.source, place.path, place.line) if place else ("", "", 0)


def _fill(tree: LazyTree[Value], event: LazyTree.Wanted, rows: tuple[Value, ...]) -> None:
    tree.fill(event.node_id, event.generation, rows)
