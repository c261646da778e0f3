"""NumPy operations that only some models need: convolution, pooling, recurrence, noise.

A convolution is a matrix product with the patches of the image (Chellapilla et al., 2006), which `patches` views
and `fold`, its transpose, adds up again; each is the other's derivative.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .base import Value

Pair = tuple[int, int]


def patches(x: Value, size: Pair, strides: Pair, dilation: Pair) -> Value:
    """(batch, rows, columns, channels) -> (batch, rows', columns', *size, channels), a copy."""
    reach = [(n - 1) * d + 1 for n, d in zip(size, dilation, strict=True)]
    windows = np.lib.stride_tricks.sliding_window_view(x, reach, axis=(1, 2))
    windows = windows[:, :: strides[0], :: strides[1], :, :: dilation[0], :: dilation[1]]
    return np.ascontiguousarray(windows.transpose(0, 1, 2, 4, 5, 3))


def fold(g: Value, size: Pair, strides: Pair, dilation: Pair, shape: Sequence[int]) -> Value:
    """The transpose of `patches`: each patch's elements added back where they came from, (batch, rows, columns,
    channels).
    """
    out = np.zeros(shape, g.dtype)
    rows, columns = g.shape[1:3]
    for i in range(size[0]):
        for j in range(size[1]):
            top, left = i * dilation[0], j * dilation[1]
            bottom, right = top + (rows - 1) * strides[0] + 1, left + (columns - 1) * strides[1] + 1
            out[:, top : bottom : strides[0], left : right : strides[1]] += g[:, :, :, i, j]
    return out


def same_widths(shape: Sequence[int], size: Pair, strides: Pair, dilation: Pair = (1, 1)) -> list[Pair]:
    """TensorFlow's "SAME" padding of rows and columns: the odd element goes after."""
    widths: list[Pair] = [(0, 0)]
    for length, n, stride, d in zip(shape[1:3], size, strides, dilation, strict=True):
        total = max((-(-length // stride) - 1) * stride + (n - 1) * d + 1 - length, 0)
        widths.append((total // 2, total - total // 2))
    return [*widths, (0, 0)]


def _padded(ops: Any, x: Value, size: Pair, strides: Pair, padding: str, dilation: Pair, value: float) -> Value:
    if padding != "same":
        return x
    widths = same_widths(x.shape, size, strides, dilation)
    return ops.pad(x, widths, value) if any(map(any, widths)) else x


def _windows(ops: Any, x: Value, size: Pair, strides: Pair) -> Value:
    """(batch, rows', columns', window, channels)"""
    found = ops.patches(x, size, strides, (1, 1))
    return ops.reshape(found, (*found.shape[:3], size[0] * size[1], found.shape[-1]))


def conv2d(self: Any, x: Value, kernel: Value, strides: Pair, padding: str, dilation: Pair = (1, 1)) -> Value:
    size = kernel.shape[:2]
    x = _padded(self, x, size, strides, padding, dilation, 0)
    columns = self.patches(x, size, strides, dilation)
    flat = self.reshape(columns, (-1, math.prod(columns.shape[3:])))
    product = self.matmul(flat, self.reshape(kernel, (-1, kernel.shape[-1])))
    return self.reshape(product, (*columns.shape[:3], kernel.shape[-1]))


def max_pool2d(self: Any, x: Value, size: Pair, strides: Pair, padding: str) -> Value:
    windows = _windows(self, _padded(self, x, size, strides, padding, (1, 1), -np.inf), size, strides)
    first = np.argmax(windows, axis=3, keepdims=True)
    return self.squeeze(self.take_along_axis(windows, first, 3), 3)


def average_pool2d(self: Any, x: Value, size: Pair, strides: Pair, padding: str) -> Value:
    total = self.sum(_windows(self, _padded(self, x, size, strides, padding, (1, 1), 0), size, strides), 3)
    if padding != "same":
        return self.multiply(total, 1.0 / (size[0] * size[1]))
    inside = np.pad(np.ones((1, *x.shape[1:3], 1), x.dtype), same_widths(x.shape, size, strides))
    return self.divide(total, patches(inside, size, strides, (1, 1)).sum((3, 4)))


def scan(
    self: Any, step: Callable[..., Any], values: Sequence[Value], states: Sequence[Value], backwards: bool = False
) -> Any:
    """Run `step([value at t, ...], states) -> (output, states)` along axis 1: (outputs (batch, steps, ...), states)."""
    outputs, steps, state = [], values[0].shape[1], list(states)
    for t in reversed(range(steps)) if backwards else range(steps):
        output, state = step([self.getitem(v, (slice(None), t)) for v in values], state)
        outputs.append(output)
    return self.stack(outputs, 1), state


def random_normal(self: Any, like: Value, stddev: float, seed_generator: Any) -> Value:
    from ..random_normal import normal

    return normal(like.shape, 0.0, stddev, like.dtype, seed_generator)
