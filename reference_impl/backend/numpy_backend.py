"""The NumPy backend: values are ndarrays, operations are recorded on the tape in scope."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import numpy as np

from ..lazy import elsewhere
from .autodiff import NumpyTape, primitive
from .base import Backend, Value, Variable
from .derivatives import derivatives
from .numpy_update import update_variables


def _softmax(x: Value, axis: int = -1) -> Value:
    y = x - np.maximum.reduce(x, axis, keepdims=True)
    y = np.exp(y, out=y)
    return np.true_divide(y, np.add.reduce(y, axis, keepdims=True), out=y)


def _log_softmax(x: Value, axis: int = -1) -> Value:
    y = x - np.maximum.reduce(x, axis, keepdims=True)
    return np.subtract(y, np.log(np.add.reduce(np.exp(y), axis, keepdims=True)), out=y)


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


def _sum(x: Value, axis: Any = None, keepdims: bool = False) -> Value:
    return np.add.reduce(x, axis=axis, keepdims=keepdims)  # type: ignore[call-overload]


def _reduction(ufunc: np.ufunc) -> Callable[..., Value]:
    return lambda x, axis=None, keepdims=False: ufunc.reduce(x, axis=axis, keepdims=keepdims)


def _reduction(ufunc: np.ufunc) -> Callable[..., Value]:  # type: ignore[no-redef]
    def reduce(x: Value, axis: Any = None, keepdims: bool = False) -> Value:
        return ufunc.reduce(x, axis=axis, keepdims=keepdims)

    return reduce


def _mean(x: Value, axis: Any = None, keepdims: bool = False) -> Value:
    total = np.add.reduce(x, axis=axis, keepdims=keepdims)  # type: ignore[call-overload]
    return total / (x.size // total.size) if total.size else total


def _expand_dims(x: Value, axis: Any) -> Value:
    return np.asarray(x)[..., None] if axis == -1 else np.expand_dims(x, axis)


def _broadcast_to(x: Value, shape: Sequence[int]) -> Value:
    out = np.empty(shape, x.dtype)
    out[...] = x
    return out


def _divide_no_nan(a: Value, b: Value) -> Value:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.equal(b, 0), np.zeros_like(b), np.true_divide(a, b))


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
    return -np.add.reduce(labels * _log_softmax(logits), -1)


def _sigmoid_crossentropy(labels: Value, logits: Value, probabilities: Value = None) -> Value:
    return np.maximum(logits, 0) - logits * labels + np.log1p(np.exp(-np.abs(logits)))


FORWARD: dict[str, Callable[..., Any]] = {
    "add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.true_divide, "power": np.power,
    "divide_no_nan": _divide_no_nan, "maximum": np.maximum, "minimum": np.minimum, "where": np.where,
    "negative": np.negative, "exp": np.exp, "log": np.log, "log1p": np.log1p, "expm1": np.expm1, "sqrt": np.sqrt,
    "rsqrt": lambda x: 1 / np.sqrt(x), "square": np.square, "absolute": np.absolute, "sign": np.sign, "tanh": np.tanh,
    "sigmoid": _sigmoid, "relu": lambda x: np.maximum(x, 0), "softplus": lambda x: np.logaddexp(np.asarray(x), x.dtype.type(0)),
    "floor": np.floor, "round": np.round, "sin": np.sin, "cos": np.cos, "clip": lambda x, lo, hi: np.minimum(np.maximum(x, lo), hi),
    "equal": np.equal, "not_equal": np.not_equal, "greater": np.greater, "greater_equal": np.greater_equal, "less": np.less,
    "less_equal": np.less_equal, "logical_and": np.logical_and, "logical_or": np.logical_or, "logical_not": np.logical_not,
    "sum": _sum, "mean": _mean, "max": _reduction(np.maximum), "min": _reduction(np.minimum), "prod": _reduction(np.multiply),
    "any": _reduction(np.logical_or), "all": _reduction(np.logical_and),
    "argmax": lambda x, axis=-1: np.argmax(x, axis), "cumsum": lambda x, axis=-1: np.cumsum(np.asarray(x), axis),
    "softmax": _softmax, "log_softmax": _log_softmax, "matmul": np.matmul, "transpose": lambda x, axes=None: x.transpose(axes), "swap": lambda x: x.swapaxes(-1, -2),
    "reshape": lambda x, shape: np.asarray(x).reshape(shape), "expand_dims": _expand_dims, "squeeze": np.squeeze, "broadcast_to": _broadcast_to,
    "concat": lambda *values, axis=-1: np.concatenate(values, axis), "stack_": lambda *values, axis=0: np.stack(values, axis),
    "pad": lambda x, widths, value=0: np.pad(x, widths, constant_values=value), "flip": np.flip, "repeat": np.repeat,
    "tile": np.tile, "take": _take, "take_along_axis": np.take_along_axis,
    "getitem": lambda x, key: np.ndarray.__getitem__(x, key) if isinstance(x, np.ndarray) else x[key],
    "scatter": _scatter, "scatter_rows": _scatter_rows, "put_along_axis": _put_along_axis, "one_hot": _one_hot,
    "zeros_like": np.zeros_like, "ones_like": np.ones_like, "identity": lambda x: x.view(), "stop_gradient": lambda x: x.view(),
    "cast": lambda x, dtype: np.asanyarray(x).astype(dtype, copy=False), "softmax_crossentropy": _softmax_crossentropy,
    "sparse_softmax_crossentropy": _sparse_softmax_crossentropy, "sigmoid_crossentropy": _sigmoid_crossentropy,
}  # fmt: skip


DTYPES = {name: np.dtype(name) for name in ("float32", "float64", "int32", "int64", "bool")}


class NumpyBackend(Backend):
    """NumPy arrays, the tape of `autodiff.py`, in-place updates of variables."""

    name = "numpy"

    def __init__(self) -> None:
        for operation, forward in FORWARD.items():
            setattr(self, operation, forward)
        self.plain = SimpleNamespace(concatenate=np.concatenate, **FORWARD)
        self.rules, self.plain_rules = derivatives(self), derivatives(self.plain)  # type: ignore[arg-type]
        for operation in self.rules.keys() & FORWARD.keys():
            self.make_primitive(operation, FORWARD[operation])

    def make_primitive(self, operation: str, forward: Callable[..., Any]) -> None:
        """Add an operation that the tape records, with its rules from the table."""
        setattr(self, operation, primitive(forward, self.rules[operation], self.plain_rules[operation]))
        setattr(self.plain, operation, forward)

    def __getattr__(self, operation: str) -> Any:
        """Operations that only some models need (convolution, pooling, erf) load with their first use."""
        if operation.startswith("_"):
            raise AttributeError(operation)
        import_module(".numpy_extra", __package__).extend(self)
        if operation not in self.__dict__:
            raise AttributeError(f"The NumPy backend has no operation {operation!r}")
        return self.__dict__[operation]

    def new_storage(self, array: np.ndarray, trainable: bool) -> np.ndarray:  # noqa: ARG002
        return np.array(array)

    def assign(self, storage: np.ndarray, value: Value) -> None:
        storage[...] = np.asarray(value)

    def assign_add(self, storage: np.ndarray, value: Value) -> None:
        storage += np.asarray(value)

    def tensor(self, x: Any, dtype: Any = None) -> Value:
        if isinstance(x, Variable):
            x = x.value
        if not isinstance(x, np.ndarray):
            if dtype is None and isinstance(x, (bool, int, float)):
                return x
            x = np.asarray(x)
        return x if dtype is None or x.dtype is DTYPES.get(dtype) else self.cast(x, dtype)

    def numpy(self, x: Value) -> np.ndarray:
        return np.asarray(x)

    def count_rows(self, x: Value, dtype: str) -> int:  # noqa: ARG002
        return len(x) if x.ndim else 1

    def concatenate(self, values: Sequence[Value], axis: int = -1) -> Value:
        return self.concat(*values, axis=axis)

    def stack(self, values: Sequence[Value], axis: int = 0) -> Value:
        return self.stack_(*values, axis=axis)

    dropout = elsewhere(".backend.numpy_tensor")

    def tape(self, variables: Sequence[Variable]) -> NumpyTape:
        return NumpyTape([v.value for v in variables], self.add)

    annotate = elsewhere(".backend.numpy_tensor")

    def note(self, x: Value, key: str) -> Any:
        return None if type(x) is np.ndarray else getattr(x, key, None)

    def compile_step(self, step: Callable[..., Any]) -> Callable[..., Any]:
        return step

    def run_epoch(self, step: Callable[..., Any], batches: Any) -> None:
        for x, y, w in batches:
            step(x, y, w)

    def update_variables(self, *args: Any) -> Any:
        *others, size = args
        return update_variables(*others, FORWARD[size] if size else None)  # type: ignore[call-arg]


NUMPY = NumpyBackend()
