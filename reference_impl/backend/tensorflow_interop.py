"""Lets TensorFlow's own functions take this package's objects: weights as tensors,
symbolic tensors as nodes of a graph.

`tf.matmul(x, self.w)` in a layer of one's own, `tf.reduce_sum(x)` of an `Input`'s descendant. Keras 2 did the same
(`KerasOpDispatcher`, `keras/engine/keras_tensor.py` at v2.10.0).
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from .base import Variable


class SymbolicDispatcher(tf.__internal__.dispatch.GlobalOpDispatcher):  # type: ignore[misc]
    """Asked by TensorFlow when an op refuses its arguments."""

    def handle(self, op: Any, args: Any, kwargs: Any) -> Any:
        from ..graph_functions import apply, symbolic_leaves

        if next(symbolic_leaves([*args, *kwargs.values()]), None) is None:
            return self.NOT_SUPPORTED
        return apply(op, *args, **kwargs)


def _as_tensor(value: Variable, dtype: Any = None, name: str | None = None, as_ref: bool = False) -> Any:
    del name, as_ref
    tensor = tf.convert_to_tensor(value.value)
    return tensor if dtype is None or tensor.dtype == dtype else NotImplemented


def register() -> None:
    """Tell TensorFlow, once a process."""
    SymbolicDispatcher().register()
    tf.register_tensor_conversion_function(Variable, _as_tensor)
