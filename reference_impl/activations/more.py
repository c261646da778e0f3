"""The other activation functions. Softmax and sigmoid keep their logits for the loss, as Keras does.

Formulas: `keras/src/activations/activations.py` and `backend/tensorflow/nn.py`.
"""

from __future__ import annotations

import math
from typing import Any

from ..backend import current
from ..backend.base import Value
from ..backend.dtypes import as_value, floating
from ..backend.protocol import Backend
from ..config import single
from ..counterpart import counterpart

_SQRT_HALF, _GELU_CUBIC = single(math.sqrt(0.5)), single(0.044715)


def taken(x: Any) -> tuple[Backend, Value]:
    """The backend in scope, and `x` as one of its values."""
    return current(), x if hasattr(x, "dtype") else as_value(current(), x)


@counterpart("keras.activations.sigmoid")
def sigmoid(x: Value) -> Value:
    """1 / (1 + exp(-x))"""
    ops, x = taken(x)
    return ops.annotate(ops.sigmoid(x), logits=x, link="sigmoid")


@counterpart("keras.activations.softmax")
def softmax(x: Value, axis: int = -1) -> Value:
    """exp(x) / sum(exp(x))"""
    ops, x = taken(x)
    return ops.annotate(ops.softmax(x, axis), logits=x, link="softmax" if axis == -1 else None)


@counterpart("keras.activations.tanh")
def tanh(x: Value) -> Value:
    """(e^x - e^-x) / (e^x + e^-x)"""
    ops, x = taken(x)
    return ops.tanh(floating(ops, x))


def bent_relu(x: Value, negative_slope: float, max_value: float | None, threshold: float) -> Value:
    """`relu` with any of its options."""
    ops, x = taken(x)
    if negative_slope and max_value is None and not threshold:
        return leaky_relu(x, negative_slope)
    kept = ops.where(ops.greater(x, single(threshold)), x, ops.zeros_like(x)) if threshold else ops.relu(x)
    if max_value == 6 and not threshold:
        kept = relu6(x)
    elif max_value is not None:
        kept = ops.clip(kept, 0.0, single(max_value))
    if not negative_slope:
        return kept
    return ops.subtract(kept, ops.multiply(ops.relu(ops.subtract(float(threshold), x)), float(negative_slope)))


@counterpart("keras.activations.elu")
def elu(x: Value, alpha: float = 1.0) -> Value:
    """x, or alpha (exp(x) - 1) below zero. Clevert et al., arXiv:1511.07289."""
    ops, x = taken(x)
    below = ops.expm1(ops.minimum(x, 0.0))
    return ops.where(ops.greater(x, 0), x, below if alpha == 1 else ops.multiply(below, alpha))


@counterpart("keras.activations.selu")
def selu(x: Value) -> Value:
    """Scaled elu. Klambauer et al., arXiv:1706.02515."""
    ops, x = taken(x)
    below = ops.multiply(ops.expm1(ops.minimum(x, 0.0)), 1.6732632423543772848170429916717)
    return ops.multiply(ops.where(ops.greater_equal(x, 0), x, below), 1.0507009873554804934193349852946)


@counterpart("keras.activations.softplus")
def softplus(x: Value) -> Value:
    """log(1 + exp(x))"""
    ops, x = taken(x)
    return ops.softplus(x)


@counterpart("keras.activations.softsign")
def softsign(x: Value) -> Value:
    """x / (1 + |x|)"""
    ops, x = taken(x)
    return ops.divide(x, ops.add(ops.absolute(x), 1))


@counterpart("keras.activations.silu")
def silu(x: Value) -> Value:
    """x sigmoid(x). Ramachandran et al., arXiv:1710.05941."""
    ops, x = taken(x)
    return ops.multiply(x, ops.sigmoid(x))


@counterpart("keras.activations.gelu")
def gelu(x: Value, approximate: bool = False) -> Value:
    """x times the normal distribution function. Hendrycks and Gimpel, arXiv:1606.08415."""
    ops, x = taken(x)
    if approximate:
        inner = ops.multiply(ops.add(x, ops.multiply(ops.power(x, 3), _GELU_CUBIC)), math.sqrt(2 / math.pi))
        share = ops.tanh(inner)
    else:
        share = ops.erf(ops.multiply(x, _SQRT_HALF))
    return ops.multiply(ops.multiply(x, 0.5), ops.add(share, 1.0))


@counterpart("keras.activations.exponential")
def exponential(x: Value) -> Value:
    """e^x"""
    ops, x = taken(x)
    return ops.exp(floating(ops, x))


