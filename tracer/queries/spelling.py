"""How people write what they ask for: names as they were typed or copied, files and lines."""

from __future__ import annotations

import re

DEEPEST = 50
"""Dots in a name; no module or class is nested deeper, and looking for one takes a step in depth for each."""

_PLACE = re.compile(r"(?P<path>[^:]*?(?:\.[A-Za-z]+|(?:^|/)BUILD(?:\.bazel)?))(?::(?P<line>\d+))?$")
_SUFFIXES = (".py", ".pyi", ".cc", ".h", ".cpp", ".inc", ".c", ".hpp", ".cu", ".cuh", ".pbtxt", "BUILD", ".bazel")
_NOT_TEXT = re.compile("[\ud800-\udfff]")
"""What stands for bytes that are no UTF-8: no name has it, and the store can't be asked for it."""
_DOT = re.compile(r"(?<!\s)\s*+\.\s*+")


def spelled(name: str) -> str:
    """A name without what gets into it by typing: spaces, the dot before a completion, the parentheses of a call."""
    text = _NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", name).strip().removesuffix("()").strip()
    return text if "/" in text or text.endswith(_SUFFIXES) else _DOT.sub(".", text).strip(".")


def place_of(text: str) -> tuple[str, int | None] | None:
    """Path and line that `FILE:LINE` or `FILE` names; None for what is no file that is indexed. `K.c` may be a name as
    well."""
    place = _PLACE.match(text)
    if place is None or not place["path"].endswith(_SUFFIXES):
        return None
    return place["path"].removeprefix("./"), int(place["line"]) if place["line"] else None
