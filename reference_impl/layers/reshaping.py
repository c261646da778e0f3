"""Layers that rearrange, repeat, pad or mask, and `Lambda`. `keras/src/layers/{reshaping,core,regularization}/`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..backend.base import Value
from ..backend.protocol import Backend
from ..config import standardize_dtype
from ..counterpart import counterpart
from ..seed_generator import SeedGenerator
from ..settings import data_format_of
from .base import InputSpec, Layer, Shape
from .windows import window_sizes


def repeat(ops: Backend, x: Value, n: int, axis: int) -> Value:
    """Each entry along `axis` (not the batch) n times in a row."""
    shape = list(x.shape)
    shape[axis] *= n
    return ops.reshape(ops.stack([x] * n, axis + 1), (-1, *shape[1:]))


@counterpart("keras.layers.Permute")
class Permute(Layer):
    """Axes in the order `dims`, counted from 1 after the batch: (batch, a, b) -> (batch, b, a) for (2, 1)."""

    def __init__(self, dims: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dims = tuple(dims)
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise ValueError(
                "Invalid permutation argument `dims` for Permute Layer. The set of indices in `dims` must be "
                "consecutive and "
                f"start from 1. Received dims={dims}"
            )
        self.input_spec = InputSpec(ndim=len(self.dims) + 1)

    def call(self, inputs: Value) -> Value:
        return self.ops.transpose(inputs, (0, *self.dims))

    def compute_output_shape(self, input_shape: Any) -> Shape:
        return (input_shape[0], *(input_shape[axis] for axis in self.dims))


@counterpart("keras.layers.RepeatVector")
class RepeatVector(Layer):
    """(batch, features) -> (batch, n, features)."""

    def __init__(self, n: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not isinstance(n, int):
            raise TypeError(f"Expected an integer value for `n`, got {type(n)}.")
        self.n = n
        self.input_spec = InputSpec(ndim=2)

    def call(self, inputs: Value) -> Value:
        return self.ops.stack([inputs] * self.n, 1)

    def compute_output_shape(self, input_shape: Any) -> Shape:
        return (input_shape[0], self.n, input_shape[1])


@counterpart("keras.layers.Lambda")
class Lambda(Layer):
    """A function as a layer. Its result must depend on its input alone: weights it uses are not tracked."""

    supports_masking = True

    def __init__(
        self, function: Callable[..., Any], output_shape: Any = None, mask: Any = None, arguments: Any = None,
            **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        if not callable(function):
            raise ValueError(f"Lambda expects a function. Received: {function!r}")
        self.function, self.arguments, self.mask = function, dict(arguments or {}), mask
        self._shape_given, self._records_operators = output_shape, True

    def call(self, inputs: Any, mask: Any = None, training: bool | None = None) -> Any:
        import inspect

        accepted = inspect.signature(self.function).parameters if not isinstance(self.function, np.ufunc) else {}
        extra = {name: value for name, value in (("mask", mask), ("training", training)) if name in accepted}
        return self.function(inputs, **self.arguments, **extra)

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        return self.mask(inputs, previous_mask) if callable(self.mask) else self.mask

    def compute_output_shape(self, input_shape: Any) -> Any:
        if self._shape_given is None:
            return super().compute_output_shape(input_shape)
        if callable(self._shape_given):
            return self._shape_given(input_shape)
        batch = input_shape[0][0] if isinstance(input_shape, list) else input_shape[0]
        return (batch, *self._shape_given)


@counterpart("keras.layers.Masking")
class Masking(Layer):
    """Steps whose values all equal `mask_value` are left out by the layers that follow: (batch, steps, features)
    unchanged.
    """

    supports_masking = mask_zero = built = True

    def __init__(self, mask_value: float = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mask_value = mask_value

    def compute_mask(self, inputs: Value, previous_mask: Value = None) -> Value:  # noqa: ARG002
        return self.ops.any(self.ops.not_equal(inputs, self._number(inputs)), -1, False)

    def _number(self, inputs: Value) -> float:
        """The value of a step left out, in the inputs' type."""
        return self.mask_value if "float" in standardize_dtype(inputs.dtype) else int(self.mask_value)

    def call(self, inputs: Value) -> Value:
        ops = self.ops
        kept = ops.any(ops.not_equal(inputs, self._number(inputs)), -1, True)
        return ops.annotate(ops.multiply(inputs, ops.cast(kept, inputs.dtype)), mask=ops.squeeze(kept, -1))

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


