"""What is known of the call under the cursor or the mouse."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tracer.tui.models.text import Span, fitted
from tracer.tui.widgets.spans import content


class InfoLine(Widget):
    """Two lines of text, never interpreted."""

    DEFAULT_CSS = "InfoLine { height: 2; width: 1fr; }"
    ALLOW_SELECT = False
    lines: reactive[tuple[tuple[Span, ...], ...]] = reactive(())

    def render(self) -> Content:
        return Content("\n").join(content(fitted(line, self.size.width)) for line in self.lines)
