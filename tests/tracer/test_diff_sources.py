"""`tracer diff` of snapshots whose sources differ: what the other has no source of is not called removed or added."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tracer.repositories import KERAS, write
from tracer.cli import main

EXPORT = "def keras_export(*names):\n  return lambda symbol: symbol\n"
OPS = """
from tensorflow.python.util.tf_export import tf_export

@tf_export("add")
def add(x, y):
  return x
"""
FILES = {**KERAS, "tensorflow/python/__init__.py": "", "tensorflow/python/math_ops.py": OPS}
OF_ITS_OWN = {
    "keras/__init__.py": "",
    "keras/src/__init__.py": "",
    "keras/src/api_export.py": EXPORT,
    "keras/src/models.py": """
from keras.src.api_export import keras_export

@keras_export(["keras.Model", "keras.models.Model"])
class Model:
  def fit(self, x, y=None, epochs=1):
    return x
""",
}
WITHOUT = {path: text for path, text in FILES.items() if "/keras/" not in path}


@pytest.fixture
def snapshots(tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "old" / "tensorflow", FILES)
    write(tmp_path / "new" / "tensorflow", WITHOUT)
    write(tmp_path / "new" / "keras", OF_ITS_OWN)
    new = [str(tmp_path / "new" / name) for name in ("tensorflow", "keras")]
    given = {"old": [str(tmp_path / "old" / "tensorflow")], "pair": new, "tf": new[:1], "keras": new[1:]}
    for name, sources in given.items():
        assert main(["index", *sources, "--as", name, "--no-calls", "--progress", "none"]) == 0
    capsys.readouterr()


def changes(record: dict[str, list[dict[str, str]]]) -> list[tuple[str, str]]:
    return [(change["kind"], change["name"]) for change in record["changes"]]


@pytest.mark.usefixtures("snapshots")
@pytest.mark.parametrize(
    ("before", "after", "expected", "only", "uncompared"),
    [
        # Keras moved to a source of its own: what it has no longer is gone, the rest is compared.
        (
            "old", "pair",
            [("removed", "keras.Model.compile"), ("removed", "keras.Model.train_step"), ("removed", "keras.Sequential"),
             ("moved", "keras.Model")],
            ([], ["keras"]), [],
        ),
        ("pair", "tf", [], (["keras"], []), [("before", "keras", ["keras.Model", "keras.models.Model"])]),
        ("tf", "pair", [], ([], ["keras"]), [("after", "keras", ["keras.Model", "keras.models.Model"])]),
        ("keras", "pair", [], ([], ["tensorflow"]), [("after", "tensorflow", ["tf.add"])]),
        (
            "keras", "tf", [], (["keras"], ["tensorflow"]),
            [("before", "keras", ["keras.Model", "keras.models.Model"]), ("after", "tensorflow", ["tf.add"])],
        ),
    ],
)  # fmt: skip
def test_what_the_other_has_no_source_of_is_not_compared(
    before: str,
    after: str,
    expected: list[tuple[str, str]],
    only: tuple[list[str], list[str]],
    uncompared: list[tuple[str, str, list[str]]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["diff", before, after, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert changes(record) == expected
    assert (record["only_before"], record["only_after"]) == only
    assert [(one["side"], one["lacks"], one["names"]) for one in record["uncompared"]] == uncompared


def test_code_without_public_names_is_said_to_have_none(
    tmp_path: Path, warm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "plain", {"a.py": "def f(): pass\n"})
    assert main(["index", str(tmp_path / "plain"), "--no-calls", "--progress", "none"]) == 0
    assert main(["diff", "plain", "plain"]) == 0
    assert "Neither has public names" in capsys.readouterr().out


@pytest.mark.usefixtures("snapshots")
def test_the_text_says_which_sources_differ_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    for form in ([], ["--markdown"]):
        assert main(["diff", "pair", "tf", *form]) == 0
        out = capsys.readouterr().out
        assert "Only pair has the source keras." in out
        assert "Not compared: 2 public names of pair, such as keras.Model; tf lacks keras, which would have" in out
    assert main(["diff", "pair", "tf", "--prefix", "tf"]) == 0
    assert "Not compared" not in capsys.readouterr().out
