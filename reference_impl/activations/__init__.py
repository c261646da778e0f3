"""Activation functions, as `keras.activations`; the two that the core path needs are here."""

from typing import TYPE_CHECKING, Any

from ..backend import current
from ..backend.base import Value
from ..counterpart import counterpart
from ..lazy import Catalog

if TYPE_CHECKING:
    from .names import *

_CATALOG = Catalog(__name__, "activation function", {"..activations": "linear relu"})
__getattr__, __dir__ = _CATALOG.attribute, _CATALOG.public


def get(identifier: Any) -> Any:
    """An activation from a string or function (`tf.nn.relu` too); None is `linear` (`keras.activations.get`)."""
    return linear if identifier is None else _CATALOG.get(identifier)


@counterpart("keras.activations.linear")
def linear(x: Value) -> Value:
    return x


@counterpart("keras.activations.relu")
def relu(x: Value, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Value:
    """max(x, 0); x below `threshold` is `negative_slope * (x - threshold)`, above `max_value` it is cut."""
    if negative_slope == threshold == 0.0 and max_value is None and hasattr(x, "dtype"):
        return current().relu(x)
    from .more import bent_relu

    return bent_relu(x, negative_slope, max_value, threshold)
