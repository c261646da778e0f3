"""How many threads NumPy's matrix products take.

OpenBLAS shares out even products of 64 x 64; its threads wait for each other by spinning, which on a busy machine costs
far more than the product. Where all products of a step are small, one thread is as fast and never waits.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController

from .base import Variable

_controller = cache(ThreadpoolController)
SMALL = 10**8
"""Multiplications that take one thread about a millisecond."""


def threads_for(self: Any, variables: Sequence[Variable], rows: int) -> Any:
    """One thread unless a product is large (or a convolution's, whose rows are more)."""
    is_large = any(len(v.shape) > 2 or v.value.size * rows > SMALL for v in variables)
    return nullcontext() if is_large else _controller().limit(limits=1, user_api="blas")
