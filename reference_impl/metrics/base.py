"""The base class of metrics, and means over the samples or batches of an epoch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..backend import current
from ..backend.base import Value, Variable
from ..config import auto_name, floatx
from ..counterpart import counterpart
from ..losses import match_rank
from ..losses.weighting import apply_mask


@counterpart("keras.metrics.Metric")
class Metric:
    """Accumulates over the batches of an epoch in variables."""

    def __init__(self, dtype: Any = None, name: str | None = None) -> None:
        self.name, self.dtype = name or auto_name(type(self).__name__), dtype or floatx()
        self._options: dict[str, Any] = {}
        self._variables: list[Variable] = []

    @property
    def variables(self) -> list[Variable]:
        return self._variables

    def add_variable(
        self, shape: Any = (), initializer: Any = None, dtype: Any = None, name: str = "variable"
    ) -> Variable:
        """A variable of the metric's state, zeros unless an initializer is given."""
        from ..initializers import get

        dtype = dtype or self.dtype
        value = np.zeros(shape, dtype) if initializer in (None, "zeros") else get(initializer)(shape, dtype)
        self._variables.append(Variable(current(), value, dtype, trainable=False, name=name))
        return self._variables[-1]

    add_weight = add_variable

    def update_state(self, *args: Any, **kwargs: Any) -> None:
        """Take in a batch."""
        raise NotImplementedError

    def result(self) -> Value:
        """The metric's value so far, a scalar."""
        raise NotImplementedError

    def reset_state(self) -> None:
        """Start over: all variables to zero."""
        for v in self.variables:
            v.ops.assign(v.value, np.zeros(v.shape, v.dtype))

    reset_states = reset_state

    def __call__(self, *args: Any, **kwargs: Any) -> Value:
        self.update_state(*args, **kwargs)
        return self.result()

    def get_config(self) -> dict[str, Any]:
        """The arguments that make the metric again."""
        return {"name": self.name, "dtype": self.dtype, **self._options}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Metric:
        return cls(**config)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}>"


@counterpart("keras.metrics.Mean")
class Mean(Metric):
    """The weighted mean of the values given; one of more dimensions counts as its mean over all but the first."""

    def __init__(self, name: str = "mean", dtype: Any = None) -> None:
        super().__init__(dtype, name)
        self.total = self.add_variable(name="total")
        self.count = self.add_variable(name="count")

    def update_state(self, values: Value, sample_weight: Value = None) -> None:
        ops = current()
        values = values if hasattr(values, "dtype") else ops.tensor(values, self.dtype)
        weights = None
        if sample_weight is None and len(values.shape) == 2 and values.shape[1] == 1:
            values = ops.reshape(ops.tensor(values, self.dtype), (-1,))
        elif sample_weight is not None or len(values.shape) != 1:
            values, weights = samplewise(ops, values, sample_weight, ops.mean, self.dtype)
        else:
            values = ops.tensor(values, self.dtype)
        count = ops.sum(weights) if weights is not None else ops.count_rows(values, self.dtype)
        ops.assign_add(self.total.value, ops.sum(values) if len(values.shape) else values)
        ops.assign_add(self.count.value, count)

    def result(self) -> Value:
        return current().divide_no_nan(self.total.value, self.count.value)


def samplewise(ops: Any, values: Value, weights: Value, reduce: Any, dtype: str) -> tuple[Value, Value]:
    """Values and weights with one entry a sample
    (`keras.src.metrics.reduction_metrics.reduce_to_samplewise_values`).
    """
    mask = ops.note(values, "mask")
    values = ops.tensor(values, dtype)
    if weights is not None:
        weights = apply_mask(ops, ops.tensor(weights, dtype), mask, dtype, "sum")
        values, weights = match_rank(ops, values, weights)
        rank = len(weights.shape)
        if len(values.shape) > rank:
            values = reduce(values, tuple(range(rank, len(values.shape))))
        weights = ops.multiply(weights, ops.ones_like(values))
        values = ops.multiply(values, weights)
        if rank > 1:
            weights = reduce(weights, tuple(range(1, rank)))
    if len(values.shape) > 1:
        values = reduce(values, tuple(range(1, len(values.shape))))
    return values, weights


@counterpart("keras.metrics.MeanMetricWrapper")
class MeanMetricWrapper(Mean):
    """The mean of `fn(y_true, y_pred)`: over samples when it gives one value a sample, else over batches."""

    def __init__(self, fn: Callable[..., Value], name: str | None = None, dtype: Any = None, **kwargs: Any) -> None:
        super().__init__(name or getattr(fn, "__name__", "metric"), dtype)  # type: ignore[arg-type]
        self._fn, self._fn_kwargs, self._options = fn, kwargs, kwargs

    def update_state(self, y_true: Value, y_pred: Value, sample_weight: Value = None) -> None:  # type: ignore[override]
        ops = current()
        mask = ops.note(y_pred, "mask")
        values = self._fn(y_true, y_pred, **self._fn_kwargs)
        super().update_state(values, apply_mask(ops, sample_weight, mask, self.dtype, "sum"))
