"""The derivatives of the operations that the core path does not need, as `derivatives.py`, which names the sources.

Where a choice is free (ties of max), it is TensorFlow's (`python/ops/{math,nn,array}_grad.py`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .base import Value
from .derivatives import Rule, fit, spread
from .rows import Rows


class Variadic(Sequence[Rule]):
    """One rule for any number of arguments: `rule(i, ops, g, y, *args, **kwargs)`."""

    def __init__(self, rule: Callable[..., Value]) -> None:
        self.rule = rule

    def __getitem__(self, i: Any) -> Any:
        return lambda *args, **kwargs: self.rule(i, *args, **kwargs)

    def __len__(self) -> int:
        return 1


def mul(ops: Any, g: Value, *factors: Value) -> Value:
    for factor in factors:
        g = ops.multiply(g, factor)
    return g


def cast(ops: Any, x: Value, like: Value) -> Value:
    return ops.cast(x, like.dtype)


def masked(ops: Any, g: Value, condition: Value, a: Value) -> Value:
    """`g` where the condition holds, else 0, summed to the shape of `a`."""
    return fit(ops, ops.multiply(g, cast(ops, condition, g)), a)


def _extremum(ops: Any, g: Value, y: Value, x: Value, axis: Any = None, keepdims: bool = False) -> Value:
    hit = ops.cast(ops.equal(x, spread(ops, y, x, axis, keepdims)), x.dtype)
    return ops.divide(ops.multiply(spread(ops, g, x, axis, keepdims), hit), ops.sum(hit, axis, keepdims=True))


def _power_by_base(ops: Any, g: Value, y: Value, a: Value, b: Value) -> Value:
    return fit(ops, mul(ops, g, b, ops.power(a, ops.subtract(b, 1))), a)


def _softmax(ops: Any, g: Value, y: Value, x: Value, axis: int = -1) -> Value:
    gy = ops.multiply(g, y)
    return ops.subtract(gy, ops.multiply(y, ops.sum(gy, axis, keepdims=True)))


def _part(i: int, ops: Any, g: Value, y: Value, *values: Value, axis: int = -1) -> Value:
    start = sum(v.shape[axis] for v in values[:i])
    key = [slice(None)] * g.ndim
    key[axis] = slice(start, start + values[i].shape[axis])
    return ops.getitem(g, tuple(key))


def _layer(i: int, ops: Any, g: Value, y: Value, *values: Value, axis: int = 0) -> Value:
    return ops.getitem(g, (*[slice(None)] * (axis % g.ndim), i))


def _unpad(ops: Any, g: Value, y: Value, x: Value, widths: Any, value: float = 0) -> Value:
    return ops.getitem(g, tuple(slice(a, g.shape[i] - b) for i, (a, b) in enumerate(widths)))


def _repeat(ops: Any, g: Value, y: Value, x: Value, n: int, axis: int) -> Value:
    after = axis % x.ndim + 1
    return ops.sum(ops.reshape(g, (*x.shape[:after], n, *x.shape[after:])), after)


def _tile(ops: Any, g: Value, y: Value, x: Value, reps: Any) -> Value:
    split = [n for pair in zip(reps, x.shape, strict=True) for n in pair]
    return ops.sum(ops.reshape(g, split), tuple(range(0, 2 * x.ndim, 2)))


def from_logits(ops: Any, g: Value, labels: Value, logits: Value, probabilities: Value) -> Value:
    """(softmax(logits) - labels) g: of a crossentropy whose softmax may be at hand."""
    p = ops.softmax(logits) if probabilities is None else probabilities
    return ops.multiply(ops.expand_dims(g, -1), ops.subtract(p, labels))


def _sparse(ops: Any, g: Value, y: Value, t: Value, z: Value, probabilities: Value = None) -> Value:
    return from_logits(ops, g, cast(ops, ops.one_hot(t, z.shape[-1]), z), z, probabilities)


def _sigmoid_crossentropy(ops: Any, g: Value, y: Value, t: Value, z: Value, probabilities: Value = None) -> Value:
    return ops.multiply(g, ops.subtract(ops.sigmoid(z) if probabilities is None else probabilities, t))


ELEMENTWISE: dict[str, Sequence[Rule]] = {
    "identity": [lambda ops, g, y, x: g],
    "divide_no_nan": [
        lambda ops, g, y, a, b: fit(ops, ops.divide_no_nan(g, b), a),
        lambda ops, g, y, a, b: fit(ops, ops.negative(ops.divide_no_nan(ops.multiply(g, y), b)), b),
    ],
    "power": [_power_by_base, lambda ops, g, y, a, b: fit(ops, mul(ops, g, y, ops.log(a)), b)],
    "mod": [
        lambda ops, g, y, a, b: fit(ops, g, a),
        lambda ops, g, y, a, b: fit(ops, ops.negative(mul(ops, g, ops.floor(ops.divide(a, b)))), b),
    ],
    "maximum": [
        lambda ops, g, y, a, b: masked(ops, g, ops.greater_equal(a, b), a),
        lambda ops, g, y, a, b: masked(ops, g, ops.less(a, b), b),
    ],
    "minimum": [
        lambda ops, g, y, a, b: masked(ops, g, ops.less_equal(a, b), a),
        lambda ops, g, y, a, b: masked(ops, g, ops.greater(a, b), b),
    ],
    "where": [
        lambda *_: None,
        lambda ops, g, y, c, a, b: fit(ops, ops.where(c, g, ops.zeros_like(g)), a),
        lambda ops, g, y, c, a, b: fit(ops, ops.where(c, ops.zeros_like(g), g), b),
    ],
    "clip": [
        lambda ops, g, y, x, lo, hi: masked(ops, g, ops.logical_and(ops.greater_equal(x, lo), ops.less_equal(x, hi)), x)
    ],
    "exp": [lambda ops, g, y, x: ops.multiply(g, y)],
    "expm1": [lambda ops, g, y, x: ops.multiply(g, ops.add(y, 1))],
    "log": [lambda ops, g, y, x: ops.divide(g, x)],
    "log1p": [lambda ops, g, y, x: ops.divide(g, ops.add(x, 1))],
    "sqrt": [lambda ops, g, y, x: ops.divide(g, ops.multiply(y, 2))],
    "rsqrt": [lambda ops, g, y, x: mul(ops, g, -0.5, y, y, y)],
    "absolute": [lambda ops, g, y, x: ops.multiply(g, ops.sign(x))],
    "sin": [lambda ops, g, y, x: ops.multiply(g, ops.cos(x))],
    "cos": [lambda ops, g, y, x: ops.negative(ops.multiply(g, ops.sin(x)))],
    "erf": [lambda ops, g, y, x: mul(ops, g, ops.exp(ops.negative(ops.square(x))), 2 / math.sqrt(math.pi))],
    "tanh": [lambda ops, g, y, x: ops.multiply(g, ops.subtract(1, ops.square(y)))],
    "sigmoid": [lambda ops, g, y, x: mul(ops, g, y, ops.subtract(1, y))],
    "softplus": [lambda ops, g, y, x: ops.multiply(g, ops.sigmoid(x))],
}
REDUCTIONS: dict[str, Sequence[Rule]] = {
    "max": [_extremum],
    "min": [_extremum],
    "prod": [
        lambda ops, g, y, x, axis=None, keepdims=False: ops.divide(
            spread(ops, ops.multiply(g, y), x, axis, keepdims), x
        )
    ],
    "cumsum": [lambda ops, g, y, x, axis=-1: ops.flip(ops.cumsum(ops.flip(g, axis), axis), axis)],
    "softmax": [_softmax],
    "log_softmax": [
        lambda ops, g, y, x, axis=-1: ops.subtract(g, ops.multiply(ops.exp(y), ops.sum(g, axis, keepdims=True)))
    ],
}
SHAPES: dict[str, Sequence[Rule]] = {
    "transpose": [lambda ops, g, y, x, axes=None: ops.transpose(g, None if axes is None else tuple(np.argsort(axes)))],
    "squeeze": [lambda ops, g, y, x, axis=None: ops.reshape(g, x.shape)],
    "concat": Variadic(_part),
    "stack_": Variadic(_layer),
    "pad": [_unpad],
    "repeat": [_repeat],
    "tile": [_tile],
    "flip": [lambda ops, g, y, x, axis: ops.flip(g, axis)],
    "getitem": [lambda ops, g, y, x, key: ops.scatter(g, key, x.shape)],
    "scatter": [lambda ops, g, y, x, key, shape: ops.getitem(g, key)],
    "take": [lambda ops, g, y, x, indices: Rows(ops, g, indices, x.shape)],
    "scatter_rows": [lambda ops, g, y, x, indices, shape: ops.take(g, indices)],
    "take_along_axis": [lambda ops, g, y, x, indices, axis: ops.put_along_axis(g, indices, axis, x.shape)],
    "put_along_axis": [lambda ops, g, y, x, indices, axis, shape: ops.take_along_axis(g, indices, axis)],
    "patches": [lambda ops, g, y, x, size, strides, dilation: ops.fold(g, size, strides, dilation, x.shape)],
    "fold": [lambda ops, g, y, x, size, strides, dilation, shape: ops.patches(g, size, strides, dilation)],
}
CROSSENTROPIES: dict[str, Sequence[Rule]] = {
    "softmax_crossentropy": [
        lambda ops, g, y, t, z, probabilities=None: mul(ops, ops.expand_dims(g, -1), ops.negative(ops.log_softmax(z))),
        lambda ops, g, y, t, z, probabilities=None: from_logits(ops, g, t, z, probabilities),
    ],
    "sparse_softmax_crossentropy": [lambda *_: None, _sparse],
    "sigmoid_crossentropy": [
        lambda ops, g, y, t, z, probabilities=None: ops.negative(ops.multiply(g, z)),
        _sigmoid_crossentropy,
    ],
}
MORE_RULES = ELEMENTWISE | REDUCTIONS | SHAPES | CROSSENTROPIES
