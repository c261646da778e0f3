"""What the functions share."""

from __future__ import annotations

from typing import Any

from ..backend import current
from ..backend.base import Value
from ..backend.dtypes import floating


def as_value(x: Any, dtype: str | None = None) -> Value:
    return current().tensor(x, dtype)


def as_float(x: Any) -> Value:
    """`x` as floating point: integers and booleans become `floatx()`, as TensorFlow asks of its callers."""
    return floating(current(), as_value(x))
