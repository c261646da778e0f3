"""Activation functions, as `keras.activations`."""

from typing import Any

from ..lazy import Catalog
from .base import linear

_CATALOG = Catalog(__name__, "activation function", {".base": "linear relu"})
__getattr__, __dir__ = _CATALOG.attribute, _CATALOG.names


def get(identifier: Any) -> Any:
    """An activation from a string or function (`tf.nn.relu` too); None is `linear` (`keras.activations.get`)."""
    return linear if identifier is None else _CATALOG.get(identifier)