@counterpart("keras.activations.relu6")
def relu6(x: Value) -> Value:
    """x within [0, 6], the gradient 0 at both ends (`Relu6Grad` in TensorFlow's `relu_op_functor.h`)."""
    ops, x = taken(x)
    inside = ops.logical_and(ops.greater(x, 0), ops.less(x, 6))
    return ops.where(inside, x, ops.stop_gradient(ops.clip(x, 0, 6)))


@counterpart("keras.activations.hard_sigmoid")
def hard_sigmoid(x: Value) -> Value:
    """relu6(x + 3) / 6"""
    ops, x = taken(x)
    return ops.divide(relu6(ops.add(x, 3.0)), 6.0)


@counterpart("keras.activations.hard_silu")
def hard_silu(x: Value) -> Value:
    """x hard_sigmoid(x). Howard et al., arXiv:1905.02244."""
    ops, x = taken(x)
    return ops.multiply(x, hard_sigmoid(x))


@counterpart("keras.activations.hard_tanh")
def hard_tanh(x: Value) -> Value:
    """x within [-1, 1], cut outside."""
    ops, x = taken(x)
    return ops.clip(x, -1.0, 1.0)


@counterpart("keras.activations.log_sigmoid")
def log_sigmoid(x: Value) -> Value:
    """log(1 / (1 + e^-x)) = -softplus(-x)"""
    ops, x = taken(x)
    return ops.negative(ops.softplus(ops.negative(x)))


@counterpart("keras.activations.log_softmax")
def log_softmax(x: Value, axis: int = -1) -> Value:
    """x - log(sum(e^x)) along `axis`."""
    ops, x = taken(x)
    return ops.log_softmax(x, axis)


@counterpart("keras.activations.leaky_relu")
def leaky_relu(x: Value, negative_slope: float = 0.2) -> Value:
    """x, or negative_slope x below zero. Maas et al., ICML workshop 2013."""
    ops, x = taken(x)
    x = floating(ops, x)
    return ops.where(ops.greater(x, 0), x, ops.multiply(x, single(negative_slope)))


@counterpart("keras.activations.celu")
def celu(x: Value, alpha: float = 1.0) -> Value:
    """max(x, 0) + alpha expm1(min(x, 0) / alpha). Barron, arXiv:1704.07483."""
    ops, x = taken(x)
    return ops.add(ops.maximum(x, 0.0), ops.multiply(ops.expm1(ops.divide(ops.minimum(x, 0.0), alpha)), alpha))


@counterpart("keras.activations.mish")
def mish(x: Value) -> Value:
    """x tanh(softplus(x)). Misra, arXiv:1908.08681."""
    ops, x = taken(x)
    return ops.multiply(x, ops.tanh(ops.softplus(x)))


@counterpart("keras.activations.soft_shrink")
def soft_shrink(x: Value, threshold: float = 0.5) -> Value:
    """x moved towards zero by the threshold, zero within it."""
    ops, x = taken(x)
    return ops.subtract(x, ops.clip(x, -threshold, threshold))


@counterpart("keras.activations.hard_shrink")
def hard_shrink(x: Value, threshold: float = 0.5) -> Value:
    """x, zero within the threshold."""
    ops, x = taken(x)
    return ops.where(ops.greater(ops.absolute(x), threshold), x, ops.zeros_like(x))


@counterpart("keras.activations.tanh_shrink")
def tanh_shrink(x: Value) -> Value:
    """x - tanh(x)"""
    ops, x = taken(x)
    return ops.subtract(x, ops.tanh(x))


@counterpart("keras.activations.threshold")
def threshold(x: Value, threshold: float, default_value: float) -> Value:
    """x where it is above the threshold, else the default."""
    ops, x = taken(x)
    return ops.where(ops.greater(x, threshold), x, ops.multiply(ops.ones_like(x), default_value))


@counterpart("keras.activations.squareplus")
def squareplus(x: Value, b: float = 4) -> Value:
    """(x + sqrt(x**2 + b)) / 2. Barron, arXiv:2112.11687."""
    ops, x = taken(x)
    return ops.divide(ops.add(x, ops.sqrt(ops.add(ops.square(x), b))), 2.0)


@counterpart("keras.activations.glu")
def glu(x: Value, axis: int = -1) -> Value:
    """The first half times the sigmoid of the second. Dauphin et al., arXiv:1612.08083.

    Raises ValueError for an odd axis.
    """
    ops, x = taken(x)
    n = x.shape[axis]
    if n % 2:
        raise ValueError(f"axis size must be divisible by 2. Received: x.shape={tuple(x.shape)} with axis={axis}")
    key = [slice(None)] * len(x.shape)
    key[axis] = slice(n // 2)
    first = ops.getitem(x, tuple(key))
    key[axis] = slice(n // 2, None)
    return ops.multiply(first, ops.sigmoid(ops.getitem(x, tuple(key))))
