"""Losses between numbers, and hinge losses. Formulas: `keras/src/losses/losses.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..backend import current
from ..backend.base import Value
from ..backend.dtypes import as_value, floating
from ..backend.protocol import Backend
from ..counterpart import counterpart
from ..settings import epsilon
from . import LossFunctionWrapper, match_rank

#: `ops.log(2.0)`, which is of float32 whatever the outputs are
_LOG_2 = float(np.log(np.float32(2)))


def _inputs(y_true: Value, y_pred: Value, match: bool = True) -> tuple[Backend, Value, Value]:
    ops = current()
    y_pred = floating(ops, as_value(ops, y_pred))
    y_true = ops.tensor(y_true, y_pred.dtype)
    return (ops, *match_rank(ops, y_true, y_pred)) if match else (ops, y_true, y_pred)


@counterpart("keras.losses.mean_absolute_error")
def mean_absolute_error(y_true: Value, y_pred: Value) -> Value:
    """mean(|y - p|) over the last axis."""
    ops, y_true, y_pred = _inputs(y_true, y_pred)
    return ops.mean(ops.absolute(ops.subtract(y_true, y_pred)), -1)


@counterpart("keras.losses.mean_absolute_percentage_error")
def mean_absolute_percentage_error(y_true: Value, y_pred: Value) -> Value:
    """100 mean(|(y - p) / max(|y|, epsilon)|) over the last axis."""
    ops, y_true, y_pred = _inputs(y_true, y_pred)
    share = ops.divide(ops.subtract(y_true, y_pred), ops.maximum(ops.absolute(y_true), epsilon()))
    return ops.multiply(ops.mean(ops.absolute(share), -1), 100.0)


@counterpart("keras.losses.mean_squared_logarithmic_error")
def mean_squared_logarithmic_error(y_true: Value, y_pred: Value) -> Value:
    """mean((log(p + 1) - log(y + 1))**2) over the last axis, both at least epsilon."""
    ops, y_true, y_pred = _inputs(y_true, y_pred)
    a, b = (ops.log(ops.add(ops.maximum(y, epsilon()), 1.0)) for y in (y_pred, y_true))
    return ops.mean(ops.square(ops.subtract(a, b)), -1)


@counterpart("keras.losses.cosine_similarity")
def cosine_similarity(y_true: Value, y_pred: Value, axis: int = -1) -> Value:
    """-sum of the products of both at length one."""
    ops, y_true, y_pred = _inputs(y_true, y_pred)
    a, b = (_unit(ops, y, axis) for y in (y_true, y_pred))
    return ops.negative(ops.sum(ops.multiply(a, b), axis))


def _unit(ops: Backend, x: Value, axis: int) -> Value:
    """x / |x|, or x itself at zero (`keras.src.utils.numerical_utils.normalize`)."""
    squares = ops.maximum(ops.sum(ops.square(x), axis, keepdims=True), epsilon() ** 2)
    return ops.divide(x, ops.sqrt(squares))


@counterpart("keras.losses.huber")
def huber(y_true: Value, y_pred: Value, delta: float = 1.0) -> Value:
    """Squares within delta, straight lines beyond. Huber, Annals of Mathematical Statistics 35 (1964)."""
    ops, y_true, y_pred = _inputs(y_true, y_pred)
    error = ops.subtract(y_pred, y_true)
    size = ops.absolute(error)
    beyond = ops.subtract(ops.multiply(size, delta), 0.5 * delta**2)
    within = ops.multiply(ops.square(error), 0.5)
    return ops.mean(ops.where(ops.less_equal(size, delta), within, beyond), -1)


@counterpart("keras.losses.log_cosh")
def log_cosh(y_true: Value, y_pred: Value) -> Value:
    """mean(log(cosh(p - y))) over the last axis, as x + softplus(-2 x) - log 2."""
    ops, y_true, y_pred = _inputs(y_true, y_pred)
    x = ops.subtract(y_pred, y_true)
    return ops.mean(ops.subtract(ops.add(x, ops.softplus(ops.multiply(x, -2.0))), _LOG_2), -1)


def _signs(ops: Backend, y_true: Value) -> Value:
    """Labels 0 and 1 as -1 and 1; other labels as they are."""
    binary = ops.all(ops.logical_or(ops.equal(y_true, 0), ops.equal(y_true, 1)))
    return ops.where(binary, ops.subtract(ops.multiply(y_true, 2.0), 1.0), y_true)


@counterpart("keras.losses.hinge")
def hinge(y_true: Value, y_pred: Value) -> Value:
    """mean(max(1 - y p, 0)) over the last axis."""
    ops, y_true, y_pred = _inputs(y_true, y_pred, match=False)
    return ops.mean(ops.maximum(ops.subtract(1.0, ops.multiply(_signs(ops, y_true), y_pred)), 0.0), -1)


@counterpart("keras.losses.squared_hinge")
def squared_hinge(y_true: Value, y_pred: Value) -> Value:
    """mean(max(1 - y p, 0)**2) over the last axis."""
    ops, y_true, y_pred = _inputs(y_true, y_pred, match=False)
    return ops.mean(ops.square(ops.maximum(ops.subtract(1.0, ops.multiply(_signs(ops, y_true), y_pred)), 0.0)), -1)


@counterpart("keras.losses.categorical_hinge")
def categorical_hinge(y_true: Value, y_pred: Value) -> Value:
    """max(1 + the greatest wrong output - the right one, 0)."""
    ops, y_true, y_pred = _inputs(y_true, y_pred, match=False)
    right = ops.sum(ops.multiply(y_true, y_pred), -1)
    wrong = ops.max(ops.multiply(ops.subtract(1.0, y_true), y_pred), -1)
    return ops.maximum(ops.add(ops.subtract(wrong, right), 1.0), 0.0)


def _loss_class(class_name: str, function: Callable[..., Value], name: str) -> Any:
    def __init__(self: Any, reduction: str | None = "sum_over_batch_size", name: str = name, dtype: Any = None) -> None:
        LossFunctionWrapper.__init__(self, function, reduction, name, dtype)

    body = {"__init__": __init__, "__doc__": function.__doc__, "__module__": __name__}
    return counterpart(f"keras.losses.{class_name}")(type(class_name, (LossFunctionWrapper,), body))


MeanAbsoluteError = _loss_class("MeanAbsoluteError", mean_absolute_error, "mean_absolute_error")
MeanAbsolutePercentageError = _loss_class(
    "MeanAbsolutePercentageError", mean_absolute_percentage_error, "mean_absolute_percentage_error"
)
MeanSquaredLogarithmicError = _loss_class(
    "MeanSquaredLogarithmicError", mean_squared_logarithmic_error, "mean_squared_logarithmic_error"
)
LogCosh = _loss_class("LogCosh", log_cosh, "log_cosh")
Hinge = _loss_class("Hinge", hinge, "hinge")
SquaredHinge = _loss_class("SquaredHinge", squared_hinge, "squared_hinge")
CategoricalHinge = _loss_class("CategoricalHinge", categorical_hinge, "categorical_hinge")


@counterpart("keras.losses.Huber")
class Huber(LossFunctionWrapper):
    """`huber` as a loss: (batch, ...) and (batch, ...)."""

    def __init__(
        self,
        delta: float = 1.0,
        reduction: str | None = "sum_over_batch_size",
        name: str = "huber_loss",
        dtype: Any = None,
    ) -> None:
        super().__init__(huber, reduction, name, dtype, delta=delta)


@counterpart("keras.losses.CosineSimilarity")
class CosineSimilarity(LossFunctionWrapper):
    """`cosine_similarity` along `axis` as a loss: (batch, ...) and (batch, ...)."""

    def __init__(
        self, axis: int = -1, reduction: str | None = "sum_over_batch_size", name: str = "cosine_similarity",
        dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(cosine_similarity, reduction, name, dtype, axis=axis)
