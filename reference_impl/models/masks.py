"""Masks of symbolic tensors: what Keras draws into the graph of a functional model where a layer masks steps.

`keras/src/layers/layer.py` (`Layer.__call__`, steps 6 and 7) runs `compute_mask` on the symbolic inputs, so that each
of its operations becomes a node; layers that take a `mask` are then connected with the last of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..backend import current
from ..backend.base import map_values
from ..graph_functions import FunctionLayer, symbolic_leaves
from ..layers.base import Layer, Shape
from ..lazy import is_foreign
from .tensors import KerasTensor


class MaskOperation(FunctionLayer):
    """An operation that gives booleans, of a shape known beforehand; `options` are arguments that are no tensors."""

    output_dtype = "bool"

    def __init__(self, operation: str, shape: Shape, args: tuple[Any, ...], options: dict[str, Any]) -> None:
        def compute(*values: Any, **kwargs: Any) -> Any:
            return getattr(current(), operation)(*values, **kwargs)

        compute.__name__ = operation
        super().__init__(compute, args, options)
        self.shape_of_mask = shape

    def compute_output_shape(self, input_shape: Any) -> Shape:  # noqa: ARG002
        return self.shape_of_mask


class SymbolicOperations:
    """Stands for a backend while `compute_mask` runs on symbolic tensors: each operation becomes a node."""

    def not_equal(self, x: KerasTensor, y: Any) -> Any:
        return _node("not_equal", x.shape, x, y)

    def any(self, x: KerasTensor, axis: int = -1, keepdims: bool = False) -> Any:
        shape = [n for i, n in enumerate(x.shape) if i != axis % x.ndim]
        return _node("any", tuple(shape), x, axis=axis, keepdims=keepdims)

    def expand_dims(self, x: KerasTensor, axis: int = -1) -> Any:
        place = axis % (x.ndim + 1)
        return _node("expand_dims", (*x.shape[:place], 1, *x.shape[place:]), x, axis=axis)

    def zeros_like(self, x: KerasTensor, dtype: str = "bool") -> Any:
        return _node("zeros_like", x.shape, x, dtype=dtype)

    def ones_like(self, x: KerasTensor, dtype: str = "bool") -> Any:
        return _node("ones_like", x.shape, x, dtype=dtype)

    def logical_or(self, x: KerasTensor, y: KerasTensor) -> Any:
        shape = [m if n == 1 else n for m, n in zip(x.shape, y.shape, strict=True)]
        return _node("logical_or", tuple(shape), x, y)

    def concatenate(self, xs: list[KerasTensor], axis: int = -1) -> Any:
        shape, lengths = list(xs[0].shape), [x.shape[axis] for x in xs]
        shape[axis] = None if None in lengths else int(np.sum(lengths))
        return _node("concatenate", tuple(shape), xs, axis=axis)


OPERATIONS = SymbolicOperations()
#: name of a node -> class of Keras's operation (`keras/src/ops/numpy.py`)
MASK_CLASSES = {
    "not_equal": "NotEqual", "any": "Any", "expand_dims": "ExpandDims", "zeros_like": "ZerosLike",
    "ones_like": "OnesLike", "logical_or": "LogicalOr", "concatenate": "Concatenate",
}  # fmt: skip


def _node(operation: str, shape: Shape, *args: Any, **options: Any) -> Any:
    tensors = list(symbolic_leaves(args))
    return MaskOperation(operation, shape, args, options)(tensors if len(tensors) > 1 else tensors[0])


def masks_of(inputs: Any) -> Any:
    """The masks that symbolic tensors carry; None for each that has none."""
    return map_values(lambda x: getattr(x, "mask", None), inputs)


def carry_mask(layer: Layer, inputs: Any, outputs: Any, previous: Any) -> None:
    """Give `outputs` the mask that the layer makes of `inputs` and their masks.

    A user's own layer, whose operations may be any, makes its masks only when the model runs.
    """
    if not layer.supports_masking or is_foreign(layer) or type(layer).__name__ == "Lambda":
        return
    ops, layer.ops = layer.ops, OPERATIONS
    try:
        found = layer.compute_mask(inputs, previous)
    finally:
        layer.ops = ops
    if isinstance(outputs, KerasTensor):
        outputs.mask = found
    elif isinstance(outputs, list) and outputs:  # an output, then states, which no mask concerns
        outputs[0].mask = found
