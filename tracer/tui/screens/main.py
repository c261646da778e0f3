"""The main screen: browsing, and every tool that a key of the table opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, cast

from textual import on
from textual.binding import BindingType
from textual.widgets import Input

from tracer.tui.gateway import Place, Ref, Unindexed
from tracer.tui.models import copying, keys
from tracer.tui.models.history import History, Location, Marks
from tracer.tui.models.state import UiState
from tracer.tui.screens.browse import BrowseScreen
from tracer.tui.screens.panes import PANE_WIDGETS, PaneName
from tracer.tui.widgets.bindings import bindings_of
from tracer.tui.widgets.source_view import SourceView
from tracer.tui.widgets.title_bar import TitleBar


class MainScreen(BrowseScreen):
    """Actions: one a key. Screens they open are imported when they are opened."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(keys.TABLE)]
    _unindexed: tuple[str, ...] = ()
    """What would have to be indexed, for who cancelled that and thinks again."""

    @property
    def state(self) -> UiState:
        """What the next start takes up again."""
        name = self.gateway.snapshot().name if self.gateway else None
        sessions = self._state.sessions
        if name is not None:
            sessions = self._state.with_session(name, self.session)
        return UiState(
            snapshot=name or self._state.snapshot,
            tree=self.navigator.which,
            direction=self.call_pane.direction,
            pane=self._pane,
            sessions=sessions,
        )

    @property
    def here(self) -> Place | None:
        """The line under the cursor of the source, or the place of the open symbol."""
        document = self.source_view.document
        if document is not None:
            return Place(document.source, document.path, self.source_view.cursor_line)
        return self.details.ref.place if self.details else None

    # ------------------------------------------------------------------------------------ getting around

    def action_search(self) -> None:
        self.show_pane("tree", focus=False)
        self.navigator.focus_search()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Inputs keep the letters that would else be taken before them."""
        if action in {"search", "go_to"} and isinstance(self.focused, Input):
            return False
        return super().check_action(action, parameters)

    async def action_go_to(self) -> None:
        from tracer.tui.screens.go_to import GoToScreen

        if self.gateway is None:
            self.app.bell()
            return
        await self.app.push_screen(GoToScreen(self.gateway), self._gone_to)

    def _gone_to(self, ref: Ref | Place | None) -> None:
        if isinstance(ref, Ref):
            self.open_symbol(ref.key, name=ref.name, asked=ref.asked or ref.name)
        elif ref is not None:
            self.open_place(ref)
        if ref is not None:
            self.show_pane("source")

    def action_back(self) -> None:
        self._travel(self.history.back())

    def action_forward(self) -> None:
        self._travel(self.history.forward())

    def _travel(self, history: History) -> None:
        if history is self.history or history.current is None:
            self.app.bell()
            return
        self.history = history
        self._update_flags()
        self.revisit(history.current)

    def action_pane(self, name: str) -> None:
        self.show_pane(cast(PaneName, name))

    def action_jump(self) -> None:
        from tracer.tui.screens.jump import JumpScreen, Target

        targets = [
            Target(self.query_one(f"#{widget}").region.x + 1, self.query_one(f"#{widget}").region.y, f"pane('{name}')")
            for name, widget in PANE_WIDGETS.items()
            if self.query_one(f"#{widget}").is_on_screen
        ]
        region = self.source_view.scrollable_content_region
        links = self.source_view.visible_links() if self.source_view.is_on_screen else []
        targets += [Target(region.x + x, region.y + y, f"follow_key({link.target.key!r})") for x, y, link in links]
        self.app.push_screen(JumpScreen(targets), self._jumped)

    async def _jumped(self, action: str | None) -> None:
        if action is not None:
            await self.run_action(action)

    def action_follow_key(self, key: str) -> None:
        self.open_symbol(key)

    # ------------------------------------------------------------------------------------------- looking

    def action_side_by_side(self) -> None:
        if self.gateway is None or self.details is None:
            self.notify("Open a symbol first: r shows it beside its counterpart")
            return
        self.open_side_by_side(self.details.ref)

    def open_side_by_side(self, ref: Ref) -> None:
        """Show a symbol and its counterpart; Enter there comes back with the one to open."""
        from tracer.tui.screens.side_by_side import SideBySideScreen

        assert self.gateway is not None
        self.app.push_screen(SideBySideScreen(self.gateway, ref), self._chosen_key)

    def _chosen_key(self, key: str | None) -> None:
        if key is not None:
            self.open_symbol(key)
            self.show_pane("source")

    def action_direction(self) -> None:
        self.choose_direction("callers" if self.call_pane.direction == "callees" else "callees")

    def action_definition(self) -> None:
        if self.details is not None:
            self.open_symbol(self.details.ref.key)

    def action_tree(self) -> None:
        self.choose_tree("modules" if self.navigator.which == "api" else "api")

    def action_zoom(self) -> None:
        self.mark_front()
        self.toggle_class("-zoom")

    # --------------------------------------------------------------------------------- marks and paths

    def action_mark_end(self) -> None:
        self._mark(lambda marks, here: marks.toggle_end(here))
        if len(self.marks.ends) == 2:
            self.notify("Two ends marked: p shows the path between them")

    def action_bookmark(self) -> None:
        self._mark(lambda marks, here: marks.toggle_bookmark(here))

    def _mark(self, change: Callable[[Marks, Location], Marks]) -> None:
        current = self.history.current
        if current is None:
            self.notify("Nothing is open yet")
            return
        self.marks = change(self.marks, current)
        self._update_flags()

    def action_bookmarks(self) -> None:
        from tracer.tui.screens.bookmarks import BookmarksScreen

        self.app.push_screen(BookmarksScreen(self.marks.bookmarks), self._bookmark_chosen)

    def _bookmark_chosen(self, location: Location | None) -> None:
        if location is not None:
            self._visit(location)
            self.revisit(location)
            self.show_pane("source")

    def action_path(self) -> None:
        from tracer.tui.screens.path import PathScreen

        ends = [end for end in self.marks.ends if end.key is not None]
        current = self.history.current
        if len(ends) == 1 and current is not None and current.key not in {None, ends[0].key}:
            ends.append(current)
        if self.gateway is None or len(ends) < 2:
            self.notify("Mark the start with m, go to the end, then press p")
            return
        self.app.push_screen(PathScreen(self.gateway, ends[0], ends[1]), self._path_chosen)

    def _path_chosen(self, chosen: str | Place | None) -> None:
        if isinstance(chosen, Place):
            self.open_place(chosen)
        else:
            self._chosen_key(chosen)

    # --------------------------------------------------------------------------------------------- tools

    def action_editor(self) -> None:
        from tracer.tui.editor import open_in_editor

        place = self.here
        if place is None:
            self.notify("Nothing is open yet")
            return
        self.query_index("locate", lambda gateway: gateway.locate(place), lambda local: open_in_editor(self.app, local))

    def action_copy(self) -> None:
        from tracer.tui.screens.copy import CopyScreen

        row = self.details_pane.row if self._pane == "details" else None
        texts = copying.choices(self.details, self.here)
        if row is not None and row.copy is not None:
            texts = {"this row": row.copy, **texts}
        if not texts:
            self.notify("Nothing is open yet")
            return
        self.app.push_screen(CopyScreen(texts))

    def action_snapshots(self) -> None:
        from tracer.tui.screens.snapshots import SnapshotsScreen

        self.app.push_screen(SnapshotsScreen(self.catalog), self._snapshot_chosen)

    def _snapshot_chosen(self, name: str | None) -> None:
        if name is not None:
            self.open_snapshot(name)

    def open_snapshot(self, name: str) -> None:
        """Open another snapshot, with the history it had."""
        self._state = self.state
        self.title_bar.snapshot = f"{name}…"
        self.ask("gateway", lambda: self.catalog.at(name), self.use, failed=self._cannot_open)

    def unindexed(self, what: Unindexed) -> None:
        """Index it now: the first start answers too. Who cancels that gets the snapshot that there is."""
        from tracer.tui.screens.index import IndexScreen

        super().unindexed(what)
        self._unindexed = what.specs

        def ended(name: str | None) -> None:
            if name is None and what.instead is not None:
                self.notify(f"Not indexed: this is {what.instead}, I indexes what you are in", markup=False)
            self._snapshot_chosen(name or what.instead)

        self.app.push_screen(IndexScreen(what.specs, start=True), ended)

    def action_index(self) -> None:
        from tracer.tui.screens.index import IndexScreen

        self.app.push_screen(IndexScreen(self._unindexed if self.gateway is None else ()), self._snapshot_chosen)

    def action_link_calls(self) -> None:
        from tracer.tui.screens.index import LinkCallsScreen

        if self.gateway is None or self.details is None:
            self.notify("Open a function first: then its calls can be linked")
            return
        info = self.gateway.snapshot()
        self.app.push_screen(LinkCallsScreen(info.name, self.details.ref.name), self._calls_linked)

    def _calls_linked(self, name: str | None) -> None:
        if name is not None:
            self.open_snapshot(name)

    def action_counterparts(self) -> None:
        from tracer.tui.screens.counterparts import CounterpartsScreen

        if self.gateway is None:
            self.app.bell()
            return
        self.app.push_screen(CounterpartsScreen(self.gateway), self._counterpart_chosen)

    def _counterpart_chosen(self, ref: Ref | None) -> None:
        if ref is not None:
            self.open_side_by_side(ref)

    def action_compare(self) -> None:
        from tracer.tui.models.comparison import example_for
        from tracer.tui.screens.compare import CompareScreen

        self.app.push_screen(CompareScreen(example_for(self.details.ref.name if self.details else "")))

    def action_theme(self) -> None:
        from tracer.tui.app import TracerApp

        cast(TracerApp, self.app).flip_theme()

    def action_help(self) -> None:
        from tracer.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen())

    def action_leave(self) -> None:
        self.app.exit()

    @on(TitleBar.PickSnapshot)
    def _pick_snapshot(self) -> None:
        self.action_snapshots()

    @on(SourceView.FindRequested)
    def _find(self) -> None:
        from tracer.tui.screens.find import FindScreen

        self.app.push_screen(FindScreen(self.source_view.needle), self._find_text)

    def _find_text(self, needle: str | None) -> None:
        if needle and not self.source_view.find(needle):
            self.notify(f"“{needle}” is not in this file", markup=False)
