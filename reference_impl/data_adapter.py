"""Arrays in, batches out; order as in `keras/src/trainers/data_adapters`.

Data of other kinds, and weights: `data_checks.py`. Generators and datasets: `data_streams.py`.
"""

import math
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from .backend.base import map_values
from .config import floatx
from .counterpart import counterpart
from .random import permutation

BLOCK_BYTES = 4 << 20  # rows of shuffled batches are gathered about so many at a time


def batches_of(
    x: Any, y: Any = None, sample_weight: Any = None, batch_size: int | None = None, steps: int | None = None,
    shuffle: Any = False, class_weight: dict[int, float] | None = None
) -> Any:  # fmt: skip
    """The batches of arrays, or of a generator, sequence or dataset that yields them.

    Raises ValueError when lengths differ, or `class_weight` and `sample_weight` are both given.
    """
    are_arrays = all(type(a) is np.ndarray and a.dtype.kind in "fiub" and a.ndim for a in (x, y))
    if are_arrays and len(x) == len(y) and sample_weight is None and class_weight is None and not steps:
        return Batches([as_floatx(x), as_floatx(y), None], len(x), batch_size, shuffle)
    from .data_streams import other_batches

    return other_batches(x, y, sample_weight, batch_size, steps, shuffle, class_weight)


def as_floatx(a: np.ndarray) -> np.ndarray:
    """Floats of another width as `floatx()`; other arrays as they are."""
    return a.astype(floatx()) if a.dtype.kind == "f" and a.dtype != floatx() else a


@counterpart("keras.src.trainers.data_adapters.array_data_adapter.ArrayDataAdapter")
class Batches:
    """The batches (x, y, sample_weight) of one epoch after another; `data` are all rows of each."""

    def __init__(self, data: list[Any], rows: int, batch_size: int | None = None, shuffle: Any = False) -> None:
        self.data, self.rows, self.shuffle, self.batch_size = data, rows, shuffle, batch_size or 32
        self.count: int | None = math.ceil(rows / self.batch_size)

    def restart(self) -> None:
        """Begin anew, as each epoch does here (`data_streams.py` has others)."""

    def first(self) -> Any:
        """The first batch in the order given, for building the model."""
        if min(self.rows, self.batch_size) < 1:
            raise ValueError(f"No batch: the data has {self.rows or 'no'} samples, batch_size is {self.batch_size}.")
        return rows_of(self.data, slice(self.batch_size))

    def order(self) -> np.ndarray:
        """The numbers of the rows in the order in which the next epoch visits them."""
        return permutation(self.rows) if self.shuffle else np.arange(self.rows)

    def __iter__(self) -> Iterator[tuple[Any, Any, Any]]:
        size, order, block = self.batch_size, self.order(), self.rows
        if self.shuffle:
            sizes = [1]  # in bytes, of a batch
            map_values(lambda a: sizes.append(0 if a is None else a.nbytes), self.first())
            block = size * max(1, BLOCK_BYTES // sum(sizes))
        for begin in range(0, self.rows, block):
            gathered = rows_of(self.data, order[begin : begin + block]) if self.shuffle else self.data
            for start in range(0, min(block, self.rows - begin), size):
                yield rows_of(gathered, slice(start, start + size))


def rows_of(data: Any, rows: Any) -> Any:
    """Some rows, a slice or their numbers, of (x, y, sample_weight)."""
    x, y, w = data
    if type(x) is type(y) is np.ndarray and w is None:  # the usual case, without a walk through lists
        return _take(x, rows), _take(y, rows), None
    return map_values(partial(_take, rows=rows), data)


def _take(array: Any, rows: Any) -> Any:
    return None if array is None else array[rows] if isinstance(rows, slice) else array.take(rows, 0)
