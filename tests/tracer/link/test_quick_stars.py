"""Star imports told from the text: what can bring a name is read, what can't is not, and the answer is the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.tracer.link.programs import program
from tests.tracer.test_where import FilesOf
from tracer.facts import PythonFacts, SourceFile
from tracer.link.program import Program
from tracer.link.quick_stars import QuickStars

FILES = {
    "pkg/__init__.py": "from pkg.all import *\nfrom .late import *",
    "pkg/all.py": "from pkg.ops import *\nfrom pkg.text import *\nfrom \\\n    pkg.listed import *\nimport pkg.own",
    "pkg/ops.py": "def relu(x): pass\n_private = 1",
    "pkg/text.py": "'''`relu` and tanh.'''\nx = 'tanh is not made here'  # nor is relu\n",
    "pkg/own.py": "import other\nother.elu = 1",
    "pkg/listed.py": "from pkg import names\n__all__ = ['selu'] + names.__all__\nselu = gelu = 1",
    "pkg/names.py": "__all__ = ['gelu']\ngelu = 1",
    "pkg/late.py": "if True:\n  from pkg.cycle import (softmax)\nfrom .cycle import *\n",
    "pkg/cycle.py": "from .late import *\ndef softmax(x): pass",
}
NAMES = ["relu", "_private", "tanh", "x", "elu", "selu", "gelu", "softmax", "nothing", "other"]


def quick(read: Callable[[str], None] = lambda path: None, files: dict[str, str] = FILES) -> Program:
    """A program that is told by texts what stars can bring, and tells whose facts it reads."""
    made = program(files)

    def load(file: SourceFile) -> PythonFacts | None:
        read(file.path)
        return made.facts(file)

    lazy = Program(made.files, load)
    lazy.can_bring = QuickStars(lazy, FilesOf(made, files)).can_bring
    return lazy


@pytest.mark.parametrize("name", NAMES)
def test_a_star_brings_what_all_facts_say(name: str) -> None:
    whole = program(FILES)
    for module in whole.tree.names():
        lazy = quick()
        assert lazy.is_exported(module, name) == (name in whole.exported(module)), module
        assert lazy.target(module, name) == whole.target(module, name), module


@pytest.mark.parametrize(
    ("name", "paths"),
    {
        "relu": {"pkg/__init__.py", "pkg/all.py", "pkg/ops.py", "pkg/listed.py", "pkg/names.py"},
        "softmax": {"pkg/__init__.py", "pkg/late.py", "pkg/cycle.py"},
    }.items(),
)
def test_only_what_can_have_the_name_is_read(name: str, paths: set[str]) -> None:
    read = set[str]()
    assert quick(read.add).target("pkg", name) is not None
    assert read <= paths


CYCLE = {
    "pkg/__init__.py": "",
    "pkg/a.py": "from pkg.b import *",
    "pkg/b.py": "from pkg.a import *\nfrom pkg.c import *",
    "pkg/c.py": "class X: pass\nfrom pkg.f import *",
    "pkg/d.py": "from pkg.b import *\nprint(Y)",
    "pkg/e.py": "from pkg.a import *\nfrom pkg.d import *\nprint(Y)",
    "pkg/f.py": "from pkg.g import *\nfrom pkg.e import *\nclass Z: pass",
    "pkg/g.py": "from pkg.f import *\n_hidden = 1\n__all__ = ['_hidden', 'V']\nV = 1",
}


@pytest.mark.parametrize("order", [sorted(CYCLE), sorted(CYCLE, reverse=True), ["pkg/d.py", "pkg/b.py", "pkg/f.py"]])
def test_modules_that_import_everything_from_one_another_have_the_same_names(order: list[str]) -> None:
    whole, lazy = program(CYCLE), quick(files=CYCLE)
    for path in [*order, *CYCLE]:
        module = path.removesuffix(".py").replace("/", ".")
        expected = {"a": "XVZ", "b": "XVZ", "c": "XVZ", "d": "XVZ", "e": "XVZ", "f": "XVZ", "g": "V"}.get(
            module[4:], ""
        )
        assert whole.exported(module) - {"_hidden"} == set(expected), module
        for name in ("X", "Y", "Z", "V", "_hidden"):
            assert lazy.is_exported(module, name) == (name in whole.exported(module)), (module, name)
            assert lazy.target(module, name) == whole.target(module, name), (module, name)


def test_names_of_a_long_chain_of_star_imports() -> None:
    files = {f"m{number}.py": f"from m{number + 1} import *" for number in range(3000)} | {"m3000.py": "class X: pass"}
    made = program(files)
    assert made.exported("m0") == {"X"}
    assert quick(files=files).is_exported("m0", "X")
