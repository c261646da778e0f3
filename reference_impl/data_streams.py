"""Batches from generators, sequences and datasets."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np

from .config import floatx
from .data_adapter import Batches
from .data_checks import class_weights, is_stream, unpack
from .layers.base import map_values

_UNKNOWN = object()


def warn_out_of_data() -> None:
    """As Keras's `EpochIterator` does."""
    warnings.warn(
        "Your input ran out of data; interrupting training. Make sure that your dataset or generator "
        "can generate at least "
        "`steps_per_epoch * epochs` batches. You may need to use the `.repeat()` function when building your dataset.",
        stacklevel=4,
    )


def _length(x: Any) -> int | None:
    """How many batches there will be, where that is known."""
    try:
        return len(x)
    except TypeError:
        return None


def stream_of(
    x: Any, y: Any, sample_weight: Any, batch_size: int | None, steps: int | None, shuffle: Any, class_weight: Any
) -> Any:
    """The batches of a generator, sequence or dataset, or a number of steps of the batches of arrays."""
    if is_stream(x):
        return Stream(x, steps, class_weight, y, sample_weight, shuffle)
    if steps is None:
        return Batches(x, y, sample_weight, batch_size, shuffle, class_weight)
    return SteppedBatches(steps, x, y, sample_weight, batch_size, shuffle, class_weight)


class SteppedBatches(Batches):
    """`steps` batches an epoch, going on where the last one stopped; a pass that is used up starts anew at its end."""

    def __init__(self, steps: int, x: Any, y: Any, sample_weight: Any, batch_size: int | None, *options: Any) -> None:
        super().__init__(x, y, sample_weight, batch_size, *options)
        self.batch_size = batch_size or math.ceil(self.rows / steps)
        self.available, self.count = math.ceil(self.rows / self.batch_size), steps
        self._left: Iterator[Any] | None = None
        self._seen = 0

    def __iter__(self) -> Iterator[tuple[Any, Any, Any]]:
        if self._left is None:
            self._left, self._seen = super().__iter__(), 0
        for _ in range(self.count or 0):
            if self._seen >= self.available:
                warn_out_of_data()
                break
            self._seen += 1
            yield next(self._left)
        if self._seen >= self.available:
            self._left = None


class Stream:
    """Batches in the order a generator, `Sequence` or dataset yields them; the first is looked at and put back.

    Raises ValueError when targets are also given as arguments, or it yields nothing.
    """

    batch_size: int | None = None

    def __init__(self, x: Any, steps: int | None, class_weight: Any, y: Any, sample_weight: Any, shuffle: Any) -> None:
        for name, value in (("y", y), ("sample_weight", sample_weight)):
            if value is not None:
                raise ValueError(
                    f"When providing `x` as a generator or dataset, `{name}` should not be passed. "
                    f"Instead, the {name} should be included in what it yields."
                )
        self.source, self.steps, self.class_weight, self.shuffle = x, steps, class_weight, shuffle
        self.indexed = hasattr(x, "__getitem__") and hasattr(x, "__len__")
        self.count = steps or _length(x)
        self._left: Iterator[Any] | None = None
        self._peeked: Any = _UNKNOWN

    def _open(self) -> Iterator[Any]:
        if not self.indexed:
            return iter(self.source)
        order = range(len(self.source))
        return (self.source[i] for i in (np.random.permutation(len(order)) if self.shuffle is True else order))

    def first(self) -> tuple[Any, Any, Any]:
        """The first batch, without using it up."""
        if self._peeked is _UNKNOWN:
            self._left = self._open()
            self._peeked = next(self._left, None)
            if self._peeked is None:
                raise ValueError("The generator or dataset yielded no batch.")
        return self._batch(self._peeked)

    def __iter__(self) -> Iterator[tuple[Any, Any, Any]]:
        source = self._continued() if self.steps is None and not self._is_iterator() else self._kept()
        number = 0
        for data in islice(source, self.steps) if self.steps else source:
            number += 1
            yield self._batch(data)
        if self.steps and number < self.steps:
            warn_out_of_data()
            self._left = None
        self.count = self.count or number
        if self.indexed and hasattr(self.source, "on_epoch_end"):
            self.source.on_epoch_end()

    def _is_iterator(self) -> bool:
        return hasattr(self.source, "__next__")

    def _continued(self) -> Iterator[Any]:
        """The whole source from its start."""
        if self._peeked is not _UNKNOWN and self._left is not None:
            return self._kept()
        return self._open()

    def _kept(self) -> Iterator[Any]:
        """What is left of the source, the batch looked at first."""
        if self._left is None:
            self._left = self._open()
        if self._peeked is not _UNKNOWN:
            peeked, self._peeked = self._peeked, _UNKNOWN
            yield peeked
        yield from self._left
        self._left = None

    def _batch(self, data: Any) -> tuple[Any, Any, Any]:
        x, y, w = (map_values(_array, part) for part in unpack(data))
        if self.class_weight is not None:
            w = class_weights(y, self.class_weight)
        return x, y, w


def _array(value: Any) -> Any:
    if value is None:
        return None
    value = np.asarray(value)
    return value.astype(floatx()) if value.dtype.kind == "f" and value.dtype != floatx() else value
