"""Batches from generators, sequences and datasets."""

from __future__ import annotations

import math
import random
import warnings
from collections.abc import Iterator
from functools import cached_property
from itertools import chain, count, islice
from types import GeneratorType
from typing import Any

from .backend.base import map_values
from .data_adapter import Batches
from .data_checks import arrays, class_weights, common_length, is_indexed, is_stream, numbers, unpack, weights_of

Shape = tuple[int | None, ...]

_END = object()
_PEEKED = 2
"""How many batches Keras looks at beforehand (`NUM_BATCHES_FOR_TENSOR_SPEC`)."""


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
    if hasattr(type(x), "num_batches"):
        number: int | None = x.num_batches
        return number
    try:
        return len(x)
    except TypeError:
        return None


def other_batches(
    x: Any, y: Any, sample_weight: Any, batch_size: int | None, steps: int | None, shuffle: Any, class_weight: Any
) -> Any:
    """The batches of a generator, sequence or dataset, or of arrays of any kind, perhaps a number of steps of them."""
    steps = steps or None
    if is_stream(x):
        return Stream(x, steps, class_weight, y, sample_weight, shuffle)
    data = [arrays(x), arrays(y), arrays(sample_weight)]
    if sample_weight is not None or class_weight is not None:
        data[2] = weights_of(data[1], data[2], class_weight)
    rows = common_length(data)
    if steps is None:
        return Batches(data, rows, batch_size, shuffle)
    return SteppedBatches(steps, data, rows, batch_size, shuffle)


class Epochs:
    """Epochs of `steps` batches, or of all there are, as `keras/src/trainers/epoch_iterator.py` counts them.

    With `steps`, an epoch goes on where the last one stopped. A source that is used up begins anew at the next epoch;
    `available` is how many batches it has, where that is known.
    """

    steps: int | None
    available: int | None
    _left: Iterator[Any] | None = None
    _seen = 0

    def _open(self) -> Iterator[Any]:
        """The source from its start."""
        raise NotImplementedError

    def _notify(self, event: str) -> None:
        """Tell the source that an epoch begins or ends."""

    def restart(self) -> None:
        """Forget where the last epoch stopped."""
        self._left, self._seen = None, 0
        self._notify("on_epoch_end")

    def _all(self) -> Iterator[Any]:
        self._notify("on_epoch_begin")
        limit = self.steps or self.available
        if self._left is None or self.steps is None:
            self._left, self._seen = self._open(), 0
        for _ in range(limit) if limit else count():
            if self.available and self._seen >= self.available:
                warn_out_of_data()
                break
            self._seen += 1
            data = next(self._left, _END)
            if data is _END:
                warn_out_of_data()
                self._left, self.available = None, self.available or self._seen
                break
            yield data
        if self._left is not None and self.available and self._seen >= self.available:
            self._left, self._seen = self._open(), 0
        self._notify("on_epoch_end")


class SteppedBatches(Epochs, Batches):
    """Batches of arrays, `steps` an epoch."""

    def __init__(self, steps: int, data: list[Any], rows: int, batch_size: int | None, shuffle: Any) -> None:
        Batches.__init__(self, data, rows, batch_size or math.ceil(rows / steps), shuffle)
        self.available, self.count, self.steps = math.ceil(self.rows / self.batch_size), steps, steps

    def _open(self) -> Iterator[Any]:
        return Batches.__iter__(self)

    def __iter__(self) -> Iterator[tuple[Any, Any, Any]]:
        return self._all()


