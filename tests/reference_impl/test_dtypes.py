"""Integers and booleans among the inputs are brought to the types that Keras brings them to, on both backends."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl.backend import use_backend
from reference_impl.backend.dtypes import result_type

keras: Any = importlib.import_module("keras")
DTYPES = ("bool", "uint8", "int32", "int64", "float16", "float32", "float64")
HALVES = np.full((4, 3), 0.5, "float32")
TWOS = np.full((4, 3), 2, "int32")
LAYERS: dict[str, Any] = {
    "Dense": lambda k, x: k.layers.Dense(2, kernel_initializer="ones")(x),
    "Add": lambda k, x: k.layers.Add()([x, HALVES]),
    "Multiply by integers": lambda k, x: k.layers.Multiply()([x, TWOS]),
    "Maximum": lambda k, x: k.layers.Maximum()([x, HALVES]),
    "Average with integers": lambda k, x: k.layers.Average()([x, TWOS]),
    "Concatenate": lambda k, x: k.layers.Concatenate()([x, HALVES]),
    "Concatenate integers": lambda k, x: k.layers.Concatenate()([x, TWOS]),
    "Dot": lambda k, x: k.layers.Dot(1)([x, HALVES]),
    "tanh": lambda k, x: k.layers.Activation("tanh")(x),
    "exponential": lambda k, x: k.activations.exponential(x),
    "LeakyReLU": lambda k, x: k.layers.LeakyReLU()(x),
    "GlobalAveragePooling1D": lambda k, x: k.layers.GlobalAveragePooling1D()(x[..., None]),
    "Masking": lambda k, x: k.layers.Masking()(x[..., None] * np.ones(1, "int8")),
}


def _computed(k: Any, name: str, x: Any) -> Any:
    """The result's array, or None where the library refuses."""
    try:
        found = LAYERS[name](k, x)
    except Exception:
        return None
    return np.asarray(found.numpy() if hasattr(found, "numpy") else found)


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", LAYERS)
def test_results_have_keras_types(name: str, dtype: str, backend: str) -> None:
    x = (np.arange(12).reshape(4, 3) % 3).astype(dtype)
    expected = _computed(keras, name, x)
    if expected is None:
        pytest.skip("Keras refuses it")
    with use_backend(backend):
        found = _computed(reference_impl, name, x)
    assert found.dtype == expected.dtype
    np.testing.assert_allclose(found, expected, rtol=1e-3 if dtype == "float16" else 1e-6)


@pytest.mark.parametrize("one", [*DTYPES, "uint16", "int8", int, float])
@pytest.mark.parametrize("other", [*DTYPES, int, float])
def test_common_types_are_keras(one: Any, other: Any) -> None:
    assert result_type(one, other) == keras.backend.result_type(one, other)
