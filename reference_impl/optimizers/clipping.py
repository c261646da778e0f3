"""Clipping of gradients. Pascanu et al., "On the difficulty of training recurrent neural networks", ICML 2013."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..backend.base import Value
from ..backend.protocol import Backend
from ..backend.rows import Rows


def clip_gradients(
    ops: Backend, grads: Sequence[Value | Rows], clipnorm: float | None, clipvalue: float | None,
    global_clipnorm: float | None,
) -> list[Value | Rows]:  # fmt: skip
    """Each gradient's norm, all gradients' joint norm, or each element cut (`BaseOptimizer._clip_gradients`)."""
    if clipnorm:
        return [_each(g, _by_norm(ops, float(clipnorm))) for g in grads]
    if global_clipnorm:
        squares = [ops.sum(ops.square(g.values if isinstance(g, Rows) else g)) for g in grads]
        norm, limit = ops.sqrt(ops.sum(ops.stack(squares))), float(global_clipnorm)
        scale = ops.add(ops.multiply(ops.minimum(ops.divide(1.0, norm), 1.0 / limit), limit), ops.subtract(norm, norm))
        # `IndexedSlices * scalar` is a dense tensor in TensorFlow
        return [ops.multiply(g.dense() if isinstance(g, Rows) else g, scale) for g in grads]
    limit = float(clipvalue or 0.0)
    return [_each(g, lambda values: ops.clip(values, -limit, limit)) for g in grads]


def _each(g: Value | Rows, function: Callable[[Value], Value]) -> Value | Rows:
    return g.map(function) if isinstance(g, Rows) else function(g)


def _by_norm(ops: Backend, limit: float) -> Callable[[Value], Value]:
    def clip(g: Value) -> Value:
        norm = ops.sqrt(ops.sum(ops.square(g)))
        return ops.divide(ops.multiply(g, limit), ops.maximum(norm, limit))

    return clip
