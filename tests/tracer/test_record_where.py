"""`tracer record`: which snapshot a recording is added to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tracer.repositories import commit, write
from tracer.cli import main

pytestmark = pytest.mark.usefixtures("alone")

LIBRARY = "def step():\n    return 1\n\n\ndef fit():\n    return step()\n"
SCRIPT = "import sys\nsys.path.insert(0, {0!r})\nimport library.core\nlibrary.core.fit()\nprint(sys.argv[1:])\n"


@pytest.fixture
def ran(tmp_path: Path, warm: Path) -> Path:
    """A script that runs its own copy of a library, of which an older version was indexed last."""
    write(tmp_path / "site", {"library/__init__.py": "", "library/core.py": LIBRARY})
    commit(tmp_path / "old", {"library/__init__.py": "", "library/core.py": f"# older\n{LIBRARY}"})
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(str(tmp_path / "site")))
    assert main(["index", str(tmp_path / "old"), "--as", "old", "--progress", "none"]) == 0
    return script


def test_other_versions_of_what_ran_are_no_place_for_it(ran: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", str(ran)]) == 2
    assert "1 of the 1 files that ran differ from those in old (index what ran" in capsys.readouterr().err
    assert main(["record", "--report"]) == 1
    assert main(["record", "--at", "old", str(ran)]) == 2
    assert "--anyway" in capsys.readouterr().err
    assert main(["record", "--at", "old", "--anyway", "--json", str(ran)]) == 0
    captured = capsys.readouterr()
    assert "differ" in captured.err
    assert json.loads(captured.out.splitlines()[-1])["pairs"] == 1


def test_recordings_can_be_removed(ran: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(3):
        assert main(["record", "--at", "old", "--anyway", str(ran)]) == 0
    callers = ["callers", "library.core.step", "--at", "old", "--json"]
    for options, left in ((["--forget", "last"], 2), (["--forget", "all"], 0)):
        assert main(["record", "--at", "old", *options]) == 0
        capsys.readouterr()
        assert main(callers) == 0
        (call,) = json.loads(capsys.readouterr().out)["root"]["calls"]
        assert call["edge"].get("count", 0) == left
    assert main(["record", "--at", "old", "--forget", "all"]) == 1


def test_the_last_recording_is_removed_wherever_it_went(ran: Path, tmp_path: Path) -> None:
    assert main(["record", "--at", "old", "--anyway", str(ran)]) == 0
    assert main(["index", str(tmp_path / "site"), "--as", "site", "--progress", "none"]) == 0
    assert main(["record", "--forget", "last"]) == 0
    assert main(["record", "--forget", "last"]) == 1
    assert main(["record", "--report", "--at", "old"]) == 1


def test_a_script_is_not_run_to_forget(ran: Path) -> None:
    assert main(["record", "--forget", "all", str(ran)]) == 2


def test_the_repository_one_stands_in_is_indexed_if_it_ran(
    ran: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(tmp_path / "site", {})
    monkeypatch.chdir(tmp_path / "site" / "library")
    assert main(["record", "--json", str(ran)]) == 0
    captured = capsys.readouterr()
    assert "indexing" in captured.err
    assert json.loads(captured.out.splitlines()[-1])["snapshot"] == "library"


def test_the_snapshot_that_has_what_ran_is_found(ran: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["index", str(tmp_path / "site"), "--as", "site", "--progress", "none"]) == 0
    assert main(["index", str(tmp_path / "old"), "--as", "old", "--progress", "none"]) == 0
    assert main(["record", "--json", str(ran), "--forget=last", "--report"]) == 0
    captured = capsys.readouterr()
    assert "added to site" in captured.err
    assert "--forget=last goes to the script" in captured.err
    assert json.loads(captured.out.splitlines()[-1])["snapshot"] == "site"


def test_the_status_of_the_script_is_passed_on(ran: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "three.py").write_text("raise SystemExit(3)")
    assert main(["record", str(tmp_path / "three.py")]) == 3
    assert "the script ended with status 3" in capsys.readouterr().err


def test_of_nothing_there_is_no_share(ran: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.py").write_text("")
    assert main(["record", str(tmp_path / "empty.py")]) == 0
    assert "100" not in capfd.readouterr().out


OTHER = "def other():\n    return step()\n\n\nfrom library.core import step\n"
"""By name: what the index holds of a library whose files run, and the pairs, functions left out and snapshot then."""
EDITED = {
    "nothing differs": ({}, 2, 0, "mine"),
    "one file differs": ({"library/other.py": f"# older\n{OTHER}"}, 1, 1, "mine"),
    "most differ": ({"library/other.py": "", "library/core.py": "step = fit = print\n"}, 2, 0, "whole"),
}


@pytest.mark.parametrize("name", EDITED)
@pytest.mark.parametrize("is_whole_there", [False, True])
def test_only_functions_of_files_that_ran_as_they_were_indexed_are_added(
    name: str, is_whole_there: bool, tmp_path: Path, warm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edits, pairs, left_out, snapshot = EDITED[name]
    library: dict[str, str | bytes] = {
        "library/__init__.py": "", "library/core.py": LIBRARY, "library/other.py": OTHER,
    }  # fmt: skip
    write(tmp_path / "site", library)
    write(tmp_path / "mine", {**library, **edits})
    script = tmp_path / "script.py"
    script.write_text(f"{SCRIPT.format(str(tmp_path / 'site'))}import library.other\nlibrary.other.other()\n")
    if is_whole_there or snapshot == "whole":
        assert main(["index", str(tmp_path / "site"), "--as", "whole", "--progress", "none"]) == 0
        pairs, left_out, snapshot = (pairs, left_out, snapshot) if not edits else (2, 0, "whole")
    assert main(["index", str(tmp_path / "mine"), "--as", "mine", "--progress", "none"]) == 0
    capsys.readouterr()
    assert main(["record", "--json", str(script)]) == 0
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (answer["pairs"], sum(answer["differing"].values()), answer["snapshot"]) == (pairs, left_out, snapshot)
    assert main(["record", str(script)]) == 0
    assert ("another version" in capsys.readouterr().out) == bool(left_out)


FAILING = {
    "no Python": ("x = (\n", "script.py:1", "SyntaxError"),
    "an import that fails": ("import sys\nimport no_such_module\n", "script.py:2", "--python"),
    "a name that is missing": ("\n\nnone_such()\n", "script.py:3", "NameError"),
}


def test_a_repository_that_was_indexed_before_it_changed_is_not_called_unindexed(
    ran: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(tmp_path / "site", {})
    monkeypatch.chdir(tmp_path / "site")
    assert main(["index", ".", "--progress", "none"]) == 0
    write(tmp_path / "site", {"library/core.py": f"# newer\n{LIBRARY}"})
    assert main(["record", str(ran)]) == 0
    said = capsys.readouterr().err
    assert "site first (what ran has changed since it was indexed)" in said
    assert "not indexed yet" not in said


@pytest.mark.parametrize("name", FAILING)
@pytest.mark.parametrize("stand_in_it", [False, True])
def test_a_script_that_fails_at_once_is_an_error(
    name: str, stand_in_it: bool, ran: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, where, what = FAILING[name]
    ran.write_text(source)
    if stand_in_it:
        commit(ran.parent, {"script.py": source})
        monkeypatch.chdir(ran.parent)
    assert main(["record", str(ran)]) == 2
    captured = capfd.readouterr()
    last = captured.err.splitlines()[-1]
    assert where in last
    assert what in last
    assert "mend it" in last
    assert captured.out == ""
    assert "indexing" not in captured.err
    assert main(["record", "--at", "old", "--report"]) == 1


CLASS_BODIES = """\
def noted(value):
    return value


