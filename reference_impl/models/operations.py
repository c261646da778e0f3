"""Arithmetic on symbolic tensors within configurations, in the form of Keras's operations.

Their names are those of `keras/src/ops/numpy.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..graph_functions import FunctionLayer, is_symbolic
from .masks import MASK_CLASSES, MaskOperation
from .masks import OPERATIONS as MASKS
from .symbolic import apply_operation

#: name of a node -> class of Keras's operation
CLASSES = {
    "add": "Add", "subtract": "Subtract", "multiply": "Multiply", "true_divide": "TrueDivide", "power": "Power",
    "matmul": "Matmul", "negative": "Negative", "get_item": "GetItem", "absolute": "Absolute", "mod": "Mod",
    "floor_divide": "FloorDivide", "less": "Less", "less_equal": "LessEqual", "greater": "Greater",
    "greater_equal": "GreaterEqual", "not_equal": "NotEqual", "logical_and": "LogicalAnd", "logical_or": "LogicalOr",
    "logical_xor": "LogicalXor", "logical_not": "LogicalNot",
}  # fmt: skip
#: class of Keras's operation -> operation of the backend
OPERATIONS = {cls: name for name, cls in CLASSES.items()}
OPERATIONS |= {"TrueDivide": "divide", "Divide": "divide", "GetItem": "getitem"}
_MODULES = ("keras.src.ops", "keras.ops")


def serialize_operation(layer: FunctionLayer, tensor: Callable[[Any], Any]) -> dict[str, Any]:
    """A node of a model's configuration; `tensor` tells of a symbolic argument. Raises ValueError for a function that
    is not arithmetic, or arguments that no configuration holds.
    """
    args, options = layer.arguments()
    name = (MASK_CLASSES if isinstance(layer, MaskOperation) else CLASSES).get(layer.operation)
    is_arithmetic = not options and layer.function.__module__ == apply_operation.__module__
    if name is None or not (is_arithmetic or isinstance(layer, MaskOperation)):
        layer.get_config()  # raises

    def argument(value: Any) -> Any:
        if is_symbolic(value):
            return tensor(value)
        if isinstance(value, slice):
            bounds = {"start": value.start, "stop": value.stop, "step": value.step}
            return {"class_name": "__slice__", "config": bounds}
        if isinstance(value, (list, tuple)):
            return [argument(part) for part in value]
        if hasattr(value, "item") and not getattr(value, "ndim", 1):
            return value.item()
        if value is None or isinstance(value, (bool, int, float)):
            return value
        return layer.get_config()  # raises

    return {
        "module": "keras.src.ops.numpy", "class_name": name, "config": {"name": layer.name, **options},
        "registered_name": name, "name": layer.name,
        "inbound_nodes": [{"args": tuple(argument(a) for a in args), "kwargs": {}}],
    }  # fmt: skip


def is_operation(entry: dict[str, Any]) -> bool:
    return str(entry.get("module")).startswith(_MODULES)


def operation_of(entry: dict[str, Any]) -> Callable[..., Any]:
    """What makes the node again, given its arguments. Raises ValueError for others than arithmetic and masks."""
    of_masks = {cls: name for name, cls in MASK_CLASSES.items()}
    if entry["class_name"] not in OPERATIONS | of_masks:
        known = ", ".join(sorted(OPERATIONS | of_masks))
        raise ValueError(f"Unknown operation: {entry['class_name']!r}. Known operations: {known}")

    def call(*args: Any) -> Any:
        if entry["class_name"] in of_masks:
            options = {key: value for key, value in entry["config"].items() if key != "name"}
            result = getattr(MASKS, of_masks[entry["class_name"]])(*args, **options)
        else:
            parts = [tuple(a) if isinstance(a, list) else a for a in args]
            result = apply_operation(OPERATIONS[entry["class_name"]], *parts)
        result.keras_history[0].name = entry["name"]
        return result

    return call
