"""Functions of tensors as Keras 3 calls them, `keras.ops`: for layers, losses and training steps of a user's own.

Those that `keras.backend` had under the same name and arguments are its (`backend_functions/`), activations those of
`activations/`. Given symbolic tensors each becomes a node of a functional graph.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from . import activations, backend_functions
from .backend import current
from .backend.base import Value
from .backend.dtypes import floating, promoted
from .backend_functions.common import as_float, as_value
from .backend_functions.elementwise import alike
from .catalogs import no_attribute
from .config import standardize_dtype
from .counterpart import counterpart
from .graph_functions import lifted

_OF_BACKEND = (
    "abs add all any arange binary_crossentropy cast categorical_crossentropy clip cos cumsum divide dot equal exp eye "
    "floor greater greater_equal less less_equal log log1p logical_and logical_not logical_or logsumexp matmul max "
    "maximum mean min minimum multiply ndim not_equal ones ones_like prod reshape round shape sign sin "
    "sparse_categorical_crossentropy sqrt square squeeze stack std stop_gradient subtract sum tile var zeros zeros_like"
)
_RENAMED = {"absolute": "abs", "convert_to_tensor": "constant", "flip": "reverse", "power": "pow",
            "true_divide": "divide"}  # fmt: skip
_ACTIVATIONS = (
    "celu elu glu hard_sigmoid hard_silu hard_tanh leaky_relu log_softmax relu relu6 selu sigmoid silu softmax "
    "softplus softsign squareplus tanh"
)


def __getattr__(name: str) -> Any:
    """A function that is not written out below."""
    if name in _ACTIVATIONS.split():
        found = lifted(getattr(activations, name))
    elif name in {*_OF_BACKEND.split(), *_RENAMED}:
        found = getattr(backend_functions, _RENAMED.get(name, name))
    else:
        raise AttributeError(name) if name.startswith("_") else no_attribute(__name__, name, __dir__())
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    own = [name for name, value in globals().items() if getattr(value, "__module__", None) == __name__]
    return sorted({*(n for n in own if n[0] != "_"), *_OF_BACKEND.split(), *_RENAMED, *_ACTIVATIONS.split()})


@lifted
@counterpart("keras.ops.transpose")
def transpose(x: Any, axes: Any = None) -> Value:
    return current().transpose(as_value(x), None if axes is None else tuple(axes))


@lifted
@counterpart("keras.ops.swapaxes")
def swapaxes(x: Any, axis1: int, axis2: int) -> Value:
    axes = list(range(len(x.shape)))
    axes[axis1], axes[axis2] = axes[axis2], axes[axis1]
    return current().transpose(as_value(x), tuple(axes))


@lifted
@counterpart("keras.ops.expand_dims")
def expand_dims(x: Any, axis: int) -> Value:
    return current().expand_dims(as_value(x), axis)


@lifted
@counterpart("keras.ops.concatenate")
def concatenate(xs: Sequence[Any], axis: int = 0) -> Value:
    return current().concatenate(promoted(current(), [as_value(x) for x in xs]), axis)


@lifted
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


@lifted
@counterpart("keras.ops.repeat")
def repeat(x: Any, repeats: int, axis: int | None = None) -> Value:
    x = as_value(x)
    return current().repeat(current().reshape(x, (-1,)) if axis is None else x, repeats, axis or 0)


@lifted
@counterpart("keras.ops.pad")
def pad(x: Any, pad_width: Any, constant_values: float = 0.0) -> Value:
    """`pad_width`: before and after each axis, or one pair or number for all."""
    x = as_value(x)
    widths = np.broadcast_to(np.asarray(pad_width), (len(x.shape), 2)).tolist()
    return current().pad(x, widths, constant_values)


@lifted
@counterpart("keras.ops.where")
def where(condition: Any, x1: Any, x2: Any) -> Value:
    """`x1` where the condition holds, else `x2`."""
    return current().where(current().cast(as_value(condition), "bool"), *alike(x1, x2))


@lifted
@counterpart("keras.ops.take")
def take(x: Any, indices: Any, axis: int | None = None) -> Value:
    """The entries of these numbers along `axis`; of the flat array without one."""
    ops, x, indices = current(), as_value(x), as_value(indices, "int32")
    if axis is None:
        return ops.take(ops.reshape(x, (-1,)), indices)
    axis %= len(x.shape)
    if axis == 0:
        return ops.take(x, indices)
    order = (axis, *(i for i in range(len(x.shape)) if i != axis))
    found, rank = ops.take(ops.transpose(x, order), indices), len(indices.shape)
    back = (*range(rank, rank + axis), *range(rank), *range(rank + axis, rank + len(x.shape) - 1))
    return ops.transpose(found, back)


@lifted
@counterpart("keras.ops.one_hot")
def one_hot(x: Any, num_classes: int, axis: int = -1, dtype: Any = None) -> Value:
    ops = current()
    found = ops.cast(ops.one_hot(as_value(x, "int32"), num_classes), standardize_dtype(dtype))
    places = list(range(len(found.shape) - 1))
    places.insert(axis % len(found.shape), len(places))
    return ops.transpose(found, tuple(places))


@lifted
@counterpart("keras.ops.argmax")
def argmax(x: Any, axis: int | None = None) -> Value:
    x = as_value(x)
    found = current().argmax(current().reshape(x, (-1,)) if axis is None else x, axis or 0)
    return current().cast(found, "int32")


@lifted
@counterpart("keras.ops.argmin")
def argmin(x: Any, axis: int | None = None) -> Value:
    return argmax(current().negative(as_value(x)), axis)


@lifted
@counterpart("keras.ops.negative")
def negative(x: Any) -> Value:
    return current().negative(as_value(x))


@lifted
@counterpart("keras.ops.rsqrt")
def rsqrt(x: Any) -> Value:
    return current().rsqrt(as_float(x))


@lifted
@counterpart("keras.ops.expm1")
def expm1(x: Any) -> Value:
    return current().expm1(as_float(x))


@lifted
@counterpart("keras.ops.ceil")
def ceil(x: Any) -> Value:
    return current().negative(current().floor(current().negative(as_float(x))))


@lifted
@counterpart("keras.ops.gelu")
def gelu(x: Any, approximate: bool = True) -> Value:
    """`activations.gelu`, by default with the hyperbolic tangent in place of the error function."""
    return activations.gelu(as_float(x), approximate)


@lifted
@counterpart("keras.ops.erf")
def erf(x: Any) -> Value:
    return current().erf(as_float(x))


@lifted
@counterpart("keras.ops.norm")
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Value:
    """The Euclidean norm, or with `ord=1` the sum of the absolute values. Raises ValueError for another."""
    ops, x = current(), as_float(x)
    if ord not in (None, 1, 2, "euclidean"):
        raise ValueError(f"Invalid `ord` argument. Here it is None, 1, 2 or 'euclidean'. Received: ord={ord}")
    if ord == 1:
        return ops.sum(ops.absolute(x), axis, keepdims)
    return ops.sqrt(ops.sum(ops.square(x), axis, keepdims))


@lifted
@counterpart("keras.ops.full")
def full(shape: Sequence[int], fill_value: Any, dtype: Any = None) -> Value:
    return as_value(np.full(tuple(shape), fill_value, standardize_dtype(dtype)))


@lifted
@counterpart("keras.ops.linspace")
def linspace(start: float, stop: float, num: int = 50, endpoint: bool = True, dtype: Any = None) -> Value:
    return as_value(np.linspace(start, stop, num, endpoint).astype(standardize_dtype(dtype)))


@counterpart("keras.ops.size")
def size(x: Any) -> int:
    return int(np.prod(x.shape))


@counterpart("keras.ops.convert_to_numpy")
def convert_to_numpy(x: Any) -> np.ndarray:
    return np.asarray(current().numpy(as_value(x)))


@counterpart("keras.ops.is_tensor")
def is_tensor(x: Any) -> bool:
    return hasattr(x, "dtype") and hasattr(x, "shape") and not hasattr(x, "keras_history")


@lifted
@counterpart("keras.ops.average")
def average(x: Any, axis: Any = None, weights: Any = None) -> Value:
    """The mean, weighted if there are weights."""
    ops, x = current(), floating(current(), as_value(x))
    if weights is None:
        return ops.mean(x, axis, False)
    weights = as_value(weights, standardize_dtype(x.dtype))
    return ops.divide(ops.sum(ops.multiply(x, weights), axis, False), ops.sum(weights, axis, False))
