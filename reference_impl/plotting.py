"""Curves in the terminal (plotext) and as pictures (Matplotlib); the picture of a model's graph."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from .comparison import Comparison


class PlottingError(ValueError):
    """A library that draws is not installed."""


def _library(name: str) -> Any:
    import importlib

    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise PlottingError(f"drawing needs {name.partition('.')[0]}: pip install 'tensorflow-tracer[plot]'") from error


def terminal_curves(result: Comparison, width: int = 100, height: int = 18) -> str:
    """Both loss curves, a point a step, as text."""
    try:
        plotext = _library("plotext")
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
    figure_module = _library("matplotlib.figure")
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


def draw_model(model: Any, path: str | Path, *, show_shapes: bool = False, show_layer_names: bool = True) -> None:
    """The graph of layers, inputs above: one box a layer, one row a depth."""
    figure_module = _library("matplotlib.figure")
    rows, edges = _graph(model)
    width = max(len(row) for row in rows)
    figure = figure_module.Figure(figsize=(3.2 * width, 0.9 * len(rows) + 0.5))
    axes = figure.subplots()
    axes.set_axis_off()
    places = {}
    for depth, row in enumerate(rows):
        for column, layer in enumerate(row):
            places[id(layer)] = (column - (len(row) - 1) / 2, -depth)
            axes.text(*places[id(layer)], _caption(layer, show_shapes, show_layer_names), ha="center", va="center",
            fontsize=8,
                      bbox={"boxstyle": "square,pad=0.5", "facecolor": "white", "edgecolor": "black"})  # fmt: skip
    for source, target in edges:
        axes.annotate("", places[id(target)], places[id(source)],
                      arrowprops={"arrowstyle": "-|>", "shrinkA": 14, "shrinkB": 14})  # fmt: skip
    axes.set_xlim(-width / 2, width / 2)
    axes.set_ylim(-len(rows) + 0.4, 0.6)
    figure.savefig(path, dpi=96)


def _caption(layer: Any, show_shapes: bool, show_layer_names: bool) -> str:
    title = f"{layer.name} ({type(layer).__name__})" if show_layer_names else type(layer).__name__
    return f"{title}\n{layer.output_shape}" if show_shapes else title


def _graph(model: Any) -> tuple[list[list[Any]], list[tuple[Any, Any]]]:
    """Layers by depth (inputs first), and the edges between them."""
    if not hasattr(model, "graph"):
        return [[layer] for layer in model.layers], list(zip(model.layers, model.layers[1:], strict=False))
    depth: dict[int, int] = {}
    layers: dict[int, Any] = {}
    edges = []
    for node in model.graph.nodes:
        parents = [parent.layer for parent in node.parents]
        layers[id(node.layer)] = node.layer
        depth[id(node.layer)] = 1 + max((depth.get(id(parent), -1) for parent in parents), default=-1)
        edges += [(parent, node.layer) for parent in parents]
    rows: dict[int, list[Any]] = defaultdict(list)
    for key, layer in layers.items():
        rows[depth[key]].append(layer)
    return [rows[number] for number in sorted(rows)], edges
