"""The derivative table: for each operation, the gradient by each argument, one line an entry.

`g` is the gradient of the result `y`. Rules compute with the backend's own operations, so they can be differentiated
again. Formulas: Griewank and Walther, "Evaluating Derivatives" (2008), chapter 3; for matrices, Giles, "Collected matrix
derivative results for forward and reverse mode algorithmic differentiation" (2008); where a choice is free (relu at 0,
ties of max), TensorFlow's `python/ops/{math,nn,array}_grad.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .base import Backend, Rows, Value

Rules = Sequence[Callable[..., Value]]


class Variadic:
    """One rule for any number of arguments: `rule(i, g, y, *args, **kwargs)`."""

    def __init__(self, rule: Callable[..., Value]) -> None:
        self.rule = rule

    def __getitem__(self, i: int) -> Callable[..., Value]:
        return lambda *args, **kwargs: self.rule(i, *args, **kwargs)


def derivatives(ops: Backend) -> dict[str, Any]:
    """The table, in terms of `ops`."""

    def fit(g: Value, a: Value) -> Value:
        """Sum `g` over the axes along which `a` was broadcast."""
        shape = a.shape
        if g.shape == shape:
            return g
        extra = g.ndim - len(shape)
        axes = (*range(extra), *(i + extra for i, n in enumerate(shape) if n == 1 and g.shape[i + extra] != 1))
        g = ops.sum(g, axes)
        return g if np.shape(g) == shape else ops.reshape(g, shape)

    def spread(g: Value, x: Value, axis: Any, keepdims: bool) -> Value:
        """Broadcast the gradient of a reduction back to the shape of `x`."""
        if axis is not None and not keepdims:
            g = ops.expand_dims(g, axis)
        return ops.broadcast_to(g, x.shape)

    def swap(x: Value) -> Value:
        return ops.swap(x)

    def extremum(g: Value, y: Value, x: Value, axis: Any = None, keepdims: bool = False) -> Value:
        hit = ops.cast(ops.equal(x, spread(y, x, axis, keepdims)), x.dtype)
        return ops.divide(ops.multiply(spread(g, x, axis, keepdims), hit), ops.sum(hit, axis, keepdims=True))

    def part(i: int, g: Value, y: Value, *values: Value, axis: int = -1) -> Value:
        start = sum(v.shape[axis] for v in values[:i])
        key = [slice(None)] * g.ndim
        key[axis] = slice(start, start + values[i].shape[axis])
        return ops.getitem(g, tuple(key))

    def inverse(axes: Any) -> Any:
        return None if axes is None else tuple(np.argsort(axes))

    def cast(x: Value, like: Value) -> Value:
        return ops.cast(x, like.dtype)

    def unpad(g: Value, widths: Any) -> Value:
        return ops.getitem(g, tuple(slice(a, g.shape[i] - b) for i, (a, b) in enumerate(widths)))

    def softmax_gradient(g: Value, y: Value, axis: int) -> Value:
        gy = ops.multiply(g, y)
        return ops.subtract(gy, ops.multiply(y, ops.sum(gy, axis, keepdims=True)))

    def from_logits(g: Value, labels: Value, logits: Value, probabilities: Value) -> Value:
        p = ops.softmax(logits) if probabilities is None else probabilities
        return ops.multiply(ops.expand_dims(g, -1), ops.subtract(p, labels))

    def mul(g: Value, *factors: Value) -> Value:
        for factor in factors:
            g = ops.multiply(g, factor)
        return g

    # looked up at each call: the backend replaces its operations by recorded ones after this table is made
    def add(a: Value, b: Value) -> Value:
        return ops.add(a, b)

    def sub(a: Value, b: Value) -> Value:
        return ops.subtract(a, b)

    def div(a: Value, b: Value) -> Value:
        return ops.divide(a, b)

    def neg(a: Value) -> Value:
        return ops.negative(a)

    return {
        "identity": [lambda g, y, x: g],
        "add": [lambda g, y, a, b: fit(g, a), lambda g, y, a, b: fit(g, b)],
        "subtract": [lambda g, y, a, b: fit(g, a), lambda g, y, a, b: fit(neg(g), b)],
        "multiply": [lambda g, y, a, b: fit(mul(g, b), a), lambda g, y, a, b: fit(mul(g, a), b)],
        "divide": [lambda g, y, a, b: fit(div(g, b), a), lambda g, y, a, b: fit(neg(div(mul(g, y), b)), b)],
        "divide_no_nan": [lambda g, y, a, b: fit(ops.divide_no_nan(g, b), a), lambda g, y, a, b: fit(neg(ops.divide_no_nan(mul(g, y), b)), b)],
        "power": [lambda g, y, a, b: fit(mul(g, b, ops.power(a, sub(b, 1))), a), lambda g, y, a, b: fit(mul(g, y, ops.log(a)), b)],
        "maximum": [lambda g, y, a, b: fit(mul(g, cast(ops.greater_equal(a, b), g)), a), lambda g, y, a, b: fit(mul(g, cast(ops.less(a, b), g)), b)],
        "minimum": [lambda g, y, a, b: fit(mul(g, cast(ops.less_equal(a, b), g)), a), lambda g, y, a, b: fit(mul(g, cast(ops.greater(a, b), g)), b)],
        "where": [lambda *_: None, lambda g, y, c, a, b: fit(ops.where(c, g, ops.zeros_like(g)), a), lambda g, y, c, a, b: fit(ops.where(c, ops.zeros_like(g), g), b)],
        "clip": [lambda g, y, x, lo, hi: mul(g, cast(ops.logical_and(ops.greater_equal(x, lo), ops.less_equal(x, hi)), g))],
        "negative": [lambda g, y, x: neg(g)],
        "exp": [lambda g, y, x: mul(g, y)],
        "expm1": [lambda g, y, x: mul(g, add(y, 1))],
        "log": [lambda g, y, x: div(g, x)],
        "log1p": [lambda g, y, x: div(g, add(x, 1))],
        "sqrt": [lambda g, y, x: div(g, mul(y, 2))],
        "rsqrt": [lambda g, y, x: mul(g, -0.5, y, y, y)],
        "square": [lambda g, y, x: ops.multiply(g, ops.multiply(x, 2))],
        "absolute": [lambda g, y, x: mul(g, ops.sign(x))],
        "sin": [lambda g, y, x: mul(g, ops.cos(x))],
        "cos": [lambda g, y, x: neg(mul(g, ops.sin(x)))],
        "erf": [lambda g, y, x: mul(g, ops.exp(neg(ops.square(x))), 2 / math.sqrt(math.pi))],
        "tanh": [lambda g, y, x: mul(g, sub(1, ops.square(y)))],
        "sigmoid": [lambda g, y, x: mul(g, y, sub(1, y))],
        "softplus": [lambda g, y, x: mul(g, ops.sigmoid(x))],
        "relu": [lambda g, y, x: ops.multiply(g, ops.greater(y, 0))],
        "cast": [lambda g, y, x, dtype: ops.cast(g, x.dtype)],
        "sum": [lambda g, y, x, axis=None, keepdims=False: spread(g, x, axis, keepdims)],
        "mean": [lambda g, y, x, axis=None, keepdims=False: spread(div(g, x.size // max(1, y.size)), x, axis, keepdims)],
        "max": [extremum],
        "min": [extremum],
        "prod": [lambda g, y, x, axis=None, keepdims=False: div(spread(mul(g, y), x, axis, keepdims), x)],
        "cumsum": [lambda g, y, x, axis=-1: ops.flip(ops.cumsum(ops.flip(g, axis), axis), axis)],
        "softmax": [lambda g, y, x, axis=-1: softmax_gradient(g, y, axis)],
        "log_softmax": [lambda g, y, x, axis=-1: sub(g, mul(ops.exp(y), ops.sum(g, axis, keepdims=True)))],
        "matmul": [lambda g, y, a, b: fit(ops.matmul(g, swap(b)), a), lambda g, y, a, b: fit(ops.matmul(swap(a), g), b)],
        "swap": [lambda g, y, x: ops.swap(g)],
        "transpose": [lambda g, y, x, axes=None: ops.transpose(g, inverse(axes))],
        "reshape": [lambda g, y, x, shape: ops.reshape(g, x.shape)],
        "expand_dims": [lambda g, y, x, axis: ops.reshape(g, x.shape)],
        "squeeze": [lambda g, y, x, axis=None: ops.reshape(g, x.shape)],
        "broadcast_to": [lambda g, y, x, shape: fit(g, x)],
        "concat": Variadic(part),
        "stack_": Variadic(lambda i, g, y, *values, axis=0: ops.getitem(g, (*[slice(None)] * (axis % g.ndim), i))),
        "pad": [lambda g, y, x, widths, value=0: unpad(g, widths)],
        "repeat": [lambda g, y, x, n, axis: ops.sum(ops.reshape(g, (*x.shape[: axis % x.ndim + 1], n, *x.shape[axis % x.ndim + 1 :])), axis % x.ndim + 1)],
        "tile": [lambda g, y, x, reps: ops.sum(ops.reshape(g, [n for r, m in zip(reps, x.shape, strict=True) for n in (r, m)]), tuple(range(0, 2 * x.ndim, 2)))],
        "flip": [lambda g, y, x, axis: ops.flip(g, axis)],
        "getitem": [lambda g, y, x, key: ops.scatter(g, key, x.shape)],
        "scatter": [lambda g, y, x, key, shape: ops.getitem(g, key)],
        "take": [lambda g, y, x, indices: Rows(ops, g, indices, x.shape)],
        "scatter_rows": [lambda g, y, x, indices, shape: ops.take(g, indices)],
        "take_along_axis": [lambda g, y, x, indices, axis: ops.put_along_axis(g, indices, axis, x.shape)],
        "put_along_axis": [lambda g, y, x, indices, axis, shape: ops.take_along_axis(g, indices, axis)],
        "patches": [lambda g, y, x, size, strides, dilation: ops.fold(g, size, strides, dilation, x.shape)],
        "fold": [lambda g, y, x, size, strides, dilation, shape: ops.patches(g, size, strides, dilation)],
        "softmax_crossentropy": [lambda g, y, t, z, probabilities=None: mul(ops.expand_dims(g, -1), neg(ops.log_softmax(z))), lambda g, y, t, z, probabilities=None: from_logits(g, t, z, probabilities)],
        "sparse_softmax_crossentropy": [lambda *_: None, lambda g, y, t, z, probabilities=None: from_logits(g, cast(ops.one_hot(t, z.shape[-1]), z), z, probabilities)],
        "sigmoid_crossentropy": [lambda g, y, t, z, probabilities=None: neg(mul(g, z)), lambda g, y, t, z, probabilities=None: ops.multiply(g, ops.subtract(ops.sigmoid(z) if probabilities is None else probabilities, t))],
    }  # fmt: skip
