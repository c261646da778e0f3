"""`model.summary()`: the table of layers in the form of `keras/src/utils/summary_utils.py`."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from typing import Any

import numpy as np

from ..backend.base import map_values
from ..graph_functions import FunctionLayer
from ..layers.base import Layer


def print_summary(
    model: Any, line_length: int | None = None, positions: Any = None, print_fn: Callable[..., Any] | None = None,
    expand_nested: bool = False, show_trainable: bool = False, layer_range: Any = None,
) -> None:  # fmt: skip
    """Print the table, on `print_fn` (one call with the whole text) or the standard output."""
    text = summary_text(model, line_length, positions, expand_nested, show_trainable, layer_range)
    (print_fn or (lambda s: print(s, end="")))(text)


def summary_text(
    model: Any, line_length: int | None = None, positions: Any = None, expand_nested: bool = False,
    show_trainable: bool = False, layer_range: Any = None,
) -> str:  # fmt: skip
    """The table as text. Raises ValueError for a line too short, or a layer range that does not exist."""
    plain = _is_line(model)
    header = ["Layer (type)", "Output Shape", "Param #"] + ([] if plain else ["Connected to"])
    positions = list(positions or ([0.45, 0.80, 1.0] if plain else [0.3, 0.56, 0.74, 1.0]))
    width = 88 if plain else 108
    if show_trainable:
        width, positions, header = width + 12, [p * 0.90 for p in positions] + [1.0], [*header, "Trainable"]
    width = line_length or min(width, shutil.get_terminal_size().columns - 4)
    edges = [int(p * width) for p in positions]
    widths = [b - a for a, b in zip([0, *edges], edges, strict=False)]
    if min(widths) < 4:
        raise ValueError("Insufficient console width to print summary.")
    rows = [
        row for layer in _chosen(_parts(model), layer_range)
        for row in _rows(layer, model, plain, show_trainable, expand_nested)
    ]  # fmt: skip
    table = _table(header, rows, widths)
    return f'Model: "{model.name}"\n{table}{_totals(model)}'


def _is_line(model: Any) -> bool:
    """Whether each layer feeds only the next: no "Connected to" is shown then."""
    graph = getattr(model, "graph", None)
    if graph is None:
        return True
    if any(len(nodes) > 1 or len(nodes[0].input_tensors) > 1 for nodes in graph.by_depth.values()):
        return False
    inside = {id(n) for n in graph.nodes}
    return all(sum(id(n) in inside for n in layer._inbound_nodes) <= 1 for layer in model.operations)


def _parts(model: Any) -> list[Layer]:
    parts: list[Layer] = getattr(model, "operations", model.layers)
    return parts


def _chosen(layers: list[Layer], layer_range: Any) -> list[Layer]:
    if layer_range is None:
        return layers
    names = [layer.name for layer in layers]
    first = [i for i, n in enumerate(names) if re.match(layer_range[0], n)]
    last = [i for i, n in enumerate(names) if re.match(layer_range[1], n)]
    if not first or not last:
        raise ValueError(f"Passed layer_names do not match the layer names in the model. Received: {layer_range}")
    return layers[min(first) : max(last) + 1]


def _rows(layer: Any, model: Any, plain: bool, trainable: bool, expand: bool, depth: int = 0) -> list[list[str]]:
    prefix = "   " * depth + "└ " if depth else ""
    row = [f"{prefix}{layer.name} ({_class_name(layer)})", _shape(layer)]
    row.append(f"{layer.count_params():,}" if layer.built else "0 (unbuilt)")
    if not plain:
        row.append(_connections(layer, model))
    if trainable:
        row.append("-" if not layer.weights else "Y" if layer.trainable else "N")
    rows = [row]
    for inner in layer.layers if expand and hasattr(layer, "layers") else ():
        rows += _rows(inner, model, plain, trainable, expand, depth + 1)
    return rows


def _class_name(layer: Layer) -> str:
    if isinstance(layer, FunctionLayer):
        return layer.operation.title().replace("_", "")
    return type(layer).__name__


def _shape(layer: Layer) -> str:
    try:
        if layer._inbound_nodes:
            shapes = map_values(lambda t: t.shape, layer._inbound_nodes[-1].outputs)
        else:
            shapes = layer.output_shape
    except (AttributeError, NotImplementedError):
        return "?"
    return str([_one(s) for s in shapes]).replace("'", "") if isinstance(shapes, list) else _one(shapes)


def _one(shape: Any) -> str:
    return f"({', '.join(str(n) for n in shape)})" if len(shape) != 1 else f"({shape[0]},)"


def _connections(layer: Layer, model: Any) -> str:
    inside = {id(n) for n in model.graph.nodes}
    found = [
        f"{t.keras_history[0].name}[{t.keras_history[1]}][{t.keras_history[2]}]"
        for node in layer._inbound_nodes if id(node) in inside for t in node.input_tensors
    ]  # fmt: skip
    return ", ".join(found) or "-"


def _table(header: list[str], rows: list[list[str]], widths: list[int]) -> str:
    """Boxes around cells, long texts wrapped (as rich draws a table of these columns)."""
    columns = len(header)

    def wrap(text: str, width: int) -> list[str]:
        lines = [""]
        for word in re.findall(r"\s*\S+\s*", text):
            if lines[-1] and len(lines[-1] + word.rstrip()) > width:
                lines.append("")
            lines[-1] += word
        ends = [line.rstrip() for line in lines]
        return [line if len(line) <= width else f"{line[: width - 1]}…" for line in ends]

    def draw(cells: list[str], edge: str) -> str:
        wrapped = [wrap(c, w) for c, w in zip(cells, widths, strict=True)]
        height = max(map(len, wrapped))
        out = ""
        for i in range(height):
            parts = [(c[i] if i < len(c) else "") for c in wrapped]
            shown = [_aligned(part, name, w) for part, name, w in zip(parts, header, widths, strict=True)]
            out += edge + edge.join(f" {p} " for p in shown) + edge + "\n"
        return out

    def rule(left: str, mid: str, end: str, line: str) -> str:
        return left + mid.join(line * (w + 2) for w in widths) + end + "\n"

    too_much, left = 2 * columns + columns + 1, columns
    for i in range(columns):  # the excess is spread evenly, as rich's `ratio_reduce` does
        cut = round(too_much / left)
        widths[i], too_much, left = widths[i] - cut, too_much - cut, left - 1
    out = rule("┏", "┳", "┓", "━") + draw([f"{h}" for h in header], "┃") + rule("┡", "╇", "┩", "━")
    body = [draw(row, "│") for row in rows]
    return out + rule("├", "┼", "┤", "─").join(body) + rule("└", "┴", "┘", "─")


def _aligned(text: str, column: str, width: int) -> str:
    """Numbers to the right, whether a layer is trainable in the middle, the rest to the left."""
    if column == "Param #":
        return text.rjust(width)
    indent = (width - len(text)) // 2 if column == "Trainable" else 0
    return (" " * indent + text).ljust(width)


def _totals(model: Any) -> str:
    def line(title: str, variables: Any) -> str:
        count = sum(int(np.prod(v.shape)) for v in variables)
        size = sum(int(np.prod(v.shape)) * np.dtype(v.dtype).itemsize for v in variables)
        return f" {title}: {count:,} ({_memory(size)})\n"

    state = model.optimizer.variables if model.compiled and model.optimizer and model.optimizer.built else []
    text = line("Total params", [*model.weights, *state])
    text += line("Trainable params", model.trainable_weights) + line(
        "Non-trainable params", model.non_trainable_weights
    )
    return text + (line("Optimizer params", state) if state else "")


def _memory(size: float) -> str:
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if size < 1024 or unit == "TB":
            return f"{size:.2f} {unit}"
        size /= 1024
    return ""
