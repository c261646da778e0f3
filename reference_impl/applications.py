"""`keras.applications`: networks with trained weights are beyond a teaching library; asking for one says so."""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(name)
    raise AttributeError(
        f"keras.applications.{name} is not part of reference_impl, which has no trained networks. Build the model "
        "in Keras and "
        "bring it over with reference_impl.from_keras(model)."
    )
