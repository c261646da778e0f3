"""What both backends share: variables, and values in lists and dicts. `protocol.py` states what one must offer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..config import standardize_dtype
from ..counterpart import counterpart
from ..lazy import elsewhere

Value = Any  # what a backend computes on: `numpy.ndarray` or `tf.Tensor`


@counterpart("keras.Variable")
class Variable:
    """A named, mutable value: a weight, a metric's total, an optimizer's slot.

    `value` is the backend's storage (an ndarray or a `tf.Variable`); it can be passed to the backend's operations.
    """

    assign_add = assign_sub = refuse = __array__ = __add__ = __radd__ = __sub__ = elsewhere(".backend.operators")
    __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __floordiv__ = elsewhere(".backend.operators")
    __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __matmul__ = __rmatmul__ = elsewhere(".backend.operators")
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = __eq__ = __ne__ = elsewhere(".backend.operators")
    __lt__ = __le__ = __gt__ = __ge__ = __neg__ = __pos__ = __abs__ = __invert__ = elsewhere(".backend.operators")
    __round__ = __bool__ = __getitem__ = __float__ = __int__ = __repr__ = elsewhere(".backend.operators")
    ndim = handle = elsewhere(".backend.operators", is_property=True)
    _should_act_as_resource_variable, __array_priority__, __hash__ = True, 100, object.__hash__
    regularizer: Any = None
    constraint: Any = None

    def __init__(
        self, ops: Any, value: Any, dtype: Any = None, trainable: bool = True, name: str = "variable", path: str = "",
    ) -> None:  # fmt: skip
        self.ops, self.name, self.path, self.dtype = ops, name, path or name, standardize_dtype(dtype)
        self.trainable = self.wanted = trainable
        self.value = ops.new_storage(np.asarray(value, dtype=self.dtype), trainable)

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.value.shape)

    def numpy(self) -> np.ndarray:
        """A copy of the value."""
        return np.array(self.ops.numpy(self.value))

    def assign(self, value: Any) -> Variable:
        """Overwrite the value. Raises ValueError for another shape."""
        value = self.ops.tensor(value, self.dtype)
        if tuple(value.shape) != self.shape:
            self.refuse(value)
        self.ops.assign(self.value, value)
        return self


def map_values(function: Callable[[Any], Any], values: Any) -> Any:
    """Apply to a value, or to each of a list or dict of them."""
    if isinstance(values, (list, tuple)):
        return [map_values(function, v) for v in values]
    if isinstance(values, dict):
        return {k: map_values(function, v) for k, v in values.items()}
    return function(values)
