"""Projections of weights after each update, as `keras.constraints`."""

from __future__ import annotations

from typing import Any

from .backend import current
from .backend.base import Value
from .counterpart import counterpart
from .lazy import Catalog
from .settings import epsilon

__all__ = [
    "Constraint", "MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm", "get", "max_norm", "maxnorm", "min_max_norm",
    "non_neg", "nonneg", "unit_norm", "unitnorm",
]  # fmt: skip


@counterpart("keras.constraints.Constraint")
class Constraint:
    """A function of a weight to a weight of the same shape."""

    def __call__(self, w: Value) -> Value:
        raise NotImplementedError

    def get_config(self) -> dict[str, Any]:
        return dict(vars(self))

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        return cls(**config)


def _norms(w: Value, axis: Any) -> Value:
    ops = current()
    axis = tuple(axis) if isinstance(axis, (list, tuple)) else axis
    return ops.sqrt(ops.sum(ops.square(w), axis, keepdims=True))


@counterpart("keras.constraints.MaxNorm")
class MaxNorm(Constraint):
    """Norms along `axis` of at most `max_value`. Srivastava et al., JMLR 15 (2014)."""

    def __init__(self, max_value: float = 2, axis: Any = 0) -> None:
        self.max_value, self.axis = max_value, axis

    def __call__(self, w: Value) -> Value:
        ops = current()
        w = ops.tensor(w)
        norms = _norms(w, self.axis)
        desired = ops.clip(norms, 0.0, float(self.max_value))
        return ops.multiply(w, ops.divide(desired, ops.add(norms, epsilon())))


@counterpart("keras.constraints.NonNeg")
class NonNeg(Constraint):
    """Weights of at least zero."""

    def __call__(self, w: Value) -> Value:
        return current().maximum(current().tensor(w), 0.0)


@counterpart("keras.constraints.UnitNorm")
class UnitNorm(Constraint):
    """Norms along `axis` of one."""

    def __init__(self, axis: Any = 0) -> None:
        self.axis = axis

    def __call__(self, w: Value) -> Value:
        ops = current()
        w = ops.tensor(w)
        return ops.divide(w, ops.add(_norms(w, self.axis), epsilon()))


@counterpart("keras.constraints.MinMaxNorm")
class MinMaxNorm(Constraint):
    """Norms along `axis` drawn into [min_value, max_value] at `rate`."""

    def __init__(self, min_value: float = 0.0, max_value: float = 1.0, rate: float = 1.0, axis: Any = 0) -> None:
        self.min_value, self.max_value, self.rate, self.axis = min_value, max_value, rate, axis

    def __call__(self, w: Value) -> Value:
        ops = current()
        w = ops.tensor(w)
        norms = _norms(w, self.axis)
        inside = ops.multiply(ops.clip(norms, float(self.min_value), float(self.max_value)), self.rate)
        desired = ops.add(inside, ops.multiply(norms, 1 - self.rate))
        return ops.multiply(w, ops.divide(desired, ops.add(norms, epsilon())))


max_norm = maxnorm = MaxNorm
non_neg = nonneg = NonNeg
unit_norm = unitnorm = UnitNorm
min_max_norm = MinMaxNorm
_CATALOG = Catalog(
    "reference_impl",
    "constraint",
    {".constraints": "Constraint MaxNorm NonNeg UnitNorm MinMaxNorm"},
    {"maxnorm": "MaxNorm", "nonneg": "NonNeg", "unitnorm": "UnitNorm"},
)
get = _CATALOG.get
