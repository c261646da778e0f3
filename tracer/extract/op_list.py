"""`ops.pbtxt`: every op's definition as a text-format `OpList` (tensorflow/core/framework/op_def.proto).

TensorFlow's repository keeps this list up to date. Most of it repeats the registrations in C++, but some ops are
registered by loops at run time and are spelled nowhere else. The list is long and regular, one field a line, so it is
read by lines.
"""

from __future__ import annotations

import re

from tracer.facts import ApiDefFacts, OpArgument, OpAttribute, OpRegistration

_LINE = re.compile(r"(\s*+)(\w++)(?::\s*+((?:\S++|\s++(?=\S))*+)\s*+|\s*+\{)$")
PARTIAL = "registered at run time: its definition is that of ops.pbtxt"

Fields = dict[str, "list[str | Fields]"]


def extract(text: str) -> ApiDefFacts:
    """The ops of the list, each with the line it begins at; what is no field of text format is left out."""
    return ApiDefFacts(ops=tuple(_op(fields, line, end) for fields, line, end in _messages(text)))


def _messages(text: str) -> list[tuple[Fields, int, int]]:
    found: list[tuple[Fields, int, int]] = []
    stack: list[Fields] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        match = _LINE.match(line)
        if match is None:
            if line.strip() == "}" and stack:
                done = stack.pop()
                if not stack:
                    found.append((done, start, number))
            continue
        name, value = match[2], match[3]
        if value is not None:
            if stack:
                stack[-1].setdefault(name, []).append(value)
            continue
        inner: Fields = {}
        if stack:
            stack[-1].setdefault(name, []).append(inner)
        else:
            start = number
        stack.append(inner)
    return found


def _op(fields: Fields, line: int, end: int) -> OpRegistration:
    return OpRegistration(
        name=_first(fields, "name"),
        line=line,
        end_line=end,
        inputs=tuple(_argument(one) for one in _inner(fields, "input_arg")),
        outputs=tuple(_argument(one) for one in _inner(fields, "output_arg")),
        attributes=tuple(_attribute(one) for one in _inner(fields, "attr")),
        flags=tuple(name for name in ("is_stateful", "is_commutative", "is_aggregate") if name in fields),
        partial=PARTIAL,
    )


def _argument(fields: Fields) -> OpArgument:
    type_name = _first(fields, "type_attr") or _first(fields, "type_list_attr")
    type_name = type_name or _first(fields, "type").removeprefix("DT_").lower()
    if "is_ref" in fields:
        type_name = f"Ref({type_name})"
    count = _first(fields, "number_attr")
    return OpArgument(_first(fields, "name"), f"{count} * {type_name}" if count else type_name)


def _attribute(fields: Fields) -> OpAttribute:
    default = next(iter(_inner(fields, "default_value")), None)
    return OpAttribute(
        _first(fields, "name"),
        _first(fields, "type"),
        None if default is None else _default(default),
        _first(fields, "minimum") or None,
    )


def _default(fields: Fields) -> str:
    for name, values in fields.items():
        value = values[0]
        if name == "list" and isinstance(value, dict):
            return "[" + ", ".join(str(one) for parts in value.values() for one in parts) + "]"
        if isinstance(value, str):
            return value
        if name == "shape":
            return "{ unknown_rank: true }" if "unknown_rank" in value else "{}"
    return "[]"


def _first(fields: Fields, name: str) -> str:
    value = fields.get(name, [""])[0]
    return value.strip('"') if isinstance(value, str) else ""


def _inner(fields: Fields, name: str) -> list[Fields]:
    return [one for one in fields.get(name, []) if isinstance(one, dict)]
