"""Initial values of weights, as `keras.initializers`."""

from __future__ import annotations

from typing import Any

from ..lazy import Catalog

_CATALOG = Catalog(
    __name__,
    "initializer",
    {
        ".base": "Initializer RandomInitializer VarianceScaling GlorotUniform Zeros",
        ".more": "Constant Ones Identity RandomNormal TruncatedNormal RandomUniform GlorotNormal HeNormal HeUniform "
        "LecunNormal LecunUniform Orthogonal",
    },
    {"normal": "RandomNormal", "uniform": "RandomUniform", "one": "Ones", "zero": "Zeros",
     "OrthogonalInitializer": "Orthogonal", "IdentityInitializer": "Identity"},
)  # fmt: skip
__getattr__ = _CATALOG.attribute


def __dir__() -> list[str]:
    return [*_CATALOG.names(), "get"]


def get(identifier: Any) -> Any:
    """An initializer from a string, dict, class, object or `f(shape, dtype)`; None stays None (`keras.initializers.get`)."""
    return None if identifier is None else _CATALOG.get(identifier)
