"""One `.proto` file's bytes -> its messages and enumerations, as protobuf's own descriptors have them.

Type names stay as written: which message or enumeration they mean takes the files that this one imports. What golden
API files do not show (services, options of their own, comments) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FieldOptions,
    FileDescriptorProto,
)

from tracer.python_text import UNREADABLE, value_of

_TOKEN = re.compile(
    r"""//[^\n]*+|/\*(?:.*?\*/|.*+)|(?P<token>"(?:[^"\\]++|\\.)*+"?+|'(?:[^'\\]++|\\.)*+'?+|[\w.]+|-|[^\s\w])""",
    re.DOTALL,
)
_SCALARS = {
    name: FieldDescriptorProto.Type.Value(f"TYPE_{name.upper()}")
    for name in (
        "double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32",
        "sfixed64", "bool", "string", "bytes",
    )
}  # fmt: skip
_LABELS = {
    name: FieldDescriptorProto.Label.Value(f"LABEL_{name.upper()}") for name in ("optional", "required", "repeated")
}
_MOST_NUMBER = (1 << 29) - 1


class ProtoError(ValueError):
    """The text is not what protobuf's grammar allows."""


def read_proto(source: bytes) -> FileDescriptorProto:
    """The package, messages and enumerations of a `.proto` file.

    Raises:
        ProtoError: it cannot be understood.
    """
    text = source.decode("utf-8", "replace")
    try:
        return _Parser([match["token"] for match in _TOKEN.finditer(text) if match["token"]]).file()
    except (IndexError, *UNREADABLE) as error:
        raise ProtoError(f"not a .proto file: {error}") from error


