"""Fixtures that several modules use."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import pytest

import reference_impl


@pytest.fixture
def float64() -> Iterator[None]:
    """Keras and the reference both compute in float64."""
    keras = importlib.import_module("keras")
    for api in (keras, reference_impl):
        api.backend.set_floatx("float64")
    keras.config.set_dtype_policy("float64")  # which otherwise stays as it was when Keras made its first layer
    yield
    for api in (keras, reference_impl):
        api.backend.set_floatx("float32")
    keras.config.set_dtype_policy("float32")
