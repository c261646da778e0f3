"""Functions that make tensors, rearrange them and take parts of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from ..backend import current
from ..backend.base import Value
from ..backend.dtypes import promoted, result_type
from ..backend_functions import shapes as of_backend
from ..backend_functions.common import as_value, lengths
from ..backend_functions.values import filled
from ..config import standardize_dtype
from ..counterpart import counterpart


@counterpart("keras.ops.convert_to_tensor")
def convert_to_tensor(x: Any, dtype: Any = None) -> Value:
    """Arrays keep their type; numbers of Python's and lists of them are float32, int32 or bool."""
    return as_value(x, dtype and standardize_dtype(dtype))


@counterpart("keras.ops.convert_to_numpy")
def convert_to_numpy(x: Any) -> np.ndarray:
    return np.asarray(current().numpy(as_value(x)) if hasattr(x, "dtype") else x)


@counterpart("keras.ops.is_tensor")
def is_tensor(x: Any) -> bool:
    """Whether `x` is what the backend in scope computes with.

    On NumPy that is any array, as on Keras's own NumPy backend; on TensorFlow an array is none. Variables are none.
    """
    return hasattr(x, "dtype") and not hasattr(x, "keras_history") and current().tensor(x) is x


@counterpart("keras.ops.zeros")
def zeros(shape: Any, dtype: Any = None) -> Value:
    return filled(shape, 0, dtype)


@counterpart("keras.ops.ones")
def ones(shape: Any, dtype: Any = None) -> Value:
    return filled(shape, 1, dtype)


@counterpart("keras.ops.full")
def full(shape: Any, fill_value: Any, dtype: Any = None) -> Value:
    return filled(shape, fill_value, dtype)


@counterpart("keras.ops.eye")
def eye(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Value:
    """N rows of M columns, ones on the k-th diagonal to the right of the main one."""
    return as_value(np.eye(N, M, k, standardize_dtype(dtype)))


@counterpart("keras.ops.arange")
def arange(start: Any, stop: Any = None, step: Any = None, dtype: Any = None) -> Value:
    """From `start`, or 0 if it is the only one, up to `stop`; integers unless one of them is a float."""
    given = [x for x in (start, stop, step) if x is not None]
    dtype = result_type(*(getattr(x, "dtype", type(x)) for x in given)) if dtype is None else standardize_dtype(dtype)
    first, last = (0, start) if stop is None else (start, stop)
    return as_value(np.arange(first, last, 1 if step is None else step), dtype)


@counterpart("keras.ops.linspace")
def linspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, retstep: bool = False, dtype: Any = None, axis: int = 0
) -> Any:
    """`num` numbers at equal distances; with `retstep` also that distance."""
    if dtype is None:
        dtype = result_type(*(getattr(x, "dtype", type(x)) for x in (start, stop)), float)
    dtype, ends = standardize_dtype(dtype), [np.asarray(current().numpy(as_value(x))) for x in (start, stop)]
    found, step = np.linspace(ends[0], ends[1], num, endpoint, retstep=True, axis=axis)
    made = as_value(np.floor(found) if "int" in dtype else found, dtype)
    return (made, as_value(np.asarray(step, dtype))) if retstep else made


@counterpart("keras.ops.size")
def size(x: Any) -> Value:
    """The number of elements, int32."""
    ops, found = current(), as_value(1)
    for n in of_backend.shape(x if hasattr(x, "shape") else as_value(x)):
        found = ops.multiply(found, as_value(n))
    return found


@counterpart("keras.ops.reshape")
def reshape(x: Any, newshape: Any) -> Value:
    """To these lengths, of which one may be -1."""
    return current().reshape(as_value(x), (newshape,) if isinstance(newshape, int) else tuple(newshape))


@counterpart("keras.ops.transpose")
def transpose(x: Any, axes: Any = None) -> Value:
    return current().transpose(as_value(x), None if axes is None else tuple(axes))


@counterpart("keras.ops.swapaxes")
def swapaxes(x: Any, axis1: int, axis2: int) -> Value:
    axes = list(range(len(lengths(x))))
    axes[axis1], axes[axis2] = axes[axis2], axes[axis1]
    return current().transpose(as_value(x), tuple(axes))


