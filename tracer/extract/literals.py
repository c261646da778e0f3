"""Literals: the values of strings, and how much of what is long is kept."""

from __future__ import annotations

import warnings
from typing import Any

from tracer.facts import Constant, Expr, Formatted

LONGEST_CONSTANT = 2_000
LONGEST_NUMBER_TABLE = 256
"""A display of nothing but numbers keeps this many of them: nobody follows a name through a longer one."""

ELLIPSIS = Constant("Ellipsis", "...")

_Node = Any
_NUMBERS = frozenset(("int", "float", "complex"))


def string_constant(node: _Node) -> Constant:
    text: str = node.value
    if "\\" not in text:
        first = text[0]
        width = 3 if text[:3] in ('"""', "'''") else 1
        if first in "\"'":
            return Constant("str", with_plain_lines(text[width:-width])[:LONGEST_CONSTANT])
    if "b" in node.prefix:
        return Constant("bytes", text[:LONGEST_CONSTANT])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Constant("str", _storable(node.evaluated_value[:LONGEST_CONSTANT]))
    except (SyntaxError, ValueError):
        return Constant("str", with_plain_lines(node.raw_value)[:LONGEST_CONSTANT])


def _storable(text: str) -> str:
    """`text` with lone surrogates as they are escaped in source: no encoding of Unicode can hold them."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def with_plain_lines(text: str) -> str:
    """`text` with the line breaks that Python gives a string, whatever those of its file are."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def joined(parts: list[Expr]) -> Expr:
    if any(type(part) is Formatted for part in parts):
        values = [value for part in parts if type(part) is Formatted for value in part.values]
        texts = [part.template if type(part) is Formatted else _braced(part) for part in parts]
        signs = [part.conversions or " " * len(part.values) for part in parts if type(part) is Formatted]
        return Formatted(tuple(values), "".join(texts)[:LONGEST_CONSTANT], with_conversions("".join(signs)))
    constants = [part for part in parts if type(part) is Constant]
    separator = "" if constants[0].kind == "str" else " "
    return Constant(constants[0].kind, separator.join(part.value for part in constants)[:LONGEST_CONSTANT])


def with_conversions(signs: str) -> str:
    """What `Formatted.conversions` is of these signs: nothing if all are spaces."""
    return "" if signs.isspace() else signs


def _braced(part: Expr) -> str:
    return part.value.replace("{", "{{").replace("}", "}}") if type(part) is Constant else ""


def shortened(elements: list[Expr]) -> tuple[Expr, ...]:
    if all(type(element) is Constant and element.kind in _NUMBERS for element in elements):
        return tuple(elements[:LONGEST_NUMBER_TABLE])
    return tuple(elements)
