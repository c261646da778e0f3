"""The activation functions that most models use. Softmax and sigmoid keep their logits for the loss, as Keras does."""

from __future__ import annotations

from ..backend import current
from ..backend.base import Value
from ..counterpart import counterpart


@counterpart("keras.activations.linear")
def linear(x: Value) -> Value:
    return x


@counterpart("keras.activations.relu")
def relu(x: Value, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Value:
    """max(x, 0); x below `threshold` is `negative_slope * (x - threshold)`, above `max_value` it is cut."""
    ops = current()
    if negative_slope == threshold == 0.0 and max_value is None:
        return ops.relu(x)
    kept = ops.where(ops.greater(x, threshold), x, ops.zeros_like(x)) if threshold else ops.relu(x)
    if max_value is not None:
        kept = ops.clip(kept, 0.0, float(max_value))
    if not negative_slope:
        return kept
    return ops.subtract(kept, ops.multiply(ops.relu(ops.subtract(float(threshold), x)), float(negative_slope)))


@counterpart("keras.activations.sigmoid")
def sigmoid(x: Value) -> Value:
    """1 / (1 + exp(-x))"""
    ops = current()
    return ops.annotate(ops.sigmoid(x), logits=x, link="sigmoid")


@counterpart("keras.activations.softmax")
def softmax(x: Value, axis: int = -1) -> Value:
    """exp(x) / sum(exp(x))"""
    ops = current()
    return ops.annotate(ops.softmax(x, axis), logits=x, link="softmax" if axis == -1 else None)


@counterpart("keras.activations.tanh")
def tanh(x: Value) -> Value:
    return current().tanh(x)
