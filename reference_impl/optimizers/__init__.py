"""Optimizers, as `keras.optimizers`."""

from typing import Any

from ..lazy import Catalog
from .base import Optimizer

_CATALOG = Catalog(__name__, "optimizer", {".base": "Optimizer", ".sgd": "SGD"})
__getattr__, __dir__ = _CATALOG.attribute, _CATALOG.names


def get(identifier: Any) -> Any:
    """An optimizer from a string, dict, class or object (`keras.optimizers.get`). Raises ValueError for others."""
    found = _CATALOG.get(identifier)
    if not isinstance(found, Optimizer):
        raise ValueError(f"Could not interpret optimizer identifier: {identifier}")
    return found
