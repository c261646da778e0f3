"""Copy a name, a path or a permalink."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tracer.tui.models.text import neutralise
from tracer.tui.screens.dialog import Dialog
from tracer.tui.widgets.spans import content


class CopyScreen(Dialog[None]):
    """Puts a text on the terminal's clipboard (OSC 52)."""

    heading = "Copy"
    keys = "⏎ copies  esc closes"

    def __init__(self, texts: dict[str, str]) -> None:
        super().__init__()
        self._texts = texts

    def body(self) -> Iterable[Widget]:
        yield OptionList(
            *(
                Option(content(((f"{label}\n", "heading"), (f"  {neutralise(text)}", "name"))))
                for label, text in self._texts.items()
            )
        )

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        label, text = list(self._texts.items())[event.option_index]
        self.app.copy_to_clipboard(text)
        self.notify(f"Copied the {label}", markup=False)
        self.dismiss(None)
