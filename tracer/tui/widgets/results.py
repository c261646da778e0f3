"""Search results."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tracer.tui.gateway import Ref
from tracer.tui.models import search
from tracer.tui.models.search import SearchModel
from tracer.tui.widgets.spans import content


class Results(OptionList):
    """The hits of a search, two lines each, best first."""

    ALLOW_SELECT = False

    @dataclass
    class Chosen(Message):
        """A hit is to be opened."""

        ref: Ref

    @dataclass
    class Pointed(Message):
        """The cursor is on a hit."""

        ref: Ref

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._hits: tuple[Ref, ...] = ()
        self._width = 0

    def show(self, model: SearchModel) -> None:
        """Show the model's hits, or what it says where there are none; old hits stay while an answer is pending."""
        if model.pending and self._hits:
            return
        self._hits = model.hits
        self._draw()
        if model.message:
            self.add_option(Option(content(((model.message, "dim"),)), disabled=True))
        self.highlighted = 0 if model.hits else None

    def _draw(self) -> None:
        self._width = self.size.width
        width = max(20, self._width - 3)
        self.set_options([Option(content(search.spans(hit, width))) for hit in self._hits])

    def on_resize(self) -> None:
        """Names are shortened to the width, so they are drawn anew for another."""
        if self._hits and self.size.width != self._width:
            highlighted = self.highlighted
            self._draw()
            self.highlighted = highlighted

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if event.option_index < len(self._hits):
            self.post_message(self.Pointed(self._hits[event.option_index]))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_index < len(self._hits):
            self.post_message(self.Chosen(self._hits[event.option_index]))
