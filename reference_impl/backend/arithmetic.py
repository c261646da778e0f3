"""What Python's operators compute of tensors, numbers and lists, in the types that Keras gives the results."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..config import standardize_dtype
from .base import Value
from .dtypes import as_value, floating, promoted, result_type


def of_one_type(ops: Any, *values: Any, beside: tuple[Any, ...] = ()) -> list[Value]:
    """The values in the type that Keras computes them in; numbers of Python's take that of the others.

    `beside` are further types to be counted in.
    """
    values = tuple(x if type(x) in (int, float) else as_value(ops, x) for x in values)
    dtype = result_type(*(getattr(x, "dtype", type(x)) for x in values), *beside)
    return [as_value(ops, x, dtype) for x in values]


def compute(ops: Any, operation: str, *values: Any) -> Value:
    """The operation of these values, as the function of that name in `keras.ops`."""
    if (own := OWN.get(operation)) is not None:
        return own(ops, *values)
    if operation.startswith("logical_"):
        return getattr(ops, operation)(*(as_value(ops, x, "bool") for x in values))
    return getattr(ops, operation)(*of_one_type(ops, *values))


def divide(ops: Any, a: Any, b: Any) -> Value:
    return ops.divide(*of_one_type(ops, a, b, beside=(float,)))


def mod(ops: Any, a: Any, b: Any) -> Value:
    """Numbers of Python's are tensors of their own type here: Keras brings these to the common one."""
    a, b = promoted(ops, [as_value(ops, a), as_value(ops, b)])
    return ops.mod(*(ops.cast(x, "int32") for x in (a, b))) if standardize_dtype(a.dtype) == "bool" else ops.mod(a, b)


def matmul(ops: Any, a: Any, b: Any) -> Value:
    """A vector counts as a row on the left, as a column on the right, and leaves no axis."""
    a, b = of_one_type(ops, a, b)
    row, column = len(a.shape) == 1, len(b.shape) == 1
    found = ops.matmul(ops.expand_dims(a, 0) if row else a, ops.expand_dims(b, -1) if column else b)
    found = ops.squeeze(found, -1) if column else found
    return ops.squeeze(found, -1 if column else -2) if row else found


def absolute(ops: Any, x: Any) -> Value:
    x = as_value(ops, x)
    return x if standardize_dtype(x.dtype).startswith(("bool", "uint")) else ops.absolute(x)


def round_to(ops: Any, x: Any, decimals: int = 0) -> Value:
    """To the nearest even number where two are as near; integers only to tens, hundreds and so on."""
    x = as_value(ops, x)
    dtype = standardize_dtype(x.dtype)
    if not decimals or ("float" not in dtype and decimals > 0):
        return ops.round(x) if "float" in dtype else x
    x = floating(ops, x)
    factor = as_value(ops, 10.0**decimals, standardize_dtype(x.dtype))
    return ops.cast(ops.divide(ops.round(ops.multiply(x, factor)), factor), dtype)


OWN: dict[str, Callable[..., Value]] = {
    "divide": divide, "mod": mod, "matmul": matmul, "absolute": absolute, "round": round_to,
    "getitem": lambda ops, x, key: ops.getitem(as_value(ops, x), key),
}  # fmt: skip
