"""What all facts are: frozen values that share their names and lines."""

from __future__ import annotations

from collections.abc import Iterator
from sys import intern
from typing import Literal

import msgspec
from msgspec.structs import force_setattr

LINES = tuple(range(10_000))
"""Line numbers as shared objects."""


def share(fact: Fact, field: str, text: str) -> None:
    """Keep an identifier once: decoding makes every occurrence anew, and a snapshot has a million of them."""
    force_setattr(fact, field, intern(text))


def share_line(fact: Fact, line: int) -> None:
    if 256 < line < len(LINES):
        force_setattr(fact, "line", LINES[line])


class Fact(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Base of all fact values."""


def nodes(value: object) -> Iterator[Fact]:
    """All facts inside a fact, or inside tuples of them, itself included. The bodies of nested functions are elsewhere
    (`PythonFlow.bodies`)."""
    pending = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, tuple):
            pending.extend(node)
        elif isinstance(node, Fact):
            yield node
            pending.extend(getattr(node, name) for name in node.__struct_fields__)


class Problem(Fact, frozen=True):
    """Something in the file that could not be read or understood, with its reason in words."""

    reason: str
    line: int = 0
    severity: Literal["skipped", "partial"] = "skipped"