class _Parser:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    # ----------------------------------------------------------------------------------------- tokens

    def take(self, expected: str = "") -> str:
        token = self.tokens[self.at]
        if expected and token != expected:
            raise ProtoError(f"{expected!r} expected, {token!r} found")
        self.at += 1
        return token

    def accept(self, token: str) -> bool:
        found = self.tokens[self.at] == token
        self.at += found
        return found

    def skip_statement(self) -> None:
        """To behind the next `;`, or the block that comes before one."""
        depth = 0
        while True:
            token = self.take()
            depth += (token == "{") - (token == "}")
            if depth == 0 and token in (";", "}"):
                return

    def number(self) -> int:
        sign = -1 if self.accept("-") else 1
        return sign * int(self.take(), 0)

    # --------------------------------------------------------------------------------------- contents

    def file(self) -> FileDescriptorProto:
        found = FileDescriptorProto(syntax="proto2")
        while self.at < len(self.tokens):
            word = self.take()
            if word in ("syntax", "edition"):
                self.take("=")
                found.syntax = value_of(self.take())
                self.take(";")
            elif word == "package":
                found.package = self.take()
                self.take(";")
            elif word == "message":
                self.message(found.message_type.add(), found.syntax)
            elif word == "enum":
                self.enum(found.enum_type.add())
            elif word != ";":
                self.skip_statement()
        return found

    def message(self, found: DescriptorProto, syntax: str) -> None:
        found.name = self.take()
        self.take("{")
        while not self.accept("}"):
            word = self.take()
            if word == "message":
                self.message(found.nested_type.add(), syntax)
            elif word == "enum":
                self.enum(found.enum_type.add())
            elif word == "oneof":
                self.oneof(found, syntax)
            elif word == "map" and self.tokens[self.at] == "<":
                self.map_field(found)
            elif word in ("reserved", "extensions"):
                self.ranges(found, word)
            elif word == "extend":
                self.skip_statement()
            elif word == "option":
                if self.is_deprecated():
                    found.options.deprecated = True
            elif word != ";":
                self.field(found, word, syntax)
        # protoc gives each `optional` of proto3 a oneof of its own, behind those that are written.
        for field in found.field:
            if field.proto3_optional:
                field.oneof_index = len(found.oneof_decl)
                found.oneof_decl.add(name=f"_{field.name}")

    def is_deprecated(self) -> bool:
        """Whether the option that follows says so."""
        start = self.at
        self.skip_statement()
        return self.tokens[start : self.at] == ["deprecated", "=", "true", ";"]

    def oneof(self, found: DescriptorProto, syntax: str) -> None:
        index = len(found.oneof_decl)
        found.oneof_decl.add().name = self.take()
        self.take("{")
        while not self.accept("}"):
            word = self.take()
            if word == "option":
                self.skip_statement()
            elif word != ";":
                self.field(found, word, syntax).oneof_index = index

    def field(self, found: DescriptorProto, word: str, syntax: str) -> FieldDescriptorProto:
        """A field whose label or type is `word`."""
        field = found.field.add(label=_LABELS.get(word, FieldDescriptorProto.LABEL_OPTIONAL))
        kind = self.take() if word in _LABELS else word
        if kind == "group":
            raise ProtoError("groups are not understood")
        _set_type(field, kind)
        self._named(field)
        if word == "optional" and syntax == "proto3":
            field.proto3_optional = True
        return field

    def map_field(self, found: DescriptorProto) -> None:
        self.take("<")
        key = self.take()
        self.take(",")
        value = self.take()
        self.take(">")
        field = found.field.add(label=FieldDescriptorProto.LABEL_REPEATED)
        self._named(field)
        entry = found.nested_type.add(name="".join(part[:1].upper() + part[1:] for part in field.name.split("_")))
        entry.name += "Entry"
        for number, (name, kind) in enumerate((("key", key), ("value", value)), 1):
            part = entry.field.add(name=name, number=number, label=FieldDescriptorProto.LABEL_OPTIONAL)
            _set_type(part, kind)
        entry.options.map_entry = True
        field.type_name = entry.name

    def _named(self, field: FieldDescriptorProto) -> None:
        """Name, number and options."""
        field.name = self.take()
        self.take("=")
        field.number = self.number()
        for name, value in self.options():
            if name == "packed":
                field.options.packed = value == "true"
            elif name == "deprecated":
                field.options.deprecated = value == "true"
            elif name == "jstype":
                field.options.jstype = FieldOptions.JSType.Value(value)
            elif name == "default":
                field.default_value = str(value_of(value)) if value[0] in "\"'" else value
        self.take(";")

    def options(self) -> Iterator[tuple[str, str]]:
        """`[name = value, ...]`; the values of messages are stepped over."""
        if not self.accept("["):
            return
        while not self.accept("]"):
            start = self.at
            while self.tokens[self.at] != "=":
                self.at += 1
            name = "".join(self.tokens[start : self.at])
            self.take("=")
            start, depth = self.at, 0
            while depth or self.tokens[self.at] not in (",", "]"):
                depth += (self.tokens[self.at] in "{[") - (self.tokens[self.at] in "}]")
                self.at += 1
            yield name, "".join(self.tokens[start : self.at])
            self.accept(",")

    def ranges(self, found: DescriptorProto | EnumDescriptorProto, word: str) -> None:
        """`reserved 1, 3 to 5, "name";` and `extensions 100 to max;`; a range's end is exclusive, but in an enum."""
        behind = isinstance(found, DescriptorProto)
        while True:
            token = self.take()
            if token[0] in "\"'":
                found.reserved_name.append(value_of(token))
            elif token.isdigit():
                end = token
                if self.accept("to"):
                    end = self.take()
                last = _MOST_NUMBER if end == "max" else int(end)
                if isinstance(found, DescriptorProto) and word == "extensions":
                    found.extension_range.add(start=int(token), end=last + 1)
                else:
                    found.reserved_range.add(start=int(token), end=last + behind)
            elif token == ";":
                return

    def enum(self, found: EnumDescriptorProto) -> None:
        found.name = self.take()
        self.take("{")
        while not self.accept("}"):
            word = self.take()
            if word == "reserved":
                self.ranges(found, word)
            elif word == "option":
                if self.is_deprecated():
                    found.options.deprecated = True
            elif word != ";":
                self.take("=")
                value = found.value.add(name=word, number=self.number())
                for name, text in self.options():
                    if name == "deprecated":
                        value.options.deprecated = text == "true"
                self.take(";")


def _set_type(field: FieldDescriptorProto, kind: str) -> None:
    if kind in _SCALARS:
        field.type = _SCALARS[kind]
    else:
        field.type_name = kind
