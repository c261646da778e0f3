"""Functions element by element that `keras.backend` had not, had under another name, or had with other results."""

from __future__ import annotations

from typing import Any

from .. import activations
from ..backend import current
from ..backend.arithmetic import compute
from ..backend.base import Value
from ..backend_functions.common import as_float, as_number, as_value, of_one_type
from ..config import floatx, standardize_dtype
from ..counterpart import counterpart


@counterpart("keras.ops.square")
def square(x: Any) -> Value:
    return current().square(as_number(x))


@counterpart("keras.ops.sqrt")
def sqrt(x: Any) -> Value:
    return current().sqrt(as_float(x))


@counterpart("keras.ops.rsqrt")
def rsqrt(x: Any) -> Value:
    return current().rsqrt(as_float(x))


@counterpart("keras.ops.expm1")
def expm1(x: Any) -> Value:
    return current().expm1(as_float(x))


@counterpart("keras.ops.negative")
def negative(x: Any) -> Value:
    return current().negative(as_value(x))


@counterpart("keras.ops.absolute")
def absolute(x: Any) -> Value:
    return compute(current(), "absolute", x)


@counterpart("keras.ops.floor")
def floor(x: Any) -> Value:
    return current().floor(as_float(x))


@counterpart("keras.ops.ceil")
def ceil(x: Any) -> Value:
    return current().negative(current().floor(current().negative(as_float(x))))


@counterpart("keras.ops.round")
def round(x: Any, decimals: int = 0) -> Value:
    return compute(current(), "round", x, decimals)


@counterpart("keras.ops.erf")
def erf(x: Any) -> Value:
    return current().erf(as_float(x))


@counterpart("keras.ops.gelu")
def gelu(x: Any, approximate: bool = True) -> Value:
    """`activations.gelu`, by default with the hyperbolic tangent in place of the error function."""
    return activations.gelu(as_float(x), approximate)


@counterpart("keras.ops.clip")
def clip(x: Any, x_min: Any, x_max: Any) -> Value:
    x = as_number(x)
    dtype = standardize_dtype(x.dtype)
    return current().clip(x, as_value(x_min, dtype), as_value(x_max, dtype))


@counterpart("keras.ops.add")
def add(x1: Any, x2: Any) -> Value:
    return compute(current(), "add", x1, x2)


@counterpart("keras.ops.subtract")
def subtract(x1: Any, x2: Any) -> Value:
    return compute(current(), "subtract", x1, x2)


@counterpart("keras.ops.multiply")
def multiply(x1: Any, x2: Any) -> Value:
    return compute(current(), "multiply", x1, x2)


@counterpart("keras.ops.divide")
def divide(x1: Any, x2: Any) -> Value:
    return compute(current(), "divide", x1, x2)


@counterpart("keras.ops.floor_divide")
def floor_divide(x1: Any, x2: Any) -> Value:
    return compute(current(), "floor_divide", x1, x2)


@counterpart("keras.ops.mod")
def mod(x1: Any, x2: Any) -> Value:
    """What is left of the division that `floor_divide` rounds down: of the sign of `x2`."""
    return compute(current(), "mod", x1, x2)


@counterpart("keras.ops.power")
def power(x1: Any, x2: Any) -> Value:
    return compute(current(), "power", x1, x2)


@counterpart("keras.ops.maximum")
def maximum(x1: Any, x2: Any) -> Value:
    return compute(current(), "maximum", x1, x2)


@counterpart("keras.ops.minimum")
def minimum(x1: Any, x2: Any) -> Value:
    return compute(current(), "minimum", x1, x2)


@counterpart("keras.ops.equal")
def equal(x1: Any, x2: Any) -> Value:
    return compute(current(), "equal", x1, x2)


@counterpart("keras.ops.not_equal")
def not_equal(x1: Any, x2: Any) -> Value:
    return compute(current(), "not_equal", x1, x2)


@counterpart("keras.ops.greater")
def greater(x1: Any, x2: Any) -> Value:
    return compute(current(), "greater", x1, x2)


@counterpart("keras.ops.greater_equal")
def greater_equal(x1: Any, x2: Any) -> Value:
    return compute(current(), "greater_equal", x1, x2)


@counterpart("keras.ops.less")
def less(x1: Any, x2: Any) -> Value:
    return compute(current(), "less", x1, x2)


@counterpart("keras.ops.less_equal")
def less_equal(x1: Any, x2: Any) -> Value:
    return compute(current(), "less_equal", x1, x2)


@counterpart("keras.ops.logical_and")
def logical_and(x1: Any, x2: Any) -> Value:
    return compute(current(), "logical_and", x1, x2)


@counterpart("keras.ops.logical_or")
def logical_or(x1: Any, x2: Any) -> Value:
    return compute(current(), "logical_or", x1, x2)


@counterpart("keras.ops.logical_xor")
def logical_xor(x1: Any, x2: Any) -> Value:
    return compute(current(), "logical_xor", x1, x2)


@counterpart("keras.ops.where")
def where(condition: Any, x1: Any = None, x2: Any = None) -> Any:
    """`x1` where the condition holds, else `x2`; without both, the places where it holds, one tensor an axis."""
    ops, condition = current(), as_value(condition, "bool")
    if x1 is None and x2 is None:
        return [as_value(places, "int32") for places in ops.numpy(condition).nonzero()]
    if x1 is None or x2 is None:
        raise ValueError("`x1` and `x2` either both should be `None` or both should have non-None value.")
    return ops.where(condition, *of_one_type(x1, x2))


@counterpart("keras.ops.stop_gradient")
def stop_gradient(variable: Any) -> Value:
    return current().stop_gradient(as_value(variable))


@counterpart("keras.ops.average")
def average(x: Any, axis: Any = None, weights: Any = None) -> Value:
    """The mean, weighted if there are weights, those of the rows along `axis` or of each element."""
    ops = current()
    if weights is None:
        return ops.mean(as_float(x), axis, False)
    x, weights = of_one_type(x, weights, beside=(floatx(),))
    if len(weights.shape) < len(x.shape):
        weights = ops.reshape(weights, [-1 if i == axis % len(x.shape) else 1 for i in range(len(x.shape))])
        return ops.divide(ops.sum(ops.multiply(x, weights), axis, False), ops.sum(weights, None, False))
    return ops.divide(ops.sum(ops.multiply(x, weights), axis, False), ops.sum(weights, axis, False))
