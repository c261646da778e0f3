"""What `typing.overload` decorates tells signatures of the definition that follows, which is the one that is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracer.queries.directory import call_graph

SOURCE = """\
import typing as t
from typing import overload
import typing_extensions
from typing_extensions import overload as over
from other import overload as mine

@overload
def plain(x: int) -> int: ...
@overload
def plain(x: str) -> str: ...
def plain(x): pass

@typing_extensions.overload
def written(x: int) -> int: ...
def written(x): pass

class Base:
    @t.overload
    def method(self, x: int) -> int: ...
    @t.overload
    def method(self, x: str) -> str: ...
    def method(self, x): pass

    @over
    @classmethod
    def made(cls, x: int) -> int: ...
    @classmethod
    def made(cls, x): pass

class Below(Base):
    @overload
    def method(self, x: int) -> int: ...
    def method(self, x): super().method(x)

class Told(t.Protocol):
    @overload
    def only(self, x: int) -> int: ...
    @overload
    def only(self, x: str) -> str: ...

@mine
def replaced(): pass
def replaced(): pass

def outer(told: Told, anything):
    @overload
    def inner(x: int) -> int: ...
    def inner(x): pass
    inner(1)
    plain(1)
    written(1)
    Base().method(1)
    Base.made(1)
    told.only(1)
    replaced()
    anything.method(1)
"""
LINES = {
    "plain": 11, "plain#2": 8, "plain#3": 10,
    "Base.method": 22, "Base.method#2": 19, "Base.method#3": 21,
    "Told.only": 37, "Told.only#2": 39,
    "replaced": 42, "replaced#2": 43,
}  # fmt: skip
CALLEES = {"Base", "outer.<locals>.inner", "plain", "written", "Base.method", "Below.method", "Base.made", "replaced#2"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "m.py").write_text(SOURCE)
    return tmp_path


def test_what_follows_the_stubs_has_the_name_and_is_called(folder: Path) -> None:
    graph, _ = call_graph(folder)
    assert {key: graph.nodes[f"m:{key}"].line for key in LINES} == LINES
    called = {edge.callee.removeprefix("m:") for edge in graph.edges if edge.caller == "m:outer"}
    assert {key for key in called if not key.startswith(("<", "Told."))} == CALLEES
    assert any(key.startswith("Told.only") for key in called)
    assert ("m:Below.method", "m:Base.method") in {(edge.caller, edge.callee) for edge in graph.edges}
