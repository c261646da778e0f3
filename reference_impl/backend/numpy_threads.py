"""How many threads NumPy's matrix products take.

OpenBLAS shares out even small products; its threads wait by spinning, on a busy machine longer than a product takes.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController

from .base import Variable

_controller = cache(ThreadpoolController)
SMALL = 10**8  # multiplications that take one thread about a millisecond


def threads_for(self: Any, variables: Sequence[Variable], rows: int) -> Any:
    """One thread unless a product is large (or a convolution's, whose rows are more)."""
    is_large = any(len(v.shape) > 2 or v.value.size * rows > SMALL for v in variables)
    return nullcontext() if is_large else _controller().limit(limits=1, user_api="blas")
