"""The path between two marked symbols, drawn as a chain."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tracer.tui.gateway import CallPath, Gateway, Place
from tracer.tui.models import call_path
from tracer.tui.models.call_path import ChainRow
from tracer.tui.models.history import Location
from tracer.tui.models.text import broken_at_parts, neutralise
from tracer.tui.screens.dialog import Dialog
from tracer.tui.widgets.spans import content


class PathScreen(Dialog[str | Place]):
    """Dismisses with the symbol or the call site to open. Where there is no way there, the way back is tried."""

    heading = "Path"
    keys = "⏎ opens a symbol or a call site  esc closes"
    tall = True

    def __init__(self, gateway: Gateway, start: Location, end: Location) -> None:
        super().__init__()
        self._gateway = gateway
        self._start, self._end = start, end
        self._rows: tuple[ChainRow, ...] = ()

    def body(self) -> Iterable[Widget]:
        yield Static(f"{_named(self._start)}  →  {_named(self._end)}", classes="note", markup=False)
        yield OptionList()

    def on_mount(self) -> None:
        self._note("Looking for the best chain of calls…")
        self.ask("path", self._find, self._show, failed=self._note)

    def _find(self) -> tuple[CallPath | None, str]:
        """The best chain, and what is said of its direction. A class begins and ends in its methods, so the ends of
        the chain don't tell."""
        start, end = self._start.key or "", self._end.key or ""
        path = self._gateway.path(start, end, self._start.asked)
        if path is not None:
            return path, ""
        return self._gateway.path(end, start, self._end.asked), " (the other way round)"

    def _show(self, found: tuple[CallPath | None, str]) -> None:
        path, turned = found
        if path is None:
            self._note("No call chain leads from one to the other, as far as calls are resolved.")
            return
        self.query_one(Static).update(call_path.summary(path) + turned)
        self._rows = call_path.rows(path)
        options = self.query_one(OptionList)
        width = options.content_size.width - 3  # a blank on both sides, and the scrollbar that comes with the rows
        options.set_options(
            Option(content((broken_at_parts(text, width), role) for text, role in row.spans)) for row in self._rows
        )
        options.highlighted = 0
        options.focus()

    def _note(self, text: str) -> None:
        self.query_one(OptionList).set_options([Option(content(((neutralise(text), "dim"),)), disabled=True)])

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        row = self._rows[event.option_index]
        chosen = row.key or row.place
        if chosen is not None:
            self.dismiss(chosen)


def _named(end: Location) -> str:
    """An end as it was asked for, where that says more than its own name: `Sequential.fit` is Model's."""
    return neutralise(end.asked if end.asked and "." in end.asked else end.title)
