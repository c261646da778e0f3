"""Clipping of gradients. Pascanu et al., "On the difficulty of training recurrent neural networks", ICML 2013."""

from __future__ import annotations

from collections.abc import Sequence

from ..backend.base import Backend, Value


def clip_gradients(
    ops: Backend, grads: Sequence[Value], clipnorm: float | None, clipvalue: float | None, global_clipnorm: float | None
) -> list[Value]:
    """Each gradient's norm, all gradients' joint norm, or each element cut (`BaseOptimizer._clip_gradients`)."""
    if clipnorm:
        return [_by_norm(ops, ops.tensor(g), float(clipnorm)) for g in grads]
    if global_clipnorm:
        norm = ops.sqrt(ops.sum(ops.stack([ops.sum(ops.square(g)) for g in grads])))
        limit = float(global_clipnorm)
        scale = ops.add(ops.multiply(ops.minimum(ops.divide(1.0, norm), 1.0 / limit), limit), ops.subtract(norm, norm))
        return [ops.multiply(g, scale) for g in grads]
    limit = float(clipvalue or 0.0)
    return [ops.clip(g, -limit, limit) for g in grads]


def _by_norm(ops: Backend, g: Value, limit: float) -> Value:
    norm = ops.sqrt(ops.sum(ops.square(g)))
    return ops.divide(ops.multiply(g, limit), ops.maximum(norm, limit))
