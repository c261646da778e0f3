"""What the functions share."""

from __future__ import annotations

from typing import Any

from .. import config
from ..backend import current
from ..backend.base import Value


def as_value(x: Any, dtype: str | None = None) -> Value:
    return current().tensor(x, dtype)


def as_float(x: Any) -> Value:
    """`x` as floating point: integers and booleans become `floatx()`, as TensorFlow asks of its callers."""
    x = as_value(x)
    return x if "float" in config.standardize_dtype(x.dtype) else current().cast(x, config.floatx())
