"""The largest difference by layer, as a table of bars."""

from __future__ import annotations

import math

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tracer.tui.models.comparison import Comparison
from tracer.tui.models.text import neutralise

SMALLEST = 1e-9


class LayerDifferences(Widget):
    """A bar a layer, logarithmic from 1e-9 to 1."""

    DEFAULT_CSS = "LayerDifferences { height: 1fr; padding: 0 1; }"
    ALLOW_SELECT = False
    comparison: reactive[Comparison | None] = reactive(None)

    def show(self, comparison: Comparison) -> None:
        self.comparison = comparison

    def render(self) -> Content:
        if self.comparison is None or not self.comparison.layers:
            return Content.styled("Comes with each epoch of reference_impl", "$muted")
        limit = self.comparison.tolerance or 1.0
        width = max(4, self.size.width - 26)
        lines = [
            Content.assemble(
                (f"{neutralise(entry.layer)[:14]:<14} ", ""),
                (bar(entry.difference, width), "$success" if entry.difference <= limit else "$error"),
                (f" {entry.difference:8.1e}", "$muted"),
            )
            for entry in self.comparison.ranked()
        ]
        return Content("\n").join(lines)


def bar(value: float, width: int) -> str:
    """A bar of `width` cells for a value between 1e-9 and 1, logarithmically."""
    if not value > SMALLEST:
        return "▏" + " " * (width - 1)
    share = 1.0 if not math.isfinite(value) else (math.log10(value) - math.log10(SMALLEST)) / 9
    cells = max(1, min(width, round(share * width)))
    return "█" * cells + " " * (width - cells)
