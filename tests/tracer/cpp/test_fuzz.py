"""Readers of files that anybody may have written: whatever the bytes, an answer comes, and soon."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from tests.tracer.cpp.tensorflow_in_small import FILES, GOLDEN_LAYER
from tests.tracer.cpp.test_registrations import CWISE, REGISTER_TYPES
from tracer.errors import SourceError
from tracer.extract import api_def, build_rules, cpp
from tracer.extract.proto import ProtoError, read_proto
from tracer.golden import parse
from tracer.link.ops_macros import Expander
from tracer.queries import compatibility, golden_values

SECONDS = 5
CPP = [CWISE, REGISTER_TYPES, *(text.encode() for path, text in FILES.items() if path.endswith((".cc", ".h")))]
PBTXT = [text.encode() for path, text in FILES.items() if path.endswith(".pbtxt")]
BUILD = [text.encode() for path, text in FILES.items() if path.endswith("BUILD")]


def read_golden(source: bytes) -> None:
    with suppress(SourceError):
        parse(source.decode("utf-8", "replace"))


def read_definitions(source: bytes) -> None:
    with suppress(ProtoError):
        read_proto(source)


def read_cpp(source: bytes) -> None:
    facts = cpp.extract(source)
    Expander(["a.cc", "register_types.h"], {0: facts, 1: cpp.extract(REGISTER_TYPES)}).expand()


READERS: list[tuple[Callable[[bytes], object], list[bytes]]] = [
    (read_cpp, CPP),
    (api_def.extract, PBTXT),
    (build_rules.extract, BUILD),
    (read_golden, [GOLDEN_LAYER.encode()]),
]


def mutated(source: bytes, chance: random.Random) -> bytes:
    """`source` with a few pieces cut, doubled, swapped or overwritten."""
    data = bytearray(source)
    for _ in range(chance.randint(1, 8)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.randint(0, 30))
        kind = chance.randrange(4)
        if kind == 0:
            del data[start:end]
        elif kind == 1:
            data[start:start] = data[start:end] * chance.randint(1, 4)
        elif kind == 2:
            data[start:end] = bytes(chance.randrange(256) for _ in range(end - start))
        else:
            data[start:start] = chance.choice(
                [b'"', b"(", b")", b"{", b"#", b"\\\n", b"/*", b"##", b'R"x(', b"<<END\n"]
            )
    return bytes(data)


def bombard(rounds: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(rounds):
        for reader, samples in READERS:
            source = mutated(chance.choice(samples), chance)
            before = time.process_time()
            reader(source)
            assert time.process_time() - before < SECONDS, source


def test_mutated_files_are_read_without_an_exception() -> None:
    bombard(60, seed=1)


@pytest.mark.parametrize(
    "source",
    [
        b"REGISTER_OP(" + b"(" * 20_000,
        b'REGISTER_OP("A")' + b'.Input("x: T")' * 3_000 + b";",
        b"REGISTER_OP(" * 2_000,
        b'REGISTER_KERNEL_BUILDER(Name("A").Device(DEVICE_CPU), ' + b"A<" * 5_000 + b">" * 5_000 + b");",
        b"#define A(x) REGISTER_B(x) A(x)\n#define REGISTER_B(x) A(x) REGISTER_B(x)\nREGISTER_B(1);",
        b"#define REGISTER_0(x) REGISTER_KERNEL_BUILDER(Name(x), K)\n"
        + b"".join(b"#define REGISTER_%d(x) REGISTER_%d(x) REGISTER_%d(x)\n" % (n, n - 1, n - 1) for n in range(1, 29))
        + b'REGISTER_28("boom");\n',
        b"/*" + b"REGISTER_OP(" * 20_000,
        b'REGISTER_OP("' + b"\\" * 50_000,
        b"#if A\n" * 3_000 + b'REGISTER_OP("A");\n' + b"#endif\n" * 3_000,
        b"REGISTER_" + b"A" * 200_000 + b"(x)",
        b'REGISTER_OP("\xff\xfe\x00");',
        b"const char k[] = " + b'"a" ' * 50_000 + b";REGISTER_OP(k);",
    ],
    ids=lambda source: source[:24].decode("latin-1"),
)
def test_hostile_cpp(source: bytes) -> None:
    before = time.process_time()
    read_cpp(source)
    assert time.process_time() - before < SECONDS


ESCAPES = "'\\d\\777' and 0 is 1 and 1or 0"
"""What Python itself would warn of."""


@pytest.mark.filterwarnings("always")
@pytest.mark.parametrize(
    ("reader", "source"),
    [
        (build_rules.extract, f'tf_gen_op_libs(op_lib_names = [{ESCAPES}])'),
        (read_golden, "path: \"a\" tf_module { member_method { name: 'f' argspec: "
                      "\"args=['\\\\d'], varargs=None, keywords=None, defaults=['\\\\777']\" } }"),
        (read_definitions, "syntax = 'a\\d'; message M { reserved '\\d'; optional string s = 1 [default='\\d']; }"),
        (lambda source: golden_values.printed(source.decode()), ESCAPES),
        (lambda source: compatibility._is_same(source.decode(), f"[{source.decode()}]"), ESCAPES),
    ],
    ids=["build", "golden", "proto", "default", "defaults"],
)  # fmt: skip
def test_what_python_warns_of_in_a_strangers_text_is_not_said(
    reader: Callable[[bytes], object], source: str, recwarn: pytest.WarningsRecorder
) -> None:
    reader(source.encode())
    assert not recwarn.list


@pytest.mark.parametrize(
    ("reader", "source"),
    [
        (api_def.extract, b"op { in_arg { " * 5_000),
        (api_def.extract, b"op {\n description: <<END\n" + b"x\n" * 100_000),
        (api_def.extract, b'op {\n  name: "A"\n' + b"  attr {\n" * 50_000),
        (build_rules.extract, b"tf_gen_op_libs(" + b"[" * 5_000),
        (build_rules.extract, b"tf_gen_op_libs(a = " + b"-" * 50_000 + b"1)"),
        (read_golden, b'path: "a" tf_class { ' + b'member { name: "x" } ' * 20_000),
        (read_golden, b'path: "a" tf_module { member_method { name: "f" argspec: "args=[' + b"[" * 20_000 + b'"}}'),
        (read_golden, b'path: "a" tf_module { member_method { name: "f" argspec: "args=[' + b"-" * 50_000
                      + b'1], varargs=None, keywords=None, defaults=None"}}'),
        (read_definitions, b"syntax = 'proto3'; " + b"message M { " * 20_000),
    ],
    ids=lambda value: value[:24].decode() if isinstance(value, bytes) else "",
)  # fmt: skip
def test_other_hostile_files(reader: Callable[[bytes], object], source: bytes) -> None:
    before = time.process_time()
    reader(source)
    assert time.process_time() - before < SECONDS
