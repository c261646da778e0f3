"""Means of losses as metrics, sums, and the coefficient of determination. Formulas: `keras/src/metrics`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import losses
from ..backend import current
from ..backend.base import Value
from ..counterpart import counterpart
from ..losses.base import match_rank
from .base import Mean, MeanMetricWrapper, Metric, samplewise


def _metric_class(class_name: str, function: str, **defaults: Any) -> Any:
    """The mean of a loss function, with that function's arguments as its own."""

    def __init__(self: Any, name: str = function, dtype: Any = None, **kwargs: Any) -> None:
        fn: Callable[..., Value] = getattr(losses, function)
        MeanMetricWrapper.__init__(self, fn, name, dtype, **{**defaults, **kwargs})

    body = {"__init__": __init__, "__doc__": f"The mean of `losses.{function}`.", "__module__": __name__}
    return counterpart(f"keras.metrics.{class_name}")(type(class_name, (MeanMetricWrapper,), body))


MeanSquaredError = _metric_class("MeanSquaredError", "mean_squared_error")
MeanAbsoluteError = _metric_class("MeanAbsoluteError", "mean_absolute_error")
MeanAbsolutePercentageError = _metric_class("MeanAbsolutePercentageError", "mean_absolute_percentage_error")
MeanSquaredLogarithmicError = _metric_class("MeanSquaredLogarithmicError", "mean_squared_logarithmic_error")
BinaryCrossentropy = _metric_class("BinaryCrossentropy", "binary_crossentropy")
CategoricalCrossentropy = _metric_class("CategoricalCrossentropy", "categorical_crossentropy")
SparseCategoricalCrossentropy = _metric_class("SparseCategoricalCrossentropy", "sparse_categorical_crossentropy")
KLDivergence = _metric_class("KLDivergence", "kl_divergence")
Poisson = _metric_class("Poisson", "poisson")
Hinge = _metric_class("Hinge", "hinge")
SquaredHinge = _metric_class("SquaredHinge", "squared_hinge")
CategoricalHinge = _metric_class("CategoricalHinge", "categorical_hinge")


@counterpart("keras.metrics.LogCoshError")
class LogCoshError(MeanMetricWrapper):
    """The mean of `losses.log_cosh`."""

    def __init__(self, name: str = "logcosh", dtype: Any = None) -> None:
        super().__init__(losses.log_cosh, name, dtype)


@counterpart("keras.metrics.CosineSimilarity")
class CosineSimilarity(MeanMetricWrapper):
    """The mean of minus `losses.cosine_similarity`."""

    def __init__(self, name: str = "cosine_similarity", dtype: Any = None, axis: int = -1) -> None:
        super().__init__(cosine_similarity, name, dtype, axis=axis)


def cosine_similarity(y_true: Value, y_pred: Value, axis: int = -1) -> Value:
    """The cosine of the angle between y and p."""
    return current().negative(losses.cosine_similarity(y_true, y_pred, axis))


@counterpart("keras.metrics.Sum")
class Sum(Metric):
    """The weighted sum of all values."""

    def __init__(self, name: str = "sum", dtype: Any = None) -> None:
        super().__init__(dtype, name)
        self.total = self.add_variable(name="total")

    def update_state(self, values: Value, sample_weight: Value = None) -> None:
        ops = current()
        values, _ = samplewise(ops, ops.tensor(values, self.dtype), sample_weight, ops.sum, self.dtype)
        ops.assign_add(self.total.value, ops.sum(values))

    def result(self) -> Value:
        return current().tensor(self.total)


@counterpart("keras.metrics.RootMeanSquaredError")
class RootMeanSquaredError(Mean):
    """sqrt(mean((y - p)**2))"""

    def __init__(self, name: str = "root_mean_squared_error", dtype: Any = None) -> None:
        super().__init__(name, dtype)

    def update_state(self, y_true: Value, y_pred: Value, sample_weight: Value = None) -> None:  # type: ignore[override]
        ops = current()
        y_true, y_pred = match_rank(ops, ops.tensor(y_true, self.dtype), ops.tensor(y_pred, self.dtype))
        super().update_state(ops.square(ops.subtract(y_pred, y_true)), sample_weight)

    def result(self) -> Value:
        return current().sqrt(super().result())


@counterpart("keras.metrics.R2Score")
class R2Score(Metric):
    """1 - sum((y - p)**2) / sum((y - mean(y))**2), the mean over outputs (`uniform_average`)."""

    def __init__(self, name: str = "r2_score", dtype: Any = None) -> None:
        super().__init__(dtype, name)
        self.built = False

    def update_state(self, y_true: Value, y_pred: Value, sample_weight: Value = None) -> None:
        ops = current()
        y_true, y_pred = match_rank(ops, ops.tensor(y_true, self.dtype), ops.tensor(y_pred, self.dtype))
        if not self.built:
            outputs = (int(y_pred.shape[-1]),)
            self.sums = [self.add_variable(outputs, name=n) for n in ("squared_sum", "sum", "residual", "count")]
            self.built = True
        w = ops.ones_like(y_true) if sample_weight is None else ops.multiply(
            ops.ones_like(y_true), ops.reshape(ops.tensor(sample_weight, self.dtype), (-1, 1)))  # fmt: skip
        residual = ops.square(ops.subtract(y_true, y_pred))
        for total, values in zip(self.sums, (ops.square(y_true), y_true, residual, ops.ones_like(y_true)), strict=True):
            ops.assign_add(total.value, ops.sum(ops.multiply(values, w), 0))

    def result(self) -> Value:
        ops = current()
        squares, total, residual, count = (ops.tensor(v) for v in self.sums)
        spread = ops.subtract(squares, ops.divide(ops.square(total), count))
        return ops.mean(ops.subtract(1.0, ops.divide(residual, spread)))
