"""The four panes of the main screen: where they lie, which is in front, what has the focus."""

from __future__ import annotations

from functools import partial
from typing import Literal, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical

from tracer.tui.asking import AskingScreen
from tracer.tui.gateway import Direction, TreeName
from tracer.tui.models import keys, messages
from tracer.tui.models.state import UiState
from tracer.tui.models.text import Span, neutralise, shorten_middle
from tracer.tui.widgets.call_pane import CallPane
from tracer.tui.widgets.choice import Choice
from tracer.tui.widgets.covered import Covered, CoveredHorizontal, CoveredVertical
from tracer.tui.widgets.details_pane import DetailsPane
from tracer.tui.widgets.info_line import InfoLine
from tracer.tui.widgets.key_footer import KeyFooter
from tracer.tui.widgets.navigator import Navigator
from tracer.tui.widgets.source_view import SourceView
from tracer.tui.widgets.title_bar import TitleBar

PaneName = Literal["tree", "source", "calls", "details"]
PANES: dict[str, str] = {"tree": "1 Trees", "source": "2 Source", "calls": "3 Calls", "details": "4 Details"}
PANE_WIDGETS: dict[PaneName, str] = {
    "tree": "navigator",
    "source": "source-pane",
    "calls": "calls",
    "details": "details",
}
FRONT: dict[str, tuple[PaneName, ...]] = {
    "navigator": ("tree",),
    "source-pane": ("source",),
    "right": ("calls", "details"),
    "calls": ("calls",),
    "details": ("details",),
}
"""Which widgets a pane needs in front, where only one pane fits."""


class PanesScreen(AskingScreen[None], Covered):
    """The layout: side by side where there is room, else one pane at a time."""

    AUTO_FOCUS = ""

    def __init__(self, state: UiState) -> None:
        super().__init__()
        self._state = state
        self._pane: PaneName = "source"
        self._path = ""

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield Choice(PANES, "source", id="pane-bar")
        with CoveredHorizontal(id="body"):
            yield Navigator(cast(TreeName, self._state.tree), id="navigator")
            with Vertical(id="source-pane", classes="pane"):
                yield SourceView(id="source")
            with CoveredVertical(id="right"):
                yield CallPane(cast(Direction, self._state.direction), id="calls")
                yield DetailsPane(id="details")
        yield InfoLine(id="info")
        yield KeyFooter()

    def on_mount(self) -> None:
        for name, title, table in (
            ("navigator", "1 Trees", keys.TREE),
            ("source-pane", "2 Source", keys.SOURCE[:4]),
            ("calls", "3 Calls", keys.CALLS),
            ("details", "4 Details", keys.DETAILS),
        ):
            pane = self.query_one(f"#{name}")
            pane.add_class("pane")
            pane.border_title = title
            pane.border_subtitle = keys.hint(table)
        self.source_view.show_message(messages.OPENING)
        self.show_pane("source")

    @property
    def source_view(self) -> SourceView:
        return self.query_one("#source", SourceView)

    @property
    def navigator(self) -> Navigator:
        return self.query_one("#navigator", Navigator)

    @property
    def call_pane(self) -> CallPane:
        return self.query_one("#calls", CallPane)

    @property
    def details_pane(self) -> DetailsPane:
        return self.query_one("#details", DetailsPane)

    @property
    def title_bar(self) -> TitleBar:
        return self.query_one(TitleBar)

    def show_pane(self, name: PaneName, *, focus: bool = True) -> None:
        """Bring a pane to the front, where only one fits, and focus it."""
        hides_others = self.has_class("-narrow") or self.has_class("-zoom")
        if focus and hides_others:
            # Textual gives the focus of a pane that is hidden to whatever comes next, such as the search line.
            self.set_focus(None)
        self._pane = name
        if hides_others:
            self.mark_front()
        self.query_one("#pane-bar", Choice).chosen = name
        if focus and hides_others:
            self.later(partial(self._focus_pane, name))
        elif focus:
            self._focus_pane(name)

    def mark_front(self) -> None:
        """Say which pane is shown where only one is: each mark restyles a pane, so they are set when they count."""
        for widget, panes in FRONT.items():
            self.query_one(f"#{widget}").set_class(self._pane in panes, "-front")

    def on_resize(self) -> None:
        self.mark_front()
        self.later(self.name_source)

    def name_source(self, path: str | None = None) -> None:
        """Say in the frame of the source which file it is, so far as there is room."""
        self._path = self._path if path is None else path
        pane = self.query_one("#source-pane")
        # A pane that is hidden has no width yet: where only one is shown, it will have all there is.
        shown = shorten_middle(neutralise(self._path), max(8, (pane.size.width or self.size.width - 2) - 14))
        pane.border_title = f"{PANES['source']}  {shown}".rstrip()

    def _focus_pane(self, name: PaneName) -> None:
        match name:
            case "tree":
                self.navigator.focus_content()
            case "source":
                self.source_view.focus()
            case "calls":
                self.call_pane.call_tree.focus()
            case "details":
                self.details_pane.focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        inside = {widget.id for widget in event.widget.ancestors_with_self}
        pane = next((pane for pane, owner in PANE_WIDGETS.items() if owner in inside), None)
        if pane is not None and pane != self._pane:
            self.show_pane(pane, focus=False)

    @on(Choice.Chosen, "#pane-bar")
    def _pane_chosen(self, event: Choice.Chosen) -> None:
        self.show_pane(cast(PaneName, event.value))

    def _say(self, *lines: tuple[Span, ...]) -> None:
        self.query_one("#info", InfoLine).lines = lines
