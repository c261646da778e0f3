"""What a layer offers besides being called and trained: its weights as arrays, its penalties, its configuration."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from ..backend.base import Value, Variable
from ..counterpart import counterpart
from ..metrics.base import Mean
from ..regularizers import penalty
from . import nodes


def declared_shape(
    self: Any, shape: Any = None, batch_size: int | None = None, input_dim: int | None = None,
    input_length: int | None = None, batch_input_shape: Any = None, batch_shape: Any = None, weights: Any = None,
    **unknown: Any
) -> tuple[int | None, ...] | None:  # fmt: skip
    """What the first layer of a Sequential expects, batch first, from the arguments that say so.

    Raises ValueError for others, and for what is no shape.
    """
    del weights
    if unknown:
        raise ValueError(f"Unrecognized keyword arguments passed to {type(self).__name__}: {unknown}")
    if shape is None and input_dim is not None:
        shape = (input_dim,) if input_length is None else (input_length, input_dim)
    whole = batch_input_shape or batch_shape
    if shape is not None and not hasattr(shape, "__iter__"):
        raise ValueError(f"Cannot convert '{shape}' to a shape.")
    return tuple(whole) if whole else None if shape is None else (batch_size, *shape)


def set_trainable(self: Any, value: bool) -> None:
    """Let training change the weights or not, here and in all sublayers.

    What is so already stays as it is, sublayers that were set apart too: setting an attribute to the object that it is
    does nothing in Keras on TensorFlow (`tensorflow/python/trackable/autotrackable.py`).
    """
    if bool(value) == self._trainable:
        return
    self._trainable = bool(value)
    for v in self._variables:
        v.trainable = v.wanted and self._trainable
    for layer in self._layers:
        layer.trainable = value


def add_loss(self: Any, loss: Any) -> None:
    """Add a scalar to what training minimizes: in `call`, or a tensor of a functional model."""
    losses = loss if isinstance(loss, (list, tuple)) else [loss]
    self.adds_losses = True
    for one in losses:
        if hasattr(one, "keras_history"):
            one.add_to_loss(self)
        else:
            self._losses.append(one)


def add_metric(self: Any, value: Any, name: str | None = None, aggregation: str | None = "mean") -> None:
    """Show the running mean of a value: in `call`, or of a tensor of a functional model (Keras 2).

    Raises ValueError without a name, or for an aggregation other than the mean.
    """
    if name is None:
        raise ValueError(
            "Please provide a name for your metric like `self.add_metric(tf.reduce_sum(inputs), "
            "name='mean_activation')`"
        )
    if aggregation not in {None, "mean"}:
        raise ValueError(
            f"Only `mean` sample-wise metric aggregation is supported. You provided: aggregation={aggregation}"
        )
    if hasattr(value, "keras_history"):
        value.add_to_metrics(self, name, aggregation)
        return
    metrics = self.__dict__.setdefault("_added_metrics", {})
    if name not in metrics:
        metrics[name] = Mean(name=name)
    metrics[name].update_state(value)


def losses(self: Any) -> list[Value]:
    """Penalties of the last call, then those of regularized weights."""
    own = [loss() if callable(loss) else loss for layer in self.sublayers() for loss in layer._losses]
    return own + [penalty(v.regularizer, v.value) for v in self.trainable_weights if v.regularizer is not None]


def variables(self: Any) -> list[Variable]:
    return list(self.weights)


def compute_dtype(self: Any) -> str:
    """What the layer computes in, the same as `variable_dtype`: there is no mixed precision here."""
    return str(self.dtype)


def variable_dtype(self: Any) -> str:
    return str(self.dtype)


def trainable_variables(self: Any) -> list[Variable]:
    return list(self.trainable_weights)


def non_trainable_weights(self: Any) -> list[Variable]:
    kept = {id(v) for v in self.trainable_weights}
    return [v for v in self.weights if id(v) not in kept]


non_trainable_variables = non_trainable_weights


@counterpart("keras.layers.Layer.get_weights")
def get_weights(self: Any) -> list[np.ndarray]:
    """Copies of the weights, in the order of `weights`."""
    return [v.numpy() for v in self.weights]


@counterpart("keras.layers.Layer.set_weights")
def set_weights(self: Any, weights: Sequence[Any]) -> None:
    """Overwrite all weights. Raises ValueError for a wrong number or shape, and then changes none."""
    own, given = self.weights, [np.asarray(w) for w in weights]
    if len(own) != len(given):
        raise ValueError(
            f"You called `set_weights(weights)` on layer '{self.name}' with a weight list of length {len(given)}, "
            f"but the layer was expecting {len(own)} weights."
        )
    for v, w in zip(own, given, strict=True):
        if v.shape != w.shape:
            raise ValueError(
                f"Layer {self.name} weight shape {v.shape} is not compatible with provided weight shape {w.shape}."
            )
    for v, w in zip(own, given, strict=True):
        v.assign(w)


@counterpart("keras.layers.Layer.count_params")
def count_params(self: Any) -> int:
    """Number of numbers in the weights. Raises ValueError before the layer is built."""
    if not self.built:
        raise ValueError(
            f"You tried to call `count_params` on layer '{self.name}', but the layer isn't built. "
            "You can build it manually via: `layer.build(input_shape)`."
        )
    return sum(int(np.prod(v.shape)) for v in self.weights)


def get_config(self: Any) -> dict[str, Any]:
    """The arguments that make this layer again."""
    from ..models.configuration import layer_config

    return layer_config(self)


@classmethod  # type: ignore[misc]
def from_config(cls: Any, config: dict[str, Any]) -> Any:
    """A layer made from `get_config()`."""
    from ..models.configuration import plain_arguments

    return cls(**plain_arguments(cls, config))


def node_attribute(self: Any, name: str) -> Any:
    """`input`, `output_shape` and the like of the layer's place in a graph; `get_..._at` for one of several places."""
    if name.startswith("get_"):
        return partial(nodes.node_attribute_at, self, name.removeprefix("get_").removesuffix("_at"))
    return nodes.node_attribute(self, name)


def __repr__(self: Any) -> str:
    return f"<{type(self).__name__} name={self.name}, built={self.built}>"
