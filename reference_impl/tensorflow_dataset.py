"""`tf.data.Dataset` as far as the training guides use it: an iterable of batches that starts anew each epoch."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from .counterpart import counterpart

AUTOTUNE = -1


def _map_structure(function: Callable[..., Any], *structures: Any) -> Any:
    first = structures[0]
    if isinstance(first, dict):
        return {key: _map_structure(function, *(s[key] for s in structures)) for key in first}
    if isinstance(first, tuple):  # a list is one tensor, as in TensorFlow
        return type(first)(_map_structure(function, *parts) for parts in zip(*structures, strict=True))
    return function(*structures)


def _first_leaf(structure: Any) -> Any:
    while isinstance(structure, (dict, tuple)):
        structure = next(iter(structure.values() if isinstance(structure, dict) else structure))
    return structure


@counterpart("tf.data.Dataset")
class Dataset:
    """Elements produced anew by `produce()` at each iteration; `cardinality` is their number, None when unknown or
    infinite.
    """

    def __init__(self, produce: Callable[[], Iterable[Any]], cardinality: int | None) -> None:
        self._produce, self._cardinality = produce, cardinality

    @classmethod
    def from_tensor_slices(cls, tensors: Any) -> Dataset:
        """One element for each entry along the first axis of every array in `tensors` (tuples and dicts of arrays).

        Raises ValueError for a scalar.
        """
        arrays = _map_structure(np.asarray, tensors)
        if not np.ndim(first := _first_leaf(arrays)):
            raise ValueError("Unbatching a tensor is only supported for rank >= 1")
        rows = len(first)
        return cls(lambda: (_map_structure(lambda a, i=i: a[i], arrays) for i in range(rows)), rows)

    @classmethod
    def from_tensors(cls, tensors: Any) -> Dataset:
        return cls(lambda: [_map_structure(np.asarray, tensors)], 1)

    @classmethod
    def from_generator(
        cls, generator: Callable[..., Iterable[Any]], *_: Any, args: tuple[Any, ...] = (), **__: Any
    ) -> Dataset:
        return cls(lambda: generator(*args), None)

    @classmethod
    def range(cls, *args: int) -> Dataset:
        return cls(lambda: map(np.int64, range(*args)), len(range(*args)))

    @classmethod
    def zip(cls, *datasets: Any) -> Dataset:
        parts = datasets[0] if len(datasets) == 1 else datasets
        sizes = [part._cardinality for part in parts]
        known = None if None in sizes else min(sizes)
        return cls(lambda: zip(*parts, strict=False), known)

    def batch(self, batch_size: int, drop_remainder: bool = False, **_: Any) -> Dataset:
        """Stacks runs of `batch_size` elements; the last may be shorter."""
        rounded = math.floor if drop_remainder else math.ceil
        size = None if self._cardinality is None else rounded(self._cardinality / batch_size)

        def produce() -> Iterator[Any]:
            elements = iter(self)
            while rows := list(itertools.islice(elements, batch_size)):
                if len(rows) == batch_size or not drop_remainder:
                    yield _map_structure(lambda *values: np.stack(values), *rows)

        return Dataset(produce, size)

    def shuffle(self, buffer_size: int, seed: int | None = None, reshuffle_each_iteration: bool = True) -> Dataset:
        """Draws from a buffer of `buffer_size` elements, refilled in order. Not TensorFlow's stream of random
        numbers.
        """
        generator = np.random.default_rng(seed if seed is not None else np.random.randint(1 << 31))
        fixed = int(generator.integers(1 << 31))

        def produce() -> Iterator[Any]:
            draw = generator if reshuffle_each_iteration else np.random.default_rng(fixed)
            elements = iter(self)
            buffer = list(itertools.islice(elements, buffer_size))
            for element in elements:
                index = int(draw.integers(len(buffer)))
                yield buffer[index]
                buffer[index] = element
            draw.shuffle(buffer)
            yield from buffer

        return Dataset(produce, self._cardinality)

    def map(self, function: Callable[..., Any], *_: Any, **__: Any) -> Dataset:
        def apply(element: Any) -> Any:
            return function(*element) if isinstance(element, tuple) else function(element)

        return Dataset(lambda: (apply(element) for element in self), self._cardinality)

    def repeat(self, count: int | None = None) -> Dataset:
        rounds = itertools.count() if count in (None, -1) else range(count or 0)
        size = None if count in (None, -1) or self._cardinality is None else self._cardinality * (count or 0)
        return Dataset(lambda: itertools.chain.from_iterable(self for _ in rounds), size)

    def take(self, count: int) -> Dataset:
        size = count if self._cardinality is None else min(count, self._cardinality)
        return Dataset(lambda: itertools.islice(self, count), size)

    def skip(self, count: int) -> Dataset:
        size = None if self._cardinality is None else max(0, self._cardinality - count)
        return Dataset(lambda: itertools.islice(self, count, None), size)

    def prefetch(self, *_: Any) -> Dataset:
        return self

    cache = prefetch

    def as_numpy_iterator(self) -> Iterator[Any]:
        return iter(self)

    @property
    def element_spec(self) -> Any:
        """The shapes of the first element's arrays."""
        return _map_structure(np.shape, next(iter(self)))

    def cardinality(self) -> int:
        """The number of elements; -2 when unknown, as TensorFlow has it."""
        return -2 if self._cardinality is None else self._cardinality

    def __iter__(self) -> Iterator[Any]:
        return iter(self._produce())

    def __len__(self) -> int:
        if self._cardinality is None:
            raise TypeError("The dataset length is unknown.")
        return self._cardinality
