"""The frame of dialogs: a title, a body, Escape closes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget

from tracer.tui.asking import AskingScreen
from tracer.tui.screens.backdrop import Backdrop

Result = TypeVar("Result")


class Dialog(Backdrop[Result | None], AskingScreen[Result | None]):
    """A modal screen; subclasses give `heading`, `keys` and `body`."""

    heading = ""
    keys = "esc closes"
    tall = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "close", "Close", show=False)]

    def body(self) -> Iterable[Widget]:
        """The widgets inside of the frame."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        self.keep_width()
        with Vertical(classes="dialog tall" if self.tall else "dialog") as frame:
            frame.border_title = self.heading
            frame.border_subtitle = self.keys
            yield from self.body()

    def action_close(self) -> None:
        self.dismiss(None)
