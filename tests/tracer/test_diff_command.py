"""`tracer diff` on two revisions of a repository made here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tracer.repositories import commit
from tests.tracer.test_history import DECORATED, repository  # noqa: F401  # the fixture
from tracer.cli import main


@pytest.fixture
def inside(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: F811
    monkeypatch.chdir(repository)
    return repository


def test_revisions_of_the_repository_one_stands_in(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "v1.1.0", "v2.1.0", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert [(change["kind"], change["name"], change["text"], change["breaking"]) for change in record["changes"]] == [
        ("re-signed", "keras.Sequential.__init__", "required argument name added", True),
        ("moved", "keras.Sequential", "keras.models.Sequential -> keras.engine.sequential.Sequential", False),
    ]


def test_text_markdown_and_only_what_breaks(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "v1.1.0", "v2.1.0"]) == 0
    assert "Signature changed (breaking)" in capsys.readouterr().out
    assert main(["diff", "v1.1.0", "v2.1.0", "--markdown", "--breaking"]) == 0
    out = capsys.readouterr().out
    assert "- `keras.Sequential.__init__`: required argument name added" in out
    assert "## Compatible" not in out


def test_no_difference(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "v2.0.0", "v2.0.0"]) == 0
    assert "No changes." in capsys.readouterr().out


def test_a_removed_class_takes_its_members_along(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "v2.1.0", "v3.0.0", "--json"]) == 0
    names = [change["name"] for change in json.loads(capsys.readouterr().out)["changes"]]
    assert names == ["keras.Sequential"]


def test_a_revision_outside_of_any_repository(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert main(["diff", "v1.0.0", "v2.0.0"]) == 2
    assert "stand in the clone that has the revision, or say PATH@v1.0.0" in capsys.readouterr().err


def test_an_unknown_revision(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "v2.0.0", "v7.0.0"]) == 2
    assert f"the repository has no such revision: {inside}@v7.0.0 (did you mean v" in capsys.readouterr().err
    assert main(["index", ".", "--rev", "v2.0.0", "--as", "two", "--no-calls", "--progress", "none"]) == 0
    assert main(["diff", "two", "v2.1.0"]) == 0


def test_a_lambda_in_the_body_of_a_class_is_no_member(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = DECORATED.format(extra=", name") + "    size = property(lambda self: 2)\n"
    commit(inside, {"keras/engine/sequential.py": text}, tag="v5.0.0")
    assert main(["diff", "v2.1.0", "v5.0.0", "--json"]) == 0
    names = [change["name"] for change in json.loads(capsys.readouterr().out)["changes"]]
    assert not any("<" in name for name in names)
