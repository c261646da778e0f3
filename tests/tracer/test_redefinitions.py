"""`where` on names that a file defines more than once: as Python has it when the file has run."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.tracer.test_where import READERS, indexed
from tracer.queries.fresh import now
from tracer.queries.search import search
from tracer.queries.where import where

FILES = {
    "pkg/__init__.py": "from pkg.a import o\nfrom pkg.a import over as public",
    "pkg/a.py": """
        import typing as t
        from typing import overload
        import sys
        def o(first): pass
        def o(second): pass
        class K:
            def m(self, first): pass
            def m(self, second, third): pass
            @property
            def p(self): pass
            @p.setter
            def p(self, value): pass
            if sys.argv:
                def c(self): pass
            else:
                def c(self, other): pass
            @overload
            def over(self, a: int): pass
            @overload
            def over(self, a: str): pass
            def over(self, a): pass
        class Sub(K): pass
        class Twice:
            def old(self): pass
        class Twice:
            def new(self): pass
        class Below(Twice): pass
        @t.overload
        def over(x: int): ...
        @t.overload
        def over(x: str): ...
        def over(x): pass
        if sys.argv:
            def chosen(): pass
        else:
            def chosen(other): pass
        try:
            from fast import quick
        except ImportError:
            def quick(): pass
        try:
            def tried(): pass
        except ImportError:
            def tried(): pass
    """,
    "pkg/stubs.pyi": """
        from typing import overload
        @overload
        def f(a: int): ...
        @overload
        def f(a: str): ...
    """,
}
CASES = {
    "pkg.a.o": (6, ()),
    "pkg.o": (6, ()),
    "o": (6, ()),
    "pkg.a.K.m": (9, ()),
    "K.m": (9, ()),
    "pkg.a.Sub.m": (9, ()),
    "K.p": (11, ()),
    "pkg.a.K.c": (15, ("c may also be that of line 17 (not (sys.argv))",)),
    "K.over": (22, ()),
    "pkg.a.Twice": (26, ()),
    "Twice.new": (27, ()),
    "Below.new": (27, ()),
    "pkg.a.over": (33, ()),
    "pkg.public": (33, ()),
    "pkg.a.chosen": (35, ("chosen may also be that of line 37 (not (sys.argv))",)),
    "pkg.a.quick": (41, ("quick may also be fast.quick (try)",)),
    "pkg.a.tried": (43, ("tried may also be that of line 45 (except ImportError)",)),
    "pkg/a.py:8": (8, ()),
    "pkg.stubs.f": (4, ()),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", CASES)
def test_the_definition_that_counts(reader: str, name: str) -> None:
    match = where(READERS[reader](FILES), name).matches[0]
    assert (match.line, match.warnings) == CASES[name]


@pytest.mark.parametrize("reader", READERS)
def test_stubs_are_no_definitions_beside_the_one_they_tell_of(reader: str) -> None:
    read = READERS[reader](FILES)
    assert [match.key for match in where(read, "K.over").matches] == ["pkg.a:K.over"]
    assert [match.line for match in where(read, "pkg.a.over").matches] == [33]
    stub = where(read, "pkg/a.py:32").matches[0]
    assert (stub.key, stub.origin) == ("pkg.a:over#3", "stub")


def test_a_search_finds_the_definition_alone() -> None:
    with indexed(FILES) as snapshot:
        found = [one.key for pattern in ("over", "K.over", "*.over", "K.p") for one in search(snapshot, pattern)]
    assert found.count("pkg.a:K.over") == found.count("pkg.a:over") == 3
    assert not [key for key in found if "#" in key]


@pytest.mark.parametrize(("key", "line"), {"K.over": 22, "over": 33, "over#2": 30, "over#3": 32, "K.m#2": 9}.items())
def test_a_file_that_changed_is_asked_for_the_same_definitions(key: str, line: int) -> None:
    assert now(f"pkg.a:{key}", dedent(FILES["pkg/a.py"]).encode()).line == line


@pytest.mark.parametrize("reader", READERS)
def test_the_chain_has_no_step_for_it(reader: str) -> None:
    match = where(READERS[reader](FILES), "pkg.o").matches[0]
    assert [(step.step, step.text) for step in match.chain] == [("import", "from pkg.a import o")]
    assert match.signature is not None
    assert match.signature.args == ("second",)
