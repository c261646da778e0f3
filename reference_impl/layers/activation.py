"""Activation functions that are layers of their own, some with weights."""

from __future__ import annotations

from typing import Any

from .. import activations, initializers
from ..backend.base import Value
from ..counterpart import counterpart
from .base import InputSpec, Layer


@counterpart("keras.layers.ReLU")
class ReLU(Layer):
    """`activations.relu` with its three parameters."""

    supports_masking = built = True

    def __init__(
        self, max_value: float | None = None, negative_slope: float = 0.0, threshold: float = 0.0, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        if max_value is not None and max_value < 0:
            raise ValueError(f"max_value of a ReLU layer cannot be a negative value. Received: max_value={max_value}")
        if negative_slope is None or negative_slope < 0:
            raise ValueError(
                "negative_slope of a ReLU layer cannot be None or a negative value. "
                f"Received: negative_slope={negative_slope}"
            )
        if threshold is None or threshold < 0:
            raise ValueError(
                f"threshold of a ReLU layer cannot be None or a negative value. Received: threshold={threshold}"
            )
        self.max_value, self.negative_slope, self.threshold = max_value, negative_slope, threshold

    def call(self, inputs: Value) -> Value:
        return activations.relu(inputs, self.negative_slope, self.max_value, self.threshold)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


@counterpart("keras.layers.LeakyReLU")
class LeakyReLU(Layer):
    """x above 0, `negative_slope * x` below; `alpha` is the name of 2015 to 2023."""

    supports_masking = built = True

    def __init__(self, negative_slope: float = 0.3, alpha: float | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        slope = negative_slope if alpha is None else alpha
        if slope is None or slope < 0:
            raise ValueError(
                "The negative_slope value of a Leaky ReLU layer cannot be None or negative value. Expected a float. "
                f"Received: negative_slope={slope}"
            )
        self.negative_slope = float(slope)

    def call(self, inputs: Value) -> Value:
        return activations.leaky_relu(inputs, self.negative_slope)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


@counterpart("keras.layers.ELU")
class ELU(Layer):
    """x above 0, alpha (exp(x) - 1) below."""

    supports_masking = built = True

    def __init__(self, alpha: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.alpha = alpha

    def call(self, inputs: Value) -> Value:
        return activations.elu(inputs, self.alpha)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


@counterpart("keras.layers.PReLU")
class PReLU(Layer):
    """x above 0, alpha x below, with a learned alpha for each position (but those along `shared_axes`)."""

    supports_masking = True

    def __init__(
        self, alpha_initializer: Any = "zeros", alpha_regularizer: Any = None, alpha_constraint: Any = None,
        shared_axes: Any = None, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        self.alpha_initializer = initializers.get(alpha_initializer)
        self.alpha_regularizer, self.alpha_constraint = alpha_regularizer, alpha_constraint
        self.shared_axes = [shared_axes] if isinstance(shared_axes, int) else shared_axes and list(shared_axes)

    def build(self, input_shape: Any) -> None:
        shape = [1 if axis + 1 in (self.shared_axes or ()) else n for axis, n in enumerate(input_shape[1:])]
        self.alpha = self.add_weight(
            shape,
            self.alpha_initializer,
            name="alpha",
            regularizer=self.alpha_regularizer,
            constraint=self.alpha_constraint,
        )
        self.input_spec = InputSpec(ndim=len(input_shape))

    def call(self, inputs: Value) -> Value:
        ops = self.ops
        below = ops.multiply(ops.negative(self.alpha.value), ops.relu(ops.negative(inputs)))
        return ops.add(ops.relu(inputs), below)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


@counterpart("keras.layers.Softmax")
class Softmax(Layer):
    """`activations.softmax` along `axis`; steps that a mask leaves out get nothing."""

    supports_masking = built = True

    def __init__(self, axis: int = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = axis

    def call(self, inputs: Value, mask: Value = None) -> Value:
        if mask is not None:
            ops = self.ops
            penalty = ops.multiply(
                ops.subtract(1.0, ops.cast(mask, inputs.dtype)), -3e4 if self.dtype == "float16" else -1e9
            )
            inputs = ops.add(inputs, penalty)
        return activations.softmax(inputs, self.axis)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape
