"""The NumPy backend: values are ndarrays, operations are recorded on the tape in scope."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from ..lazy import elsewhere
from .autodiff import NumpyTape, Rules, primitive
from .base import Value, Variable
from .derivatives import RULES

DTYPES: dict[Any, Any] = {name: np.dtype(name) for name in ("float32", "float64", "int32", "int64", "bool")}
DTYPES |= {dtype: dtype for dtype in DTYPES.values()}
_NUMBERS = {"f": (int, np.float32), "d": (int, np.float64), np.dtype("int64").char: (np.int64,)}
_ones = lru_cache(maxsize=8)(lambda n, dtype: np.ones((1, n), dtype))


def _sum(x: Value, axis: Any = None, keepdims: bool = False) -> Value:
    if axis == (0,) and x.ndim == 2 and x.dtype.kind == "f" and not keepdims:
        return _ones(len(x), x.dtype).dot(x)[0]  # as a matrix product, which is faster
    return np.add.reduce(x, axis=axis, keepdims=keepdims)  # type: ignore[call-overload]


def _mean(x: Value, axis: Any = None, keepdims: bool = False) -> Value:
    if axis == -1 and x.shape[-1:] == (1,) and x.dtype.kind == "f":
        return (x if keepdims else x[..., 0]).copy()
    total = _sum(x, axis, keepdims)
    return total / (x.size // total.size) if total.size else total


def _matmul(a: Value, b: Value) -> Value:
    a = a.astype(b.dtype) if a.dtype.kind in "iub" and b.dtype.kind == "f" else a  # as `keras.ops.matmul` promotes
    return a.dot(b) if a.ndim == b.ndim == 2 else np.matmul(a, b)  # the same product, and less to find out first


def _affine(x: Value, kernel: Value, bias: Value) -> Value:
    return np.add(y := _matmul(x, kernel), bias, out=y)


def _relu(x: Value) -> Value:
    return np.maximum(x, zeros := np.zeros(x.shape, x.dtype), out=zeros)  # several elements at a time, unlike with a 0


FORWARD: dict[str, Callable[..., Any]] = {
    "add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.true_divide, "negative": np.negative,
    "square": np.square, "greater": np.greater, "relu": _relu, "sum": _sum, "mean": _mean, "matmul": _matmul,
    "affine": _affine, "swap": lambda x: x.swapaxes(-1, -2), "reshape": lambda x, shape: np.asarray(x).reshape(shape),
    "expand_dims": lambda x, axis: np.asarray(x)[..., None] if axis == -1 else np.expand_dims(x, axis),
    "broadcast_to": lambda x, shape: np.full(shape, x, x.dtype),
    "cast": lambda x, dtype: np.asanyarray(x).astype(dtype, copy=False),
}  # fmt: skip


class NumpyBackend:
    """NumPy arrays, the tape of `autodiff.py`, in-place updates of variables; `protocol.py` describes the methods."""

    annotate = dropout = outside_step = gradient_tape = elsewhere(".backend.numpy_tensor")
    concatenate = stack = run_if = load_rest = converted = elsewhere(".backend.numpy_operations")
    conv2d = max_pool2d = average_pool2d = scan = random_normal = elsewhere(".backend.numpy_extra")
    threads_for, update_at_once = elsewhere(".backend.numpy_threads"), elsewhere(".backend.numpy_update")
    name, is_whole, in_step, numpy = "numpy", False, False, staticmethod(np.asarray)
    refusals: tuple[type[Exception], ...] = ()

    def __init__(self) -> None:
        self.plain = SimpleNamespace()  # the operations as plain functions, which no tape records
        self.add_operations(FORWARD, RULES)

    def add_operations(self, forward: Mapping[str, Callable[..., Any]], rules: Mapping[str, Rules]) -> None:
        """More operations as attributes; those that have rules are recorded."""
        self.plain.__dict__.update(forward)
        for name, function in forward.items():
            setattr(self, name, primitive(function, rules[name]) if name in rules else function)

    def __getattr__(self, operation: str) -> Any:
        """Operations that the core path does not need load when one is first used."""
        if operation.startswith("_") or self.is_whole:
            raise AttributeError(f"The NumPy backend has no operation {operation!r}")
        self.load_rest()
        return getattr(self, operation)

    def new_storage(self, array: np.ndarray, trainable: bool) -> np.ndarray:  # noqa: ARG002
        return np.array(array)

    def assign(self, storage: np.ndarray, value: Value) -> None:
        storage[...] = value

    def assign_add(self, storage: np.ndarray, value: Value) -> None:
        if not storage.ndim and type(value) in _NUMBERS.get(storage.dtype.char, ()):
            storage[...] = storage.item() + value  # several times faster than with arrays, and here the same
        else:
            storage += value

    def tensor(self, x: Any, dtype: str | None = None) -> Value:
        if not isinstance(x, (np.ndarray, np.generic)):
            x = x.value if isinstance(x, Variable) else x
            if dtype is None and isinstance(x, (bool, int, float)):
                return x
            x = self.converted(x, dtype) if x is None or isinstance(x, (list, tuple)) else np.asarray(x)
        return x if dtype is None or x.dtype is dtype or x.dtype is DTYPES.get(dtype) else self.cast(x, dtype)

    def count_rows(self, x: Value, dtype: str) -> int:  # noqa: ARG002
        return len(x) if x.ndim else 1

    def tape(self, variables: Sequence[Variable]) -> NumpyTape:
        return NumpyTape([v.value for v in variables], self)

    def note(self, x: Value, key: str) -> Any:
        return None if type(x) is np.ndarray else getattr(x, key, None)

    def compile_step(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def compiled(batch: Any) -> Any:
            self.in_step = True
            try:
                return step(batch)
            finally:
                self.in_step = False

        return compiled

    def run_epoch(self, step: Callable[..., Any], batches: Any) -> None:
        for batch in batches:
            step(batch)

    def update_variables(
        self, groups: Any, variables: Any, slots: Any, grads: Any, prepared: Any, rule: Any, size: str | None
    ) -> Any:
        if size or slots[0] or any(hasattr(g, "dense") for g in grads):
            return self.update_at_once(groups, variables, slots, grads, prepared, rule, size)
        for v, g in zip(variables, grads, strict=True):
            (v.value[...],) = rule(v.value, g, None, prepared[v.dtype])
        return groups


NUMPY = NumpyBackend()
