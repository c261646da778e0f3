"""The rest of `keras.utils`: one-hot labels, data sequences, scopes of custom objects, pictures of models."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from . import config
from .backend import current
from .backend.dtypes import as_value, floating
from .counterpart import counterpart
from .settings import epsilon

if TYPE_CHECKING:
    from numpy.typing import NDArray


@counterpart("keras.utils.to_categorical")
def to_categorical(
    y: Any, num_classes: int | None = None, nb_classes: int | None = None, dtype: Any = None
) -> NDArray[Any]:
    """Class indices -> rows of one 1 among zeros: (n,) or (n, 1) -> (n, num_classes).

    Args:
        y: whole numbers from 0; a trailing axis of length 1 is dropped.
        num_classes: by default the largest index plus one (`nb_classes` is Keras 1's name for it).
        dtype: of the result; by default float64, also where `floatx()` is another.

    Raises:
        ValueError: an index outside [0, num_classes).
    """
    labels = np.asarray(y, dtype="int64")
    shape = labels.shape
    if len(shape) > 1 and shape[-1] == 1:
        shape = shape[:-1]
    labels = labels.reshape(-1)
    width = num_classes or nb_classes or (int(labels.max()) + 1 if labels.size else 0)
    if labels.size and (labels.min() < -width or labels.max() >= width):
        raise ValueError(
            f"to_categorical: y holds labels from {labels.min()} to {labels.max()}; num_classes is {width}."
        )
    rows = np.zeros((labels.size, width), dtype=config.standardize_dtype(dtype or "float64"))
    rows[np.arange(labels.size), labels] = 1
    return rows.reshape(*shape, width)


@counterpart("keras.utils.normalize")
def normalize(x: Any, axis: int = -1, order: int = 2) -> Any:
    """`x` divided by its norm of that order along `axis`; zeros stay zeros. Lists give a tensor, arrays an array.

    Of an array's first axis Keras takes the norms, yet divides along the last; so does this.
    """
    if isinstance(x, np.ndarray):
        norms = np.atleast_1d(np.linalg.norm(x, order, axis))
        norms[norms == 0] = 1
        return x / np.expand_dims(norms, axis or -1)
    ops = current()
    x = floating(ops, as_value(ops, x))
    powers = ops.square(x) if order == 2 else ops.power(ops.absolute(x), order)
    norms = ops.power(ops.sum(powers, axis, True), 1 / order)
    return ops.annotate(ops.divide(x, ops.maximum(norms, epsilon())))


@counterpart("keras.utils.PyDataset")
class PyDataset:
    """A data set that makes its own batches: subclasses define `__len__` and `__getitem__` (one whole batch)."""

    def __init__(self, workers: int = 1, use_multiprocessing: bool = False, max_queue_size: int = 10) -> None:
        self.workers, self.use_multiprocessing, self.max_queue_size = workers, use_multiprocessing, max_queue_size

    def __getitem__(self, index: int) -> Any:
        """Batch number `index`: (x, y) or (x, y, sample_weight)."""
        raise NotImplementedError

    def __len__(self) -> int:
        """The number of batches."""
        raise NotImplementedError

    @property
    def num_batches(self) -> int | None:
        """The number of batches; None when they never end."""
        return len(self)

    def on_epoch_begin(self) -> None:
        """Called before each epoch."""

    def on_epoch_end(self) -> None:
        """Called after each epoch, and before the first."""

    def __iter__(self) -> Iterator[Any]:
        for index in range(len(self)):
            yield self[index]


Sequence = PyDataset
_custom_objects: dict[str, Any] = {}


@counterpart("keras.utils.get_custom_objects")
def get_custom_objects() -> dict[str, Any]:
    """The objects that strings and configurations may name besides the built-in ones."""
    return _custom_objects


@counterpart("keras.utils.CustomObjectScope")
class CustomObjectScope(contextlib.ContextDecorator):
    """`with CustomObjectScope({"Attention": Attention}): ...`"""

    def __init__(self, custom_objects: dict[str, Any]) -> None:
        self.custom_objects = custom_objects
        self._before: dict[str, Any] = {}

    def __enter__(self) -> CustomObjectScope:
        self._before = dict(_custom_objects)
        _custom_objects.update(self.custom_objects)
        return self

    def __exit__(self, *_: object) -> None:
        _custom_objects.clear()
        _custom_objects.update(self._before)


custom_object_scope = CustomObjectScope


@counterpart("keras.utils.register_keras_serializable")
def register_keras_serializable(package: str = "Custom", name: str | None = None) -> Any:
    """A decorator that makes a class or function known to `from_config`."""

    def register(obj: Any) -> Any:
        _custom_objects[name or obj.__name__] = _custom_objects[f"{package}>{name or obj.__name__}"] = obj
        return obj

    return register


@counterpart("keras.utils.plot_model")
def plot_model(
    model: Any, to_file: str = "model.png", show_shapes: bool = False, show_layer_names: bool = True, **_: Any
) -> None:
    """Draws the graph of layers into `to_file`, with Matplotlib where Keras uses Graphviz."""
    from .drawing import draw_model

    draw_model(model, to_file, show_shapes=show_shapes, show_layer_names=show_layer_names)


def print_summary(model: Any, line_length: int | None = None, positions: Any = None, print_fn: Any = None) -> None:
    """Keras 2's spelling of `model.summary()`."""
    model.summary(line_length=line_length, positions=positions, print_fn=print_fn)
