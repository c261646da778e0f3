"""Both loss curves on one plot."""

from __future__ import annotations

from textual_plotext import PlotextPlot

from tracer.tui.models.comparison import Comparison

TICKS = 4


class LossPlot(PlotextPlot):
    """Keras's losses as dots, ours as a line through them: two shapes as well as two colours."""

    def on_mount(self) -> None:
        self.show(Comparison())

    def show(self, comparison: Comparison) -> None:
        """Draw what has come in so far."""
        plot = self.plt
        plot.clear_data()
        plot.xlabel("step")
        plot.ylabel("loss")
        steps = max(len(comparison.keras), len(comparison.ours))
        if steps:
            plot.xticks(sorted({1 + round(share * (steps - 1) / TICKS) for share in range(TICKS + 1)}))
        if comparison.ours:
            plot.plot(
                range(1, len(comparison.ours) + 1), list(comparison.ours), label="reference_impl", marker="braille"
            )
        if comparison.keras:
            plot.scatter(range(1, len(comparison.keras) + 1), list(comparison.keras), label="Keras", marker="o")
        self.refresh()
