"""`tracer api` on a small TensorFlow: listed, written in golden form, compared."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.tracer.cpp.conftest import small, snapshot
from tests.tracer.cpp.tensorflow_in_small import GOLDEN_LAYER, GOLDEN_NN
from tests.tracer.repositories import write
from tracer.cli import main
from tracer.golden import ArgSpec, Golden, parse
from tracer.golden_text import file_name, text_of
from tracer.queries.api import entries, golden_objects
from tracer.queries.golden_check import check
from tracer.store import Snapshot

__all__ = ["small", "snapshot"]


@pytest.fixture(scope="module")
def golden(snapshot: Snapshot) -> dict[str, Golden]:
    return golden_objects(snapshot, "v2")


def test_listing(snapshot: Snapshot) -> None:
    found = {entry.name: entry for entry in entries(snapshot, "v2", "tf.nn")}
    assert list(found) == ["tf.nn.Dense", "tf.nn.LIMIT", "tf.nn.Layer", "tf.nn.Mode", "tf.nn.Pair"]
    layer = found["tf.nn.Layer"]
    assert (layer.kind, layer.file, layer.line) == ("class", "tensorflow/python/ops/nn.py", 10)


def test_private_definitions_only_where_asked_for(snapshot: Snapshot) -> None:
    private = {entry.name for entry in entries(snapshot, "v2", private=True)}
    assert "tensorflow.python.ops.math_grad._MatMulGrad" in private
    assert "tensorflow.python.ops.math_grad._MatMulGrad" not in {entry.name for entry in entries(snapshot, "v2")}


@pytest.mark.parametrize("text", [GOLDEN_NN, GOLDEN_LAYER])
def test_golden_form_is_byte_for_byte_the_visitors(golden: dict[str, Golden], text: str) -> None:
    path = parse(text).path
    assert text_of(golden[path]) == text


def test_golden_classes(golden: dict[str, Golden]) -> None:
    assert golden["tensorflow.nn.Dense"].members["Nested"] == "type"
    assert golden["tensorflow.nn.Dense.Nested"].methods == {"__init__": None}
    pair = golden["tensorflow.nn.Pair"]
    assert pair.is_instance == ("tensorflow.python.ops.nn.Pair", "tensorflow.python.ops.nn.Pair", "tuple")
    assert pair.members == {"left": "property", "right": "property"}
    assert pair.methods == {"__init__": None, "count": None, "index": None}
    mode = golden["tensorflow.nn.Mode"]
    assert (mode.is_instance, mode.methods) == (("<enum 'Mode'>",), {})
    assert mode.members == {"FAST": "<enum 'Mode'>", "EXACT": "<enum 'Mode'>"}


def test_golden_raw_ops_and_endpoints(golden: dict[str, Golden]) -> None:
    spec = ArgSpec(("a", "b", "transpose_a", "name"), None, None, ("False", "None"))
    assert golden["tensorflow.raw_ops"].methods["MatMul"] == spec
    assert set(golden["tensorflow.math"].methods) == {"lgamma"}
    assert "lgamma" not in golden["tensorflow"].methods


def test_texts_survive_reading() -> None:
    one = Golden(
        "tensorflow.A", "class", ("tensorflow.A", "exceptions.Exception"), {"x": "<enum 'E'>", "args": "str"},
        {"__init__": None, "f": ArgSpec(("self", "a"), "args", "kw", ("it's \"ü\" \\n",))},
    )  # fmt: skip
    assert parse(text_of(one)) == one
    assert file_name("tensorflow.nn.RNNCell") == "tensorflow.nn.-r-n-n-cell.pbtxt"


def test_a_check_lists_what_differs_and_leaves_out_what_lies_outside(golden: dict[str, Golden]) -> None:
    layer = golden["tensorflow.nn.Layer"]
    spec = ArgSpec(("self", "units", "activation"), None, "kwargs", ("5",))
    changed = Golden(layer.path, "class", layer.is_instance, layer.members, {**layer.methods, "__init__": spec})
    removed = Golden("tensorflow.nn.Gone", "class", ("tensorflow.python.ops.nn.Gone",), {}, {})
    outside = Golden("tensorflow.estimator.E", "class", ("tensorflow_estimator.e.E", "object"), {}, {})
    package = Golden("tensorflow.estimator", "module", (), {"E": "type"}, {"run": None})
    expected = {**golden, layer.path: changed, **{one.path: one for one in (removed, outside, package)}}
    found = check(expected, golden, frozenset({"tensorflow.python.ops.nn"}))
    assert [(d.path, d.member, d.expected, d.found) for d in found.differences] == [
        ("tensorflow.nn.Gone", "", "class", None),
        ("tensorflow.nn.Layer", "__init__", "(self, units, activation=5, **kwargs)",
         "(self, units, activation=None, **kwargs)"),
    ]  # fmt: skip
    assert found.outside == ("tensorflow.estimator", "tensorflow.estimator.E")


def test_the_command(
    small: Path, warm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "tensorflow"
    shutil.copytree(small, folder)
    monkeypatch.chdir(folder)
    assert main(["index", ".", "--no-calls"]) == 0
    assert main(["api", "--prefix", "tf.nn", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert "tf.nn.Dense" in {symbol["name"] for symbol in listed["symbols"]}
    goldens = folder / "tensorflow/tools/api/golden/v2"
    assert main(["api", "--golden", "v2", "-o", str(goldens)]) == 0
    assert (goldens / "tensorflow.nn.-layer.pbtxt").read_text() == GOLDEN_LAYER
    assert main(["api", "--golden", "v2", "--check"]) == 0
    (goldens / "tensorflow.nn.-layer.pbtxt").write_text(GOLDEN_LAYER.replace("call", "invoke"))
    capsys.readouterr()
    assert main(["api", "--golden", "v2", "--check", str(goldens)]) == 1
    assert "- tensorflow.nn.Layer.invoke  (self, x)" in capsys.readouterr().out
    assert main(["api", "--golden", "v2", "--check", str(tmp_path)]) == 2
    assert main(["api", "--check"]) == 2


HOSTILE_EXPORTS = """
from tensorflow.python.util.tf_export import tf_export

@tf_export("nn.x/../../../../escaped")
class A: pass

@tf_export("/../../escaped", "nn.ok")
class B: pass
"""


def test_golden_files_are_written_into_their_folder_only(
    small: Path, warm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names and links of a stranger's repository decide neither where a file is made nor what is written over."""
    folder, mine, goldens = tmp_path / "tensorflow", tmp_path / "mine.txt", tmp_path / "golden"
    shutil.copytree(small, folder)
    write(folder, {"tensorflow/python/ops/hostile.py": HOSTILE_EXPORTS})
    write(tmp_path, {"mine.txt": "mine", "golden/tensorflow.nn.x/here": ""})
    (goldens / "tensorflow.nn.pbtxt").symlink_to(mine)
    before = {path for path in tmp_path.rglob("*") if not path.is_relative_to(goldens)}
    monkeypatch.chdir(folder)
    assert main(["index", ".", "--no-calls", "--progress", "none"]) == 0
    assert main(["api", "--golden", "v2", "-o", str(goldens)]) == 0
    assert {path for path in tmp_path.rglob("*") if not path.is_relative_to(goldens)} == before
    assert mine.read_text() == "mine"
    assert (goldens / "tensorflow.nn.pbtxt").read_text().startswith('path: "tensorflow.nn"')
