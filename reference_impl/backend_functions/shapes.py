"""Functions that rearrange, pick and multiply tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import config
from ..backend import current
from ..backend.base import Value
from ..backend.dtypes import promoted
from ..counterpart import counterpart
from ..layers import merging
from .common import as_value, lengths
from .elementwise import alike


@counterpart("keras.ops.reshape")
def reshape(x: Any, shape: Sequence[Any]) -> Value:
    return current().reshape(as_value(x), tuple(int(n) for n in shape))


@counterpart("keras.ops.transpose")
def transpose(x: Any) -> Value:
    return current().transpose(as_value(x))


@counterpart("keras.ops.transpose")
def permute_dimensions(x: Any, pattern: Sequence[int]) -> Value:
    return current().transpose(as_value(x), tuple(pattern))


@counterpart("keras.ops.expand_dims")
def expand_dims(x: Any, axis: int = -1) -> Value:
    return current().expand_dims(as_value(x), axis)


@counterpart("keras.ops.squeeze")
def squeeze(x: Any, axis: int | None = None) -> Value:
    return current().squeeze(as_value(x), axis)


@counterpart("keras.ops.concatenate")
def concatenate(tensors: Sequence[Any], axis: int = -1) -> Value:
    return current().concatenate(promoted(current(), [as_value(x) for x in tensors]), axis)


@counterpart("keras.ops.stack")
def stack(x: Sequence[Any], axis: int = 0) -> Value:
    return current().stack(promoted(current(), [as_value(part) for part in x]), axis)


def flatten(x: Any) -> Value:
    return reshape(x, (-1,))


def batch_flatten(x: Any) -> Value:
    x = as_value(x)
    return current().reshape(x, (-1, int(np.prod([int(n) for n in x.shape[1:]]))))


@counterpart("keras.ops.repeat")
def repeat_elements(x: Any, rep: int, axis: int) -> Value:
    return current().repeat(as_value(x), rep, axis)


def repeat(x: Any, n: int) -> Value:
    """(batch, features) -> (batch, n, features)."""
    return current().repeat(current().expand_dims(as_value(x), 1), n, 1)


@counterpart("keras.ops.tile")
def tile(x: Any, n: Any) -> Value:
    x = as_value(x)
    return current().tile(x, (n,) * len(x.shape) if isinstance(n, int) else tuple(n))


@counterpart("keras.ops.flip")
def reverse(x: Any, axes: Any) -> Value:
    return current().flip(as_value(x), axes)


@counterpart("keras.ops.take")
def gather(reference: Any, indices: Any) -> Value:
    return current().take(as_value(reference), as_value(indices, "int32"))


@counterpart("keras.ops.one_hot")
def one_hot(indices: Any, num_classes: int) -> Value:
    return current().cast(current().one_hot(as_value(indices, "int32"), num_classes), config.floatx())


@counterpart("keras.ops.shape")
def shape(x: Any) -> tuple[Any, ...]:
    """The lengths; those that a TensorFlow graph only learns when it runs are scalar tensors."""
    found = lengths(x)
    if None not in found or hasattr(x, "keras_history"):
        return found
    return tuple(n if n is not None else current().length(x, axis) for axis, n in enumerate(found))


def int_shape(x: Any) -> tuple[int | None, ...]:
    return tuple(x.shape)


@counterpart("keras.ops.ndim")
def ndim(x: Any) -> int:
    return len(lengths(x))


def count_params(x: Any) -> int:
    return int(np.prod(x.shape))


@counterpart("keras.ops.dot")
def dot(x: Any, y: Any) -> Value:
    """Over the last axis of `x` and the next to last of `y`; (2, 3) with (4, 3, 5) gives (2, 4, 5)."""
    ops, x, y = current(), as_value(x), as_value(y)
    if len(y.shape) <= 2:
        return ops.matmul(x, y)
    axes = list(range(len(y.shape)))
    rows = ops.reshape(ops.transpose(y, (axes[-2], *axes[:-2], axes[-1])), (int(y.shape[-2]), -1))
    return ops.reshape(ops.matmul(x, rows), (*x.shape[:-1], *y.shape[:-2], y.shape[-1]))


@counterpart("keras.ops.matmul")
def matmul(x: Any, y: Any) -> Value:
    return current().matmul(*alike(x, y))


def batch_dot(x: Any, y: Any, axes: Any = None) -> Value:
    """Sample by sample, over one axis of each (by default the last of `x` and the next to last of `y`)."""
    ops, x, y = current(), as_value(x), as_value(y)
    if axes is None:
        axes = (len(x.shape) - 1, 1 if len(y.shape) == 2 else len(y.shape) - 2)
    i, j = (axes, axes) if isinstance(axes, int) else axes
    i, j = i % len(x.shape), j % len(y.shape)
    return merging.batch_dot(ops, x, y, i, j)
