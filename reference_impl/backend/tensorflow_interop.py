"""Lets TensorFlow's own functions take this package's objects: weights as tensors,
symbolic tensors as nodes of a graph.

`tf.matmul(x, self.w)` in a layer of one's own, `tf.reduce_sum(x)` of an `Input`'s descendant. Keras 2 did the same
(`KerasOpDispatcher`, `keras/engine/keras_tensor.py` at v2.10.0).
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from .base import Variable, map_values


class SymbolicDispatcher(tf.__internal__.dispatch.GlobalOpDispatcher):  # type: ignore[misc]
    """Asked by TensorFlow when an op refuses its arguments."""

    def handle(self, op: Any, args: Any, kwargs: Any) -> Any:
        symbolic: list[Any] = []
        map_values(lambda v: symbolic.append(v) if hasattr(v, "call_function") else None, [*args, *kwargs.values()])
        return symbolic[0].call_function(op, *args, **kwargs) if symbolic else self.NOT_SUPPORTED


def _as_tensor(value: Variable, dtype: Any = None, name: str | None = None, as_ref: bool = False) -> Any:
    del name, as_ref
    tensor = tf.convert_to_tensor(value.value)
    return tensor if dtype is None or tensor.dtype == dtype else NotImplemented


def register() -> None:
    """Tell TensorFlow, once a process."""
    SymbolicDispatcher().register()
    tf.register_tensor_conversion_function(Variable, _as_tensor)
