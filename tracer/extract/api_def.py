"""An api_def pbtxt -> what the API says of each op: visibility, endpoints, renames, argument order, defaults.

The files are text-format `ApiDefs` messages (tensorflow/core/framework/api_def.proto) in which `<<END` ... `END` may
stand for a long string. The descriptor is built here, from the fields that matter, so that no generated code is needed.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from tracer.extract import op_list
from tracer.facts import ApiArgument, ApiDefFacts, ApiDefinition, ApiEndpoint, Problem
from tracer.python_text import quietly

_OPENING = r"[ \t]*\w+[ \t]*:[ \t]*<<"
_HEREDOC = re.compile(
    r"^([ \t]*(\w+)[ \t]*:[ \t]*)<<(\w+)[^\n]*\n((?:(?!" + _OPENING + r")[^\n]*\n)*?)\3\b[^\n]*", re.M
)
_PROSE = frozenset({"description", "description_prefix", "description_suffix"})
_OP = re.compile(r"^op\b", re.M)
_OP_LIST = re.compile(r"\s*op\s*\{\s*name\s*:")

# A field: name, number, type (a scalar, or the name of a message or enum below), repeated.
_MESSAGES: dict[str, tuple[tuple[str, int, str, bool], ...]] = {
    "ApiDefs": (("op", 1, "ApiDef", True),),
    "ApiDef": (
        ("graph_op_name", 1, "string", False),
        ("deprecation_message", 12, "string", False),
        ("deprecation_version", 13, "int32", False),
        ("visibility", 2, "Visibility", False),
        ("endpoint", 3, "Endpoint", True),
        ("in_arg", 4, "Arg", True),
        ("out_arg", 5, "Arg", True),
        ("arg_order", 11, "string", True),
        ("attr", 6, "Attr", True),
        ("summary", 7, "string", False),
        ("description", 8, "string", False),
        ("description_prefix", 9, "string", False),
        ("description_suffix", 10, "string", False),
    ),
    "Endpoint": (
        ("name", 1, "string", False),
        ("deprecated", 3, "bool", False),
        ("deprecation_version", 4, "int32", False),
    ),
    "Arg": (("name", 1, "string", False), ("rename_to", 2, "string", False), ("description", 3, "string", False)),
    "Attr": (
        ("name", 1, "string", False),
        ("rename_to", 2, "string", False),
        ("default_value", 3, "AttrValue", False),
        ("description", 4, "string", False),
    ),
    "AttrValue": (
        ("s", 2, "bytes", False),
        ("i", 3, "int64", False),
        ("f", 4, "float", False),
        ("b", 5, "bool", False),
        ("type", 6, "DataType", False),
        ("list", 1, "ListValue", False),
    ),
    "ListValue": (
        ("s", 2, "bytes", True),
        ("i", 3, "int64", True),
        ("f", 4, "float", True),
        ("b", 5, "bool", True),
        ("type", 6, "DataType", True),
    ),
}
_ENUMS = {
    "Visibility": ("DEFAULT_VISIBILITY", "VISIBLE", "SKIP", "HIDDEN"),
    "DataType": tuple(
        f"DT_{name}"
        for name in (
            *("INVALID", "FLOAT", "DOUBLE", "INT32", "UINT8", "INT16", "INT8", "STRING", "COMPLEX64", "INT64", "BOOL"),
            *("QINT8", "QUINT8", "QINT32", "BFLOAT16", "QINT16", "QUINT16", "UINT16", "COMPLEX128", "HALF"),
            *("RESOURCE", "VARIANT", "UINT32", "UINT64", "FLOAT8_E5M2", "FLOAT8_E4M3FN"),
        )
    ),
}


@cache
def _message_class() -> Any:
    """The `ApiDefs` message, made from the tables above."""
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

    field_type = descriptor_pb2.FieldDescriptorProto
    scalars = {name: getattr(field_type, f"TYPE_{name.upper()}") for name in
               ("string", "bytes", "bool", "float", "int32", "int64")}  # fmt: skip
    file = descriptor_pb2.FileDescriptorProto(name="tracer/api_def.proto", package="tracer", syntax="proto2")
    for name, values in _ENUMS.items():
        enum = file.enum_type.add(name=name)
        for number, value in enumerate(values):
            enum.value.add(name=value, number=number)
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for field_name, number, kind, repeated in fields:
            label = field_type.LABEL_REPEATED if repeated else field_type.LABEL_OPTIONAL
            if kind in scalars:
                message.field.add(name=field_name, number=number, label=label, type=scalars[kind])
            else:
                message.field.add(name=field_name, number=number, label=label, type_name=f".tracer.{kind}",
                                  type=field_type.TYPE_ENUM if kind in _ENUMS else field_type.TYPE_MESSAGE)  # fmt: skip
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("tracer.ApiDefs"))


def extract(source: bytes) -> ApiDefFacts:
    """The op definitions of an api_def pbtxt or of `ops.pbtxt`. Never raises: what cannot be parsed is a problem."""
    from google.protobuf import text_format

    text = source.decode("utf-8", "replace").replace("\r\n", "\n")
    if _OP_LIST.match(text):
        return op_list.extract(text)
    blanked = _blank_heredocs(text)
    lines = [blanked.count("\n", 0, match.start()) + 1 for match in _OP.finditer(blanked)]
    message = _message_class()()
    try:
        with quietly():
            text_format.Parse(_plain(text), message, allow_unknown_field=True)
    except (text_format.ParseError, RecursionError) as error:
        return ApiDefFacts((), (Problem(f"not an api_def: {error}", lines[0] if lines else 1),))
    lines += [1] * len(message.op)
    return ApiDefFacts(tuple(_definition(op, line) for op, line in zip(message.op, lines, strict=False)))


def _plain(text: str) -> str:
    """`text` with its `<<END` strings quoted, prose left out (TensorFlow's `PBTxtFromMultiline`)."""

    def replace(match: re.Match[str]) -> str:
        if match[2] in _PROSE:
            return ""
        body = match[4].removesuffix("\n").replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'{match[1]}"{body}"'

    return _HEREDOC.sub(replace, text)


def _blank_heredocs(text: str) -> str:
    return _HEREDOC.sub(lambda match: "\n" * match.group().count("\n"), text)


def _definition(op: Any, line: int) -> ApiDefinition:
    visibility = _ENUMS["Visibility"][op.visibility] if op.HasField("visibility") else None
    return ApiDefinition(
        op=op.graph_op_name,
        line=line,
        visibility=None if visibility == "DEFAULT_VISIBILITY" else visibility,
        endpoints=tuple(ApiEndpoint(one.name, one.deprecated, one.deprecation_version) for one in op.endpoint),
        inputs=tuple(ApiArgument(arg.name, arg.rename_to or None) for arg in op.in_arg),
        outputs=tuple(ApiArgument(arg.name, arg.rename_to or None) for arg in op.out_arg),
        attributes=tuple(ApiArgument(attr.name, attr.rename_to or None, _default(attr)) for attr in op.attr),
        arg_order=tuple(op.arg_order),
        summary=op.summary or None,
        deprecation_message=op.deprecation_message or None,
        deprecation_version=op.deprecation_version,
    )


def _default(attr: Any) -> str | None:
    """The new default, spelled as a registration would spell it."""
    if not attr.HasField("default_value"):
        return None
    for field, value in attr.default_value.ListFields():
        if field.name == "list":
            return "[" + ", ".join(_spelled(f.name, one) for f, values in value.ListFields() for one in values) + "]"
        return _spelled(field.name, value)
    return "[]"


def _spelled(kind: str, value: Any) -> str:
    if kind == "s":
        text: str = value.decode("utf-8", "replace").replace("'", "\\'")
        return f"'{text}'"
    if kind == "b":
        return "true" if value else "false"
    if kind == "type":
        return str(_ENUMS["DataType"][value])
    return str(value)
