"""The first answer about sources that were never indexed is the one that their index gives."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from tests.tracer.clones import clone_specs
from tests.tracer.repositories import write
from tracer.index.build import Request, index, opened
from tracer.index.extraction import FactsLoader
from tracer.index.quick import reader_of
from tracer.queries.where import where
from tracer.sources.opening import no_progress
from tracer.store import Snapshot, Store

_EACH = 12
"""Names of each sort that are asked for."""


def names_of(snapshot: Snapshot) -> Iterator[str]:
    """Names of every sort: public ones, ends of them, members, private definitions, modules, lines, ops."""
    chosen = random.Random(20)
    symbols = sorted((s for s in snapshot.all_symbols() if "<" not in s.qualname), key=lambda symbol: symbol.key)
    exports = sorted({row.name for row in snapshot.all_exports()})
    by_kind: dict[str, list[Any]] = {}
    for symbol in symbols:
        by_kind.setdefault(symbol.kind, []).append(symbol)
    for name in chosen.sample(exports, min(_EACH, len(exports))):
        yield from (name, name.rpartition(".")[2])
    for kind, found in sorted(by_kind.items()):
        for symbol in chosen.sample(found, min(_EACH, len(found))):
            yield ".".join(filter(None, (symbol.module, symbol.qualname.partition("#")[0])))
            if kind in ("class", "function", "op"):
                yield symbol.name
            if kind == "method":
                yield ".".join(symbol.qualname.split(".")[-2:])
            if symbol.file is not None and kind != "op":
                yield f"{snapshot.file(symbol.file).path}:{symbol.line}"


@pytest.mark.clone
@pytest.mark.parametrize("spec", clone_specs() or [pytest.param("", marks=pytest.mark.skip("no clone given"))])
def test_the_first_answer_is_that_of_the_index(spec: str, tmp_path: Path) -> None:
    with Store.open_for_writing(tmp_path / "first.db") as store:
        wrong, total = compare(store, spec.split(","))
    print(f"{spec}: {total - len(wrong)} of {total} first answers are those of the index")
    assert len(wrong) <= 0.03 * total, wrong


EXPORTED_ELSEWHERE = {
    "tensorflow/__init__.py": "",
    "tensorflow/python/__init__.py": "",
    "tensorflow/python/base.py": "def shiny(x):\n    return x\n\n\ndef dull(x):\n    return x\n\n\n"
    "class Base:\n    def spark(self):\n        pass\n",
    "tensorflow/python/tf_export.py": "def tf_export(*names, **kw):\n    return lambda f: f\n",
    "tensorflow/python/api.py": """\
