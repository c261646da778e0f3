"""Activation, dropout, and layers that rearrange or pass on."""

from __future__ import annotations

import math
from typing import Any

from .. import activations
from ..backend.base import Value
from ..counterpart import counterpart
from ..seed_generator import SeedGenerator
from .base import InputSpec, Layer, Shape


@counterpart("keras.layers.Activation")
class Activation(Layer):
    """An activation function as a layer."""

    supports_masking = built = True

    def __init__(self, activation: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.activation = activations.get(activation)

    def call(self, inputs: Value) -> Value:
        return self.activation(inputs)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


@counterpart("keras.layers.Dropout")
class Dropout(Layer):
    """While training, zero each input with probability `rate` and scale the rest. Srivastava et al., JMLR 15 (2014).

    Raises ValueError unless rate is within [0, 1].
    """

    supports_masking = built = True

    def __init__(self, rate: float, noise_shape: Any = None, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not 0 <= rate <= 1:
            raise ValueError(
                "Invalid value received for argument `rate`. Expected a float value between 0 and 1. "
                f"Received: rate={rate}"
            )
        self.rate, self.noise_shape, self.seed = rate, noise_shape, seed
        self.seed_generator = SeedGenerator(seed) if rate > 0 else None

    def call(self, inputs: Value, training: bool | None = False) -> Value:
        if not training or self.seed_generator is None:
            return inputs
        if self.rate == 1.0:
            return self.ops.zeros_like(inputs)
        if self.noise_shape is None:
            return self.ops.dropout(inputs, self.rate, self.seed_generator)
        shape = [inputs.shape[i] if n is None else n for i, n in enumerate(self.noise_shape)]
        ones = self.ops.ones_like(self.ops.getitem(inputs, tuple(slice(n) for n in shape)))
        return self.ops.multiply(inputs, self.ops.dropout(ones, self.rate, self.seed_generator))

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


def _product(shape: Any) -> int | None:
    return None if any(n is None for n in shape) else math.prod(shape)


@counterpart("keras.layers.Flatten")
class Flatten(Layer):
    """(batch, ...) -> (batch, product); with "channels_first", channels go last before."""

    def __init__(self, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format, self.input_spec = data_format or "channels_last", InputSpec(min_ndim=1)

    def call(self, inputs: Value) -> Value:
        rank = len(inputs.shape)
        if self.data_format == "channels_first" and rank > 2:
            inputs = self.ops.transpose(inputs, (0, *range(2, rank), 1))
        return self.ops.reshape(inputs, (-1, math.prod(inputs.shape[1:])))

    def compute_output_shape(self, input_shape: Any) -> Shape:
        return (input_shape[0], _product(input_shape[1:]))


@counterpart("keras.layers.Reshape")
class Reshape(Layer):
    """(batch, ...) -> (batch, *target_shape), one length of which may be -1. Raises ValueError if the sizes differ."""

    built = True

    def __init__(self, target_shape: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.target_shape = tuple(target_shape)
        if self.target_shape.count(-1) > 1:
            raise ValueError(
                "There must be at most one unknown dimension (-1) in `target_shape`. "
                f"Received: target_shape={target_shape}."
            )

    def call(self, inputs: Value) -> Value:
        return self.ops.reshape(inputs, (-1, *self._resolved(inputs.shape)))

    def _resolved(self, shape: Any) -> tuple[Any, ...]:
        size, rest = _product(shape[1:]), math.prod(n for n in self.target_shape if n != -1)
        if size is None:
            return tuple(None if n == -1 else n for n in self.target_shape)
        if (-1 in self.target_shape and size % max(1, rest)) or (-1 not in self.target_shape and size != rest):
            raise ValueError(
                "The total size of the tensor must be unchanged. "
                f"Received: input_shape={tuple(shape[1:])}, target_shape={self.target_shape}"
            )
        return tuple(size // rest if n == -1 else n for n in self.target_shape)

    def compute_output_shape(self, input_shape: Any) -> Shape:
        return (input_shape[0], *self._resolved(input_shape))
