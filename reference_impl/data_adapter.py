"""Arrays in, batches out; order as in `keras/src/trainers/data_adapters`.

Generators and datasets: `data_streams.py`. Splitting, weighing and refusing of data: `data_checks.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from .config import floatx
from .counterpart import counterpart
from .layers.base import map_values
from .random import permutation

BLOCK_BYTES = 4 << 20
"""Rows of shuffled batches are gathered this many bytes at a time."""


def batches_of(
    x: Any, y: Any = None, sample_weight: Any = None, batch_size: int | None = None, steps: int | None = None,
    shuffle: Any = False, class_weight: dict[int, float] | None = None
) -> Any:  # fmt: skip
    """The batches of arrays, or of a generator, sequence or dataset that yields them.

    Raises ValueError when lengths differ, or `class_weight` and `sample_weight` are both given.
    """
    is_array = hasattr(x, "shape") or hasattr(x, "__array__") or isinstance(x, (list, tuple, dict))
    if steps is None and is_array and not hasattr(x, "element_spec"):
        return Batches(x, y, sample_weight, batch_size, shuffle, class_weight)
    from .data_streams import stream_of

    return stream_of(x, y, sample_weight, batch_size, steps, shuffle, class_weight)


@counterpart("keras.src.trainers.data_adapters.array_data_adapter.ArrayDataAdapter")
class Batches:
    """The batches (x, y, sample_weight) of one epoch after another."""

    def __init__(
        self, x: Any, y: Any, sample_weight: Any, batch_size: int | None = None, shuffle: Any = False,
        class_weight: dict[int, float] | None = None
    ) -> None:  # fmt: skip
        self.data = [arrays(x), arrays(y), arrays(sample_weight)]
        if sample_weight is not None or class_weight is not None:
            from .data_checks import weights_of

            self.data[2] = weights_of(self.data[1], self.data[2], class_weight)
        lengths = {len(a) for a in leaves(self.data)}
        if len(lengths) != 1:
            from .data_checks import refuse_lengths

            refuse_lengths(*self.data)
        self.rows, self.shuffle, self.batch_size = lengths.pop(), shuffle, batch_size or 32
        self.count: int | None = math.ceil(self.rows / self.batch_size)

    def restart(self) -> None:
        """Begin anew, as each epoch does here (`data_streams.py` has others)."""

    def first(self) -> Any:
        """The first batch in the order given, for building the model."""
        if not self.rows:
            raise ValueError("The data has no samples: its first dimension is 0.")
        return rows_of(self.data, slice(self.batch_size))

    def order(self) -> np.ndarray:
        """The numbers of the rows in the order in which the next epoch visits them."""
        return permutation(self.rows) if self.shuffle else np.arange(self.rows)

    def __iter__(self) -> Iterator[tuple[Any, Any, Any]]:
        size, order = self.batch_size, self.order()
        row_bytes = sum(a.nbytes // max(1, len(a)) for a in leaves(self.data))
        block = size * max(1, BLOCK_BYTES // max(1, size * row_bytes))
        for begin in range(0, self.rows, block):
            rows = order[begin : begin + block] if self.shuffle else slice(begin, begin + block)
            gathered = rows_of(self.data, rows)
            for start in range(0, min(block, self.rows - begin), size):
                yield rows_of(gathered, slice(start, start + size))


def rows_of(data: Any, rows: Any) -> Any:
    """Some rows of each array: a slice, or their numbers."""
    x, y, w = data
    if type(x) is type(y) is np.ndarray and w is None:  # the common case, without a walk through lists
        return _take(x, rows), _take(y, rows), None
    return map_values(partial(_take, rows=rows), data)


def _take(array: Any, rows: Any) -> Any:
    if array is None:
        return None
    return array[rows] if isinstance(rows, slice) else array.take(rows, 0)


def arrays(data: Any) -> Any:
    """Arrays of what was given; a list of numbers, or of lists of them, is one array, a list of arrays several
    inputs.
    """
    if isinstance(data, (list, tuple)) and data and not hasattr(data[0], "shape") and not hasattr(data[0], "columns"):
        nested = isinstance(data[0], (list, tuple)) and len(data[0]) and hasattr(data[0][0], "shape")
        data = data if nested else np.asarray(data)
    return None if data is None else map_values(_array, data)


def _array(a: Any) -> Any:
    """An array; doubles become `floatx()`. Raises ValueError for what is none."""
    if a is None:
        return None
    a = np.asarray(a)
    if a.dtype.kind == "O" or a.ndim == 0:
        from .data_checks import refuse_array

        refuse_array(a)
    return a.astype(floatx()) if a.dtype.kind == "f" and a.dtype != floatx() else a


def leaves(data: Any) -> list[Any]:
    """All arrays in lists, tuples and dicts."""
    if isinstance(data, (list, tuple, dict)):
        return [leaf for part in (data.values() if isinstance(data, dict) else data) for leaf in leaves(part)]
    return [] if data is None else [data]
