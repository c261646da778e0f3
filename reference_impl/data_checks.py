"""Splitting, weighing and checking arrays of data (`keras/src/trainers/data_adapters`)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from .backend.base import map_values
from .config import floatx
from .counterpart import counterpart
from .data_adapter import as_floatx, rows_of


def is_stream(x: Any) -> bool:
    """Whether this is a generator, dataset or sequence of batches."""
    if hasattr(x, "__next__") or hasattr(x, "element_spec"):
        return True
    is_array = hasattr(x, "shape") or hasattr(x, "__array__") or isinstance(x, (list, tuple, dict))
    return is_indexed(x) and not is_array


def is_indexed(x: Any) -> bool:
    """Whether batches are had by number (`keras.utils.PyDataset`, or what looks like one)."""
    return hasattr(x, "__getitem__") and (hasattr(x, "__len__") or hasattr(type(x), "num_batches"))


def unpack(data: Any) -> tuple[Any, Any, Any]:
    """(x,), (x, y) or (x, y, sample_weight), or x alone -> three (`keras.utils.unpack_x_y_sample_weight`)."""
    if not isinstance(data, (tuple, list)) or (isinstance(data, list) and len(data) not in {2, 3}):
        return data, None, None
    if len(data) > 3:
        raise ValueError(
            f"Data is expected to be in format `x`, `(x,)`, `(x, y)`, or `(x, y, sample_weight)`, found: {data}"
        )
    x, y, w = (*data, None, None)[:3]
    return x, y, w


@counterpart("keras.src.trainers.data_adapters.array_slicing.train_validation_split")
def split_validation(
    x: Any, y: Any, sample_weight: Any, share: float
) -> tuple[tuple[Any, Any, Any], tuple[Any, Any, Any]]:
    """Set the last `share` of the samples apart, before any shuffling. Raises ValueError if either part is empty."""
    if is_stream(x):
        raise ValueError(f"`validation_split` is only supported for arrays. Received: {type(x)}")
    data = [arrays(x), arrays(y), arrays(sample_weight)]
    rows = common_length(data)
    kept = math.floor(rows * (1.0 - share))
    if kept in {0, rows}:
        raise ValueError(
            f"Training data contains {rows} samples, which is not sufficient to split it into a "
            "validation and training "
            f"set as specified by `validation_split={share}`."
        )
    train, held = (rows_of(data, part) for part in (slice(kept), slice(kept, None)))
    return tuple(train), tuple(held)


def weights_of(y: Any, sample_weight: Any, weights: Mapping[int, float] | None) -> Any:
    """Weights a sample, from those given or from classes; one array serves all outputs. Raises ValueError for both."""
    if weights is not None:
        if sample_weight is not None:
            raise ValueError("You cannot `class_weight` and `sample_weight` at the same time.")
        sample_weight = class_weights(y, weights)
    if isinstance(y, (list, dict)) and not isinstance(sample_weight, (list, dict)):
        return map_values(lambda _: sample_weight, y)
    return sample_weight


def class_weights(y: Any, weights: Mapping[int, float]) -> np.ndarray:
    """A weight a sample: that of its class, 1 for classes not named (`class_weight_to_sample_weights`)."""
    if isinstance(y, (list, dict)):
        raise ValueError("`class_weight` is only supported for Models with a single output.")
    classes = y.argmax(-1) if y.ndim >= 2 and y.shape[-1] > 1 else y.reshape(len(y), -1)[:, 0] if y.ndim > 1 else y
    classes = np.round(classes).astype("int32")
    found = np.ones(len(y), dtype=floatx())
    for number, weight in weights.items():
        found[classes == number] = weight
    return found


def common_length(data: Any) -> int:
    """How many rows all arrays of (x, y, sample_weight) have. Raises ValueError saying how long each array is."""
    lengths = {len(a) for a in leaves(data)}
    if len(lengths) == 1:
        return lengths.pop()
    named = zip(("x", "y", "sample_weight"), data, strict=True)
    found = "\n".join(f"'{n}' sizes: {', '.join(str(len(a)) for a in leaves(d))}" for n, d in named if d is not None)
    raise ValueError(
        f"Data cardinality is ambiguous. Make sure all arrays contain the same number of samples.{found}\n"
    )


def arrays(data: Any) -> Any:
    """Arrays of what was given; a list of numbers, or of lists of them, is one array, a list of arrays several
    inputs.
    """
    if isinstance(data, (list, tuple)) and data and not hasattr(data[0], "shape") and not hasattr(data[0], "columns"):
        nested = isinstance(data[0], (list, tuple)) and len(data[0]) and hasattr(data[0][0], "shape")
        data = data if nested else np.asarray(data)
    return None if data is None else map_values(_array, data)


def _array(a: Any) -> Any:
    """An array of numbers. Raises ValueError for another kind, or a scalar."""
    a = numbers(a)
    if a is not None and not a.ndim:
        raise ValueError(f"Expected an array with at least one dimension, received the scalar {a}")
    return a


def numbers(value: Any) -> Any:
    """An array; floats become `floatx()`. Raises ValueError for an array of anything but numbers."""
    if value is None:
        return None
    a = np.asarray(value)
    if a.dtype.kind == "O":
        raise ValueError(f"Failed to convert a NumPy array to a Tensor (Unsupported object type). Received: {a!r:.200}")
    if a.dtype.kind in "USMm":  # text, dates, times
        raise ValueError(f"Invalid dtype: {a.dtype.name}")
    return as_floatx(a)


def leaves(data: Any) -> list[Any]:
    """All arrays in lists, tuples and dicts."""
    if isinstance(data, (list, tuple, dict)):
        return [leaf for part in (data.values() if isinstance(data, dict) else data) for leaf in leaves(part)]
    return [] if data is None else [data]
