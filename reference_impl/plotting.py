"""Curves in the terminal (plotext) and as pictures (Matplotlib)."""

from __future__ import annotations

from pathlib import Path

from .comparison import Comparison
from .drawing import PlottingError, library


def terminal_curves(result: Comparison, width: int = 100, height: int = 18) -> str:
    """Both loss curves, a point a step, as text."""
    try:
        plotext = library("plotext")
    except PlottingError as error:
        return f"(no curves: {error})"
    plotext.clear_figure()
    plotext.plotsize(width, height)
    plotext.theme("clear")
    for run, marker, label in ((result.keras, "braille", "Keras"), (result.here, "dot", "reference_impl")):
        losses = [loss for epoch in run.losses for loss in epoch]
        plotext.plot(losses, marker=marker, label=label)
    plotext.title("loss by step")
    return str(plotext.build())


def draw_curves(result: Comparison, path: str | Path, title: str = "The same ten lines, trained twice") -> None:
    """Both loss curves on one plot, and under it how far they are apart, into a .png or .svg file."""
    figure_module = library("matplotlib.figure")
    figure = figure_module.Figure(figsize=(8, 4.8), layout="constrained")
    loss_axes, difference_axes = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    theirs = [loss for epoch in result.keras.losses for loss in epoch]
    ours = [loss for epoch in result.here.losses for loss in epoch]
    loss_axes.plot(theirs, color="#ff9f43", linewidth=5, alpha=0.6, label="Keras")
    loss_axes.plot(ours, color="#1b4f72", linewidth=1.2, label="reference_impl")
    loss_axes.set_title(title)
    loss_axes.set_ylabel("loss")
    loss_axes.legend()
    differences = [difference for epoch in result.step_differences() for difference in epoch]
    difference_axes.semilogy([max(d, 1e-10) for d in differences], color="#7f8c8d", linewidth=1)
    difference_axes.axhline(result.loss_tolerance, color="#c0392b", linewidth=0.8, linestyle="--")
    difference_axes.set_ylabel("relative\ndifference")
    difference_axes.set_xlabel("step")
    figure.savefig(path, dpi=120)
