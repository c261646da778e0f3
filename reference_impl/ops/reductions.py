"""Functions along axes: sums, extremes, norms, products of matrices."""

from __future__ import annotations

from typing import Any

from ..backend import current
from ..backend.arithmetic import compute
from ..backend.base import Value
from ..backend_functions import shapes
from ..backend_functions.common import as_float, as_number, as_value, of_one_type
from ..config import standardize_dtype
from ..counterpart import counterpart

_SUMMED = {"bool": "int32", "int8": "int32", "int16": "int32", "uint8": "uint32", "uint16": "uint32"}
"""The types that sums of narrow numbers have; others are their own."""


def _summed(operation: str, x: Any, dtype: Any, **options: Any) -> Value:
    """A sum or product, of `dtype` or the type that sums of such numbers have: NumPy alone would make it int64."""
    ops, x = current(), as_value(x)
    own = standardize_dtype(x.dtype)
    dtype = _SUMMED.get(own, own) if dtype is None else standardize_dtype(dtype)
    found = getattr(ops, operation)(x if dtype == own else ops.cast(x, dtype), **options)
    return found if standardize_dtype(found.dtype) == dtype else ops.cast(found, dtype)


@counterpart("keras.ops.sum")
def sum(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    return _summed("sum", x, None, axis=axis, keepdims=keepdims)


@counterpart("keras.ops.prod")
def prod(x: Any, axis: Any = None, keepdims: bool = False, dtype: Any = None) -> Value:
    return _summed("prod", x, dtype, axis=axis, keepdims=keepdims)


@counterpart("keras.ops.cumsum")
def cumsum(x: Any, axis: int | None = None, dtype: Any = None) -> Value:
    """Along `axis`; of the flat array without one."""
    x = as_number(as_value(x, dtype and standardize_dtype(dtype)))
    x = current().reshape(x, (-1,)) if axis is None else x
    return _summed("cumsum", x, x.dtype, axis=axis or 0)


@counterpart("keras.ops.max")
def max(x: Any, axis: Any = None, keepdims: bool = False, initial: Any = None) -> Value:
    """The greatest, `initial` counted in; booleans are true where any is."""
    ops, x = current(), as_value(x)
    found = getattr(ops, "any" if standardize_dtype(x.dtype) == "bool" else "max")(x, axis, keepdims)
    return found if initial is None else ops.maximum(found, as_value(initial, standardize_dtype(x.dtype)))


@counterpart("keras.ops.min")
def min(x: Any, axis: Any = None, keepdims: bool = False, initial: Any = None) -> Value:
    """The least, `initial` counted in; booleans are true where all are."""
    ops, x = current(), as_value(x)
    found = getattr(ops, "all" if standardize_dtype(x.dtype) == "bool" else "min")(x, axis, keepdims)
    return found if initial is None else ops.minimum(found, as_value(initial, standardize_dtype(x.dtype)))


@counterpart("keras.ops.argmax")
def argmax(x: Any, axis: int | None = None, keepdims: bool = False) -> Value:
    """The place of the greatest along `axis`; in the flat array without one."""
    ops, x = current(), as_number(x)
    found = ops.cast(ops.argmax(ops.reshape(x, (-1,)) if axis is None else x, axis or 0), "int32")
    if not keepdims:
        return found
    return ops.reshape(found, (1,) * len(x.shape)) if axis is None else ops.expand_dims(found, axis)


@counterpart("keras.ops.argmin")
def argmin(x: Any, axis: int | None = None, keepdims: bool = False) -> Value:
    x = as_number(x)
    x = current().cast(x, "int64") if "uint" in standardize_dtype(x.dtype) else x  # those have no negatives
    return argmax(current().negative(x), axis, keepdims)


@counterpart("keras.ops.norm")
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Value:
    """Of vectors the sum of |x|**ord to the power of 1 / ord, by default the Euclidean norm; also of matrices.

    A matrix norm is taken over two axes, with `ord` None, "fro", or 1, -1 and infinities for sums of columns and rows.
    Raises ValueError for another: those of singular values are not computed here.
    """
    ops, x = current(), as_float(x)
    rank = len(x.shape)
    axes = tuple(range(rank)) if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
    if ord is None or (ord == 2 and len(axes) == 1) or (ord == "fro" and len(axes) == 2):
        return ops.sqrt(ops.sum(ops.square(x), axes, keepdims))
    size = ops.absolute(x)
    if len(axes) == 2 and ord in (1, -1, float("inf"), -float("inf")):
        summed, kept = axes if abs(ord) == 1 else axes[::-1]
        found = getattr(ops, "max" if ord > 0 else "min")(ops.sum(size, summed, True), kept, True)
        return found if keepdims else ops.squeeze(found, axes)
    if len(axes) != 1 or isinstance(ord, str):
        raise ValueError(f"Invalid `ord` argument for {len(axes)} axes. Received: ord={ord}")
    if ord in (float("inf"), -float("inf")):
        return getattr(ops, "max" if ord > 0 else "min")(size, axes, keepdims)
    if ord == 0:
        return ops.sum(ops.cast(ops.not_equal(x, 0), standardize_dtype(x.dtype)), axes, keepdims)
    power = as_value(ord, standardize_dtype(x.dtype))
    return ops.power(ops.sum(ops.power(size, power), axes, keepdims), 1 / power)


@counterpart("keras.ops.matmul")
def matmul(x1: Any, x2: Any) -> Value:
    """A vector counts as a row on the left, as a column on the right, and leaves no axis."""
    return compute(current(), "matmul", x1, x2)


@counterpart("keras.ops.dot")
def dot(x1: Any, x2: Any) -> Value:
    """Over the last axis of `x1` and the next to last of `x2`, or its only one; a product if one is a scalar."""
    ops, (x1, x2) = current(), of_one_type(as_value(x1), as_value(x2))
    if not len(x1.shape) or not len(x2.shape):
        return ops.multiply(x1, x2)
    if len(x2.shape) <= 2:
        return matmul(x1, x2)
    if len(x1.shape) == 1:
        return ops.squeeze(shapes.dot(ops.expand_dims(x1, 0), x2), 0)
    return shapes.dot(x1, x2)
