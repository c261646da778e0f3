"""`explain`, `record`, `counterparts` and what they add to other queries, over a Keras known by heart."""

from __future__ import annotations

import json
import os
import shutil
import sys
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from rich.console import Console

from tests.tracer.keras_in_small import FILES, SCRIPT
from tests.tracer.repositories import write
from tracer.cli import main

Output = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory, warm_cache: Path) -> Path:
    """A folder with the sources in `source` and a store in `cache` that has them, with their calls."""
    folder = tmp_path_factory.mktemp("keras")
    write(folder / "source", FILES)
    shutil.copytree(warm_cache, folder / "cache")
    with mock.patch.dict(os.environ, TRACER_CACHE_DIR=str(folder / "cache")):
        assert main(["index", str(folder / "source"), "--as", "small", "--jobs", "1", "--progress", "none"]) == 0
    return folder


@pytest.fixture
def source(indexed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sources; the store is the test's own copy, and one stands in an empty folder."""
    shutil.copytree(indexed / "cache", tmp_path / "cache")
    (tmp_path / "here").mkdir()
    monkeypatch.setenv("TRACER_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path / "here")
    return indexed / "source"


def answer(capsys: Output, command: str, *arguments: str, status: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert main([command, "--at", "small", "--json", *arguments]) == status, capsys.readouterr().err
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def said(capsys: Output, command: str, *arguments: str, status: int = 0) -> str:
    capsys.readouterr()
    assert main([command, "--at", "small", *arguments]) == status, capsys.readouterr().err
    return capsys.readouterr().out


# ------------------------------------------------------------------------------------------------- explain

EXPLAINED = [
    (2, "import", "keras", "keras/__init__.py"),
    (3, "import", "keras.layers.Dense", "keras/src/layers.py"),
    (5, "constructor", "keras.Sequential", "keras/src/models.py"),
    (6, "method", "keras.Sequential.add", "keras/src/models.py"),
    (6, "constructor", "keras.layers.Dense", "keras/src/layers.py"),
    (6, "string", "keras.activations.relu", "keras/src/functions.py"),
    (7, "method", "keras.Sequential.compile", "keras/src/models.py"),
    (7, "string", "keras.optimizers.SGD", "keras/src/optimizers.py"),
    (7, "string", "keras.losses.mean_squared_error", "keras/src/functions.py"),
    (7, "string", "keras.metrics.binary_accuracy", "keras/src/functions.py"),
    (8, "method", "keras.Sequential.fit", "keras/src/models.py"),
]


def test_each_name_of_a_script_is_explained(source: Path, capsys: Output) -> None:
    Path("fit.py").write_text(SCRIPT)
    record = answer(capsys, "explain", "fit.py")
    found = [(r["line"], r["kind"], r["name"], r["found"]["file"]) for r in record["references"]]
    assert sorted(found) == sorted(EXPLAINED)
    assert (record["missing"], record["unknown"], record["snapshot"]) == (0, [], "small")


def test_what_a_version_lacks_is_said_with_what_replaced_it(source: Path, capsys: Output) -> None:
    Path("old.py").write_text(
        "from keras.models import Sequential\n"
        "from keras.layers import Convolution2D\n"
        "model = Sequential()\n"
        "model.fit(1, 2, nb_epoch=3)\n"
        "model.predict_classes(3)\n"
        "model.compile(loss='kullback')\n"
    )
    record = answer(capsys, "explain", "old.py", status=1)
    missing = {r["line"]: r["note"] for r in record["references"] if r["found"] is None}
    assert set(missing) == {2, 4, 5, 6}
    assert "keras.layers.Conv2D" in missing[2]
    assert "epochs" in missing[4]
    assert "argmax" in missing[5]
    text = said(capsys, "explain", "old.py", "--missing", status=1)
    assert "Convolution2D" in text
    assert "Sequential()" not in text
    assert "names found, 4 missing" in text


def test_code_and_definitions_stand_side_by_side(source: Path, capsys: Output) -> None:
    Path("fit.py").write_text(SCRIPT)
    lines = said(capsys, "explain", "fit.py").splitlines()
    assert lines[0] == "fit.py, explained with small"
    place = next(n for n, line in enumerate(lines) if "model.fit(2, 7, epochs=4)" in line)
    assert "fit method keras.Sequential.fit keras/src/models.py:18" in " ".join(lines[place].split())
    assert lines[-1] == "11 names found, 0 missing, 0 not followed"


@pytest.mark.parametrize(("width", "together"), [(80, False), (160, True)])
def test_on_a_terminal_definitions_stand_where_there_is_room(
    source: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch, width: int, together: bool
) -> None:
    from tracer.views import explanation

    monkeypatch.setattr(explanation, "Console", partial(Console, force_terminal=True, width=width))
    Path("fit.py").write_text("import keras\n")
    lines = [line.rstrip() for line in said(capsys, "explain", "--no-color", "fit.py").splitlines()]
    assert ("import keras  " in lines[1]) is together
    assert ("keras/__init__.py:1" in lines[1]) is together
    assert "keras/__init__.py:1" in lines[1 if together else 2]


@pytest.mark.parametrize(
    ("code", "suggested"),
    [
        ("keras.Sequential().fitt(1)", "keras.Sequential.fit"),
        ("keras.layers.Dense(1, activation='rellu')", "keras.activations.relu"),
        ("keras.layers.Dens(1)", "keras.layers.Dense"),
    ],
)
def test_what_is_misspelt_is_looked_for_beside(source: Path, capsys: Output, code: str, suggested: str) -> None:
    Path("fit.py").write_text(f"import keras\n{code}\n")
    (missing,) = [r for r in answer(capsys, "explain", "fit.py", status=1)["references"] if r["found"] is None]
    assert missing["note"].endswith(f"does not exist in small; did you mean {suggested}?")


def test_modules_that_are_no_part_of_the_public_api_exist_too(source: Path, capsys: Output) -> None:
    Path("fit.py").write_text("import keras.src.functions\nfrom keras import src\nsrc.functions.relu(1)\n")
    found = answer(capsys, "explain", "fit.py")["references"]
    assert [(r["line"], r["name"]) for r in found if r["found"] is None] == []
    assert (3, "keras.src.functions.relu") in [(r["line"], r["name"]) for r in found]


def test_a_page_a_notebook_and_standard_input(source: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    import nbformat

    fence = f"# Guide\n\n```python\n{SCRIPT.lstrip()}```\n\nand\n\n```sh\nls\n```\n"
    Path("guide.md").write_text(fence)
    page = answer(capsys, "explain", "guide.md")
    assert [r["line"] for r in page["references"]][:2] == [4, 5]
    cells = [nbformat.v4.new_code_cell("%matplotlib inline\nimport keras"), nbformat.v4.new_markdown_cell("text"),
             nbformat.v4.new_code_cell("keras.Sequential()")]  # fmt: skip
    nbformat.write(nbformat.v4.new_notebook(cells=cells), "book.ipynb")
    book = answer(capsys, "explain", "book.ipynb")
    assert [(r["label"], r["line"], r["name"]) for r in book["references"]] == [
        ("cell 1", 2, "keras"), ("cell 2", 1, "keras.Sequential"),
    ]  # fmt: skip
    monkeypatch.setattr("sys.stdin", io.StringIO("import keras\n"))
    typed = answer(capsys, "explain", "-")
    assert [r["name"] for r in typed["references"]] == ["keras"]


def test_what_is_typed_is_read_no_further_than_is_explained(
    source: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    typed = io.StringIO("x = 1\n" * 20)
    monkeypatch.setattr("sys.stdin", typed)
    monkeypatch.setattr("tracer.cli.explain._LARGEST", 10)
    assert main(["explain", "-", "--at", "small"]) == 2
    assert "more than 10 characters" in capsys.readouterr().err
    assert typed.tell() == 11


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("missing.py", None, "there is no such file"),
        ("broken.py", b"def f(:\n", "broken.py:1: syntax error"),
        ("bytes.py", b"\xff\xfe\x00\x80", "no UTF-8 text"),
        ("book.ipynb", b"{", "not a notebook"),
    ],
)
def test_what_cannot_be_explained(source: Path, capsys: Output, name: str, content: bytes | None, word: str) -> None:
    if content is not None:
        Path(name).write_bytes(content)
    assert main(["explain", "--at", "small", name]) == 2
    assert word in capsys.readouterr().err


def test_a_script_without_any_name_of_the_api(source: Path, capsys: Output) -> None:
    Path("other.py").write_text("import json\njson.dumps(1)\n")
    assert "No name of the API is used in it." in said(capsys, "explain", "other.py", status=1)


def test_one_broken_block_costs_only_itself(source: Path, capsys: Output) -> None:
    Path("page.md").write_text("```python\nimport keras\n```\n\n```python\ndef f(:\n```\n")
    record = answer(capsys, "explain", "page.md")
    assert [r["name"] for r in record["references"]] == ["keras"]
    assert [entry["line"] for entry in record["unknown"]] == [6]


# -------------------------------------------------------------------------------------------------- record


@pytest.fixture
def recorded(source: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(source), *filter(None, [os.environ.get("PYTHONPATH")])]))
    Path("fit.py").write_text(SCRIPT)
    return answer(capsys, "record", "fit.py")


def test_a_recording_counts_calls_and_measures_the_static_graph(recorded: dict[str, Any]) -> None:
    assert recorded["exit"] == 0
    assert recorded["pairs"] == recorded["observed"] > 10
    tiers, recall = recorded["tiers"], recorded["recall"]
    assert sum(tiers.values()) + len(recorded["missed"]) == recorded["observed"]
    assert recall["exact"] <= recall["inferred"] <= recall["candidate"]
    assert recall["inferred"] >= 0.85
    missed = {(edge["caller"], edge["callee"], edge["count"]) for edge in recorded["missed"]}
    assert missed == {("keras.src.layers:Dense.call", "keras.src.functions:relu", 4)}


def test_what_was_observed_stands_in_callers_and_callees_with_counts(recorded: dict[str, Any], capsys: Output) -> None:
    tree = answer(capsys, "callees", "keras.Sequential.fit")
    (step,) = tree["root"]["calls"]
    assert (step["id"], step["edge"]["confidence"]) == ("keras.src.models:Sequential.train_step", "exact")
    assert (step["edge"]["count"], step["edge"]["sites"]) == (4, [{"file": "keras/src/models.py", "line": 20}])
    text = said(capsys, "callers", "keras.layers.Layer.__call__")
    assert "keras.src.models.Sequential.predict" in text
    assert "seen 4 times at " in text


def test_the_graph_and_the_path_have_observed_edges(recorded: dict[str, Any], capsys: Output) -> None:
    text = said(capsys, "graph", "keras.Sequential.fit", "--format", "json", "--depth", "6")
    links = {(link["source"], link["target"]): link for link in json.loads(text)["links"]}
    observed = [link for link in links.values() if link.get("count")]
    assert observed
    assert all(link["count"] >= 4 for link in observed)
    path = said(capsys, "path", "keras.Sequential.fit", "keras.activations.relu")
    assert "relu" in path


def test_the_report_lists_the_runs_and_what_was_missed(recorded: dict[str, Any], capsys: Output) -> None:
    report = answer(capsys, "record", "--report")
    (run,) = report["runs"]
    assert (run["script"], run["arguments"], run["exit"]) == ("fit.py", [], 0)
    assert report["recall"] == recorded["recall"]
    text = said(capsys, "record", "--report")
    assert text.startswith("small: 1 recording\n")
    assert "% together with exact and inferred" in text


def test_a_recording_in_words(source: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PYTHONPATH", str(source))
    Path("fit.py").write_text(SCRIPT + "import sys\nassert sys.argv[1:] == ['x', '--y']\n")
    assert main(["record", "--at", "small", "fit.py", "x", "--y"]) == 0
    out = capfd.readouterr().out
    assert "calls of" in out
    assert "added to small" in out
    assert "the static graph holds" in out


def test_a_script_that_fails_is_recorded_and_said(source: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path("fail.py").write_text("raise ValueError('no')\n")
    assert main(["record", "--at", "small", "fail.py"]) != 0
    assert "ValueError: no" in capfd.readouterr().err


def test_nothing_recorded_yet(source: Path, capsys: Output) -> None:
    assert main(["record", "--at", "small", "--report"]) == 1
    assert main(["record", "--at", "small", "missing.py"]) == 2
    assert "there is no such script" in capsys.readouterr().err


# -------------------------------------------------------------------------------------------- where


@pytest.mark.parametrize(
    ("name", "qualname"),
    {
        "Sequential": "models.sequential.Sequential",
        "layers.Dense": "layers.dense.Dense",
        "layers.Conv2D": "layers.convolution.Conv2D",
        "losses.MeanSquaredError": "losses.MeanSquaredError",
        "losses.Huber": "losses.regression.Huber",
        "optimizers.Adam": "optimizers.adaptive.Adam",
        "optimizers.schedules": "schedules",
        "callbacks.EarlyStopping": "callbacks.monitors.EarlyStopping",
        "initializers.HeNormal": "initializers.more.HeNormal",
        "activations.softmax": "activations.more.softmax",
        "metrics.AUC": "metrics.confusion.AUC",
        "models.load_model": "saving.load_model",
        "random.normal": "random_normal.normal",
        "utils.to_categorical": "utilities.to_categorical",
    }.items(),
)
def test_names_of_reference_impl_that_are_imported_when_asked_for(
    source: Path, capsys: Output, name: str, qualname: str
) -> None:
    (match,) = answer(capsys, "where", f"reference_impl.{name}")["matches"]
    assert f"{match['module']}.{match['qualname']}".rstrip(".") == f"reference_impl.{qualname}"


# -------------------------------------------------------------------------------------------- counterparts


def test_counterparts_of_a_class_and_its_members(source: Path, capsys: Output) -> None:
    record = answer(capsys, "counterparts", "keras.Sequential")
    found = {m["name"]: m for m in record["counterparts"]}
    assert found["keras.Sequential"]["symbol"].startswith("reference_impl.models.")
    assert found["keras.Sequential"]["target"] == "keras.src.models.Sequential"
    assert found["keras.Sequential"]["target_file"] == "keras/src/models.py"
    assert "keras.Sequential.add" in found


def test_counterparts_from_the_other_side(source: Path, capsys: Output) -> None:
    record = answer(capsys, "counterparts", "reference_impl.models.sequential.Sequential")
    assert "keras.Sequential" in {m["name"] for m in record["counterparts"]}


def test_each_name_has_one_line_with_all_that_mirrors_it(source: Path, capsys: Output) -> None:
    found = answer(capsys, "counterparts")["counterparts"]
    lines = [line for line in said(capsys, "counterparts").splitlines() if "<->" in line]
    names = [line.split()[0] for line in lines]
    assert len(names) == len(set(names)) < len(found)
    saving = next(line for line in lines if line.startswith("keras.Model.save "))
    mine = {f"{m['file']}:{m['line']}" for m in found if m["name"] == "keras.Model.save"}
    assert len(mine) == 2
    assert set(saving.partition("  <->")[0].split("  ", 1)[1].strip().split(", ")) == mine


def test_what_has_no_counterpart(source: Path, capsys: Output) -> None:
    record = answer(capsys, "counterparts")
    mirrored = {m["target"] for m in record["counterparts"] if m["target"]}
    assert "keras.src.layers.Dense" in mirrored
    lines = said(capsys, "counterparts", "--missing").splitlines()
    assert lines == record["without"]
    assert "keras.layers.Dense" not in lines
    text = said(capsys, "counterparts", "keras.layers.Dense")
    assert "keras/src/layers.py:" in text
    assert "<->" in text
    assert main(["counterparts", "--at", "small", "keras.src.export.keras_export"]) == 1
    assert "has no counterpart in reference_impl" in capsys.readouterr().err


def test_python_is_the_interpreter_that_runs_a_script(source: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path("which.py").write_text("import sys\nprint(sys.executable)\n")
    assert main(["record", "--at", "small", "--python", sys.executable, "which.py"]) == 0
    assert sys.executable in capfd.readouterr().out


def test_members_of_paired_classes_pair_by_name(source: Path, capsys: Output) -> None:
    """What the class's decorator says holds for the methods that both sides define."""
    record = answer(capsys, "counterparts", "keras.layers.Dense.call")
    assert [(m["name"], m["symbol"]) for m in record["counterparts"]] == [
        ("keras.layers.Dense.call", "reference_impl.layers.dense.Dense.call")
    ]
    record = answer(capsys, "counterparts", "reference_impl.layers.dense.Dense.call")
    assert [m["target"] for m in record["counterparts"]] == ["keras.src.layers.Dense.call"]
    found = answer(capsys, "where", "keras.layers.Dense.call")["matches"][0]["counterpart"]
    assert found["symbol"] == "reference_impl.layers.dense.Dense.call"


def test_an_unknown_name_is_no_missing_counterpart(source: Path, capsys: Output) -> None:
    assert main(["counterparts", "--at", "small", "keras.Nothing"]) == 1
    assert "no match for 'keras.Nothing'" in capsys.readouterr().err
