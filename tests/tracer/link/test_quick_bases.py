"""Which files are extracted along with a class, for its bases."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest

from tests.tracer.link.programs import program, source_file
from tests.tracer.test_where import FilesOf
from tracer.link.modules import ModuleTree
from tracer.link.quick_bases import files_of_bases
from tracer.link.quick_files import Files

FILES = {
    "pkg/__init__.py": "",
    "pkg/base.py": "class Base:\n  pass",
    "pkg/mixins.py": "class Mixin(object): pass\nclass Unrelated: pass",
    "pkg/jax.py": "class Trainer: pass",
    "pkg/numpy.py": "class Trainer: pass",
    "pkg/model.py": """
        from pkg import base, mixins as mixing
        from pkg.mixins import (Unrelated,
                                Mixin as Mixed)
        if BACKEND == "jax":
          from pkg.jax import Trainer
        else:
          from pkg.numpy import Trainer
        class Local(base.Base): pass
        class Model(Trainer, Local, Mixed, metaclass=abc.ABCMeta): pass
        class Other: pass
        class Renamed(mixing.Mixin): pass
    """,
}


@pytest.mark.parametrize(
    ("name", "expected"),
    {
        "Model": ["pkg/base.py", "pkg/jax.py", "pkg/mixins.py", "pkg/model.py", "pkg/numpy.py"],
        "Local": ["pkg/base.py", "pkg/model.py"],
        "Other": ["pkg/model.py"],
        "Renamed": ["pkg/mixins.py", "pkg/model.py"],
        "Absent": ["pkg/model.py"],
    }.items(),
)
def test_files_of_bases(name: str, expected: list[str]) -> None:
    made = program(FILES)
    start = [file for file in made.files if file.path == "pkg/model.py"]
    found = files_of_bases(made.tree, FilesOf(made, FILES), start, [name])
    assert sorted(file.path for file in found) == expected


UNCLOSED = {
    "classes": lambda n: "class Foo(Bar): pass\n" + "class Bar(\n" * n,
    "imports": lambda n: "class Foo(Bar): pass\n" + "from a import (\n" * n,
    "blanks": lambda n: "class Foo(Bar): pass\nfrom a import " + " " * n,
}


@pytest.mark.parametrize("text", UNCLOSED.values(), ids=UNCLOSED)
def test_time_in_proportion_to_a_text_that_closes_nothing(text: Callable[[int], str]) -> None:
    def seconds(count: int) -> float:
        files = {"pkg/model.py": text(count)}
        listed = [source_file("pkg/model.py", "", "pkg")]
        tree, read = ModuleTree(listed, "v2"), SimpleNamespace(read=lambda _: files["pkg/model.py"].encode())
        begin = time.process_time()
        files_of_bases(tree, cast(Files, read), listed, ["Foo"])
        return time.process_time() - begin

    seconds(10)
    assert min(seconds(8000) for _ in range(3)) < 8 * max(min(seconds(2000) for _ in range(3)), 0.001)
