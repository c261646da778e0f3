"""Variables, settings, and what was left of the graphs of TensorFlow 1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import config
from ..backend import current
from ..backend.base import Value, Variable
from ..counterpart import counterpart
from ..settings import image_data_format, set_image_data_format
from .common import as_value

_settings = {"learning_phase": 0}


def get_value(x: Any) -> Any:
    """A NumPy copy: of a weight, of an optimizer's learning rate (`K.get_value(model.optimizer.lr)`)."""
    return np.array(current().numpy(as_value(x)))[()]


eval = get_value


def set_value(x: Variable, value: Any) -> None:
    x.assign(np.asarray(value).reshape(x.shape))


def batch_get_value(tensors: Sequence[Any]) -> list[Any]:
    return [get_value(x) for x in tensors]


def batch_set_value(tuples: Sequence[tuple[Variable, Any]]) -> None:
    for x, value in tuples:
        set_value(x, value)


def update(x: Variable, new_x: Any) -> Variable:
    return x.assign(new_x)


def update_add(x: Variable, increment: Any) -> Any:
    return x.assign_add(increment)


def update_sub(x: Variable, decrement: Any) -> Any:
    return x.assign_add(-as_value(decrement, x.dtype))


def print_tensor(x: Any, message: str = "") -> Value:
    """Prints the value and returns it."""
    print(message, current().numpy(as_value(x)))
    return as_value(x)


def backend() -> str:
    """The name of the backend in scope: "numpy" or "tensorflow"."""
    return str(current().name)


def dtype(x: Any) -> str:
    return config.standardize_dtype(x.dtype)


def image_dim_ordering() -> str:
    """Keras 1's name for it: "tf" (channels last) or "th"."""
    return "th" if image_data_format() == "channels_first" else "tf"


def set_image_dim_ordering(dim_ordering: str) -> None:
    set_image_data_format("channels_first" if dim_ordering == "th" else "channels_last")


def learning_phase() -> int:
    """1 while training where a script has said so by `set_learning_phase`, else 0."""
    return int(_settings["learning_phase"])


def set_learning_phase(value: int) -> None:
    _settings["learning_phase"] = int(value)


def in_train_phase(x: Any, alt: Any, training: Any = None) -> Any:
    chosen = x if (learning_phase() if training is None else training) else alt
    return chosen() if callable(chosen) else chosen


@counterpart("keras.backend.is_keras_tensor")
def is_keras_tensor(x: Any) -> bool:
    """Whether `x` is symbolic: an `Input`, or what a layer made of one."""
    from ..graph_functions import is_symbolic

    return is_symbolic(x)


def is_tensor(x: Any) -> bool:
    return hasattr(x, "shape") and hasattr(x, "dtype")


def function(inputs: Sequence[Any], outputs: Any, updates: Any = None) -> Callable[[Sequence[Any]], Any]:
    """`K.function([model.layers[0].input], [model.layers[3].output])`: arrays in, arrays out.

    An input may be `K.learning_phase()`; the value passed for it (0 or 1) then says whether to run in training mode.
    """
    from ..models.model import Model

    if updates:
        raise ValueError("K.function(updates=...) belongs to graph mode and has no counterpart here")
    symbolic = [x for x in inputs if is_keras_tensor(x)]
    model = Model(symbolic, list(outputs) if isinstance(outputs, (list, tuple)) else outputs)

    def run(values: Sequence[Any]) -> Any:
        training = [bool(value) for x, value in zip(inputs, values, strict=True) if not is_keras_tensor(x)]
        arrays = [value for x, value in zip(inputs, values, strict=True) if is_keras_tensor(x)]
        results = model(arrays if len(arrays) > 1 else arrays[0], training=training[-1] if training else False)
        return [current().numpy(y) for y in results] if isinstance(results, (list, tuple)) else current().numpy(results)

    return run
