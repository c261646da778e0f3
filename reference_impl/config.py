"""Settings of the whole process (float type, epsilon) and the numbering of automatic names."""

from collections import Counter
from importlib import import_module
from typing import Any

import numpy as np

from .counterpart import counterpart
from .lazy import snake_case

settings: dict[str, Any] = {"floatx": "float32", "epsilon": 1e-7, "image_data_format": "channels_last"}
names_taken: Counter[str] = Counter()


@counterpart("keras.backend.floatx")
def floatx() -> str:
    """The default float type, "float32" unless set otherwise."""
    return str(settings["floatx"])


def auto_name(class_name: str) -> str:
    """The next automatic name of a class: `dense`, `dense_1`, ... (`keras.src.utils.naming.auto_name`)."""
    prefix = snake_case(class_name)
    names_taken[prefix] += 1
    return f"{prefix}_{names_taken[prefix] - 1}" if names_taken[prefix] > 1 else prefix


def standardize_dtype(dtype: Any) -> str:
    """`None`, a dtype of NumPy's or TensorFlow's, or a string -> its name; `None` is `floatx()`. Raises ValueError."""
    name = floatx() if dtype is None else getattr(dtype, "name", dtype)
    return str(name) if str(name) in np.sctypeDict else str(import_module(".settings", __package__).dtype_name(dtype))


def single(value: float) -> float:
    """A Python number as `tf.cast` and float attributes of ops hand it on: rounded to float32, also beside float64."""
    return float(np.float32(value))
