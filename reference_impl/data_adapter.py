"""Arrays in, batches out.

Generators and datasets are left to `data_streams.py`. Order and split as in `keras/src/trainers/data_adapters`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from .config import floatx
from .counterpart import counterpart
from .layers.base import map_values
from .random import global_seed, permutation

BLOCK_BYTES = 4 << 20
"""Rows of shuffled batches are gathered this many bytes at a time."""


@counterpart("keras.src.trainers.data_adapters.array_data_adapter.ArrayDataAdapter")
class Batches:
    """The batches (x, y, sample_weight) of one epoch after another.

    Raises ValueError when lengths differ, or `class_weight` and `sample_weight` are both given.
    """

    def __init__(
        self, x: Any, y: Any = None, sample_weight: Any = None, batch_size: int | None = None, steps: int | None = None,
        shuffle: Any = False, class_weight: dict[int, float] | None = None, whole: bool = False
    ) -> None:  # fmt: skip
        self.stream: Any = None
        self.steps, self.shuffle = steps, shuffle
        if _is_stream(x):
            from .data_streams import Stream

            self.stream = Stream(x, steps, class_weight, y, sample_weight, shuffle)
            self.count = self.stream.count
            return
        self.x, self.y, self.w = map_values(_array, _rows_of_lists(x)), _targets(y), _targets(sample_weight)
        if class_weight is not None:
            if sample_weight is not None:
                raise ValueError("You cannot `class_weight` and `sample_weight` at the same time.")
            from .data_checks import class_weights

            self.w = class_weights(self.y, class_weight)
        if isinstance(self.y, (list, dict)) and self.w is not None and not isinstance(self.w, (list, dict)):
            self.w = map_values(lambda _: self.w, self.y)
        lengths = {len(a) for a in _leaves([self.x, self.y, self.w])}
        if len(lengths) != 1:
            from .data_checks import refuse_lengths

            refuse_lengths(self.x, self.y, self.w)
        self.rows = lengths.pop()
        if not batch_size:
            batch_size = self.rows if whole else math.ceil(self.rows / steps) if steps else 32
        self.batch_size = batch_size
        self.available = math.ceil(self.rows / batch_size)
        self.count: int | None = steps or self.available  # type: ignore[no-redef]
        self._left: Iterator[Any] | None = None
        self._seen = 0

    def first(self) -> Any:
        """The first batch in the order given, for building the model."""
        if self.stream is not None:
            return self.stream.first()
        if not self.rows:
            raise ValueError("The data has no samples: its first dimension is 0.")
        batch: tuple[Any, Any, Any] = map_values(
            lambda a: None if a is None else a[: self.batch_size], [self.x, self.y, self.w]
        )
        return batch[0], batch[1], batch[2]

    def __iter__(self) -> Iterator[tuple[Any, Any, Any]]:
        if self.stream is not None:
            return iter(self.stream)
        return self._pass() if self.steps is None else self._steps(self.steps)

    def _steps(self, steps: int) -> Iterator[tuple[Any, Any, Any]]:
        """`steps` batches, going on where the last epoch stopped; a pass that is used up starts anew at its end."""
        if self._left is None:
            self._left, self._seen = self._pass(), 0
        for _ in range(steps):
            if self._seen >= self.available:
                from .data_streams import warn_out_of_data

                warn_out_of_data()
                break
            self._seen += 1
            yield next(self._left)
        if self._seen >= self.available:
            self._left = None

    def order(self) -> np.ndarray:
        """The numbers of the rows in the order in which the next epoch visits them."""
        return permutation(self.rows, global_seed()) if self.shuffle else np.arange(self.rows)

    def _pass(self) -> Iterator[tuple[Any, Any, Any]]:
        size, data = self.batch_size, [self.x, self.y, self.w]
        if not self.shuffle:
            for start in range(0, self.rows, size):
                x, y, w = map_values(lambda a: None if a is None else a[start : start + size], data)
                yield x, y, w
            return
        order = self.order()
        block = size * max(1, BLOCK_BYTES // max(1, size * _row_bytes(data)))
        for begin in range(0, self.rows, block):
            rows = order[begin : begin + block]
            gathered = map_values(lambda a: None if a is None else a.take(rows, 0), data)
            for start in range(0, len(rows), size):
                x, y, w = map_values(lambda a: None if a is None else a[start : start + size], gathered)
                yield x, y, w


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


def _is_stream(x: Any) -> bool:
    return (
        hasattr(x, "__next__") or hasattr(x, "element_spec") or (hasattr(x, "__getitem__") and hasattr(x, "__len__")
        and not hasattr(x, "shape") and not hasattr(x, "__array__") and not isinstance(x, (list, tuple, dict)))
    )  # fmt: skip


def _rows_of_lists(x: Any) -> Any:
    """A list of numbers, or of lists of them, is one array; a list of arrays is several inputs."""
    if isinstance(x, (list, tuple)) and x and not hasattr(x[0], "shape") and not hasattr(x[0], "columns"):
        nested = isinstance(x[0], (list, tuple)) and len(x[0]) and hasattr(x[0][0], "shape")
        return x if nested else np.asarray(x)
    return x


def _targets(y: Any) -> Any:
    return None if y is None else map_values(_array, _rows_of_lists(y))


def _array(a: Any) -> Any:
    """An array; doubles become `floatx()`. Raises ValueError for what is none."""
    if a is None:
        return None
    a = np.asarray(a)
    if a.dtype.kind == "O":
        raise ValueError(f"Failed to convert a NumPy array to a Tensor (Unsupported object type). Received: {a!r:.200}")
    if a.ndim == 0:
        raise ValueError(f"Expected an array with at least one dimension, received the scalar {a}")
    return a.astype(floatx()) if a.dtype.kind == "f" and a.dtype != floatx() else a


def _leaves(data: Any) -> list[Any]:
    if isinstance(data, (list, tuple, dict)):
        return [leaf for part in (data.values() if isinstance(data, dict) else data) for leaf in _leaves(part)]
    return [] if data is None else [data]


def _row_bytes(data: Any) -> int:
    return sum(a.nbytes // max(1, len(a)) for a in _leaves(data))
