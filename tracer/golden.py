"""TensorFlow's golden API files (`tensorflow/tools/api/golden/{v1,v2}/*.pbtxt`): reading them.

The schema is that of `tensorflow/tools/api/lib/api_objects.proto`; its descriptors are built here, so that no generated
module is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from tracer.errors import SourceError
from tracer.python_text import UNREADABLE, quietly, value_of

_ARGSPEC = re.compile(r"args=(\[.*?\]), varargs=(.*?), keywords=(.*?), defaults=(.*?)(?:, )?$", re.DOTALL)
_TYPE_NAME = re.compile(r"<(?:class|type) '(.*)'>$")
_PACKAGE = "tracer.golden"
_FIELDS = {
    # message: (name, number, type, repeated); a type in capitals is another message.
    "Member": [("name", 1, "string", False), ("mtype", 2, "string", False)],
    "Method": [("name", 1, "string", False), ("path", 2, "string", False), ("argspec", 3, "string", False)],
    "Module": [("member", 1, "Member", True), ("member_method", 2, "Method", True)],
    "Class": [("is_instance", 1, "string", True), ("member", 2, "Member", True), ("member_method", 3, "Method", True)],
    "Proto": [("descriptor", 1, ".google.protobuf.DescriptorProto", False)],
    "Object": [
        ("path", 1, "string", False),
        ("tf_module", 2, "Module", False),
        ("tf_class", 3, "Class", False),
        ("tf_proto", 4, "Proto", False),
    ],
}


@dataclass(frozen=True, slots=True)
class ArgSpec:
    """An argument specification as `tf_inspect.getargspec` gave it; defaults as `str` printed them."""

    args: tuple[str, ...]
    varargs: str | None
    keywords: str | None
    defaults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Golden:
    """One golden file. `kind` is module, class or proto; `is_instance` the class's MRO as TensorFlow's visitor cuts it
    (`module.qualname`); `methods` maps a name to its argument specification (None for what C wrote); `descriptor` is
    that of a protocol buffer in text format."""

    path: str
    kind: str
    is_instance: tuple[str, ...]
    members: dict[str, str]
    methods: dict[str, ArgSpec | None]
    descriptor: str = ""


def parse(text: str, where: str = "") -> Golden:
    """The object a golden file describes.

    Raises:
        SourceError: the text is not a golden file.
    """
    from google.protobuf import text_format

    message = _object_class()()
    try:
        with quietly():
            text_format.Parse(text, message)
    except (text_format.ParseError, RecursionError) as error:
        hint = "is it from tensorflow/tools/api/golden?"
        raise SourceError(f"not a golden file: {error}", where=where, hint=hint) from error
    return _golden(message)


def _golden(message: Any) -> Golden:
    if message.HasField("tf_class"):
        kind, body = "class", message.tf_class
    elif message.HasField("tf_module"):
        kind, body = "module", message.tf_module
    else:
        return Golden(message.path, "proto", (), {}, {}, descriptor_text(message.tf_proto.descriptor))
    instances = tuple(type_name(text) for text in body.is_instance) if kind == "class" else ()
    return Golden(
        message.path,
        kind,
        instances,
        {member.name: type_name(member.mtype) for member in body.member},
        {method.name: argspec(method.argspec) for method in body.member_method},
    )


def descriptor_text(descriptor: Any) -> str:
    """A descriptor in protobuf's text format."""
    from google.protobuf import text_format

    return str(text_format.MessageToString(descriptor))


def type_name(text: str) -> str:
    """`<class 'a.b.C'>` -> `a.b.C`; `object` for both of Python 2's and 3's."""
    match = _TYPE_NAME.match(text)
    return match[1] if match else text


def argspec(text: str) -> ArgSpec | None:
    """`args=['a'], varargs=None, keywords=None, defaults=['1'], ` as a value; None for an empty text."""
    match = _ARGSPEC.match(text.strip())
    if match is None:
        return None
    args, varargs, keywords, defaults = match.groups()
    return ArgSpec(_names(args), _name(varargs), _name(keywords), _names(defaults) if defaults != "None" else ())


def _name(text: str) -> str | None:
    return None if text == "None" else text.strip("'\"")


def _names(text: str) -> tuple[str, ...]:
    try:
        return tuple(str(value) for value in value_of(text.rstrip(", ")))
    except UNREADABLE:
        return tuple(part.strip(" '\"") for part in text.strip("[], ").split(",") if part.strip())


@cache
def _object_class() -> type[Any]:
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

    pool = descriptor_pool.DescriptorPool()
    descriptors = descriptor_pb2.FileDescriptorProto()
    descriptor_pb2.DESCRIPTOR.CopyToProto(descriptors)
    pool.Add(descriptors)
    file = descriptor_pb2.FileDescriptorProto(
        name="tracer/golden.proto", package=_PACKAGE, syntax="proto2", dependency=[descriptors.name]
    )
    for name, fields in _FIELDS.items():
        file.message_type.add(name=name).field.extend(_fields(fields))
    pool.Add(file)
    found: type[Any] = message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.Object"))
    return found


def _fields(fields: list[tuple[str, int, str, bool]]) -> Iterator[Any]:
    from google.protobuf.descriptor_pb2 import FieldDescriptorProto

    for name, number, kind, repeated in fields:
        label = FieldDescriptorProto.LABEL_REPEATED if repeated else FieldDescriptorProto.LABEL_OPTIONAL
        if kind == "string":
            yield FieldDescriptorProto(name=name, number=number, label=label, type=FieldDescriptorProto.TYPE_STRING)
        else:
            type_name = kind if kind.startswith(".") else f".{_PACKAGE}.{kind}"
            yield FieldDescriptorProto(
                name=name, number=number, label=label, type=FieldDescriptorProto.TYPE_MESSAGE, type_name=type_name
            )
