"""Penalties on weights, as `keras.regularizers`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .backend import current
from .backend.base import Value
from .config import single
from .counterpart import counterpart
from .lazy import Catalog, is_foreign
from .settings import epsilon

__all__ = ["L1", "L1L2", "L2", "OrthogonalRegularizer", "Regularizer", "get", "l1", "l1_l2", "l2"]


@counterpart("keras.regularizers.Regularizer")
class Regularizer:
    """A scalar penalty of a weight."""

    def __call__(self, x: Value) -> Value:
        raise NotImplementedError

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        return cls(**config)

    def get_config(self) -> dict[str, Any]:
        raise NotImplementedError(f"{self} does not implement get_config()")


def penalty(regularizer: Any, x: Value) -> Value:
    """`regularizer(x)`; one of the user's own may compute with operators, which are recorded too."""
    return regularizer(current().annotate(x) if is_foreign(regularizer) else x)


@counterpart("keras.regularizers.L1L2")
class L1L2(Regularizer):
    """l1 sum(|x|) + l2 sum(x**2). Raises ValueError for factors below zero or not finite."""

    def __init__(self, l1: float | None = 0.0, l2: float | None = 0.0) -> None:
        self.l1, self.l2 = _factor("l1", 0.0 if l1 is None else l1), _factor("l2", 0.0 if l2 is None else l2)

    def __call__(self, x: Value) -> Value:
        ops = current()
        x = ops.tensor(x)
        first = ops.multiply(ops.sum(ops.absolute(x)), single(self.l1)) if self.l1 else None
        if not self.l2:
            return ops.multiply(ops.sum(x), 0.0) if first is None else first
        second = ops.multiply(ops.sum(ops.square(x)), single(self.l2))
        return second if first is None else ops.add(first, second)

    def get_config(self) -> dict[str, Any]:
        return {"l1": self.l1, "l2": self.l2}


@counterpart("keras.regularizers.L1")
class L1(L1L2):
    """l1 sum(|x|)"""

    def __init__(self, l1: float | None = 0.01, l: float | None = None) -> None:  # noqa: E741
        super().__init__(l1=0.01 if l1 is None else l if l is not None else l1)

    def get_config(self) -> dict[str, Any]:
        return {"l1": float(single(self.l1))}  # which Keras keeps as a tensor


@counterpart("keras.regularizers.L2")
class L2(L1L2):
    """l2 sum(x**2)"""

    def __init__(self, l2: float | None = 0.01, l: float | None = None) -> None:  # noqa: E741
        super().__init__(l2=0.01 if l2 is None else l if l is not None else l2)

    def get_config(self) -> dict[str, Any]:
        return {"l2": self.l2}


@counterpart("keras.regularizers.OrthogonalRegularizer")
class OrthogonalRegularizer(Regularizer):
    """factor * mean |cosine| over all pairs of rows (or columns) of a matrix.

    Raises ValueError for a factor below zero or not finite, another mode, and a weight that is no matrix.
    """

    def __init__(self, factor: float = 0.01, mode: str = "rows") -> None:
        self.factor, self.mode = _factor("factor", factor), mode
        if mode not in {"rows", "columns"}:
            raise ValueError(
                f'Invalid value for argument `mode`. Expected one of {{"rows", "columns"}}. Received: mode={mode}'
            )

    def __call__(self, x: Value) -> Value:
        ops = current()
        x = ops.tensor(x)
        if len(x.shape) != 2:
            raise ValueError(
                f"Inputs to OrthogonalRegularizer must have rank 2. Received: inputs.shape={tuple(x.shape)}"
            )
        rows = x if self.mode == "rows" else ops.transpose(x)
        scale = ops.minimum(ops.rsqrt(ops.sum(ops.square(rows), 1, True)), 1 / epsilon())
        rows = ops.multiply(rows, scale)
        size = int(rows.shape[0])
        cosines = ops.multiply(ops.matmul(rows, ops.transpose(rows)), 1 - np.eye(size, dtype=np.dtype(_name(x))))
        return ops.divide(ops.multiply(ops.sum(ops.absolute(cosines)), self.factor * 0.5), size * (size - 1) / 2)

    def get_config(self) -> dict[str, Any]:
        return {"factor": self.factor, "mode": self.mode}


def _name(x: Value) -> str:
    return str(getattr(x.dtype, "name", x.dtype))


def l1_l2(l1: float | None = 0.01, l2: float | None = 0.01) -> L1L2:
    """Both penalties, 0.01 each unless given (the function's defaults before Keras 3)."""
    return L1L2(l1, l2)


l1, l2 = L1, L2


def _factor(name: str, value: Any) -> float:
    if not isinstance(value, (float, int)) or not math.isfinite(value) or value < 0:
        raise ValueError(f"Invalid value for argument {name}: expected a non-negative float. Received: {name}={value}")
    return float(value)


_CATALOG = Catalog(
    "reference_impl",
    "regularizer",
    {".regularizers": "Regularizer L1L2 L1 L2 OrthogonalRegularizer"},
    {"l1": "L1", "l2": "L2", "l1_l2": "L1L2"},
)
get = _CATALOG.get
