"""TensorFlow's golden API files: writing them, as `text_format.MessageToString` and `update_goldens` do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracer.golden import ArgSpec, Golden

_OLD_STYLE = frozenset(
    {
        "property", "object", "getset_descriptor", "int", "str", "type", "tuple", "module", "collections.defaultdict",
        "set", "dict", "NoneType", "frozenset", "member_descriptor", "exceptions.Exception", "exceptions.RuntimeError",
    }
)  # fmt: skip
"""Types that the visitor writes as Python 2 printed them (`_NORMALIZE_TYPE`)."""


def file_name(path: str) -> str:
    """`tensorflow.nn.RNNCell` -> `tensorflow.nn.-r-n-n-cell.pbtxt` (`_KeyToFilePath`); what is no letter of a dotted
    name, such as a slash, becomes "_"."""
    return re.sub("[A-Z]", lambda match: f"-{match[0].lower()}", re.sub(r"[^\w.]", "_", path)) + ".pbtxt"


def text_of(golden: Golden) -> str:
    """The golden file of an object. Of a protocol buffer whose `.proto` file is elsewhere only the name is known."""
    return "\n".join(_lines(golden)) + "\n"


def _lines(golden: Golden) -> Iterator[str]:
    yield f"path: {quoted(golden.path)}"
    yield f"tf_{golden.kind} {{"
    if golden.kind == "proto":
        yield "  descriptor {"
        for line in golden.descriptor.splitlines() or [f"name: {quoted(golden.path.rpartition('.')[2])}"]:
            yield f"    {line}"
        yield "  }"
    for name in golden.is_instance:
        yield f"  is_instance: {quoted(type_text(name))}"
    for name in sorted(golden.members):
        yield "  member {"
        yield f"    name: {quoted(name)}"
        yield f"    mtype: {quoted(type_text(golden.members[name]))}"
        yield "  }"
    for name in sorted(golden.methods):
        yield "  member_method {"
        yield f"    name: {quoted(name)}"
        spec = golden.methods[name]
        if spec is not None:
            yield f"    argspec: {quoted(spec_text(spec))}"
        yield "  }"
    yield "}"


def type_text(name: str) -> str:
    """`object` -> `<type 'object'>`, `a.B` -> `<class 'a.B'>`; `<enum 'X'>` and `typing.Union` stay."""
    if name.startswith(("<", "typing.Union", "typing.Generic")):
        return name
    return f"<type '{name}'>" if name in _OLD_STYLE else f"<class '{name}'>"


def spec_text(spec: ArgSpec) -> str:
    """An argument specification as the visitor prints it."""
    head = f"args={list(spec.args)!r}, varargs={spec.varargs}, keywords={spec.keywords}, "
    return head + (f"defaults={list(spec.defaults)!r}, " if spec.defaults else "defaults=None")


def quoted(text: str) -> str:
    """A string of text format: quotes, backslashes and bytes beyond ASCII escaped."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"').replace("\n", "\\n")
    escaped = escaped.replace("\r", "\\r").replace("\t", "\\t")
    if not escaped.isascii():
        escaped = "".join(c if c.isascii() else "".join(f"\\{b:03o}" for b in c.encode()) for c in escaped)
    return f'"{escaped}"'
