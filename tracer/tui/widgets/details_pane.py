"""Details of the open symbol."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tracer.tui.gateway import Place
from tracer.tui.models.details import DetailRow
from tracer.tui.models.text import broken_at_parts
from tracer.tui.widgets.spans import content


class DetailsPane(OptionList):
    """Rows of details; Enter opens those that lead somewhere."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
    ]

    @dataclass
    class OpenSymbol(Message):
        """A symbol named in the details is to be opened."""

        key: str

    @dataclass
    class OpenPlace(Message):
        """A place named in the details is to be opened."""

        place: Place

    @dataclass
    class OpenPage(Message):
        """A permalink is to be opened in a browser."""

        url: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: tuple[DetailRow, ...] = ()
        self._width = 0

    def show(self, rows: tuple[DetailRow, ...]) -> None:
        """Show rows from the top."""
        self._rows = rows
        self._set(rows)
        self.highlighted = next((index for index, row in enumerate(rows) if row.opens), None)
        self.scroll_home(animate=False)

    def _set(self, rows: tuple[DetailRow, ...]) -> None:
        self._width = self.content_size.width
        # A row has a blank on both sides; the scrollbar may come only with the rows.
        width = self._width - 3
        self.set_options(
            Option(content((broken_at_parts(text, width), role) for text, role in row.spans), disabled=row.heading)
            for row in rows
        )

    def on_resize(self) -> None:
        """Paths and dotted names break where the new width asks for it."""
        if self._rows and self._width != self.content_size.width:
            highlighted = self.highlighted
            self._set(self._rows)
            self.highlighted = highlighted

    def show_message(self, message: str) -> None:
        """Words instead of details."""
        self._rows = ()
        self.set_options([Option(content(((message, "dim"),)), disabled=True)])

    @property
    def row(self) -> DetailRow | None:
        """The row under the cursor."""
        index = self.highlighted
        return self._rows[index] if index is not None and index < len(self._rows) else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        row = self._rows[event.option_index]
        if row.key is not None:
            self.post_message(self.OpenSymbol(row.key))
        elif row.place is not None:
            self.post_message(self.OpenPlace(row.place))
        elif row.url is not None:
            self.post_message(self.OpenPage(row.url))
