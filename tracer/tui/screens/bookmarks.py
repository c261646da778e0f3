"""The list of bookmarks."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tracer.tui.models.history import Location
from tracer.tui.models.text import neutralise
from tracer.tui.screens.dialog import Dialog
from tracer.tui.widgets.spans import content


class BookmarksScreen(Dialog[Location]):
    """Dismisses with the bookmark to open."""

    heading = "Bookmarks"
    keys = "⏎ opens  esc closes"

    def __init__(self, bookmarks: tuple[Location, ...]) -> None:
        super().__init__()
        self._bookmarks = bookmarks

    def body(self) -> Iterable[Widget]:
        options = [
            Option(content((("★ ", "warning"), (neutralise(mark.title), "name"), (f"\n  {_where(mark)}", "dim"))))
            for mark in self._bookmarks
        ]
        empty = Option(content((("No bookmarks yet: b sets one on what is open", "dim"),)), disabled=True)
        yield OptionList(*(options or [empty]))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._bookmarks[event.option_index])


def _where(mark: Location) -> str:
    return neutralise(f"{mark.path}:{mark.line}") if mark.path else "no source"
