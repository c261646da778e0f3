"""Splitting, weighing and checking arrays of data (`keras/src/trainers/data_adapters`)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from .config import floatx
from .counterpart import counterpart
from .data_adapter import _array, _is_stream, _leaves, _rows_of_lists, _targets
from .layers.base import map_values


@counterpart("keras.src.trainers.data_adapters.array_slicing.train_validation_split")
def split_validation(
    x: Any, y: Any, sample_weight: Any, share: float
) -> tuple[tuple[Any, Any, Any], tuple[Any, Any, Any]]:
    """Set the last `share` of the samples apart, before any shuffling. Raises ValueError if either part is empty."""
    if _is_stream(x):
        raise ValueError(f"`validation_split` is only supported for arrays. Received: {type(x)}")
    data = [map_values(_array, _rows_of_lists(x)), _targets(y), _targets(sample_weight)]
    lengths = {len(a) for a in _leaves(data)}
    if len(lengths) != 1:
        refuse_lengths(*data)
    rows = lengths.pop()
    kept = math.floor(rows * (1.0 - share))
    if kept in {0, rows}:
        raise ValueError(
            f"Training data contains {rows} samples, which is not sufficient to split it into a validation and training "
            f"set as specified by `validation_split={share}`."
        )
    train, held = (
        map_values(lambda a: None if a is None else a[part], data) for part in (slice(kept), slice(kept, None))
    )
    return tuple(train), tuple(held)


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


def refuse_lengths(x: Any, y: Any, w: Any) -> None:
    """Raises ValueError saying how long each array is."""
    named = zip(("x", "y", "sample_weight"), (x, y, w), strict=True)
    found = "\n".join(f"'{n}' sizes: {', '.join(str(len(a)) for a in _leaves(d))}" for n, d in named if d is not None)
    raise ValueError(
        f"Data cardinality is ambiguous. Make sure all arrays contain the same number of samples.{found}\n"
    )
