"""Strangers' text read as Python by Python's own parser: what it warns of is the stranger's affair, not the user's."""

from __future__ import annotations

import ast
import warnings
from typing import Any

UNREADABLE = (SyntaxError, ValueError, TypeError, RecursionError, MemoryError)
"""What reading may raise: deep nesting ends in one of the last two."""


def tree_of(source: str | bytes, mode: str = "exec") -> Any:
    """The syntax tree of `source`. Raises one of `UNREADABLE`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source, mode=mode)


def value_of(text: str) -> Any:
    """The value of a literal. Raises one of `UNREADABLE`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.literal_eval(text)
