"""Which snapshot answers in a repository of several revisions: what says the same as the files one stands among."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.tracer.repositories import commit, git, write
from tracer.cli import main

Output = pytest.CaptureFixture[str]
QUIET = ("--no-calls", "--jobs", "1", "--progress", "none")
OLD = "class A:\n    pass\n"
NEW = f"\n{OLD}"
EDITED = f"\n\n{OLD}"


@pytest.fixture
def clone(tmp_path: Path, warm: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone checked out at v2, where `A` is on line 2; at v1 it is on line 1. One stands in it."""
    folder = tmp_path / "clone"
    commit(folder, {"pkg/__init__.py": "", "pkg/a.py": OLD}, tag="v1")
    commit(folder, {"pkg/a.py": NEW}, tag="v2")
    monkeypatch.chdir(folder)
    return folder


def where(capsys: Output, *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["where", "A", "--json", *arguments]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def line(capsys: Output, *arguments: str) -> int:
    found: int = where(capsys, *arguments)["matches"][0]["line"]
    return found


def heading(capsys: Output) -> str:
    capsys.readouterr()
    assert main(["where", "A"]) == 0
    return capsys.readouterr().out.splitlines()[0]


@pytest.mark.parametrize("before", [["diff", "v1", "v2"], ["index", ".", "--rev", "v1", *QUIET]], ids=["diff", "index"])
def test_another_revision_does_not_answer_for_the_working_tree(clone: Path, capsys: Output, before: list[str]) -> None:
    assert main(before) == 0
    assert line(capsys) == 2
    write(clone, {"pkg/a.py": EDITED})
    assert line(capsys) == 3
    assert line(capsys, "--at", "pkg@v1") == 1


def test_the_commit_that_is_checked_out_answers_for_its_files(clone: Path, capsys: Output) -> None:
    assert main(["index", ".", "--rev", "v2", *QUIET]) == 0
    assert main(["index", ".", "--rev", "v1", *QUIET]) == 0
    assert heading(capsys) == "in pkg@v2 (of the repository you are in)"
    write(clone, {"pkg/a.py": EDITED})
    best = where(capsys)["matches"][0]
    assert (best["line"], best["url"]) == (3, None)
    assert "read anew" in best["warnings"][0]
    assert main(["show", "A"]) == 0
    assert "\n3  class A" in capsys.readouterr().out


def test_a_checkout_later_changes_what_answers(clone: Path, capsys: Output) -> None:
    for revision in ("v1", "v2"):
        assert main(["index", ".", "--rev", revision, *QUIET]) == 0
    assert where(capsys)["snapshot"] == "pkg@v2"
    git(clone, "checkout", "-q", "v1")
    assert where(capsys)["snapshot"] == "pkg@v1"
    git(clone, "checkout", "-q", "main")
    assert main(["index", ".", *QUIET]) == 0
    assert where(capsys)["snapshot"] == "pkg"
    git(clone, "checkout", "-q", "v1")
    assert where(capsys)["snapshot"] == "pkg@v1"


def test_the_working_tree_of_an_earlier_commit_is_read_anew_and_says_how_far_it_is_behind(
    clone: Path, capsys: Output
) -> None:
    assert main(["index", ".", *QUIET]) == 0
    commit(clone, {"pkg/a.py": EDITED})
    answer = where(capsys)
    assert (answer["snapshot"], answer["matches"][0]["line"]) == ("pkg", 3)
    main(["where", "A"])
    assert "main is 1 commit ahead of the index" in capsys.readouterr().err


def test_what_a_command_indexed_for_one_answer_is_not_the_one_indexed_last(
    clone: Path, tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(tmp_path / "other", {"mine/__init__.py": "", "mine/a.py": EDITED})
    assert main(["index", str(tmp_path / "other"), *QUIET]) == 0
    assert main(["diff", "v1", "v2"]) == 0
    assert main(["search", "A", "--at", f"{clone}@v1"]) == 0
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert heading(capsys) == "in mine (the one indexed last)"
    assert main(["index", f"{clone}@v1", *QUIET]) == 0
    assert heading(capsys) == "in pkg@v1 (the one indexed last)"


def test_a_repository_without_files_is_answered_for_by_what_was_indexed(
    clone: Path, tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(clone, "clone", "-q", "--bare", str(clone), str(tmp_path / "bare"))
    monkeypatch.chdir(tmp_path / "bare")
    assert heading(capsys) == "in pkg@v2 (of the repository you are in, not indexed yet)"
    assert main(["diff", "v1", "v1"]) == 0
    assert line(capsys) == 2
    assert main(["index", ".", "--rev", "v1", *QUIET]) == 0
    assert heading(capsys) == "in pkg@v1 (of the repository you are in, not its HEAD)"
    assert main(["index", ".", *QUIET]) == 0
    assert heading(capsys) == "in pkg@v2 (of the repository you are in)"


def test_the_nearest_repository_is_meant(clone: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(clone / "inner", {"mine/__init__.py": "", "mine/a.py": EDITED})
    assert main(["index", ".", *QUIET]) == 0
    monkeypatch.chdir(clone / "inner" / "mine")
    assert line(capsys) == 3


def test_a_folder_of_a_clone_does_not_answer_for_the_rest_of_it(
    clone: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(clone, {"other/__init__.py": "", "other/b.py": "class B:\n    pass\n"})
    assert main(["index", "pkg", *QUIET]) == 0
    monkeypatch.chdir(clone / "pkg")
    assert heading(capsys) == "in pkg (of the directory you are in)"
    monkeypatch.chdir(clone)
    assert main(["where", "B"]) == 0


def test_linked_worktrees_answer_for_their_own_files(
    clone: Path, tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(clone, "worktree", "add", "-q", str(tmp_path / "linked"), "v1")
    assert main(["index", ".", *QUIET]) == 0
    monkeypatch.chdir(tmp_path / "linked")
    assert line(capsys) == 1
    assert main(["index", ".", "--rev", "v1", *QUIET]) == 0
    assert where(capsys)["snapshot"] == "pkg@v1"


# ------------------------------------------------------------------------------------------------ what --at takes


def test_an_installed_distribution_is_indexed_when_it_is_asked_for(warm: Path, capsys: Output) -> None:
    assert main(["where", "iniconfig.IniConfig", "--at", "installed:iniconfig"]) == 0
    assert main(["search", "IniConfig", "--at", "installed:iniconfig"]) == 0
    assert "indexing iniconfig first" in capsys.readouterr().err
    assert main(["search", "IniConfig", "--at", "installed:iniconfig"]) == 0
    assert "indexing" not in capsys.readouterr().err
    assert main(["where", "X", "--at", "installed:no-such-thing"]) == 2
    assert "no-such-thing" in capsys.readouterr().err


def test_a_distribution_at_its_version_and_a_snapshot_for_another_backend(warm: Path, capsys: Output) -> None:
    from importlib.metadata import version

    named = f"iniconfig@{version('iniconfig')}"
    assert main(["where", "IniConfig", "--at", named]) == 0
    assert main(["index", "installed:iniconfig", "--as", "ini", *QUIET]) == 0
    capsys.readouterr()
    assert main(["search", "IniConfig", "--at", "ini", "--backend", "jax"]) == 0
    assert capsys.readouterr().out.startswith("in ini\n")
    assert main(["where", "X", "--at", "iniconfig@0.0.0"]) == 2


def test_diff_outside_of_a_repository_says_how_to_name_revisions(
    clone: Path, warm: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path / "elsewhere")
    capsys.readouterr()
    assert main(["diff", "v1", "v2"]) == 2
    assert "stand in the clone that has the revision, or say PATH@v1" in capsys.readouterr().err
