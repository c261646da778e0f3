"""Windows that slide along axes, for convolution and pooling."""

from __future__ import annotations

from numbers import Integral
from typing import Any


def window_sizes(value: Any, n: int, name: str) -> tuple[int, ...]:
    """`value` as n positive integers. Raises ValueError naming the argument."""
    found = (value,) * n if isinstance(value, Integral) else tuple(value)
    if len(found) != n or any(not isinstance(v, Integral) or v <= 0 for v in found):
        raise ValueError(f"The `{name}` argument must be a tuple of {n} integers > 0. Received: {name}={value}")
    return tuple(map(int, found))


def window_count(length: int | None, size: int, stride: int, padding: str, dilation: int = 1) -> int | None:
    """How many windows fit along an axis; None for any length. Dumoulin and Visin, arXiv:1603.07285.

    Raises ValueError when none does.
    """
    if length is None:
        return None
    found = -(-length // stride) if padding == "same" else (length - dilation * (size - 1) - 1) // stride + 1
    if found <= 0:
        raise ValueError(
            "Computed output size would be zero or negative. Received an input of length "
            f"{length} for windows of {size}, strides={stride}, dilation_rate={dilation}, padding={padding}."
        )
    return found