@counterpart("keras.ops.expand_dims")
def expand_dims(x: Any, axis: int) -> Value:
    return current().expand_dims(as_value(x), axis)


@counterpart("keras.ops.concatenate")
def concatenate(xs: Sequence[Any], axis: int = 0) -> Value:
    return current().concatenate(promoted(current(), [as_value(x) for x in xs]), axis)


@counterpart("keras.ops.split")
def split(x: Any, indices_or_sections: Any, axis: int = 0) -> list[Value]:
    """So many equal parts along `axis`, or parts that begin at these places."""
    x = as_value(x)
    length, axis = int(x.shape[axis]), axis % len(x.shape)
    if isinstance(indices_or_sections, int):
        indices_or_sections = list(range(0, length, length // indices_or_sections))[1:]
    edges = [0, *indices_or_sections, length]
    keys = [(*[slice(None)] * axis, slice(a, b)) for a, b in pairwise(edges)]
    return [current().getitem(x, key) for key in keys]


@counterpart("keras.ops.repeat")
def repeat(x: Any, repeats: int, axis: int | None = None) -> Value:
    x = as_value(x)
    return current().repeat(current().reshape(x, (-1,)) if axis is None else x, repeats, axis or 0)


@counterpart("keras.ops.tile")
def tile(x: Any, repeats: Any) -> Value:
    """So often along each axis; fewer numbers are those of the last axes, more of them add axes in front."""
    x, repeats = as_value(x), [repeats] if isinstance(repeats, int) else list(repeats)
    repeats = [1] * (len(x.shape) - len(repeats)) + repeats
    for _ in range(len(repeats) - len(x.shape)):
        x = current().expand_dims(x, 0)
    return current().tile(x, tuple(repeats))


@counterpart("keras.ops.flip")
def flip(x: Any, axis: Any = None) -> Value:
    """Back to front along these axes, all by default."""
    x = as_value(x)
    axes = range(len(x.shape)) if axis is None else np.ravel(axis)
    return current().flip(x, tuple(int(i) % len(x.shape) for i in axes)) if len(x.shape) else x


@counterpart("keras.ops.pad")
def pad(x: Any, pad_width: Any, mode: str = "constant", constant_values: Any = None) -> Value:
    """`pad_width`: before and after each axis, or one pair or number for all. Raises ValueError for another `mode`."""
    if mode != "constant":
        raise ValueError(f"Only `mode='constant'` is computed here. Received: mode={mode}")
    x = as_value(x)
    widths = np.broadcast_to(np.asarray(pad_width), (len(x.shape), 2)).tolist()
    return current().pad(x, widths, constant_values or 0)


@counterpart("keras.ops.take")
def take(x: Any, indices: Any, axis: int | None = None) -> Value:
    """The entries of these numbers along `axis`; of the flat array without one. Negative ones count from the end."""
    ops, x, indices = current(), as_value(x), as_value(indices, "int32")
    if axis is None:
        x, axis = ops.reshape(x, (-1,)), 0
    axis %= len(x.shape)
    if isinstance(length := x.shape[axis], int):
        indices = ops.where(ops.less(indices, 0), ops.add(indices, length), indices)
    if axis == 0:
        return ops.take(x, indices)
    order = (axis, *(i for i in range(len(x.shape)) if i != axis))
    found, rank = ops.take(ops.transpose(x, order), indices), len(indices.shape)
    back = (*range(rank, rank + axis), *range(rank), *range(rank + axis, rank + len(x.shape) - 1))
    return ops.transpose(found, back)


@counterpart("keras.ops.one_hot")
def one_hot(x: Any, num_classes: int, axis: int = -1, dtype: Any = None) -> Value:
    ops = current()
    found = ops.cast(ops.one_hot(as_value(x, "int32"), num_classes), standardize_dtype(dtype))
    places = list(range(len(found.shape) - 1))
    places.insert(axis % len(found.shape), len(places))
    return ops.transpose(found, tuple(places))
