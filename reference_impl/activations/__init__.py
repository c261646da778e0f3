"""Activation functions, as `keras.activations`."""

from __future__ import annotations

from typing import Any

from ..lazy import Catalog
from .base import linear, relu, sigmoid, softmax, tanh

__all__ = ["get", "linear", "relu", "sigmoid", "softmax", "tanh"]

_CATALOG = Catalog(
    __name__,
    "activation function",
    {
        ".base": "linear relu sigmoid softmax tanh",
        ".more": "elu selu softplus softsign silu gelu exponential hard_sigmoid hard_silu hard_tanh log_sigmoid "
        "log_softmax leaky_relu relu6 celu mish soft_shrink hard_shrink tanh_shrink threshold squareplus glu",
    },
    {"swish": "silu", "hard_swish": "hard_silu", "ReLU": "relu"},
)  # fmt: skip
__getattr__ = _CATALOG.attribute


def __dir__() -> list[str]:
    return [*_CATALOG.names(), "get"]


def get(identifier: Any) -> Any:
    """An activation from a string or function (`tf.nn.relu` too); None is `linear` (`keras.activations.get`)."""
    return linear if identifier is None else _CATALOG.get(identifier)
