"""Python's own library as the table has it, whichever Python runs."""

from __future__ import annotations

import sys

import pytest

from tests.tracer.link import list_standard_library
from tracer.link import standard

NEWEST = (3, 13)
"""What the table was made with last."""


@pytest.mark.skipif(sys.version_info[:2] > NEWEST, reason="newer than the table")
def test_the_table_has_what_the_running_python_has() -> None:
    lines = [line.split(" ") for line in standard._TABLE.read_text().splitlines()]
    table = {(kind, name) for kind, name, *_ in lines if kind != "package"}
    table |= {(package, name) for kind, package, *names in lines if kind == "package" for name in names}
    listed = [line.split(" ") for line in list_standard_library.lines()]
    assert {(name, rest[0]) if kind == "package" else (kind, name) for kind, name, *rest in listed} <= table


MROS = {
    "<builtin>:object": [],
    "<builtin>:KeyError": ["<builtin>:LookupError", "<builtin>:Exception", "<builtin>:BaseException"],
    "<external>:enum.IntEnum": ["<builtin>:int", "<external>:enum.ReprEnum", "<external>:enum.Enum"],
    "<external>:collections.OrderedDict": ["<builtin>:dict"],
    "<external>:typing.NoDefault": [],
    "<external>:collections.abc.Buffer": [],
    "<external>:ast.Num": ["<external>:ast.Constant", "<external>:ast.expr", "<external>:ast.AST"],
    "<external>:elsewhere.Class": [],
}
"""Of old releases, and of newer ones than run this."""


@pytest.mark.parametrize("key", MROS)
def test_mro(key: str) -> None:
    end = [] if key == "<builtin>:object" else ["<builtin>:object"]
    assert list(standard.standard_mro(key)) == [key, *MROS[key], *end]


PROVIDERS = {
    ("enum.EnumMeta", "__call__"): "<external>:enum.EnumType",
    ("abc.ABCMeta", "register"): "<external>:abc.ABCMeta",
    ("abc.ABCMeta", "mro"): "<builtin>:type",
    ("abc.ABCMeta", "nothing"): "",
    ("enum.Enum", "__call__"): "",
}


@pytest.mark.parametrize("asked", PROVIDERS)
def test_metaclass_provider(asked: tuple[str, str]) -> None:
    assert standard.metaclass_provider(*asked) == PROVIDERS[asked]


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("unittest.mock", True), ("distutils.version", True), ("logging.info", False), ("numpy.random", False)],
)
def test_modules_of_packages(name: str, is_one: bool) -> None:
    assert standard.is_module(name) == is_one
