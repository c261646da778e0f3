"""NumPy operations that the core path does not need, and what else the backend then takes on.

Convolution, pooling and recurrence are in `numpy_extra.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from .base import Value
from .derivatives_more import MORE_RULES
from .dtypes import promoted, python_type
from .numpy_extra import fold, patches


def _softmax(x: Value, axis: int = -1) -> Value:
    y = x - _greatest(x, axis)
    y = np.exp(y, out=y)
    return np.true_divide(y, _total(y, axis), out=y)


def _log_softmax(x: Value, axis: int = -1) -> Value:
    y = x - _greatest(x, axis)
    return np.subtract(y, np.log(_total(np.exp(y), axis)), out=y)


def _greatest(x: Value, axis: int) -> Value:
    """The maximum over an axis, which stays, of length 1; over short rows it is found faster column by column."""
    if _has_short_rows(x, axis):
        return np.maximum.reduce(x.T.copy(), 0)[:, None]
    return np.maximum.reduce(x, axis, keepdims=True)


def _total(x: Value, axis: int = -1) -> Value:
    """The sum over an axis, which stays, of length 1; that of short rows is faster as a matrix product."""
    return x.dot(_column(x.shape[1], x.dtype)) if _has_short_rows(x, axis) else np.add.reduce(x, axis, keepdims=True)


def _has_short_rows(x: Value, axis: int) -> bool:
    return x.ndim == 2 and axis == -1 and x.shape[1] <= 128


@cache
def _column(n: int, dtype: Any) -> Value:
    return np.ones((n, 1), dtype)


def _sparse_softmax_crossentropy(labels: Value, logits: Value, probabilities: Value = None) -> Value:
    index = np.asarray(labels, np.int64)[..., None]
    if index.size and (index.min() < 0 or index.max() >= logits.shape[-1]):
        wrong = index[(index < 0) | (index >= logits.shape[-1])][0]
        raise ValueError(
            f"Received a label value of {wrong} which is outside the valid range of [0, {logits.shape[-1]})."
        )
    return -np.take_along_axis(_log_softmax(logits), index, -1)[..., 0]


def _sigmoid(x: Value) -> Value:
    return 1 / (1 + np.exp(-np.maximum(x, -80.0 if x.dtype == np.float32 else -700.0)))


def _divide_no_nan(a: Value, b: Value) -> Value:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.equal(b, 0), np.zeros_like(b), np.true_divide(a, b))


def _floor_divide(a: Value, b: Value) -> Value:
    """TensorFlow rounds the quotient down, where NumPy's function finds the whole one nearest the remainder."""
    return np.floor(np.true_divide(a, b)) if np.result_type(a, b).kind == "f" else np.floor_divide(a, b)


def _reduction(ufunc: np.ufunc) -> Callable[..., Value]:
    def reduce(x: Value, axis: Any = None, keepdims: bool = False) -> Value:
        return ufunc.reduce(x, axis=axis, keepdims=keepdims)

    return reduce


def _scatter(g: Value, key: Any, shape: Sequence[int]) -> Value:
    out = np.zeros(shape, g.dtype)
    np.add.at(out, key, g) if _has_arrays(key) else out.__setitem__(key, g)
    return out


def _has_arrays(key: Any) -> bool:
    return any(isinstance(k, (np.ndarray, list)) for k in (key if isinstance(key, tuple) else (key,)))


def _take(x: Value, indices: Value) -> Value:
    if indices.size and (indices.min() < 0 or indices.max() >= len(x)):
        wrong = indices[(indices < 0) | (indices >= len(x))][0]
        raise ValueError(f"indices: {wrong} is not in [0, {len(x)})")
    return np.take(x, indices, 0)


def _scatter_rows(g: Value, indices: Value, shape: Sequence[int]) -> Value:
    out = np.zeros(shape, g.dtype)
    np.add.at(out, indices.reshape(-1), g.reshape(-1, *shape[1:]))
    return out


def _put_along_axis(g: Value, indices: Value, axis: int, shape: Sequence[int]) -> Value:
    out = np.zeros(shape, g.dtype)
    if indices.shape[axis] == 1:
        np.put_along_axis(out, indices, g, axis)
        return out
    places: list[Any] = list(np.indices(indices.shape, sparse=True))
    places[axis] = indices
    np.add.at(out, tuple(places), g)
    return out


def _one_hot(indices: Value, n: int) -> Value:
    return np.equal(np.asarray(indices)[..., None], np.arange(n)).astype(np.float32)


def _softmax_crossentropy(labels: Value, logits: Value, probabilities: Value = None) -> Value:
    return -_total(labels * _log_softmax(logits))[..., 0]


