"""The picture of a model's graph, by Matplotlib."""

from __future__ import annotations

from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import Any


class PlottingError(ValueError):
    """A library that draws is not installed."""


def library(name: str) -> Any:
    """The module of that name. Raises PlottingError, with the way to install it, where it is not there."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise PlottingError(f"drawing needs {name.partition('.')[0]}: pip install 'tensorflow-tracer[plot]'") from error


def draw_model(model: Any, path: str | Path, *, show_shapes: bool = False, show_layer_names: bool = True) -> None:
    """The graph of layers, inputs above: one box a layer, one row a depth."""
    figure_module = library("matplotlib.figure")
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
