"""Find a text in the file that is shown."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Input

from tracer.tui.screens.dialog import Dialog


class FindScreen(Dialog[str]):
    """Dismisses with the text."""

    heading = "Find in this file"
    keys = "⏎ finds  F3 finds again  esc closes"

    def __init__(self, needle: str) -> None:
        super().__init__()
        self._needle = needle

    def body(self) -> Iterable[Widget]:
        yield Input(self._needle, placeholder="text, any case")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)
