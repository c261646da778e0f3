"""Gradients of tables of which rows were taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from . import current
from .base import Value

if TYPE_CHECKING:
    from .protocol import Backend


class Rows:
    """The gradient of a table of which rows were taken: one row an occurrence, as `tf.IndexedSlices`.

    Keras's optimizers square such a gradient before they add occurrences up, so these are kept apart until then.
    """

    __array_ufunc__ = None  # lets `array + rows` come here

    def __init__(self, ops: Backend, values: Value, indices: Value, shape: tuple[int, ...]) -> None:
        self.ops, self.indices, self.shape = ops, indices, shape
        self.values = ops.reshape(values, (-1, *shape[1:]))

    def dense(self) -> Value:
        """The sum over occurrences, of the table's shape."""
        return self.ops.scatter_rows(self.values, self.indices, self.shape)

    def map(self, function: Callable[[Value], Value]) -> Rows:
        return Rows(self.ops, function(self.values), self.indices, self.shape)

    def __add__(self, other: Value) -> Value:
        """Both sets of occurrences; with an array, the dense sum."""
        ops = self.ops
        if not isinstance(other, Rows):
            return ops.add(self.dense(), other)
        indices = [ops.reshape(r.indices, (-1,)) for r in (self, other)]
        return Rows(ops, ops.concatenate([self.values, other.values], 0), ops.concatenate(indices, 0), self.shape)

    __radd__ = __add__

    def __mul__(self, other: Any) -> Value:
        """The dense gradient times a number or an array, as `tf.IndexedSlices` has it."""
        return current().annotate(self.dense()) * other

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Value:
        return current().annotate(self.dense()) / other

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.asarray(self.dense(), dtype)


def dense_with_sizes(grads: Sequence[Any], size: Callable[[Value], Value] | None) -> tuple[list[Value], Any]:
    """All gradients dense, and their sizes in one flat array: those of a table's rows are measured before they
    are added up.
    """
    dense = [g.dense() if isinstance(g, Rows) else g for g in grads]
    if size is None:
        return dense, None
    sizes = [g.map(size).dense() if isinstance(g, Rows) else size(g) for g in grads]
    return dense, np.concatenate([s.ravel() for s in sizes])
