"""Means of losses as metrics, sums, and the coefficient of determination. Formulas: `keras/src/metrics`."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import losses
from ..backend import current
from ..backend.base import Value
from ..counterpart import counterpart
from ..losses import match_rank
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
BinaryCrossentropy = _metric_class("BinaryCrossentropy", "binary_crossentropy", from_logits=False, label_smoothing=0)
CategoricalCrossentropy = _metric_class(
    "CategoricalCrossentropy", "categorical_crossentropy", from_logits=False, label_smoothing=0, axis=-1
)
SparseCategoricalCrossentropy = _metric_class(
    "SparseCategoricalCrossentropy", "sparse_categorical_crossentropy", from_logits=False, ignore_class=None, axis=-1
)
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
    """1 - sum((y - p)**2) / sum((y - mean(y))**2) an output, their mean, or their mean weighted by variance.

    `num_regressors` adjusts it for so many explaining variables. Raises ValueError for an unknown aggregation.
    """

    def __init__(
        self, class_aggregation: str | None = "uniform_average", num_regressors: int = 0, name: str = "r2_score",
        dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(dtype, name)
        known = (None, "uniform_average", "variance_weighted_average")
        if class_aggregation not in known or num_regressors < 0:
            raise ValueError(
                f"`class_aggregation` must be one of {known} and `num_regressors` at least 0. "
                f"Received: {class_aggregation}, {num_regressors}"
            )
        self.class_aggregation, self.num_regressors, self.built = class_aggregation, num_regressors, False
        self._options = {"class_aggregation": class_aggregation, "num_regressors": num_regressors}
        self.samples = self.add_variable(name="num_samples")

    def update_state(self, y_true: Value, y_pred: Value, sample_weight: Value = None) -> None:
        ops = current()
        y_true, y_pred = match_rank(ops, ops.tensor(y_true, self.dtype), ops.tensor(y_pred, self.dtype))
        if not self.built:
            outputs = (int(y_pred.shape[-1]),)
            self.sums = [self.add_variable(outputs, name=n) for n in ("squared_sum", "sum", "residual", "count")]
            self.built = True
        ones = ops.ones_like(y_true)
        w = ones
        if sample_weight is not None:
            w = ops.tensor(sample_weight, self.dtype)
            w = ops.multiply(ones, ops.expand_dims(w, 1) if len(w.shape) == 1 else w)
        residual = ops.square(ops.subtract(y_true, y_pred))
        for total, values in zip(self.sums, (ops.square(y_true), y_true, residual, ones), strict=True):
            ops.assign_add(total.value, ops.sum(ops.multiply(values, w), 0))
        ops.assign_add(self.samples.value, ops.sum(ones))

    def result(self) -> Value:
        ops = current()
        squares, total, residual, count = (ops.tensor(v) for v in self.sums)
        spread = ops.subtract(squares, ops.multiply(total, ops.divide(total, count)))
        found = ops.subtract(1.0, ops.divide(residual, spread))
        found = ops.where(ops.equal(ops.absolute(found), np.inf), ops.zeros_like(found), found)  # as of one sample
        if self.class_aggregation == "uniform_average":
            found = ops.mean(found)
        elif self.class_aggregation:
            found = ops.divide(ops.sum(ops.multiply(spread, found)), ops.sum(spread))
        return self._adjusted(found) if self.num_regressors else found

    def _adjusted(self, score: Value) -> Value:
        ops, samples = current(), float(self.samples.numpy())
        left = samples - self.num_regressors - 1
        if left <= 0:
            warnings.warn("Too few samples for an adjusted R2 score. Falling back to the standard one.", stacklevel=3)
            return score
        return ops.subtract(1.0, ops.multiply(ops.subtract(1.0, score), (samples - 1) / left))
