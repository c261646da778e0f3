"""Convolutions."""

from __future__ import annotations

from typing import Any

from .. import activations, initializers
from ..backend.base import Value, Variable
from ..counterpart import counterpart
from ..settings import data_format_of
from .base import InputSpec, Layer, Shape
from .windows import window_count, window_sizes


@counterpart("keras.layers.Conv2D")
class Conv2D(Layer):
    """(batch, rows, columns, channels) -> (batch, rows', columns', filters); "channels_first" is transposed.

    Raises ValueError for a kernel that does not fit.
    """

    def __init__(
        self, filters: int, kernel_size: Any, strides: Any = (1, 1), padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = (1, 1), groups: int = 1, activation: Any = None, use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform", bias_initializer: Any = "zeros", kernel_regularizer: Any = None,
        bias_regularizer: Any = None, activity_regularizer: Any = None, kernel_constraint: Any = None,
        bias_constraint: Any = None, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        if not isinstance(filters, int) or filters <= 0:
            raise ValueError(
                f"Invalid value for argument `filters`. Expected a strictly positive value. Received filters={filters}."
            )
        if padding.lower() not in {"valid", "same"}:
            raise ValueError(f"The `padding` argument must be one of 'valid', 'same'. Received: padding={padding}")
        if groups != 1:
            raise ValueError(f"Only `groups=1` is supported. Received: groups={groups}")
        self.filters, self.padding, self.groups = filters, padding.lower(), groups
        self.kernel_size, self.strides = (
            window_sizes(kernel_size, 2, "kernel_size"),
            window_sizes(strides, 2, "strides"),
        )
        self.dilation_rate, self.data_format = (
            window_sizes(dilation_rate, 2, "dilation_rate"),
            data_format_of(data_format),
        )
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                "`strides > 1` not supported in conjunction with `dilation_rate > 1`. "
                f"Received: strides={self.strides} and dilation_rate={self.dilation_rate}"
            )
        self.activation, self.use_bias = activations.get(activation), use_bias
        self.kernel_initializer, self.bias_initializer = (
            initializers.get(kernel_initializer),
            initializers.get(bias_initializer),
        )
        self.kernel_regularizer, self.bias_regularizer = kernel_regularizer, bias_regularizer
        self.kernel_constraint, self.bias_constraint = kernel_constraint, bias_constraint
        self.input_spec = InputSpec(min_ndim=4)
        self.bias: Variable | None = None

    def build(self, input_shape: Any) -> None:
        axis = -1 if self.data_format == "channels_last" else 1
        channels = input_shape[axis]
        if channels is None:
            raise ValueError(
                f"The channel dimension of the inputs should be defined. The input_shape received is {input_shape}"
            )
        self.kernel = self.add_weight(
            (*self.kernel_size, channels, self.filters), self.kernel_initializer, name="kernel",
            regularizer=self.kernel_regularizer, constraint=self.kernel_constraint,
        )  # fmt: skip
        if self.use_bias:
            self.bias = self.add_weight(
                (self.filters,), self.bias_initializer, name="bias",
                regularizer=self.bias_regularizer, constraint=self.bias_constraint,
            )  # fmt: skip
        self.input_spec = InputSpec(ndim=4, axes={axis: channels})
        self.compute_output_shape(input_shape)  # raises where no window fits

    def call(self, inputs: Value) -> Value:
        ops, first = self.ops, self.data_format == "channels_first"
        x = ops.transpose(inputs, (0, 2, 3, 1)) if first else inputs
        x = ops.conv2d(x, self.kernel.value, self.strides, self.padding, self.dilation_rate)
        if self.bias is not None:
            x = ops.add(x, self.bias.value)
        x = self.activation(x)
        return ops.transpose(x, (0, 3, 1, 2)) if first else x

    def compute_output_shape(self, input_shape: Any) -> Shape:
        last = self.data_format == "channels_last"
        spatial = input_shape[1:3] if last else input_shape[2:4]
        windows = zip(spatial, self.kernel_size, self.strides, self.dilation_rate, strict=True)
        found = [window_count(n, size, stride, self.padding, dilation) for n, size, stride, dilation in windows]
        return (input_shape[0], *found, self.filters) if last else (input_shape[0], self.filters, *found)


@counterpart("keras.layers.Conv1D")
class Conv1D(Conv2D):
    """(batch, steps, channels) -> (batch, steps', filters)."""

    def __init__(
        self, filters: int, kernel_size: Any, strides: Any = 1, padding: str = "valid", data_format: str | None = None,
        dilation_rate: Any = 1, groups: int = 1, **kwargs: Any
    ) -> None:  # fmt: skip
        single = {"kernel_size": kernel_size, "strides": strides, "dilation_rate": dilation_rate}
        one = {k: v if isinstance(v, int) else v[0] for k, v in single.items()}
        self.causal = padding.lower() == "causal"
        super().__init__(
            filters, (1, one["kernel_size"]), (1, one["strides"]), "valid" if self.causal else padding, data_format,
            (1, one["dilation_rate"]), groups, **kwargs,
        )  # fmt: skip
        self.input_spec = InputSpec(min_ndim=3)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again: what is kept for two axes is told of one."""
        config: dict[str, Any] = super().get_config()
        config |= {name: config[name][1:] for name in ("kernel_size", "strides", "dilation_rate")}
        return config | ({"padding": "causal"} if self.causal else {})

    def build(self, input_shape: Any) -> None:
        channels = input_shape[-1 if self.data_format == "channels_last" else 1]
        if channels is None:
            raise ValueError(
                f"The channel dimension of the inputs should be defined. The input_shape received is {input_shape}"
            )
        self.kernel = self.add_weight(
            (self.kernel_size[1], channels, self.filters), self.kernel_initializer, name="kernel",
            regularizer=self.kernel_regularizer, constraint=self.kernel_constraint,
        )  # fmt: skip
        if self.use_bias:
            self.bias = self.add_weight(
                (self.filters,), self.bias_initializer, name="bias",
                regularizer=self.bias_regularizer, constraint=self.bias_constraint,
            )  # fmt: skip
        self.input_spec = InputSpec(ndim=3, axes={-1 if self.data_format == "channels_last" else 1: channels})

    def call(self, inputs: Value) -> Value:
        ops, first = self.ops, self.data_format == "channels_first"
        x = ops.transpose(inputs, (0, 2, 1)) if first else inputs
        if self.causal:
            x = ops.pad(x, [(0, 0), (self._left(), 0), (0, 0)])
        x, kernel = ops.expand_dims(x, 1), ops.expand_dims(self.kernel.value, 0)
        x = ops.squeeze(ops.conv2d(x, kernel, self.strides, self.padding, self.dilation_rate), 1)
        if self.bias is not None:
            x = ops.add(x, self.bias.value)
        x = self.activation(x)
        return ops.transpose(x, (0, 2, 1)) if first else x

    def _left(self) -> int:
        return self.dilation_rate[1] * (self.kernel_size[1] - 1)

    def compute_output_shape(self, input_shape: Any) -> Shape:
        last = self.data_format == "channels_last"
        steps = input_shape[1] if last else input_shape[2]
        steps = steps if steps is None or not self.causal else steps + self._left()
        found = window_count(steps, self.kernel_size[1], self.strides[1], self.padding, self.dilation_rate[1])
        return (input_shape[0], found, self.filters) if last else (input_shape[0], self.filters, found)
