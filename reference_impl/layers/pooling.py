"""Pooling layers: the largest or the mean value of windows, or of everything.

`keras/src/layers/pooling/`. Average pooling with "same" padding divides by the number of values really in the window.
"""

from __future__ import annotations

from typing import Any

from ..backend.base import Value
from ..backend.dtypes import floating
from ..counterpart import counterpart
from ..settings import data_format_of
from .base import InputSpec, Layer, Shape
from .windows import window_count, window_sizes


class _Pooling(Layer):
    """Windows along the spatial axes of (batch, *space, channels), or (batch, channels, *space) when channels come
    first.
    """

    built = True
    rank: int
    operation: str

    def __init__(
        self, pool_size: Any = 2, strides: Any = None, padding: str = "valid", data_format: str | None = None,
            **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        self.pool_size = window_sizes(pool_size, self.rank, "pool_size")
        self.strides = self.pool_size if strides is None else window_sizes(strides, self.rank, "strides")
        self.padding, self.data_format = padding.lower(), data_format_of(data_format)
        if self.padding not in {"valid", "same"}:
            raise ValueError(f"The `padding` argument must be one of valid, same. Received: padding={padding}")
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def call(self, inputs: Value) -> Value:
        ops, n = self.ops, self.rank
        first = self.data_format == "channels_first"
        x = ops.transpose(inputs, (0, *range(2, n + 2), 1)) if first else inputs
        size, strides = self.pool_size, self.strides
        if n == 1:  # a picture one pixel wide
            x, size, strides = ops.expand_dims(x, 2), (*size, 1), (*strides, 1)
        x = getattr(ops, self.operation)(x, size, strides, self.padding)
        x = ops.squeeze(x, 2) if n == 1 else x
        return ops.transpose(x, (0, n + 1, *range(1, n + 1))) if first else x

    def compute_output_shape(self, input_shape: Any) -> Shape:
        axes = range(2, self.rank + 2) if self.data_format == "channels_first" else range(1, self.rank + 1)
        shape = list(input_shape)
        for axis, window, stride in zip(axes, self.pool_size, self.strides, strict=True):
            shape[axis] = window_count(shape[axis], window, stride, self.padding)
        return tuple(shape)


@counterpart("keras.layers.MaxPooling2D")
class MaxPooling2D(_Pooling):
    """(batch, rows, columns, channels) -> the largest value of each window."""

    rank, operation = 2, "max_pool2d"

    def __init__(self, pool_size: Any = (2, 2), *args: Any, **kwargs: Any) -> None:
        super().__init__(pool_size, *args, **kwargs)


@counterpart("keras.layers.AveragePooling2D")
class AveragePooling2D(_Pooling):
    """(batch, rows, columns, channels) -> the mean of each window."""

    rank, operation = 2, "average_pool2d"

    def __init__(self, pool_size: Any = (2, 2), *args: Any, **kwargs: Any) -> None:
        super().__init__(pool_size, *args, **kwargs)


@counterpart("keras.layers.MaxPooling1D")
class MaxPooling1D(_Pooling):
    """(batch, steps, features) -> the largest value of each window of steps."""

    rank, operation = 1, "max_pool2d"


@counterpart("keras.layers.AveragePooling1D")
class AveragePooling1D(_Pooling):
    """(batch, steps, features) -> the mean of each window of steps."""

    rank, operation = 1, "average_pool2d"


class _GlobalPooling(Layer):
    """One value a channel, over all spatial axes."""

    built = True
    rank: int
    operation: str

    def __init__(self, data_format: str | None = None, keepdims: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format, self.keepdims = data_format_of(data_format), keepdims
        self.input_spec = InputSpec(ndim=self.rank + 2)

    @property
    def axes(self) -> tuple[int, ...]:
        start = 2 if self.data_format == "channels_first" else 1
        return tuple(range(start, start + self.rank))

    def call(self, inputs: Value) -> Value:
        x = floating(self.ops, inputs) if self.operation == "mean" else inputs
        return getattr(self.ops, self.operation)(x, self.axes, self.keepdims)

    def compute_output_shape(self, input_shape: Any) -> Shape:
        if self.keepdims:
            return tuple(1 if axis in self.axes else n for axis, n in enumerate(input_shape))
        return tuple(n for axis, n in enumerate(input_shape) if axis not in self.axes)


@counterpart("keras.layers.GlobalAveragePooling2D")
class GlobalAveragePooling2D(_GlobalPooling):
    """(batch, rows, columns, channels) -> (batch, channels): the mean."""

    rank, operation = 2, "mean"


@counterpart("keras.layers.GlobalMaxPooling2D")
class GlobalMaxPooling2D(_GlobalPooling):
    """(batch, rows, columns, channels) -> (batch, channels): the largest."""

    rank, operation = 2, "max"


@counterpart("keras.layers.GlobalMaxPooling1D")
class GlobalMaxPooling1D(_GlobalPooling):
    """(batch, steps, features) -> (batch, features): the largest."""

    rank, operation = 1, "max"


@counterpart("keras.layers.GlobalAveragePooling1D")
class GlobalAveragePooling1D(_GlobalPooling):
    """(batch, steps, features) -> (batch, features): the mean, over the steps that a mask lets through."""

    rank, operation = 1, "mean"
    supports_masking = True

    def call(self, inputs: Value, mask: Value = None) -> Value:
        if mask is None:
            return super().call(inputs)
        ops = self.ops
        kept = ops.expand_dims(ops.cast(mask, inputs.dtype), 2 if self.axes == (1,) else 1)
        total = ops.sum(ops.multiply(inputs, kept), self.axes, self.keepdims)
        return ops.divide(total, ops.sum(kept, self.axes, self.keepdims))

    def compute_mask(self, inputs: Value, previous_mask: Value = None) -> Value:  # noqa: ARG002
        return None  # the steps are gone
