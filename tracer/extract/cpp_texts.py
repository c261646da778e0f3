"""Texts that a registration may name instead of spelling them out: string constants of a C++ file, lists of types, and
functions that return a part of a registration, such as `GetPaddingAttrString()`."""

from __future__ import annotations

import re

from tracer.extract import cpp_registrations as registrations

_CONSTANT_HINTS = (b"char* k", b"char k", b"char *k", b"char* const ")
HINTS = (*_CONSTANT_HINTS, b"return")
"""A C++ file with none of these has no such texts, unless it registers something itself."""

_STRING = r'"(?:[^"\\\n]|\\.)*"'
_CONSTANTS = tuple(
    re.compile(rf"\b{kind}\s*(?:\*\s*(?:const\s+)?)?(\w+)(?:\[\w*\])?\s*=\s*((?:{_STRING}\s*)+);")
    for kind in ("char", "auto", "string_view")
)
_TYPE_LISTS = re.compile(r"\b(k\w+)\s*(?:\[\w*\])?\s*=\s*(?:\{\s*)+(DT_\w+(?:\s*,\s*DT_\w+)*)\s*,?\s*\}")
_PART = r'return\s*(?:[\w:]+\(\s*)?"\s*\w+\s*:(?!:)'
"""The beginning of what an op's `Attr`, `Input` or `Output` takes: a name and a colon."""
_RETURNS_A_PART = re.compile(_PART)
_RETURNS_A_PART_BYTES = re.compile(_PART.encode())
_FUNCTION = re.compile(
    rf"\b(\w+)\(\s*(?:void\s*)?\)\s*(?:noexcept\s*)?\{{\s*"
    rf"return\s*(?:[\w:]+\(\s*)?({_STRING}(?:[\s,+)]*{_STRING})*)\s*\)?\s*;\s*\}}"
)
_EACH = re.compile(_STRING)


def may_have_texts(source: bytes) -> bool:
    """Whether `texts` finds anything in a C++ file; one that returns texts does not when none begins as a part of a
    registration."""
    return any(hint in source for hint in _CONSTANT_HINTS) or _RETURNS_A_PART_BYTES.search(source) is not None


def defines(names: bytes) -> re.Pattern[bytes]:
    """Finds the functions that return a part of a registration among those whose names match `names`."""
    return re.compile(rb"\b(?:%s)\(\s*(?:void\s*)?\)\s*(?:noexcept\s*)?\{\s*%s" % (names, _PART.encode()))


def texts(text: str) -> dict[str, str]:
    """The texts by the name of their constant (`kName`) or as their function is called (`GetPaddingAttrString()`)."""
    values = {match[1]: match[2] for pattern in _CONSTANTS for match in pattern.finditer(text)}
    if _RETURNS_A_PART.search(text):
        functions = ((match[1], match[2]) for match in _FUNCTION.finditer(text) if _RETURNS_A_PART.search(match[0]))
        values |= {f"{name}()": " ".join(_EACH.findall(value)) for name, value in functions}
    found = {name: registrations.string_value(value, {}) for name, value in values.items()}
    lists = {match[1]: f"{{{match[2]}}}" for match in _TYPE_LISTS.finditer(text)} if "DT_" in text else {}
    return {name: value for name, value in found.items() if value is not None} | lists
