"""Regular expressions that read strangers' text take time in proportion to its length."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator
from itertools import product
from types import ModuleType
from typing import Any

import pytest

import tracer

PIECES = (
    "a", "A", "_", "0", " ", "\t", "\n", "(", ")", "{", "}", "[", "<", ":", ".", ",", "=", "*", "+", "-", "/", "#",
    "\\", "\\\n", '"', "'", '"""', "''", '" ', "a ", "a.", "a,", "a=", "a(", "a:", "::", "a\n", "\n\n", " \n", "//",
    "// Foo\n", "/*", "/* ", "/**/", "# ", "#a\n", "#define Foo \\\n", "#define Foo(", "char", "char ", "char* k",
    "auto ", "return ", "return Foo(", 'return "', "class Base(\n", "class Foo(\n", "class Foo", "struct Foo ",
    "from a import (\n", "from a import Foo, ", "from ", "import ", "import __all__ ", ".__all__", "_export(",
    "_export('", "_export()(", "counterpart(", "counterpart('", "@", "endpoint{", "endpoint {name:", "op {", "op ",
    "REGISTER_OP(", "REGISTER", "REGISTER(", '.Attr("', ".Attr(", ".Attr(Foo()", ".Input(a::", "TF_CALL_", 'Name("',
    "Status Foo(", "static ", "Foo", "Foo ", "Foo=", "Foo, ", "Foo.", "(Foo,", "x.Foo:", "def Foo", "async def ",
    "keras.", "tf.", "DT_A, ", "k = {DT_A,", "k={", "f'", "f'{", "{{", "\\N{", 'R"(', "a <<E\n", "aaaa: <<E\n",
    "RegisterGradient(", "A(", "\nA", "\nA(", "raw_ops.", "size: ", "Ref(", "=a", "&&", "!", "defined(", "defined ",
    ";", "; ", "->", "template a", " a", " a:", ":a", " =", "a =", ">", ">=", "> ", "a>", "a<", "\t ", "1", "1 ",
    "1*", "OpRegistry::Global()->Register(", 'TF_NewKernelBuilder("', "__p1__", "##", "é", "\x00", '"\\', '"a\\',
)  # fmt: skip
PREFIXES = (
    "", "\n", '"', "class Foo(", "from a import ", "#define Foo(", 'char kA[] = "', "REGISTER_OP(", "op { ", "Foo ",
    "Foo:", "Foo: a", "Foo(", "Foo = ", "Foo, ",
)  # fmt: skip
ENDING = ("", "\n", '"', "Foo:", "Foo: a")
"""Of the prefixes those that texts with an end begin with, at which a pattern can fail late."""
CLOSED = ("extract.positions.", "extract.cpp_texts._EACH")
"""Patterns that see only what was found to be whole before: files that libcst has parsed, strings that end."""
SHORT = 600
"""Characters; the longer text has four times as many."""
BRIEF = 0.002
"""Seconds: what takes no longer is not compared. What takes time squared takes several times as long."""


def patterns() -> Iterator[Any]:
    """Every pattern that a module of `tracer` has, and every template of one, made for a name."""
    seen = set[object]()
    for found in pkgutil.walk_packages(tracer.__path__, "tracer."):
        if found.name.startswith(("tracer.tui", "tracer.__main__")):
            continue
        module = importlib.import_module(found.name)
        for name, value in sorted(vars(module).items()):
            several = value if isinstance(value, tuple) else value.values() if isinstance(value, dict) else (value,)
            for number, one in enumerate(several):
                made = one
                if isinstance(one, bytes) and b"%s" in one and is_whole(module, name):
                    made = re.compile(one.replace(b"%s", b"Foo"))
                path = f"{found.name.removeprefix('tracer.')}.{name}"
                if isinstance(made, re.Pattern) and made not in seen and not path.startswith(CLOSED):
                    seen.add(made)
                    yield pytest.param(made, uses(module, name), id=f"{path}{number or ''}")


def is_whole(module: ModuleType, name: str) -> bool:
    """Whether a template is made into a pattern, rather than into a part of one."""
    return re.search(rf"(?:pattern\(|= |, ){name}[,)]", inspect.getsource(module)) is not None


def uses(module: ModuleType, name: str) -> frozenset[str]:
    """How a pattern is used: looked for in a text (`finditer`), or matched at a place of it."""
    written = set(re.findall(rf"\b{name}\.(\w+)\(", inspect.getsource(module)))
    matched = {"match", "fullmatch"}
    return frozenset(written & matched | ({"finditer"} if not written or written - matched else set()))


def seconds(pattern: re.Pattern[Any], text: str, used: frozenset[str]) -> float:
    subject = text.encode() if isinstance(pattern.pattern, bytes) else text
    begin = time.process_time()
    if "finditer" in used:
        for _ in pattern.finditer(subject):
            pass
    if "match" in used:
        pattern.match(subject)
    if "fullmatch" in used:
        pattern.fullmatch(subject)
    return time.process_time() - begin


@pytest.mark.parametrize(("pattern", "used"), patterns())
def test_time_in_proportion_to_the_text(pattern: re.Pattern[Any], used: frozenset[str]) -> None:
    slow = []
    for prefix, piece, suffix in (*product(PREFIXES, PIECES, ("",)), *product(ENDING, PIECES, (">",))):
        long = prefix + piece * (4 * SHORT // len(piece)) + suffix
        taken = seconds(pattern, long, used)
        if taken > BRIEF:
            short = seconds(pattern, prefix + piece * (SHORT // len(piece)) + suffix, used)
            if min(taken, seconds(pattern, long, used)) > 8 * max(short, BRIEF / 8):
                slow.append((prefix, piece, suffix, round(short, 4), round(taken, 4)))
                break
    assert not slow