def _sigmoid_crossentropy(labels: Value, logits: Value, probabilities: Value = None) -> Value:
    return np.maximum(logits, 0) - np.multiply(logits, labels) + np.log1p(np.exp(-np.abs(logits)))


def _clip(x: Value, lo: Value, hi: Value) -> Value:
    return np.minimum(np.maximum(x, lo), hi)


def _softplus(x: Value) -> Value:
    return np.logaddexp(np.asarray(x), x.dtype.type(0))


def _getitem(x: Value, key: Any) -> Value:
    return np.ndarray.__getitem__(x, key) if isinstance(x, np.ndarray) else np.asarray(x)[key]


def _erf(x: Value) -> Value:
    return np.vectorize(math.erf, otypes=[float])(x).astype(x.dtype)


MORE: dict[str, Callable[..., Any]] = {
    "power": np.power, "divide_no_nan": _divide_no_nan, "maximum": np.maximum, "minimum": np.minimum, "clip": _clip,
    "where": np.where, "exp": np.exp, "log": np.log, "log1p": np.log1p, "expm1": np.expm1, "sqrt": np.sqrt,
    "rsqrt": lambda x: 1 / np.sqrt(x), "absolute": np.absolute, "sign": np.sign, "tanh": np.tanh, "sin": np.sin,
    "cos": np.cos, "erf": _erf, "sigmoid": _sigmoid, "softplus": _softplus, "floor": np.floor, "round": np.round,
    "equal": np.equal, "not_equal": np.not_equal, "greater_equal": np.greater_equal, "less": np.less,
    "less_equal": np.less_equal, "logical_and": np.logical_and, "logical_or": np.logical_or,
    "logical_not": np.logical_not, "logical_xor": np.logical_xor, "floor_divide": _floor_divide,
    "mod": np.mod, "max": _reduction(np.maximum), "min": _reduction(np.minimum),
    "prod": _reduction(np.multiply), "any": _reduction(np.logical_or), "all": _reduction(np.logical_and),
    "argmax": lambda x, axis=-1: np.asarray(x).argmax(axis),
    "cumsum": lambda x, axis=-1: np.cumsum(np.asarray(x), axis),
    "softmax": _softmax, "log_softmax": _log_softmax, "transpose": lambda x, axes=None: x.transpose(axes),
    "squeeze": np.squeeze, "concat": lambda *values, axis=-1: np.concatenate(values, axis),
    "stack_": lambda *values, axis=0: np.stack(values, axis), "flip": np.flip, "repeat": np.repeat, "tile": np.tile,
    "pad": lambda x, widths, value=0: np.pad(x, widths, constant_values=value), "take": _take,
    "take_along_axis": np.take_along_axis, "put_along_axis": _put_along_axis, "getitem": _getitem, "scatter": _scatter,
    "scatter_rows": _scatter_rows, "one_hot": _one_hot, "zeros_like": np.zeros_like, "ones_like": np.ones_like,
    "identity": lambda x: x.view(), "stop_gradient": lambda x: np.asanyarray(x).view(),
    "patches": patches, "fold": fold,
    "softmax_crossentropy": _softmax_crossentropy, "sparse_softmax_crossentropy": _sparse_softmax_crossentropy,
    "sigmoid_crossentropy": _sigmoid_crossentropy,
}  # fmt: skip


def load_rest(self: Any) -> None:
    """Add this module's operations to the backend, unless they are there."""
    if not self.is_whole:
        self.is_whole = True
        self.add_operations(MORE, MORE_RULES)
        self.plain.concatenate = np.concatenate


def converted(self: Any, x: Any, dtype: Any = None) -> Value:
    """A list as TensorFlow takes it: Python's numbers are float32, int32 (or int64 where they are too large) or bool.

    Raises ValueError for None: there is no value, most often no targets.
    """
    if x is None:
        raise ValueError("None values not supported. Were targets left out that the loss needs?")
    if any(hasattr(part, "dtype") for part in x) and len({np.shape(part) for part in x}) == 1:
        return self.stack(promoted(self, [self.tensor(part, dtype) for part in x]), 0)
    return np.asarray(x, dtype or python_type(np.asarray(x)))


def concatenate(self: Any, values: Sequence[Value], axis: int = -1) -> Value:
    return self.concat(*values, axis=axis)


def stack(self: Any, values: Sequence[Value], axis: int = 0) -> Value:
    return self.stack_(*values, axis=axis)


def run_if(self: Any, condition: Value, then: Callable[[], Any], otherwise: Callable[[], Any]) -> Any:
    return (then if condition else otherwise)()