class Stream(Epochs):
    """Batches in the order a generator, `Sequence` or dataset yields them.

    Of a generator the first two are looked at and put back, and come again whenever it begins anew, as in Keras
    (`generator_data_adapter.peek_and_restore`). Raises ValueError when targets, or for a
    generator weights of classes, are also given as arguments, or it yields nothing.
    """

    batch_size: int | None = None

    def __init__(self, x: Any, steps: int | None, class_weight: Any, y: Any, sample_weight: Any, shuffle: Any) -> None:
        for name, value in (("y", y), ("sample_weight", sample_weight)):
            if value is not None:
                raise ValueError(
                    f"When providing `x` as a generator or dataset, `{name}` should not be passed. "
                    f"Instead, the {name} should be included in what it yields."
                )
        if class_weight is not None and isinstance(x, GeneratorType):
            raise ValueError(
                "Argument `class_weight` is not supported for Python generator inputs. "
                f"Received: class_weight={class_weight}"
            )
        self.source, self.steps, self.class_weight, self.shuffle = x, steps, class_weight, shuffle
        self.indexed = is_indexed(x)
        self.available = _length(x)
        self._peeked: list[Any] | None = None
        self._opened: Iterator[Any] | None = None

    @property
    def count(self) -> int | None:
        """How many batches an epoch has, where that is known."""
        return self.steps or self.available

    def _peek(self) -> list[Any]:
        """The first batches; a dataset's come from the iterator that its first epoch goes on with."""
        if self._peeked is None:
            if self.indexed:
                self._peeked = [self.source[i] for i in range(min(_PEEKED, self.available or _PEEKED))]
            elif hasattr(self.source, "__next__"):
                self._peeked = list(islice(self.source, _PEEKED))
            else:
                opened = iter(self.source)
                self._peeked = list(islice(opened, 1))
                self._opened = chain(self._peeked, opened)
            if not self._peeked:
                raise ValueError("The generator or dataset yielded no batch.")
        return self._peeked

    def _open(self) -> Iterator[Any]:
        peeked = self._peek()
        if self.indexed:
            return self._by_index()
        if hasattr(self.source, "__next__"):
            return chain(peeked, self.source)
        opened, self._opened = self._opened or iter(self.source), None
        return opened

    def _by_index(self) -> Iterator[Any]:
        if self.available is None:
            yield from (self.source[i] for i in count())
            return
        order = list(range(self.available))
        if self.shuffle:
            random.shuffle(order)
        for i in order:
            yield self.source[i]

    def _notify(self, event: str) -> None:
        if self.indexed and hasattr(self.source, event):
            getattr(self.source, event)()

    def first(self) -> tuple[Any, Any, Any]:
        """The first batch, without using it up."""
        return self._batch(self._peek()[0])

    def __iter__(self) -> Iterator[tuple[Any, Any, Any]]:
        return map(self._batch, self._all())

    @cached_property
    def _expected(self) -> list[Shape | None]:
        """The shapes of a batch's arrays: those of the first, None for the number of samples and where the second
        differs (`data_adapter_utils.get_keras_tensor_spec`)."""
        batches = [_shapes(map_values(numbers, unpack(data))) for data in self._peek()]
        _check_shapes(batches[-1], [None if shape is None else () for shape in batches[0]])
        return [_common(shape, other) for shape, other in zip(batches[0], batches[-1], strict=True)]

    def _batch(self, data: Any) -> tuple[Any, Any, Any]:
        x, y, w = batch = tuple(map_values(numbers, part) for part in unpack(data))
        if not hasattr(self.source, "element_spec"):
            _check_shapes(_shapes(batch), self._expected)
            common_length(batch)
        if self.class_weight is not None:
            if w is not None:
                raise ValueError("You cannot specify `class_weight` and `sample_weight` at the same time.")
            w = class_weights(y, self.class_weight)
        return x, y, w


def _shapes(batch: Any) -> list[Shape | None]:
    """The shapes of all arrays in (x, y, sample_weight), None where nothing is given."""
    found: list[Shape | None] = []
    map_values(lambda a: found.append(None if a is None else a.shape), batch)
    return found


def _common(shape: Shape | None, other: Shape | None) -> Shape | None:
    """What two shapes have in common. Raises ValueError where they have not as many dimensions."""
    if not shape or not other:
        return shape
    if len(shape) != len(other):
        raise ValueError(
            "When passing a dataset to a Keras model, the corresponding arrays in each batch must have the same rank. "
            f"Received arrays of shapes {shape} and {other}."
        )
    return (None, *(one if one == two else None for one, two in zip(shape[1:], other[1:], strict=True)))


def _check_shapes(found: list[Shape | None], expected: list[Shape | None]) -> None:
    """Raises ValueError unless the arrays of a batch have the shapes expected of them, in which None is any length."""
    if [shape is None for shape in found] != [shape is None for shape in expected]:
        given = sum(shape is not None for shape in expected)
        raise ValueError(
            f"The generator yielded a batch of {sum(shape is not None for shape in found)} arrays where one of {given} "
            "was expected, as its first batches were."
        )
    for shape, spec in zip(found, expected, strict=True):
        if not shape or not spec:
            continue
        if len(shape) != len(spec) or any(e not in (None, f) for f, e in zip(shape, spec, strict=True)):
            raise ValueError(
                f"Generator yielded an element of shape {shape} where an element of shape {spec} was expected. Your "
                "generator provides tensors with variable input dimensions other than the batch size. Make sure that "
                "the generator's first two batches do not have the same dimension value wherever there is a variable "
                "input dimension."
            )