@counterpart("keras.layers.ActivityRegularization")
class ActivityRegularization(Layer):
    """Leaves its input alone and adds l1 sum|x| + l2 sum x^2 to the loss."""

    supports_masking = built = True

    def __init__(self, l1: float = 0.0, l2: float = 0.0, **kwargs: Any) -> None:
        from .. import regularizers

        super().__init__(activity_regularizer=regularizers.L1L2(l1=l1, l2=l2), **kwargs)
        self.l1, self.l2 = l1, l2

    def call(self, inputs: Value) -> Value:
        return inputs

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


@counterpart("keras.layers.GaussianNoise")
class GaussianNoise(Layer):
    """Adds normal noise of deviation `stddev` in training."""

    supports_masking = built = True

    def __init__(self, stddev: float, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not 0 <= stddev <= 1:
            raise ValueError(
                "Invalid value received for argument `stddev`. Expected a float value between 0 and 1. Received: "
                f"stddev={stddev}"
            )
        self.stddev, self.seed = stddev, seed
        self.seed_generator = SeedGenerator(seed) if stddev > 0 else None

    def call(self, inputs: Value, training: bool | None = False) -> Value:
        if not training or self.seed_generator is None:
            return inputs
        return self.ops.add(inputs, self.ops.random_normal(inputs, self.stddev, self.seed_generator))

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


class _Spatial(Layer):
    """Works on (batch, rows, columns, channels); pictures with the channels first are turned around and back."""

    def __init__(self, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = data_format_of(data_format)
        self.input_spec = InputSpec(ndim=4)

    def call(self, inputs: Value) -> Value:
        if self.data_format == "channels_last":
            return self.transform(inputs)
        return self.ops.transpose(self.transform(self.ops.transpose(inputs, (0, 2, 3, 1))), (0, 3, 1, 2))

    def compute_output_shape(self, input_shape: Any) -> Shape:
        first = self.data_format == "channels_first"
        rows, columns = input_shape[2:] if first else input_shape[1:3]
        lengths = self.output_lengths(rows, columns)
        return (*input_shape[:2], *lengths) if first else (input_shape[0], *lengths, input_shape[3])

    def transform(self, x: Value) -> Value:
        raise NotImplementedError

    def output_lengths(self, rows: int | None, columns: int | None) -> Shape:
        raise NotImplementedError


@counterpart("keras.layers.ZeroPadding2D")
class ZeroPadding2D(_Spatial):
    """Zeros around pictures: an integer, (rows, columns), or ((top, bottom), (left, right))."""

    def __init__(self, padding: Any = (1, 1), data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(data_format, **kwargs)
        sides = (padding, padding) if isinstance(padding, int) else tuple(padding)
        if len(sides) != 2:
            raise ValueError(f"`padding` should have two elements. Received: padding={padding}.")
        self.padding = tuple((side, side) if isinstance(side, int) else tuple(side) for side in sides)

    def transform(self, x: Value) -> Value:
        return self.ops.pad(x, ((0, 0), *self.padding, (0, 0)))

    def output_lengths(self, rows: int | None, columns: int | None) -> Shape:
        return tuple(
            None if n is None else n + sum(sides) for n, sides in zip((rows, columns), self.padding, strict=True)
        )


@counterpart("keras.layers.UpSampling2D")
class UpSampling2D(_Spatial):
    """Each row and column repeated `size` times. Raises ValueError for an interpolation other than "nearest"."""

    def __init__(
        self, size: Any = (2, 2), data_format: str | None = None, interpolation: str = "nearest", **kwargs: Any
    ) -> None:
        super().__init__(data_format, **kwargs)
        if interpolation != "nearest":
            raise ValueError(
                f"reference_impl has `UpSampling2D` with interpolation='nearest' only. Received: {interpolation!r}"
            )
        self.size, self.interpolation = window_sizes(size, 2, "size"), interpolation

    def transform(self, x: Value) -> Value:
        return repeat(self.ops, repeat(self.ops, x, self.size[0], 1), self.size[1], 2)

    def output_lengths(self, rows: int | None, columns: int | None) -> Shape:
        return tuple(None if n is None else n * size for n, size in zip((rows, columns), self.size, strict=True))