class Outer:
    size = noted(1)

    class Inner:
        size = noted(2)


def make():
    class Local:
        size = noted(3)

        @noted
        def method(self):
            pass

    return Local


make()
"""


def test_what_the_body_of_a_class_calls_is_called_by_what_it_stands_in(
    tmp_path: Path, warm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "site", {"library.py": CLASS_BODIES})
    script = tmp_path / "script.py"
    script.write_text(f"import sys\nsys.path.insert(0, {str(tmp_path / 'site')!r})\nimport library\n")
    assert main(["index", str(tmp_path / "site"), "--as", "bodies", "--progress", "none"]) == 0
    capsys.readouterr()
    assert main(["record", "--at", "bodies", "--json", str(script)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["pairs"], answer["missed"]) == (3, [])
    assert main(["callers", "library.noted", "--at", "bodies", "--json"]) == 0
    calls = json.loads(capsys.readouterr().out)["root"]["calls"]
    assert {call["id"]: call["edge"]["count"] for call in calls} == {"library:": 2, "library:make": 2}


WRAPPED = """\
import sys


def wrapped(function):
    def inner(*args):
        return function(*args)
    return inner


@wrapped
def fit():
    return step()


@wrapped
def step():
    return 1


@wrapped
def save():
    return write()


def write():
    return 2


def plain():
    return write()


def called(name):
    return getattr(sys.modules[__name__], name)()


def one(name):
    return getattr(sys.modules[__name__], name)()


def hidden(name):
    return getattr(sys.modules[__name__], name)()
"""
SAVERS = "".join(f"\n\n@wrapped\ndef save_{number}():\n    return write()\n" for number in range(8))
"""By two names: how a path from one to the other is known before a run and after it."""
PATHS = {
    ("fit", "step"): ("inferred", "inferred"),
    ("fit", "write"): (None, None),
    ("step", "save"): (None, None),
    ("one", "write"): (None, "observed"),
    ("called", "write"): (None, "observed"),
    ("hidden", "step"): (None, None),
}


def known_paths(capsys: pytest.CaptureFixture[str]) -> dict[tuple[str, str], str | None]:
    found: dict[tuple[str, str], str | None] = {}
    for first, last in PATHS:
        capsys.readouterr()
        status = main(["path", f"library.{first}", f"library.{last}", "--at", "wrapped", "--json"])
        told = json.loads(capsys.readouterr().out)["paths"]
        assert status == (0 if told else 1)
        found[first, last] = told[0]["weakest"] if told else None
    return found


def test_what_wrappers_were_seen_to_call_leads_no_path_astray(
    tmp_path: Path, warm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "site", {"library.py": f"{WRAPPED}{SAVERS}"})
    script = tmp_path / "script.py"
    by_name = (("one", "write"), ("called", "write"), ("called", "plain"), ("hidden", "save"))
    calls = [f"{caller}({name!r})" for caller, name in by_name] + [f"save_{number}()" for number in range(8)]
    lines = "\n".join(f"library.{call}" for call in ("fit()", *calls))
    script.write_text(f"import sys\nsys.path.insert(0, {str(tmp_path / 'site')!r})\nimport library\n{lines}\n")
    assert main(["index", str(tmp_path / "site"), "--as", "wrapped", "--progress", "none"]) == 0
    assert known_paths(capsys) == {pair: before for pair, (before, _) in PATHS.items()}
    assert main(["record", "--at", "wrapped", str(script)]) == 0
    assert known_paths(capsys) == {pair: after for pair, (_, after) in PATHS.items()}
