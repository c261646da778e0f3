"""The derivative table: for each operation, the gradient by each argument, one line an entry.

`g` is the gradient of the result `y`. Rules compute with the operations handed to them as `ops`, so they can be
differentiated again. Formulas: Griewank and Walther, "Evaluating Derivatives" (2008), chapter 3; for matrices, Giles,
"Collected matrix derivative results for forward and reverse mode algorithmic differentiation" (2008); relu at 0 is
TensorFlow's choice (`python/ops/nn_grad.py`). The other operations' rules are in `derivatives_more.py`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from .base import Value

Rule = Callable[..., Value]


def fit(ops: Any, g: Value, a: Value) -> Value:
    """Sum `g` over the axes along which `a` was broadcast."""
    shape, extra = a.shape, g.ndim - a.ndim
    if g.shape == shape:
        return g
    axes = (*range(extra), *(i + extra for i, n in enumerate(shape) if n == 1 and g.shape[i + extra] != 1))
    return ops.reshape(ops.sum(g, axes), shape)


def spread(ops: Any, g: Value, x: Value, axis: Any, keepdims: bool) -> Value:
    """Broadcast the gradient of a reduction back to the shape of `x`."""
    if axis is not None and not keepdims:
        g = ops.expand_dims(g, axis)
    return ops.broadcast_to(g, x.shape)


def _mean(ops: Any, g: Value, y: Value, x: Value, axis: Any = None, keepdims: bool = False) -> Value:
    if x.size == y.size:
        return ops.reshape(g, x.shape)
    return spread(ops, ops.divide(g, x.size // max(1, y.size)), x, axis, keepdims)


RULES: dict[str, Sequence[Rule]] = {
    "add": [lambda ops, g, y, a, b: fit(ops, g, a), lambda ops, g, y, a, b: fit(ops, g, b)],
    "subtract": [lambda ops, g, y, a, b: fit(ops, g, a), lambda ops, g, y, a, b: fit(ops, ops.negative(g), b)],
    "multiply": [
        lambda ops, g, y, a, b: fit(ops, ops.multiply(g, b), a),
        lambda ops, g, y, a, b: fit(ops, ops.multiply(g, a), b),
    ],
    "divide": [
        lambda ops, g, y, a, b: fit(ops, ops.divide(g, b), a),
        lambda ops, g, y, a, b: fit(ops, ops.negative(ops.divide(ops.multiply(g, y), b)), b),
    ],
    "matmul": [
        lambda ops, g, y, a, b: fit(ops, ops.matmul(g, ops.swap(b)), a),
        lambda ops, g, y, a, b: fit(ops, ops.matmul(ops.swap(a), g), b),
    ],
    "affine": [
        lambda ops, g, y, x, kernel, bias: ops.matmul(g, ops.swap(kernel)),
        lambda ops, g, y, x, kernel, bias: fit(ops, ops.matmul(ops.swap(x), g), kernel),
        lambda ops, g, y, x, kernel, bias: ops.sum(g, tuple(range(g.ndim - 1))),
    ],
    "negative": [lambda ops, g, y, x: ops.negative(g)],
    "square": [lambda ops, g, y, x: ops.multiply(g, ops.multiply(x, 2))],
    "relu": [lambda ops, g, y, x: ops.multiply(g, ops.greater(y, 0))],
    "sum": [lambda ops, g, y, x, axis=None, keepdims=False: spread(ops, g, x, axis, keepdims)],
    "mean": [_mean],
    "swap": [lambda ops, g, y, x: ops.swap(g)],
    "cast": [lambda ops, g, y, x, dtype: ops.cast(g, x.dtype)],
    "reshape": [lambda ops, g, y, x, shape: ops.reshape(g, x.shape)],
    "expand_dims": [lambda ops, g, y, x, axis: ops.reshape(g, x.shape)],
    "broadcast_to": [lambda ops, g, y, x, shape: fit(ops, g, x)],
}
