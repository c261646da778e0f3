"""Strangers' text read by Python's own parser: what it warns of is the stranger's affair, not the user's."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

UNREADABLE = (SyntaxError, ValueError, TypeError, RecursionError, MemoryError)
"""What reading may raise: deep nesting ends in one of the last two."""


@contextmanager
def quietly() -> Iterator[None]:
    """Let nothing that is read meanwhile print a warning, such as one of an unknown escape in a string."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def tree_of(source: str | bytes, mode: str = "exec") -> Any:
    """The syntax tree of `source`. Raises one of `UNREADABLE`."""
    with quietly():
        return ast.parse(source, mode=mode)


def is_python(source: str) -> bool:
    """Whether `source` is Python as it stands."""
    try:
        tree_of(source)
    except UNREADABLE:
        return False
    return True


def value_of(text: str) -> Any:
    """The value of a literal. Raises one of `UNREADABLE`."""
    with quietly():
        return ast.literal_eval(text)
