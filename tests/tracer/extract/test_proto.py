"""Descriptors of `.proto` files: source in, protobuf's text format out."""

from __future__ import annotations

import pytest
from google.protobuf import text_format

from tracer.extract.proto import ProtoError, read_proto
from tracer.queries.golden_protos import Descriptors

PROTO3 = 'syntax = "proto3";\npackage a.b;\n'


def text(source: str) -> str:
    [message] = read_proto((PROTO3 + source).encode()).message_type
    return str(text_format.MessageToString(message, as_one_line=True))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "message M { int32 x = 1; }",
            'name: "M" field { name: "x" number: 1 label: LABEL_OPTIONAL type: TYPE_INT32 }',
        ),
        (
            "message M { // why\n repeated float y = 0x2 [packed = true, (a.b) = { c: [1, 2] }]; /* } */ }",
            'name: "M" field { name: "y" number: 2 label: LABEL_REPEATED type: TYPE_FLOAT options { packed: true } }',
        ),
        (
            "message M { oneof kind { option (x) = 1; string s = 1; } }",
            'name: "M" field { name: "s" number: 1 label: LABEL_OPTIONAL type: TYPE_STRING oneof_index: 0 } '
            'oneof_decl { name: "kind" }',
        ),
        (
            "message M { optional bool b = 1; oneof o { bool c = 2; } }",
            'name: "M" field { name: "b" number: 1 label: LABEL_OPTIONAL type: TYPE_BOOL oneof_index: 1 '
            "proto3_optional: true } "
            'field { name: "c" number: 2 label: LABEL_OPTIONAL type: TYPE_BOOL oneof_index: 0 } '
            'oneof_decl { name: "o" } oneof_decl { name: "_b" }',
        ),
        (
            "message M { map<string, int64> by_name = 3; }",
            'name: "M" field { name: "by_name" number: 3 label: LABEL_REPEATED type_name: "ByNameEntry" } '
            'nested_type { name: "ByNameEntry" field { name: "key" number: 1 label: LABEL_OPTIONAL type: TYPE_STRING } '
            'field { name: "value" number: 2 label: LABEL_OPTIONAL type: TYPE_INT64 } options { map_entry: true } }',
        ),
        (
            'message M { reserved 1, 4 to 6; reserved "old"; option deprecated = true; extensions 100 to max; }',
            'name: "M" extension_range { start: 100 end: 536870912 } options { deprecated: true } '
            'reserved_range { start: 1 end: 2 } reserved_range { start: 4 end: 7 } reserved_name: "old"',
        ),
        (
            "message M { enum E { reserved 3; A = 0; B = -1 [deprecated = true]; } }",
            'name: "M" enum_type { name: "E" value { name: "A" number: 0 } '
            'value { name: "B" number: -1 options { deprecated: true } } reserved_range { start: 3 end: 3 } }',
        ),
        ("import public 'x.proto'; service S { rpc F(A) returns (B) { option x = 1; } }\nmessage M {}", 'name: "M"'),
    ],
)
def test_messages(source: str, expected: str) -> None:
    assert " ".join(text(source).split()) == expected


@pytest.mark.parametrize("source", [b"message M {", b"message M { x }", b"message M { int32 x = y; }", b"\xff\x00{"])
def test_what_cannot_be_understood_is_said(source: bytes) -> None:
    with pytest.raises(ProtoError):
        read_proto(source)


def test_types_are_looked_for_from_the_inside_out_over_all_files() -> None:
    outer = (
        PROTO3 + "message M { message In {} enum E { X = 0; } In one = 1; E two = 2; Other three = 3; c.Far four = 4; }"
    )
    files = [("t/m.proto", outer), ("t/o.proto", PROTO3 + "message Other {}"), ("broken.proto", "message {")]
    files.append(("u/m.proto", 'package a.c; message Far {} message M { optional a.b.E.Gone x = 1 [default = "y"]; }'))
    found = Descriptors((path, content.encode()) for path, content in files)
    assert [path for path, _ in found.unread] == ["broken.proto"]
    message = found.of_key("<external>:t.m_pb2.M")
    assert message is not None
    assert [field.type_name for field in message.field] == [".a.b.M.In", ".a.b.M.E", ".a.b.Other", ".a.c.Far"]
    other = found.of_key("<external>:u.m_pb2:M")
    assert other is not None
    assert (other.field[0].type_name, other.field[0].default_value) == (".a.b.E.Gone", "y")
    assert found.of_key("<external>:elsewhere_pb2.Far") is not None
    assert found.of_key("<external>:u.m.M") is None
