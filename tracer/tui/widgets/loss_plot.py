"""Both loss curves on one plot."""

from __future__ import annotations

from rich.text import Text
from textual.app import RenderResult
from textual_plotext import PlotextPlot

from tracer.tui.models.comparison import Comparison

TICKS = 4
EMPTY = Text("Both losses are drawn here as they come in: R runs", style="dim")


class LossPlot(PlotextPlot):
    """Keras's losses as dots, ours as a line through them: two shapes as well as two colours."""

    _steps = 0

    def render(self) -> RenderResult:
        """The plot; words while there is nothing to draw."""
        return super().render() if self._steps else EMPTY

    def show(self, comparison: Comparison) -> None:
        """Draw what has come in so far."""
        self._steps = steps = max(len(comparison.keras), len(comparison.ours))
        plot = self.plt
        plot.clear_data()
        plot.xlabel("step")
        plot.ylabel("loss")
        if steps:
            plot.xticks(sorted({1 + round(share * (steps - 1) / TICKS) for share in range(TICKS + 1)}))
        if comparison.ours:
            plot.scatter(
                range(1, len(comparison.ours) + 1), list(comparison.ours), label="reference_impl", marker="dot"
            )
        if comparison.keras:
            plot.plot(range(1, len(comparison.keras) + 1), list(comparison.keras), label="Keras", marker="braille")
        self.refresh()
