"""How often outputs are right. Formulas: `keras/src/metrics/accuracy_metrics.py`."""

from __future__ import annotations

from typing import Any

from ..backend import current
from ..backend.base import Value
from ..backend.dtypes import floating
from ..config import floatx
from ..counterpart import counterpart
from ..losses import match_rank
from .base import MeanMetricWrapper


@counterpart("keras.metrics.Accuracy")
class Accuracy(MeanMetricWrapper):
    """How often y equals p exactly."""

    def __init__(self, name: str = "accuracy", dtype: Any = None) -> None:
        super().__init__(accuracy, name, dtype)


def accuracy(y_true: Value, y_pred: Value) -> Value:
    """1 where y equals p, else 0."""
    ops = current()
    y_true, y_pred = match_rank(ops, ops.tensor(y_true, floatx()), ops.tensor(y_pred, floatx()))
    return ops.cast(ops.equal(y_true, y_pred), floatx())


@counterpart("keras.metrics.binary_accuracy")
def binary_accuracy(y_true: Value, y_pred: Value, threshold: float = 0.5) -> Value:
    """1 where y equals (p > threshold), else 0, of the outputs' shape."""
    ops = current()
    y_true, y_pred = match_rank(ops, ops.tensor(y_true, floatx()), floating(ops, ops.tensor(y_pred)))
    guess = ops.cast(ops.greater(y_pred, threshold), floatx())
    return ops.cast(ops.equal(y_true, guess), floatx())


@counterpart("keras.metrics.categorical_accuracy")
def categorical_accuracy(y_true: Value, y_pred: Value) -> Value:
    """1 where the greatest of y and of p (..., classes) are at the same place, else 0: (...)."""
    ops = current()
    found = ops.equal(ops.argmax(ops.tensor(y_true), -1), ops.argmax(ops.tensor(y_pred), -1))
    return ops.cast(found, floatx())


@counterpart("keras.metrics.sparse_categorical_accuracy")
def sparse_categorical_accuracy(y_true: Value, y_pred: Value) -> Value:
    """1 where the greatest of p (..., classes) is class y (...) or (..., 1), else 0: (...)."""
    ops = current()
    y_true, y_pred = ops.tensor(y_true), ops.tensor(y_pred)
    if len(y_true.shape) == len(y_pred.shape) and y_true.shape[-1] == 1:
        y_true = ops.squeeze(y_true, -1)
    return ops.cast(ops.equal(ops.cast(y_true, "int64"), ops.cast(ops.argmax(y_pred, -1), "int64")), floatx())


@counterpart("keras.metrics.sparse_top_k_categorical_accuracy")
def sparse_top_k_categorical_accuracy(y_true: Value, y_pred: Value, k: int = 5) -> Value:
    """1 where fewer than k outputs are greater than that of class y, else 0 (`tf.math.in_top_k`)."""
    ops = current()
    y_true, y_pred = ops.tensor(y_true), ops.tensor(y_pred)
    if len(y_true.shape) == len(y_pred.shape) and y_true.shape[-1] == 1:
        y_true = ops.squeeze(y_true, -1)
    right = ops.take_along_axis(y_pred, ops.expand_dims(ops.cast(y_true, "int64"), -1), -1)
    ahead = ops.sum(ops.cast(ops.greater(y_pred, right), floatx()), -1)
    return ops.cast(ops.less(ahead, k), floatx())


@counterpart("keras.metrics.top_k_categorical_accuracy")
def top_k_categorical_accuracy(y_true: Value, y_pred: Value, k: int = 5) -> Value:
    """1 where the greatest of y is among the k greatest of p, else 0."""
    return sparse_top_k_categorical_accuracy(current().argmax(current().tensor(y_true), -1), y_pred, k)


@counterpart("keras.metrics.BinaryAccuracy")
class BinaryAccuracy(MeanMetricWrapper):
    """How often y equals (p > threshold)."""

    def __init__(self, name: str = "binary_accuracy", dtype: Any = None, threshold: float = 0.5) -> None:
        super().__init__(binary_accuracy, name, dtype, threshold=threshold)


@counterpart("keras.metrics.CategoricalAccuracy")
class CategoricalAccuracy(MeanMetricWrapper):
    """How often the greatest output is the class of a one-hot y."""

    def __init__(self, name: str = "categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(categorical_accuracy, name, dtype)


@counterpart("keras.metrics.SparseCategoricalAccuracy")
class SparseCategoricalAccuracy(MeanMetricWrapper):
    """How often the greatest output is class y."""

    def __init__(self, name: str = "sparse_categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(sparse_categorical_accuracy, name, dtype)


@counterpart("keras.metrics.TopKCategoricalAccuracy")
class TopKCategoricalAccuracy(MeanMetricWrapper):
    """How often the class of a one-hot y is among the k greatest outputs."""

    def __init__(self, k: int = 5, name: str = "top_k_categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(top_k_categorical_accuracy, name, dtype, k=k)


@counterpart("keras.metrics.SparseTopKCategoricalAccuracy")
class SparseTopKCategoricalAccuracy(MeanMetricWrapper):
    """How often class y is among the k greatest outputs."""

    def __init__(self, k: int = 5, name: str = "sparse_top_k_categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(sparse_top_k_categorical_accuracy, name, dtype, k=k)