from tensorflow.python import base
from tensorflow.python.tf_export import tf_export
tf_export("nn.shiny")(base.shiny)
tf_export("math.polished")(base.dull)
tf_export("math.sparkle")(base.Base.spark)
""",
}
QUESTIONS = {
    "shiny": "tf.nn.shiny",
    "tf.nn.shiny": "tf.nn.shiny",
    "base.py:1": "tf.nn.shiny",
    "base.shiny": "tf.nn.shiny",
    "polished": "tf.math.polished",
    "dull": "tf.math.polished",
    "base.py:5": "tf.math.polished",
    "base.py:10": "tf.math.sparkle",
    "sparkle": "tf.math.sparkle",
}


def test_the_first_answer_does_not_depend_on_what_was_asked_before(tmp_path: Path) -> None:
    write(tmp_path / "tensorflow", EXPORTED_ELSEWHERE)
    specs = [str(tmp_path / "tensorflow")]
    with Store.in_memory() as store, opened(specs, None, tests=False, progress=no_progress) as providers:
        loader = FactsLoader(store, providers)
        for order in permutations(QUESTIONS, 2):
            reader = reader_of(loader, providers, "tensorflow")
            assert {name: where(reader, name).matches[0].name for name in order} == {
                name: QUESTIONS[name] for name in order
            }
        loader.close()


REGISTERED_ELSEWHERE = {
    "tensorflow/__init__.py": "",
    "tensorflow/core/ops/ops.cc": 'REGISTER_OP("Shine").Output("y: float");\n',
    "tensorflow/core/kernels/shine.h": 'const char* const kShineOp = "Shine";\n'
    "#define REGISTER_ALL(D) \\\n"
    '  REGISTER_KERNEL_BUILDER(Name("Shine").Device(D), Op)\n',
    "tensorflow/core/kernels/shining.h": "#define SHINING(D) \\\n"
    "  REGISTER_KERNEL_BUILDER(Name(kShineOp).Device(D), Op)\n",
    "tensorflow/core/kernels/cpu.cc": '#include "tensorflow/core/kernels/shine.h"\nREGISTER_ALL(DEVICE_CPU);\n',
    "tensorflow/core/kernels/gpu.cc": "REGISTER_KERNEL_BUILDER(Name(kShineOp).Device(DEVICE_GPU), Op);\n",
    "tensorflow/core/kernels/xla.cc": "SHINING(DEVICE_XLA_GPU);\nvoid REGISTERED() {}\n",
    "tensorflow/core/kernels/none.cc": 'REGISTER_KERNEL_BUILDER(Name("Shiner").Device(DEVICE_TPU), Op);\n',
    "tensorflow/python/ops.py": "from tensorflow.python import gen_ops\n"
    "from tensorflow.python.util.tf_export import tf_export\n"
    "shine = tf_export('nn.shine')(gen_ops.shine)\n",
    "tensorflow/python/BUILD": 'tf_gen_op_wrapper_py(name="ops", out="gen_ops.py", deps=["//tensorflow/core:ops"])\n',
    "tensorflow/core/BUILD": 'cc_library(name="ops", srcs=["ops/ops.cc"], alwayslink=1)  # "all_ops"\n',
}


def test_ops_that_files_register_without_a_word_of_them(tmp_path: Path) -> None:
    """Through macros of headers and constants that name an op; a generated function may be exported by a decorator."""
    write(tmp_path / "tensorflow", REGISTERED_ELSEWHERE)
    specs = [str(tmp_path / "tensorflow")]
    with Store.in_memory() as store, opened(specs, None, tests=False, progress=no_progress) as providers:
        loader = FactsLoader(store, providers)
        first = where(reader_of(loader, providers, "tensorflow"), "Shine").matches
        loader.close()
        report = index(Request(specs, calls=False), store, no_progress)
        with store.snapshot(report.snapshot.name) as snapshot:
            indexed = where(snapshot, "Shine").matches
    assert first == indexed
    assert {kernel["device"] for kernel in first[0].ops[0]["kernels"]} == {"CPU", "GPU", "XLA_GPU"}
    assert "tf.nn.shine" in [name for match in first for name in match.exports]


BEFORE_API_DEF = {
    "tensorflow/__init__.py": "from tensorflow.python import *\n",
    "tensorflow/core/ops/ops.pbtxt": 'op {\n  name: "Floor"\n  attr {\n    name: "T"\n  }\n}\n'
    'op {\n  name: "Join"\n}\n',
    "tensorflow/core/ops/math_ops.cc": 'REGISTER_OP("Floor").Input("x: float").Output("y: float");\n',
    "tensorflow/core/ops/string_ops.cc": 'REGISTER_OP("Join").Input("x: string").Output("y: string");\n',
    "tensorflow/core/BUILD": 'tf_gen_op_libs(op_lib_names = ["math_ops", "string_ops"])\n',
    "tensorflow/python/BUILD": 'tf_gen_op_wrapper_private_py(name = "math_ops_gen")\n'
    'tf_gen_op_wrapper_private_py(name = "string_ops_gen")\n',
    "tensorflow/python/__init__.py": "from tensorflow.python.ops.standard_ops import *\n"
    "__all__ = [s for s in dir() if not s.startswith('_')]\n",
    "tensorflow/python/ops/__init__.py": "",
    "tensorflow/python/ops/math_ops.py": "from tensorflow.python.ops.gen_math_ops import *\n",
    "tensorflow/python/ops/string_ops.py": "from tensorflow.python.ops.gen_string_ops import *\n",
    "tensorflow/python/ops/standard_ops.py": "from tensorflow.python.ops.math_ops import *\n"
    "from tensorflow.python.ops.string_ops import *\n",
}
"""TensorFlow 1.0 to 1.4 in small: no api_def files, star imports of generated modules to the root."""


@pytest.mark.parametrize(("name", "key"), [("floor", "gen_math_ops:floor"), ("join", "gen_string_ops:join")])
def test_a_generated_function_comes_through_star_imports_of_the_module_of_its_op(
    tmp_path: Path, name: str, key: str
) -> None:
    write(tmp_path / "tensorflow", BEFORE_API_DEF)
    specs = [str(tmp_path / "tensorflow")]
    with Store.in_memory() as store, opened(specs, None, tests=False, progress=no_progress) as providers:
        loader = FactsLoader(store, providers)
        reader = reader_of(loader, providers, "tensorflow")
        asked = (f"tf.{name}", f"gen_{key.partition(':')[0].removeprefix('gen_')}.{name}", name)
        first = [where(reader, one).matches[0].key for one in asked]
        loader.close()
    assert first == [f"tensorflow.python.ops.{key}"] * 3


MESSAGES_BY_STARS = {
    **BEFORE_API_DEF,
    "tensorflow/core/example/example.proto": 'syntax = "proto3";\nmessage Example {\n}\nmessage Hidden {\n}\n',
    "tensorflow/python/__init__.py": "from tensorflow.python.training import training as train\n"
    "from tensorflow.python.util.all_util import remove_undocumented\n"
    "remove_undocumented(__name__, ['train'], [])\n",
    "tensorflow/python/training/training.py": "from tensorflow.core.example.example_pb2 import *\n"
    "from tensorflow.python.util.all_util import remove_undocumented\n"
    "remove_undocumented(__name__, ['Example'])\n",
}


def test_a_message_that_a_star_import_brings_has_its_public_name(tmp_path: Path) -> None:
    write(tmp_path / "tensorflow", MESSAGES_BY_STARS)
    specs, asked = [str(tmp_path / "tensorflow")], ("tf.train.Example", "tf.train.Hidden", "tf.train.Nothing")
    with Store.in_memory() as store, opened(specs, None, tests=False, progress=no_progress) as providers:
        loader = FactsLoader(store, providers)
        reader = reader_of(loader, providers, "tensorflow")
        first = [where(reader, name, "v1").matches for name in asked]
        loader.close()
        report = index(Request(specs, calls=False), store, no_progress)
        with store.snapshot(report.snapshot.name) as snapshot:
            indexed = [where(snapshot, name, "v1").matches for name in asked]
    assert first == indexed
    assert [match.exports for match in first[0]] == [("tf.train.Example",)]
    assert first[1:] == [(), ()]


STARS_IN_A_CIRCLE = {
    "pkg/__init__.py": "",
    "pkg/a.py": "from pkg.b import *\n",
    "pkg/b.py": "from pkg.a import *\nfrom pkg.c import *\n",
    "pkg/c.py": "class X:\n    pass\n",
    "pkg/d.py": "from pkg.b import *\n",
    "pkg/e.py": "from pkg.a import *\nprint(Y)\n",
}


def test_star_imports_in_a_circle(tmp_path: Path) -> None:
    write(tmp_path / "pkg_root", STARS_IN_A_CIRCLE)
    specs = [str(tmp_path / "pkg_root")]
    expected = {f"pkg.{module}.X": [("pkg/c.py", 1)] for module in "abcde"} | {"pkg.e.Y": []}
    with Store.in_memory() as store, opened(specs, None, tests=False, progress=no_progress) as providers:
        loader = FactsLoader(store, providers)
        first = {name: where(reader_of(loader, providers, "tensorflow"), name) for name in expected}
        loader.close()
        report = index(Request(specs, calls=False), store, no_progress)
        with store.snapshot(report.snapshot.name) as snapshot:
            indexed = {name: where(snapshot, name) for name in expected}
    for answers in (first, indexed):
        found = {name: [(match.file, match.line) for match in answer.matches] for name, answer in answers.items()}
        assert found == expected


def compare(store: Store, specs: list[str]) -> tuple[list[tuple[str, list[str]]], int]:
    """The names whose first answer differs, each with the fields that do; and how many were compared: not those whose
    first answer says that it leaves something out."""
    report = index(Request(specs, calls=False), store, no_progress)
    wrong: list[tuple[str, list[str]]] = []
    compared = 0
    with (
        store.snapshot(report.snapshot.name) as snapshot,
        opened(specs, None, tests=False, progress=no_progress) as providers,
    ):
        names = list(dict.fromkeys(names_of(snapshot)))
        loader = FactsLoader(store, providers)
        for name in names:
            reader = reader_of(loader, providers, "tensorflow")
            expected, found = (without_guesses(where(one, name).as_json()["matches"]) for one in (snapshot, reader))
            if reader.notes:
                continue
            compared += 1
            if expected != found:
                wrong.append((name, differences(expected, found)))
    assert compared >= 0.95 * len(names), "too many names are not compared"
    return wrong, compared


def without_guesses(matches: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Names that could be meant instead are guesses among all names, as those of names without a match."""
    guess = re.compile(r" \(did you mean .*\?\)$")
    return [{**match, "warnings": tuple(guess.sub("", note) for note in match["warnings"])} for match in matches]


def differences(expected: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[str]:
    if [match["name"] for match in expected] != [match["name"] for match in found]:
        return [f"{[match['name'] for match in expected]} not {[match['name'] for match in found]}"]
    pairs = zip(expected, found, strict=True)
    return [f"{key}: {one[key]} not {other[key]}" for one, other in pairs for key in one if one[key] != other[key]]
