"""What the functions share."""

from __future__ import annotations

from typing import Any

from ..backend import arithmetic, current, dtypes
from ..backend.base import Value
from ..backend.dtypes import floating
from ..config import standardize_dtype


def as_value(x: Any, dtype: str | None = None) -> Value:
    return dtypes.as_value(current(), x, dtype)


def as_float(x: Any) -> Value:
    """`x` as floating point: integers and booleans become `floatx()`, as TensorFlow asks of its callers."""
    return floating(current(), as_value(x))


def as_number(x: Any) -> Value:
    """`x`, booleans as integers."""
    x = as_value(x)
    return current().cast(x, "int32") if standardize_dtype(x.dtype) == "bool" else x


def of_one_type(*values: Any, beside: tuple[Any, ...] = ()) -> list[Value]:
    """The values in the type that Keras computes them in; numbers of Python's take that of the others.

    `beside` are further types to be counted in.
    """
    return arithmetic.of_one_type(current(), *values, beside=beside)


def lengths(x: Any) -> tuple[Any, ...]:
    """The shape, also of a list."""
    return tuple(x.shape if hasattr(x, "shape") else as_value(x).shape)
