"""Layers that make one tensor of several, and their functional spellings (`add([a, b])`).

`keras/src/layers/merging/`. Inputs of fewer dimensions are broadcast after the batch axis, as `base_merge.py` does.
"""

from __future__ import annotations

import math
from functools import reduce
from typing import Any

from ..backend.base import Value
from ..backend.dtypes import promoted
from ..counterpart import counterpart
from .base import Layer, Shape


class Merge(Layer):
    """Several inputs of shapes that broadcast together -> one output; subclasses say how two are combined."""

    supports_masking = True
    operation: str

    def build(self, input_shape: Any) -> None:
        self._check_list(input_shape)
        self.compute_output_shape(input_shape)

    def _check_list(self, input_shape: Any) -> None:
        if not isinstance(input_shape, list) or len(input_shape) < 1:
            raise ValueError(
                "A merge layer should be called on a list of at least 1 input. "
                f"Received input_shape={input_shape} (not a list of shapes)"
            )
        batch_sizes = {shape[0] for shape in input_shape} - {None}
        if len(batch_sizes) > 1:
            raise ValueError(
                f"Cannot merge tensors with different batch sizes. Received tensors with shapes {input_shape}"
            )

    def call(self, inputs: Any) -> Value:
        self._check_count(inputs)
        return reduce(getattr(self.ops, self.operation), self._aligned(inputs))

    def _check_count(self, inputs: Any) -> None:
        if not isinstance(inputs, (list, tuple)):
            raise ValueError(
                f"A merge layer should be called on a list of inputs. Received: inputs={inputs} (not a list of tensors)"
            )

    def _aligned(self, inputs: Any) -> list[Value]:
        rank = max(len(x.shape) for x in inputs)
        return promoted(self.ops, [self._widened(x, rank) for x in inputs])

    def _widened(self, x: Value, rank: int) -> Value:
        for _ in range(rank - len(x.shape)):
            x = self.ops.expand_dims(x, 1)
        return x

    def compute_output_shape(self, input_shape: Any) -> Shape:
        rank = max(len(shape) for shape in input_shape)
        shapes = [(*shape[:1], *(1,) * (rank - len(shape)), *shape[1:]) for shape in input_shape]
        return tuple(self._broadcast(lengths, input_shape) for lengths in zip(*shapes, strict=True))

    def _broadcast(self, lengths: tuple[Any, ...], shapes: Any) -> int | None:
        longer = {n for n in lengths if n not in {1, None}}
        if len(longer) > 1:
            raise ValueError(
                f"Inputs have incompatible shapes. Received shapes {' and '.join(str(s[1:]) for s in shapes)}"
            )
        return longer.pop() if longer else (None if None in lengths else 1)

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Value:  # noqa: ARG002
        if previous_mask is None or any(mask is None for mask in previous_mask):
            return None
        return reduce(self.ops.logical_or, previous_mask)


@counterpart("keras.layers.Add")
class Add(Merge):
    """The sum of the inputs."""

    operation = "add"


@counterpart("keras.layers.Multiply")
class Multiply(Merge):
    """The product of the inputs."""

    operation = "multiply"


@counterpart("keras.layers.Maximum")
class Maximum(Merge):
    """The largest input, element by element."""

    operation = "maximum"


@counterpart("keras.layers.Minimum")
class Minimum(Merge):
    """The smallest input, element by element."""

    operation = "minimum"


@counterpart("keras.layers.Average")
class Average(Merge):
    """The mean of the inputs."""

    operation = "add"

    def call(self, inputs: Any) -> Value:
        return self.ops.divide(super().call(inputs), len(inputs))


@counterpart("keras.layers.Subtract")
class Subtract(Merge):
    """The first of two inputs less the second."""

    operation = "subtract"

    def build(self, input_shape: Any) -> None:
        super().build(input_shape)
        self._check_count(input_shape)

    def _check_count(self, inputs: Any) -> None:
        super()._check_count(inputs)
        if len(inputs) != 2:
            raise ValueError(f"A `Subtract` layer should be called on exactly 2 inputs. Received: inputs={inputs}")


