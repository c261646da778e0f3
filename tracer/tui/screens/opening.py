"""One snapshot and what is open in it: all panes show the same symbol, and take it up again at the next start."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from tracer.tui import collection
from tracer.tui.gateway import Catalog, Details, Gateway, Place, Ref, TreeNode, Unindexed
from tracer.tui.models import call_tree, details, messages, tree
from tracer.tui.models.history import History, Location, Marks
from tracer.tui.models.source_document import SourceDocument
from tracer.tui.models.state import Session, UiState
from tracer.tui.models.text import neutralise
from tracer.tui.screens.panes import PANES, PaneName, PanesScreen

DOCUMENTS_KEPT = 24
CALLS = "calls"
"""The name of the call tree among the trees that are taken up again."""
Value = TypeVar("Value")


class OpeningScreen(PanesScreen):
    """Opens snapshots, symbols and places; `BrowseScreen` adds what happens as one walks."""

    def __init__(self, state: UiState, catalog: Catalog, name: str | None) -> None:
        super().__init__(state)
        self.gateway: Gateway | None = None
        self.history = History()
        self.marks = Marks()
        self.details: Details | None = None
        self.catalog = catalog
        self._name = name
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
        self.query_index("stale", lambda gateway: gateway.stale(), self._tell_stale)
        self._update_flags()
        self.details_pane.show_message("Nothing open yet")
        self.call_pane.call_tree.show_message("Nothing open yet")
        if self._name:
            self._open_named(self._name)
        elif self.history.current is not None:
            self._take_up(session, self.history.current)
        else:
            self.source_view.show_message(messages.WELCOME)
            self.show_pane("tree")

    def _take_up(self, session: Session, current: Location) -> None:
        """Open what was open last, with the call tree as it was unfolded."""
        root = session.call_root
        self.revisit(current, keep_calls=root is not None)
        self.show_pane(cast(PaneName, self._state.pane if self._state.pane in PANES else "source"))
        if root is not None:
            again = session.trees.get(CALLS)
            self.query_index(
                "call-root",
                lambda gateway: gateway.details(root).ref,
                lambda ref: self.call_pane.show(call_tree.root(ref), self.call_pane.direction, again),
                failed=self.call_pane.call_tree.show_message,
            )

    @property
    def session(self) -> Session:
        """Where one is in the snapshot that is open; a tree that has not come yet is kept as it was."""
        kept = self._state.session(self.gateway.snapshot().name) if self.gateway else Session()
        trees = dict(kept.trees)
        for shown in self.navigator.trees:
            if shown.which in self._planted:
                trees[shown.which] = shown.unfolding
        calls = self.call_pane.call_tree
        if calls.root_row is not None:
            trees[CALLS] = calls.unfolding
        root = calls.root_row.path[0] if calls.root_row is not None else kept.call_root
        return Session(self.history, self.marks, trees, root)

    def _tell_stale(self, changes: tuple[str, ...]) -> None:
        """Never an old answer in silence."""
        for change in changes:
            self.notify(change, severity="warning", markup=False)

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
                self.open_symbol(refs[0].key, name=refs[0].name, asked=refs[0].asked)
            else:
                self.source_view.show_message(messages.not_found(name))

        self._name = None
        self.query_index("open", lambda gateway: gateway.resolve(name), found, failed=self.source_view.show_message)

    def _plant(self) -> None:
        """Fill the roots of the tree that is shown, once."""
        shown = self.navigator.shown_tree
        which = shown.which
        if which in self._planted:
            self._reveal()
            return
        self._planted.add(which)
        again = self._state.session(self.title_bar.snapshot).trees.get(which)
        shown.start((), again)

        def grow(nodes: tuple[TreeNode, ...]) -> None:
            if not nodes:
                shown.show_message(messages.NO_NAMES)
                if which == "api" and self.navigator.which == "api":
                    self.navigator.choose_tree("modules")
                    self._plant()
                return
            shown.start(nodes, again)
            if again is None:
                self._reveal()

        self.query_index(
            f"roots-{which}",
            lambda gateway: gateway.children(which, None),
            grow,
            failed=shown.show_message,
            waiting=lambda: shown.show_message("Loading…"),
        )

    # ------------------------------------------------------------------------------------------- opening

    def open_symbol(
        self,
        key: str,
        *,
        name: str | None = None,
        asked: str | None = None,
        keep_calls: bool = False,
        visit: bool = True,
        line: int = 0,
    ) -> None:
        """Open a symbol in all panes, under the name that it was asked for by if it has none of its own; the call tree
        keeps its root where one walks inside it. `asked` is kept for paths that begin here: it may say for which
        class a method is meant."""

        def show(answer: Details) -> None:
            answer = answer.asked_for(name)
            self._show_details(answer, keep_calls=keep_calls)
            place = answer.ref.place
            if visit:
                self._visit(Location(key, answer.ref.name, *_where(place), asked))
            if place is None:
                self.name_source("")
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

    def revisit(self, location: Location, *, keep_calls: bool = False) -> None:
        """Open where one was before, with the cursor where it stood."""
        if location.key is not None:
            self.open_symbol(location.key, name=location.title, keep_calls=keep_calls, visit=False, line=location.line)
        else:
            self.open_place(Place(location.source, location.path, location.line), visit=False)

    def _visit(self, location: Location) -> None:
        self.history = self.history.visit(location)
        self._update_flags()

    def _show_details(self, answer: Details, *, keep_calls: bool) -> None:
        self.details = answer
        self.title_bar.symbol = answer.ref.name
        self._reveal()
        self.details_pane.show(details.rows(answer))
        if not keep_calls:
            self.call_pane.show(call_tree.root(answer.ref), self.call_pane.direction)
        self._update_flags()

    def _reveal(self) -> None:
        """Show in the tree where the open symbol stands, unless one walks there."""
        shown = self.navigator.shown_tree
        if self.details is not None:
            way = tree.way(self.details.ref, shown.which)
            self.navigator.border_title = tree.title(way)
            if not shown.has_focus:
                shown.reveal(way)

    def _show_place(self, place: Place, line: int, span: tuple[int, int]) -> None:
        known = self._documents.get((place.source, place.path))
        self.name_source(place.path)
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


def _where(place: Place | None) -> tuple[str, str, int]:
    return (place.source, place.path, place.line) if place else ("", "", 0)
