"""What shows around a dialog: the screen below it, dimmed.

Textual draws the screen below anew, segment by segment, whenever the dialog is drawn: at 200x50 that takes longer than
a key may. Here it is drawn once, and dimmed once for each style that occurs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen
from textual.strip import Strip

Result = TypeVar("Result")


class Backdrop(ModalScreen[Result]):
    """A modal screen over a picture of the screen below."""

    _lines: tuple[Strip, ...] = ()
    _drawn_for: object = None

    def render_line(self, y: int) -> Strip:
        shown = (self.size, self.app.theme)
        if self._drawn_for != shown:
            self._drawn_for = shown
            self._lines = tuple(self._dimmed())
        return self._lines[y] if y < len(self._lines) else super().render_line(y)

    def _dimmed(self) -> Iterable[Strip]:
        stack = self.app.screen_stack
        below = stack[stack.index(self) - 1]
        background = self.styles.background
        known: dict[Style | None, Style | None] = {}
        for strip in below._compositor.render_strips():
            segments = []
            for segment in strip:
                if segment.style not in known:
                    known[segment.style] = next(iter(BackgroundScreen.process_segments([segment], background))).style
                segments.append(Segment(segment.text, known[segment.style]))
            yield Strip(segments, strip.cell_length)
