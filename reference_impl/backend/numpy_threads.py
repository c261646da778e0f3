"""How many threads NumPy's matrix products take.

OpenBLAS shares out even products of 64 x 64; its threads wait for each other by spinning, which on a busy machine costs
far more than the product. Where all products of a step are small, one thread is as fast and never waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController

from .base import Variable

SMALL = 10**8
"""Multiplications that take one thread about a millisecond."""


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


def threads_for(variables: Sequence[Variable], rows: int) -> AbstractContextManager[Any]:
    """A context for steps of so many rows: one thread unless a product is large (or a convolution's, whose rows
    are more).
    """
    shapes = [v.shape for v in variables]
    if any(len(shape) > 2 for shape in shapes) or max((v.value.size for v in variables), default=0) * rows > SMALL:
        return nullcontext()
    limited: AbstractContextManager[Any] = _controller().limit(limits=1, user_api="blas")
    return limited
