"""Normalization over the batch or over the features."""

from __future__ import annotations

from numbers import Integral
from typing import Any

from .. import initializers
from ..backend.base import Value, Variable
from ..backend.protocol import Backend
from ..counterpart import counterpart
from .base import InputSpec, Layer


def moments(ops: Backend, x: Value, axes: tuple[int, ...]) -> tuple[Value, Value]:
    """Mean and variance over axes that are kept with length 1 (`tf.nn.moments`)."""
    mean = ops.mean(x, axes, keepdims=True)
    return mean, ops.mean(ops.square(ops.subtract(x, ops.stop_gradient(mean))), axes, keepdims=True)


class _Normalization(Layer):
    supports_masking = True

    def _set(self, axis: Any, epsilon: float, center: bool, scale: bool, options: dict[str, Any]) -> None:
        self.axis, self.epsilon, self.center, self.scale = axis, epsilon, center, scale
        for part, default in (("beta", "zeros"), ("gamma", "ones")):
            setattr(self, f"{part}_initializer", initializers.get(options.get(f"{part}_initializer") or default))
            setattr(self, f"{part}_regularizer", options.get(f"{part}_regularizer"))
            setattr(self, f"{part}_constraint", options.get(f"{part}_constraint"))
        self.gamma: Variable | None = None
        self.beta: Variable | None = None

    def _add(self, part: str, shape: tuple[int, ...]) -> Variable:
        return self.add_weight(
            shape, getattr(self, f"{part}_initializer"), name=part,
            regularizer=getattr(self, f"{part}_regularizer"), constraint=getattr(self, f"{part}_constraint"),
        )  # fmt: skip

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


_OPTIONS = [f"{part}_{kind}" for part in ("beta", "gamma") for kind in ("initializer", "regularizer", "constraint")]


@counterpart("keras.layers.BatchNormalization")
class BatchNormalization(_Normalization):
    """(x - mean) / sqrt(variance + epsilon) * gamma + beta. Ioffe and Szegedy, arXiv:1502.03167.

    Training (unless `trainable` is False) uses the batch's moments and moves the averages towards them.
    """

    def __init__(
        self, axis: int = -1, momentum: float = 0.99, epsilon: float = 0.001, center: bool = True, scale: bool = True,
        moving_mean_initializer: Any = "zeros", moving_variance_initializer: Any = "ones", **kwargs: Any
    ) -> None:  # fmt: skip
        options = {key: kwargs.pop(key) for key in _OPTIONS if key in kwargs}
        super().__init__(**kwargs)
        self._set(int(axis), float(epsilon), center, scale, options)
        self.momentum = float(momentum)
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)

    def build(self, input_shape: Any) -> None:
        shape = (input_shape[self.axis],)
        if self.scale:
            self.gamma = self._add("gamma", shape)
        if self.center:
            self.beta = self._add("beta", shape)
        self.moving_mean = self.add_weight(shape, self.moving_mean_initializer, trainable=False, name="moving_mean")
        self.moving_variance = self.add_weight(
            shape, self.moving_variance_initializer, trainable=False, name="moving_variance"
        )
        rank = len(input_shape)
        self.input_spec = InputSpec(ndim=rank, axes={self.axis: input_shape[self.axis]})
        self._axes = tuple(i for i in range(rank) if i != self.axis % rank)
        self._across = [1] * rank
        self._across[self.axis] = input_shape[self.axis]

    def call(self, inputs: Value, training: bool | None = None, mask: Value = None) -> Value:
        ops, inputs = self.ops, self.ops.tensor(inputs, self.dtype)
        if training and self.trainable:
            mean, variance = self._moments(inputs, mask)
            self._move(self.moving_mean, mean)
            self._move(self.moving_variance, variance)
        else:
            mean, variance = (
                ops.reshape(ops.tensor(v), self._across) for v in (self.moving_mean, self.moving_variance)
            )
        scale = ops.rsqrt(ops.add(variance, self.epsilon))
        if self.gamma is not None:
            scale = ops.multiply(scale, ops.reshape(self.gamma.value, self._across))
        shift = ops.negative(ops.multiply(mean, scale))
        if self.beta is not None:
            shift = ops.subtract(ops.reshape(self.beta.value, self._across), ops.multiply(mean, scale))
        return ops.add(ops.multiply(inputs, scale), shift)

    def _moments(self, x: Value, mask: Value) -> tuple[Value, Value]:
        ops = self.ops
        if mask is None:
            return moments(ops, x, self._axes)
        weights = ops.multiply(ops.cast(ops.expand_dims(mask, -1), self.dtype), ops.ones_like(x))
        total = ops.add(ops.sum(weights, self._axes, keepdims=True), 1e-7)
        mean = ops.divide(ops.sum(ops.multiply(x, weights), self._axes, keepdims=True), total)
        distance = ops.multiply(ops.subtract(x, mean), weights)
        return mean, ops.divide(ops.sum(ops.square(distance), self._axes, keepdims=True), total)

    def _move(self, average: Variable, value: Value) -> None:
        ops = self.ops
        old = ops.multiply(ops.tensor(average), self.momentum)
        new = ops.multiply(ops.reshape(ops.stop_gradient(value), average.shape), 1.0 - self.momentum)
        ops.assign(average.value, ops.add(old, new))


@counterpart("keras.layers.LayerNormalization")
class LayerNormalization(_Normalization):
    """Normalize each sample over `axis`. Ba et al., arXiv:1607.06450."""

    def __init__(
        self, axis: Any = -1, epsilon: float = 0.001, center: bool = True, scale: bool = True, **kwargs: Any
    ) -> None:
        options = {key: kwargs.pop(key) for key in _OPTIONS if key in kwargs}
        super().__init__(**kwargs)
        axes = list(axis) if isinstance(axis, (list, tuple)) else axis
        if not all(isinstance(a, Integral) for a in (axes if isinstance(axes, list) else [axes])):
            raise ValueError(f"Expected an int or a list/tuple of ints for the argument 'axis', but received: {axis!r}")
        self._set(axes, epsilon, center, scale, options)

    def build(self, input_shape: Any) -> None:
        rank = len(input_shape)
        self.axis = self.axis if isinstance(self.axis, list) else [self.axis]  # as Keras, whose configuration shows it
        self._axes = tuple(sorted(a % rank for a in self.axis))
        shape = tuple(input_shape[a] for a in self._axes)
        self._across = [input_shape[a] if a in self._axes else 1 for a in range(rank)]
        if self.scale:
            self.gamma = self._add("gamma", shape)
        if self.center:
            self.beta = self._add("beta", shape)

    def call(self, inputs: Value) -> Value:
        ops, inputs = self.ops, self.ops.tensor(inputs, self.dtype)
        mean, variance = moments(ops, inputs, self._axes)
        scale = ops.rsqrt(ops.add(variance, self.epsilon))
        if self.gamma is not None:
            scale = ops.multiply(scale, ops.reshape(self.gamma.value, self._across))
        shift = ops.multiply(ops.negative(mean), scale)
        if self.beta is not None:
            shift = ops.add(shift, ops.reshape(self.beta.value, self._across))
        return ops.add(ops.multiply(inputs, scale), shift)
