"""The activation functions that the core path needs."""

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
    if negative_slope == threshold == 0.0 and max_value is None:
        return current().relu(x)
    from .more import bent_relu

    return bent_relu(x, negative_slope, max_value, threshold)
