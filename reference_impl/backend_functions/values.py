"""Functions that make tensors, or turn one kind into another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import config
from ..backend import current
from ..backend.base import Value, Variable
from ..counterpart import counterpart
from .common import as_value


@counterpart("keras.Variable")
def variable(value: Any, dtype: Any = None, name: str = "variable", constraint: Any = None) -> Variable:
    made = Variable(current(), value, dtype, name=name)
    made.constraint = constraint
    return made


@counterpart("keras.ops.convert_to_tensor")
def constant(value: Any, dtype: Any = None, shape: Any = None, name: str | None = None) -> Value:
    del name
    array = np.asarray(value, dtype=config.standardize_dtype(dtype))
    return as_value(array if shape is None else np.broadcast_to(array, shape).copy())


def filled(shape: Any, value: Any, dtype: Any = None) -> Value:
    """A tensor of `value`; lengths may be tensors themselves."""
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    return current().broadcast_to(as_value(value, config.standardize_dtype(dtype)), shape)


@counterpart("keras.ops.zeros")
def zeros(shape: Sequence[int] | int, dtype: Any = None, name: str | None = None) -> Value:
    del name
    return filled(shape, 0, dtype)


@counterpart("keras.ops.ones")
def ones(shape: Sequence[int] | int, dtype: Any = None, name: str | None = None) -> Value:
    del name
    return filled(shape, 1, dtype)


@counterpart("keras.ops.eye")
def eye(size: int, dtype: Any = None, name: str | None = None) -> Value:
    return constant(np.eye(size), dtype, None, name)


@counterpart("keras.ops.arange")
def arange(start: int, stop: int | None = None, step: int = 1, dtype: str = "int32") -> Value:
    return as_value(np.arange(start, stop, step) if stop is not None else np.arange(0, start, step), dtype)


@counterpart("keras.ops.zeros_like")
def zeros_like(x: Any, dtype: Any = None, name: str | None = None) -> Value:
    del name
    made = current().zeros_like(as_value(x))
    return made if dtype is None else current().cast(made, config.standardize_dtype(dtype))


@counterpart("keras.ops.ones_like")
def ones_like(x: Any, dtype: Any = None, name: str | None = None) -> Value:
    del name
    made = current().ones_like(as_value(x))
    return made if dtype is None else current().cast(made, config.standardize_dtype(dtype))


@counterpart("keras.random.uniform")
def random_uniform(
    shape: Sequence[int], minval: float = 0.0, maxval: float = 1.0, dtype: Any = None, seed: int | None = None
) -> Value:
    from ..initializers import RandomUniform

    return as_value(RandomUniform(minval, maxval, seed)(tuple(shape), dtype))


@counterpart("keras.random.normal")
def random_normal(
    shape: Sequence[int], mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: int | None = None
) -> Value:
    from ..initializers import RandomNormal

    return as_value(RandomNormal(mean, stddev, seed)(tuple(shape), dtype))


@counterpart("keras.ops.cast")
def cast(x: Any, dtype: Any) -> Value:
    return current().cast(as_value(x), config.standardize_dtype(dtype))


def cast_to_floatx(x: Any) -> Value:
    return cast(x, config.floatx())


@counterpart("keras.ops.stop_gradient")
def stop_gradient(variables: Any) -> Value:
    if isinstance(variables, (list, tuple)):
        return [current().stop_gradient(as_value(x)) for x in variables]
    return current().stop_gradient(as_value(variables))


def identity(x: Any, name: str | None = None) -> Value:
    del name
    return current().identity(as_value(x))
