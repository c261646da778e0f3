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
    """The type of what is computed of these: the widest float if there is one, whatever the width of the integers."""
    names = [standardize_dtype(dtype) for dtype in dtypes]
    floats = [name for name in names if "float" in name]
    return str(np.result_type(*(floats or names)))


def promoted(ops: Any, values: Sequence[Value]) -> list[Value]:
    """The values, all of their common type."""
    dtypes = {standardize_dtype(x.dtype) for x in values}
    return list(values) if len(dtypes) == 1 else [ops.cast(x, result_type(*dtypes)) for x in values]


def floating(ops: Any, x: Value) -> Value:
    """Floats as they are; integers and booleans as `floatx()`."""
    return x if "float" in standardize_dtype(x.dtype) else ops.cast(x, floatx())
