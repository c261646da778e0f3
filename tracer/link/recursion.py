"""How deep linking may go: names lead through chains of modules, classes through chains of bases."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

DEEPEST = 30_000
"""Frames of Python: a class with thousands of ancestors, a name through thousands of star imports."""


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Recursion goes deep in here; and linking makes millions of values and no cycles worth collecting."""
    limit, collecting = sys.getrecursionlimit(), gc.isenabled()
    sys.setrecursionlimit(max(limit, DEEPEST))
    gc.disable()
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
        if collecting:
            gc.enable()
