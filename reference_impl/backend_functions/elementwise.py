"""Functions element by element."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import config
from ..backend import current
from ..backend.base import Value
from ..backend.dtypes import promoted
from ..counterpart import counterpart
from .common import as_float, as_value


@counterpart("keras.ops.abs")
def abs(x: Any) -> Value:
    return current().absolute(as_value(x))


@counterpart("keras.ops.square")
def square(x: Any) -> Value:
    return current().square(as_value(x))


@counterpart("keras.ops.sqrt")
def sqrt(x: Any) -> Value:
    """The square root; negative values count as 0, as in `keras.backend.sqrt`."""
    x = as_float(x)
    return current().sqrt(current().maximum(x, as_value(0.0, config.standardize_dtype(x.dtype))))


@counterpart("keras.ops.exp")
def exp(x: Any) -> Value:
    return current().exp(as_float(x))


@counterpart("keras.ops.log")
def log(x: Any) -> Value:
    return current().log(as_float(x))


@counterpart("keras.ops.log1p")
def log1p(x: Any) -> Value:
    return current().log1p(as_float(x))


@counterpart("keras.ops.round")
def round(x: Any) -> Value:
    return current().round(as_value(x))


@counterpart("keras.ops.floor")
def floor(x: Any) -> Value:
    return current().floor(as_value(x))


@counterpart("keras.ops.sign")
def sign(x: Any) -> Value:
    return current().sign(as_value(x))


@counterpart("keras.ops.sin")
def sin(x: Any) -> Value:
    return current().sin(as_float(x))


@counterpart("keras.ops.cos")
def cos(x: Any) -> Value:
    return current().cos(as_float(x))


@counterpart("keras.ops.power")
def pow(x: Any, a: Any) -> Value:
    x = as_value(x)
    return current().power(x, as_value(a, config.standardize_dtype(x.dtype)))


@counterpart("keras.ops.clip")
def clip(x: Any, min_value: Any, max_value: Any) -> Value:
    return current().clip(as_float(x), min_value, max_value)


@counterpart("keras.ops.maximum")
def maximum(x: Any, y: Any) -> Value:
    return current().maximum(*alike(x, y))


@counterpart("keras.ops.minimum")
def minimum(x: Any, y: Any) -> Value:
    return current().minimum(*alike(x, y))


@counterpart("keras.ops.add")
def add(x: Any, y: Any) -> Value:
    return current().add(*alike(x, y))


@counterpart("keras.ops.subtract")
def subtract(x: Any, y: Any) -> Value:
    return current().subtract(*alike(x, y))


@counterpart("keras.ops.multiply")
def multiply(x: Any, y: Any) -> Value:
    return current().multiply(*alike(x, y))


@counterpart("keras.ops.divide")
def divide(x: Any, y: Any) -> Value:
    return current().divide(*alike(as_float(x), y))


@counterpart("keras.ops.equal")
def equal(x: Any, y: Any) -> Value:
    return current().equal(*alike(x, y))


@counterpart("keras.ops.not_equal")
def not_equal(x: Any, y: Any) -> Value:
    return current().not_equal(*alike(x, y))


@counterpart("keras.ops.greater")
def greater(x: Any, y: Any) -> Value:
    return current().greater(*alike(x, y))


@counterpart("keras.ops.greater_equal")
def greater_equal(x: Any, y: Any) -> Value:
    return current().greater_equal(*alike(x, y))


@counterpart("keras.ops.less")
def less(x: Any, y: Any) -> Value:
    return current().less(*alike(x, y))


@counterpart("keras.ops.less_equal")
def less_equal(x: Any, y: Any) -> Value:
    return current().less_equal(*alike(x, y))


@counterpart("keras.ops.logical_and")
def logical_and(x: Any, y: Any) -> Value:
    return current().logical_and(as_value(x, "bool"), as_value(y, "bool"))


@counterpart("keras.ops.logical_or")
def logical_or(x: Any, y: Any) -> Value:
    return current().logical_or(as_value(x, "bool"), as_value(y, "bool"))


@counterpart("keras.ops.logical_not")
def logical_not(x: Any) -> Value:
    return current().logical_not(as_value(x, "bool"))


@counterpart("keras.ops.where")
def switch(condition: Any, then_expression: Any, else_expression: Any) -> Value:
    """`then_expression` where `condition` holds, else the other; either may be a function without arguments."""
    parts = [part() if callable(part) else part for part in (then_expression, else_expression)]
    a, b = alike(*parts)
    condition = as_value(condition, "bool")
    while len(condition.shape) < len(a.shape):
        condition = current().expand_dims(condition, -1)
    return current().where(condition, a, b)


where = switch


def alike(x: Any, y: Any) -> tuple[Value, Value]:
    """Both as values of one dtype: a Python number takes the other's, an integer array a float's."""
    if np.isscalar(x) and not np.isscalar(y):
        b, a = alike(y, x)
        return a, b
    a = as_value(x)
    if np.isscalar(y):
        a = as_float(a) if isinstance(y, float) else a
        return a, as_value(y, config.standardize_dtype(a.dtype))
    a, b = promoted(current(), [a, as_value(y)])
    return a, b
