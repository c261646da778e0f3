"""Changing the settings that `config.py` reads."""

from __future__ import annotations

from typing import Any

import numpy as np

from .config import names_taken, settings
from .counterpart import counterpart


@counterpart("keras.backend.set_floatx")
def set_floatx(value: str) -> None:
    """Set the default float type. Raises ValueError unless it is float16, float32 or float64."""
    if value not in {"float16", "float32", "float64"}:
        raise ValueError(f"Unknown `floatx` value: {value}. Expected one of float16, float32, float64")
    settings["floatx"] = str(value)


@counterpart("keras.backend.epsilon")
def epsilon() -> float:
    """The fuzz factor of losses, 1e-7 unless set otherwise."""
    return float(settings["epsilon"])


@counterpart("keras.backend.set_epsilon")
def set_epsilon(value: float) -> None:
    """Set the fuzz factor of losses."""
    settings["epsilon"] = value


@counterpart("keras.backend.image_data_format")
def image_data_format() -> str:
    """Where images have their channels unless a layer is told: "channels_last" or "channels_first"."""
    return str(settings["image_data_format"])


@counterpart("keras.backend.set_image_data_format")
def set_image_data_format(data_format: str) -> None:
    """Set it. Raises ValueError for anything else."""
    if data_format not in {"channels_last", "channels_first"}:
        raise ValueError(
            "The `data_format` argument must be one of channels_first, channels_last. "
            f"Received: data_format={data_format}"
        )
    settings["image_data_format"] = data_format


@counterpart("keras.backend.clear_session")
def clear_session() -> None:
    """Start numbering automatic names anew."""
    names_taken.clear()


def check_backend(backend: Any, device: str | None) -> None:
    """Raises ValueError for a backend of another name, and for a device that it does not compute on."""
    if isinstance(backend, str) and backend != "numpy":
        raise ValueError(f"Unknown backend: {backend!r}. Known backends: numpy, tensorflow")
    if device and not device.upper().lstrip("/").removeprefix("DEVICE:").startswith("CPU"):
        raise ValueError(
            f"device={device!r} is for the TensorFlow backend: use_backend('tensorflow', device={device!r}), or "
            f"--backend tensorflow --device {device}. NumPy computes on the CPU."
        )


def data_format_of(value: str | None) -> str:
    """None is the process's setting. Raises ValueError for anything but "channels_last" and "channels_first"."""
    value = value or image_data_format()
    if value not in {"channels_last", "channels_first"}:
        raise ValueError(f"`data_format` must be channels_last or channels_first. Received: data_format={value}")
    return value


def dtype_name(dtype: Any) -> str:
    """The name of a dtype given as a policy's configuration, a class or in NumPy's short form.

    Raises ValueError for what is none, and for mixed precision.
    """
    name = dtype["config"]["name"] if isinstance(dtype, dict) else getattr(dtype, "name", dtype)
    try:
        return np.dtype(name if isinstance(name, str) else dtype).name
    except TypeError:
        raise ValueError(
            f"Cannot convert {name!r} to a dtype. Layers compute in the type of their weights, float32, float64 or "
            "another that NumPy knows; mixed precision is not supported."
        ) from None
