"""Settings of the whole process (float type, epsilon) and the numbering of automatic names."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from .counterpart import counterpart
from .lazy import snake_case

_settings: dict[str, Any] = {"floatx": "float32", "epsilon": 1e-7, "image_data_format": "channels_last"}
_names: Counter[str] = Counter()


@counterpart("keras.backend.floatx")
def floatx() -> str:
    """The default float type, "float32" unless set otherwise."""
    return str(_settings["floatx"])


@counterpart("keras.backend.set_floatx")
def set_floatx(value: str) -> None:
    """Set the default float type. Raises ValueError unless it is float16, float32 or float64."""
    if value not in {"float16", "float32", "float64"}:
        raise ValueError(f"Unknown `floatx` value: {value}. Expected one of float16, float32, float64")
    _settings["floatx"] = str(value)


@counterpart("keras.backend.epsilon")
def epsilon() -> float:
    """The fuzz factor of losses, 1e-7 unless set otherwise."""
    return float(_settings["epsilon"])


@counterpart("keras.backend.set_epsilon")
def set_epsilon(value: float) -> None:
    """Set the fuzz factor of losses."""
    _settings["epsilon"] = value


@counterpart("keras.backend.image_data_format")
def image_data_format() -> str:
    """Where images have their channels unless a layer is told: "channels_last" or "channels_first"."""
    return str(_settings["image_data_format"])


@counterpart("keras.backend.set_image_data_format")
def set_image_data_format(data_format: str) -> None:
    """Set it. Raises ValueError for anything else."""
    if data_format not in {"channels_last", "channels_first"}:
        raise ValueError(
            "The `data_format` argument must be one of channels_first, channels_last. "
            f"Received: data_format={data_format}"
        )
    _settings["image_data_format"] = data_format


def auto_name(class_name: str) -> str:
    """The next automatic name of a class: `dense`, `dense_1`, ... (`keras.src.utils.naming.auto_name`)."""
    prefix = snake_case(class_name)
    number = _names[prefix]
    _names[prefix] += 1
    return f"{prefix}_{number}" if number else prefix


@counterpart("keras.backend.clear_session")
def clear_session() -> None:
    """Start numbering automatic names anew."""
    _names.clear()


def standardize_dtype(dtype: Any) -> str:
    """`None`, a NumPy or TensorFlow dtype, or a string -> its name; `None` is `floatx()`."""
    if dtype is None:
        return floatx()
    name = getattr(dtype, "name", dtype)
    return str(name) if isinstance(name, str) and not name.startswith("<") else np.dtype(dtype).name
