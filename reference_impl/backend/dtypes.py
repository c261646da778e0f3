"""Values of several types brought to one, by Keras's rules (`keras/src/backend/common/dtypes.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..config import floatx, standardize_dtype
from ..counterpart import counterpart
from .base import Value


@counterpart("keras.backend.result_type")
def result_type(*dtypes: Any) -> str:
    """The type of what is computed of these: the widest float if there is one, whatever the width of the integers.

    Python's `int` and `float` stand for numbers in a program, which take on the type of what is beside them.
    """
    names = [standardize_dtype(dtype) for dtype in dtypes if dtype is not int and dtype is not float]
    if floats := [name for name in names if "float" in name]:
        return str(np.result_type(*floats))
    if any(dtype is float for dtype in dtypes):
        return floatx()
    if {*names} <= {"bool"} and len(names) < len(dtypes):
        return "int32"
    return str(np.result_type(*names))


def python_type(x: Any) -> str | None:
    """The type that TensorFlow gives a number of Python's, or an array of such; None if it is of none of them."""
    array = np.asarray(x)
    if array.dtype.kind == "i":
        limits = np.iinfo("int32")
        return "int32" if array.size == 0 or limits.min <= array.min() <= array.max() <= limits.max else "int64"
    return {"f": "float32", "b": "bool"}.get(array.dtype.kind)


def as_value(ops: Any, x: Any, dtype: str | None = None) -> Value:
    """`x` as a tensor: arrays as they are, numbers of Python's and lists of them as float32, int32 or bool."""
    return ops.tensor(x, python_type(x) if dtype is None and type(x) in (bool, int, float) else dtype)


def promoted(ops: Any, values: Sequence[Value]) -> list[Value]:
    """The values, all of their common type."""
    dtypes = {standardize_dtype(x.dtype) for x in values}
    return list(values) if len(dtypes) == 1 else [ops.cast(x, result_type(*dtypes)) for x in values]


def floating(ops: Any, x: Value) -> Value:
    """Floats as they are; integers and booleans as `floatx()`."""
    return x if "float" in standardize_dtype(x.dtype) else ops.cast(x, floatx())
