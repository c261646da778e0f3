"""Transposed convolution: what a convolution's gradient does to its output, used forward to enlarge pictures."""

from __future__ import annotations

from typing import Any

from .. import activations, initializers
from ..backend.base import Value, Variable
from ..counterpart import counterpart
from ..settings import data_format_of
from .base import InputSpec, Layer, Shape
from .windows import window_sizes


@counterpart("keras.layers.Conv2DTranspose")
class Conv2DTranspose(Layer):
    """(batch, rows, columns, channels) -> (batch, new rows, new columns, filters).

    Zeros are put between the input's pixels (as many as the stride leaves room for), then an ordinary convolution
    with the flipped
    kernel follows: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016), chapter 4.
    """

    def __init__(
        self, filters: int, kernel_size: Any, strides: Any = (1, 1), padding: str = "valid", data_format: str | None =
            None,
        activation: Any = None, use_bias: bool = True, kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros", kernel_regularizer: Any = None, bias_regularizer: Any = None,
        activity_regularizer: Any = None, kernel_constraint: Any = None, bias_constraint: Any = None, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self.filters, self.kernel_size = filters, window_sizes(kernel_size, 2, "kernel_size")
        self.strides, self.padding = window_sizes(strides, 2, "strides"), padding.lower()
        self.data_format, self.use_bias = data_format_of(data_format), use_bias
        self.activation = activations.get(activation)
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer, self.bias_regularizer = kernel_regularizer, bias_regularizer
        self.kernel_constraint, self.bias_constraint = kernel_constraint, bias_constraint
        self.input_spec = InputSpec(ndim=4)
        self.bias: Variable | None = None

    @property
    def _channel_axis(self) -> int:
        return 1 if self.data_format == "channels_first" else 3

    def build(self, input_shape: Any) -> None:
        channels = input_shape[self._channel_axis]
        self.kernel = self.add_weight(
            (*self.kernel_size, self.filters, channels), self.kernel_initializer, name="kernel",
            regularizer=self.kernel_regularizer, constraint=self.kernel_constraint,
        )  # fmt: skip
        if self.use_bias:
            self.bias = self.add_weight(
                (self.filters,), self.bias_initializer, name="bias",
                regularizer=self.bias_regularizer, constraint=self.bias_constraint,
            )  # fmt: skip
        self.input_spec = InputSpec(ndim=4, axes={self._channel_axis: channels})

    def call(self, inputs: Value) -> Value:
        ops, first = self.ops, self.data_format == "channels_first"
        x = ops.transpose(inputs, (0, 2, 3, 1)) if first else inputs
        kernel = ops.transpose(ops.flip(self.kernel.value, (0, 1)), (0, 1, 3, 2))
        rows, columns = int(x.shape[1]), int(x.shape[2])
        widths = []
        for axis, (window, stride) in enumerate(zip(self.kernel_size, self.strides, strict=True), start=1):
            x = self._spread(x, stride, axis)
            widths.append((window - 1, window - 1))
        x = ops.conv2d(ops.pad(x, ((0, 0), *widths, (0, 0))), kernel, (1, 1), "valid", (1, 1))
        x = self._fit(x, self._lengths(rows, columns))
        if self.bias is not None:
            x = ops.add(x, self.bias.value)
        x = self.activation(x)
        return ops.transpose(x, (0, 3, 1, 2)) if first else x

    def _spread(self, x: Value, stride: int, axis: int) -> Value:
        """stride - 1 zeros after each entry along `axis` but the last."""
        if stride == 1:
            return x
        shape, ops = list(x.shape), self.ops
        length = (int(shape[axis]) - 1) * stride + 1
        shape[axis] = int(shape[axis]) * stride
        spread = ops.reshape(ops.stack([x, *[ops.zeros_like(x)] * (stride - 1)], axis + 1), (-1, *shape[1:]))
        return ops.getitem(spread, (*[slice(None)] * axis, slice(0, length)))

    def _fit(self, x: Value, lengths: tuple[Any, ...]) -> Value:
        """Cut what "same" padding takes off at both ends, or fill up with zeros where the stride exceeds the window."""
        ops, key, widths = self.ops, [slice(None)], []
        for axis, (wanted, window, stride) in enumerate(
            zip(lengths, self.kernel_size, self.strides, strict=True), start=1
        ):
            before = max(window - stride, 0) // 2 if self.padding == "same" else 0
            key.append(slice(before, before + wanted))
            widths.append((0, max(0, wanted - int(x.shape[axis]))))
        x = ops.getitem(x, tuple(key))
        return ops.pad(x, ((0, 0), *widths, (0, 0))) if any(after for _, after in widths) else x

    def _lengths(self, rows: int | None, columns: int | None) -> tuple[Any, ...]:
        pairs = zip((rows, columns), self.kernel_size, self.strides, strict=True)
        extra = 0 if self.padding == "same" else 1
        return tuple(None if n is None else n * stride + extra * max(window - stride, 0) for n, window, stride in pairs)

    def compute_output_shape(self, input_shape: Any) -> Shape:
        first = self.data_format == "channels_first"
        lengths = self._lengths(*(input_shape[2:] if first else input_shape[1:3]))
        return (input_shape[0], self.filters, *lengths) if first else (input_shape[0], *lengths, self.filters)
