"""Functions of a C++ file that registers gradients: their place, and what their bodies name.

A gradient is written with the ops it consists of: as strings in a function definition (`{{"dx"}, "Mul", {"g", "y"}}`,
tensorflow/core/ops/*_grad.cc), or as calls of the C++ API (`MatMul(scope, ...)`, tensorflow/cc/gradients).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tracer.extract.cpp_macros import closing
from tracer.facts import CppFunction

_HEAD = re.compile(r"^(?:static\s+|inline\s+)*(?:\w+::)*Status\s+(\w+)\s*(?=\()", re.M)
_BODY = re.compile(r"\s*(?=\{)")
_NAMED = re.compile(r'"([A-Z]\w*)"|//[^\n]*|\b([A-Z]\w*)\s*[(<{]')


def functions(text: str, line: Callable[[int], int]) -> dict[str, CppFunction]:
    """The functions that return a `Status`; `line` gives the line of an offset."""
    found: dict[str, CppFunction] = {}
    for match in _HEAD.finditer(text):
        arguments = closing(text, match.end())
        if arguments == len(text):
            break  # Nothing closes any more: every further head would be read to the end again.
        body = _BODY.match(text, arguments)
        if body is not None:
            end = closing(text, body.end())
            unclosed = end == len(text) and text[-1:] != "}"
            named = (one[1] or one[2] for one in _NAMED.finditer(text, body.end(), end))
            mentions = tuple(dict.fromkeys(filter(None, named)))
            found[match[1]] = CppFunction(line(match.start(1)), line(end - 1), mentions)
            if unclosed:
                break
    return found