@counterpart("keras.layers.Concatenate")
class Concatenate(Merge):
    """The inputs one after the other along `axis`; all other lengths must be equal."""

    def __init__(self, axis: int = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = axis

    def build(self, input_shape: Any) -> None:
        self._check_list(input_shape)
        axis = self.axis % len(input_shape[0])
        rests = {(len(shape), *(n for k, n in enumerate(shape) if k not in {0, axis})) for shape in input_shape}
        lengths = [set(values) - {None} for values in zip(*rests, strict=False)]
        if len({rest[0] for rest in rests}) > 1 or any(len(values) > 1 for values in lengths):
            raise ValueError(
                "A `Concatenate` layer requires inputs with matching shapes except for the concatenation axis. "
                f"Received: input_shape={input_shape}"
            )

    def call(self, inputs: Any) -> Value:
        self._check_count(inputs)
        return self.ops.concatenate(promoted(self.ops, inputs), self.axis)

    def compute_output_shape(self, input_shape: Any) -> Shape:
        axis = self.axis % len(input_shape[0])
        shape = [next((n for n in lengths if n is not None), None) for lengths in zip(*input_shape, strict=True)]
        parts = [shape_[axis] for shape_ in input_shape]
        shape[0] = input_shape[0][0]
        shape[axis] = None if None in parts else sum(parts)
        return tuple(shape)

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Value:
        """The masks, spread over their inputs' values, one after the other; a step counts if one of its values does."""
        if previous_mask is None or all(mask is None for mask in previous_mask):
            return None
        ops = self.ops

        def spread(x: Value, mask: Value) -> Value:
            if mask is None:
                return ops.ones_like(x, "bool")
            if len(mask.shape) == len(x.shape):
                return mask
            return ops.logical_or(ops.expand_dims(mask, -1), ops.zeros_like(x, "bool"))

        masks = [spread(x, mask) for x, mask in zip(inputs, previous_mask, strict=True)]
        return ops.any(ops.concatenate(masks, self.axis), -1, False)


@counterpart("keras.src.layers.merging.dot.batch_dot")
def batch_dot(ops: Any, x: Value, y: Value, i: int, j: int) -> Value:
    """(batch, ...) and (batch, ...) -> (batch, other axes of x, other axes of y): the product summed, sample by sample,
    over axis `i` of x and axis `j` of y."""
    left = [k for k in range(1, len(x.shape)) if k != i]
    right = [k for k in range(1, len(y.shape)) if k != j]
    rows, columns = [int(x.shape[k]) for k in left], [int(y.shape[k]) for k in right]
    a = ops.reshape(ops.transpose(x, (0, *left, i)), (-1, math.prod(rows), int(x.shape[i])))
    b = ops.reshape(ops.transpose(y, (0, j, *right)), (-1, int(y.shape[j]), math.prod(columns)))
    return ops.reshape(ops.matmul(a, b), (-1, *(rows + columns or [1])))


def _unit(ops: Any, x: Value, axis: int) -> Value:
    """x / sqrt(max(sum(x^2), 1e-12)), as `tf.math.l2_normalize`."""
    squares = ops.sum(ops.square(x), axis, True)
    return ops.multiply(x, ops.rsqrt(ops.maximum(squares, ops.tensor(1e-12, x.dtype))))


@counterpart("keras.layers.Dot")
class Dot(Merge):
    """Sample by sample, the product summed over one axis of each of two inputs; of unit vectors with `normalize`."""

    def __init__(self, axes: Any, normalize: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axes, self.normalize = axes, normalize

    def _pair(self, shapes: Any) -> tuple[int, int]:
        i, j = (self.axes, self.axes) if isinstance(self.axes, int) else self.axes
        return i % len(shapes[0]), j % len(shapes[1])

    def build(self, input_shape: Any) -> None:
        self._check_list(input_shape)
        if len(input_shape) != 2:
            raise ValueError(
                f"A `Dot` layer should be called on a list of 2 inputs. Received: input_shape={input_shape}"
            )
        i, j = self._pair(input_shape)
        if input_shape[0][i] != input_shape[1][j]:
            raise ValueError(
                f"Incompatible input shapes: axis values {input_shape[0][i]} (at axis {i}) != {input_shape[1][j]} "
                f"(at axis {j})"
            )

    def call(self, inputs: Any) -> Value:
        i, j = self._pair([x.shape for x in inputs])
        a, b = promoted(self.ops, inputs)
        if self.normalize:
            a, b = _unit(self.ops, a, i), _unit(self.ops, b, j)
        return batch_dot(self.ops, a, b, i, j)

    def compute_output_shape(self, input_shape: Any) -> Shape:
        i, j = self._pair(input_shape)
        rest = [n for k, n in enumerate(input_shape[0]) if k not in {0, i}] + [
            n for k, n in enumerate(input_shape[1]) if k not in {0, j}
        ]
        return (input_shape[0][0], *(rest or [1]))

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Value:  # noqa: ARG002
        return None


@counterpart("keras.layers.add")
def add(inputs: Any, **kwargs: Any) -> Any:
    return Add(**kwargs)(inputs)


@counterpart("keras.layers.subtract")
def subtract(inputs: Any, **kwargs: Any) -> Any:
    return Subtract(**kwargs)(inputs)


@counterpart("keras.layers.multiply")
def multiply(inputs: Any, **kwargs: Any) -> Any:
    return Multiply(**kwargs)(inputs)


@counterpart("keras.layers.average")
def average(inputs: Any, **kwargs: Any) -> Any:
    return Average(**kwargs)(inputs)


@counterpart("keras.layers.maximum")
def maximum(inputs: Any, **kwargs: Any) -> Any:
    return Maximum(**kwargs)(inputs)


@counterpart("keras.layers.minimum")
def minimum(inputs: Any, **kwargs: Any) -> Any:
    return Minimum(**kwargs)(inputs)


@counterpart("keras.layers.concatenate")
def concatenate(inputs: Any, axis: int = -1, **kwargs: Any) -> Any:
    return Concatenate(axis=axis, **kwargs)(inputs)


@counterpart("keras.layers.dot")
def dot(inputs: Any, axes: Any, normalize: bool = False, **kwargs: Any) -> Any:
    return Dot(axes=axes, normalize=normalize, **kwargs)(inputs)
