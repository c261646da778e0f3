"""Activations and losses of `keras.backend`."""

from __future__ import annotations

from typing import Any

from .. import config, settings
from ..backend import current
from ..backend.base import Value
from ..counterpart import counterpart
from .common import as_float, as_value


@counterpart("keras.ops.relu")
def relu(x: Any, alpha: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Value:
    from ..activations import relu as activation

    return activation(as_float(x), alpha, max_value, threshold)


@counterpart("keras.ops.elu")
def elu(x: Any, alpha: float = 1.0) -> Value:
    from ..activations import elu as activation

    return activation(as_float(x), alpha)


@counterpart("keras.ops.softmax")
def softmax(x: Any, axis: int = -1) -> Value:
    return current().softmax(as_float(x), axis)


@counterpart("keras.ops.sigmoid")
def sigmoid(x: Any) -> Value:
    return current().sigmoid(as_float(x))


@counterpart("keras.ops.tanh")
def tanh(x: Any) -> Value:
    return current().tanh(as_float(x))


@counterpart("keras.ops.softplus")
def softplus(x: Any) -> Value:
    return current().softplus(as_float(x))


@counterpart("keras.ops.hard_sigmoid")
def hard_sigmoid(x: Any) -> Value:
    from ..activations import hard_sigmoid as activation

    return activation(as_float(x))


@counterpart("keras.ops.softsign")
def softsign(x: Any) -> Value:
    x = as_float(x)
    return current().divide(x, current().add(current().absolute(x), 1))


@counterpart("keras.ops.binary_crossentropy")
def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Value:
    """Element by element, unlike the loss of that name, which takes the mean over the last axis."""
    ops, output = current(), as_float(output)
    target = as_value(target, config.standardize_dtype(output.dtype))
    if from_logits:
        return ops.sigmoid_crossentropy(target, output)
    p = ops.clip(output, settings.epsilon(), 1.0 - settings.epsilon())
    ones = ops.add(ops.multiply(target, ops.log(p)), ops.multiply(1 - target, ops.log(1 - p)))
    return ops.negative(ones)


@counterpart("keras.ops.categorical_crossentropy")
def categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Value:
    from ..losses import categorical_crossentropy as loss

    return loss(as_float(target), as_float(output), from_logits=from_logits, axis=axis)


@counterpart("keras.ops.sparse_categorical_crossentropy")
def sparse_categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Value:
    from ..losses import sparse_categorical_crossentropy as loss

    return loss(as_value(target), as_float(output), from_logits=from_logits, axis=axis)
