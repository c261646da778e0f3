"""Variables in expressions: arithmetic (its results record what is done to them further), conversion, text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .arithmetic import compute
from .base import Value, Variable


def ndim(self: Variable) -> int:
    return len(self.shape)


def handle(self: Variable) -> Any:
    """What `tf.GradientTape` knows a variable by, with `_should_act_as_resource_variable`."""
    return self.value.handle


def __array__(self: Variable, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
    return np.asarray(self.ops.numpy(self.value), dtype=dtype)


def assign_add(self: Variable, value: Any) -> Variable:
    self.ops.assign_add(self.value, self.ops.tensor(value, self.dtype))
    return self


def assign_sub(self: Variable, value: Any) -> Variable:
    return assign_add(self, -self.ops.tensor(value, self.dtype))


def _binary(operation: str, reflected: bool = False) -> Callable[[Variable, Any], Value]:
    def method(self: Variable, other: Any) -> Value:
        values = (other, self) if reflected else (self, other)
        return self.ops.annotate(compute(self.ops, operation, *values))

    return method


__eq__, __ne__, __lt__, __le__ = _binary("equal"), _binary("not_equal"), _binary("less"), _binary("less_equal")
__gt__, __ge__ = _binary("greater"), _binary("greater_equal")
__add__, __radd__ = _binary("add"), _binary("add", reflected=True)
__sub__, __rsub__ = _binary("subtract"), _binary("subtract", reflected=True)
__mul__, __rmul__ = _binary("multiply"), _binary("multiply", reflected=True)
__truediv__, __rtruediv__ = _binary("divide"), _binary("divide", reflected=True)
__matmul__, __rmatmul__ = _binary("matmul"), _binary("matmul", reflected=True)
__pow__, __rpow__ = _binary("power"), _binary("power", reflected=True)
__floordiv__, __rfloordiv__ = _binary("floor_divide"), _binary("floor_divide", reflected=True)
__mod__, __rmod__ = _binary("mod"), _binary("mod", reflected=True)
__and__, __rand__ = _binary("logical_and"), _binary("logical_and", reflected=True)
__or__, __ror__ = _binary("logical_or"), _binary("logical_or", reflected=True)
__xor__, __rxor__ = _binary("logical_xor"), _binary("logical_xor", reflected=True)


def __bool__(self: Variable) -> bool:
    raise TypeError("A Keras Variable cannot be used as a boolean.")


def __pos__(self: Variable) -> Value:
    return self.ops.annotate(self.ops.tensor(self))


def __abs__(self: Variable) -> Value:
    return self.ops.annotate(self.ops.absolute(self.value))


def __invert__(self: Variable) -> Value:
    return self.ops.annotate(~self.ops.tensor(self))


def __round__(self: Variable, ndigits: int | None = None) -> Value:
    return self.ops.annotate(compute(self.ops, "round", self, ndigits or 0))


def __neg__(self: Variable) -> Value:
    return self.ops.annotate(self.ops.negative(self.value))


def __getitem__(self: Variable, key: Any) -> Value:
    return self.ops.annotate(self.ops.getitem(self.value, key))


def __float__(self: Variable) -> float:
    return float(self.ops.numpy(self.value))


def __int__(self: Variable) -> int:
    return int(self.ops.numpy(self.value))


def __repr__(self: Variable) -> str:
    return f"<Variable path={self.path}, shape={self.shape}, dtype={self.dtype}, value={self.numpy()}>"


def refuse(self: Variable, value: Value) -> None:
    """Raises ValueError: this value has another shape."""
    raise ValueError(
        "The shape of the target variable and the shape of the target value in `variable.assign(value)` must "
        f"match. variable.shape={self.shape}, Received: value.shape={tuple(value.shape)}. Target variable: {self}"
    )
