"""Functions that take away axes, or run along them."""

from __future__ import annotations

from typing import Any

from .. import config
from ..backend import current
from ..backend.base import Value
from ..counterpart import counterpart
from .common import as_float, as_value


@counterpart("keras.ops.sum")
def sum(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    return current().sum(as_value(x), axis, keepdims)


@counterpart("keras.ops.mean")
def mean(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    return current().mean(as_float(x), axis, keepdims)


@counterpart("keras.ops.var")
def var(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    x = as_float(x)
    deviation = current().subtract(x, current().mean(x, axis, True))
    return current().mean(current().square(deviation), axis, keepdims)


@counterpart("keras.ops.std")
def std(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    return current().sqrt(var(x, axis, keepdims))


@counterpart("keras.ops.max")
def max(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    return current().max(as_value(x), axis, keepdims)


@counterpart("keras.ops.min")
def min(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    return current().min(as_value(x), axis, keepdims)


@counterpart("keras.ops.prod")
def prod(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    return current().prod(as_value(x), axis, keepdims)


@counterpart("keras.ops.any")
def any(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    return current().any(as_value(x, "bool"), axis, keepdims)


@counterpart("keras.ops.all")
def all(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    return current().all(as_value(x, "bool"), axis, keepdims)


@counterpart("keras.ops.argmax")
def argmax(x: Any, axis: int = -1) -> Value:
    return current().argmax(as_value(x), axis)


@counterpart("keras.ops.argmin")
def argmin(x: Any, axis: int = -1) -> Value:
    return current().argmax(current().negative(as_value(x)), axis)


@counterpart("keras.ops.cumsum")
def cumsum(x: Any, axis: int = 0) -> Value:
    return current().cumsum(as_value(x), axis)


@counterpart("keras.ops.logsumexp")
def logsumexp(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    ops, x = current(), as_float(x)
    largest = ops.stop_gradient(ops.max(x, axis, True))
    total = ops.add(ops.log(ops.sum(ops.exp(ops.subtract(x, largest)), axis, True)), largest)
    return total if keepdims else ops.sum(total, axis, False)  # sums over axes of length 1


@counterpart("keras.ops.normalize")
def l2_normalize(x: Any, axis: Any = None) -> Value:
    """x / sqrt(max(sum(x^2), 1e-12)), as `tf.math.l2_normalize`."""
    ops, x = current(), as_float(x)
    squares = ops.sum(ops.square(x), axis, True)
    return ops.multiply(x, ops.rsqrt(ops.maximum(squares, as_value(1e-12, config.standardize_dtype(x.dtype)))))
