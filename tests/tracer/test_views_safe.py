"""What strangers' names and paths look like in answers: on a terminal, and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.stress.hostile import harmful
from tests.tracer.repositories import write
from tracer.cli import main
from tracer.queries.answers import Match
from tracer.queries.diff import Difference
from tracer.queries.explain.references import Explanation, NotFollowed
from tracer.queries.history import Last, Revision, State, Timeline
from tracer.views import difference, explanation, timeline
from tracer.views.style import Style
from tracer.views.text import plain
from tracer.views.where_text import render_match

ODD = "a\x1b[2J\u202e\udcff"
_REVISION = Revision("pkg", "v1", "0" * 40, 0)
_STATE = State("f", "function", "pkg", "m", "f", f"{ODD}.py", 1, 2, None, (), False, None)
TIMELINE = Timeline(ODD, (), 1, 0, ((ODD, ODD),), (ODD,), Last(f"/{ODD}", _REVISION, _STATE))


def test_control_characters_and_bytes_of_other_encodings_are_escaped() -> None:
    assert plain(ODD) == "a\\u001b[2J\\u202e\\udcff"


def test_a_timeline_moves_no_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    timeline.print_timeline(TIMELINE, (("0" * 7, "2020-01-01", ODD),), color=False)
    assert not harmful(capsys.readouterr().out)


def test_callers_of_an_op_move_no_cursor() -> None:
    callers = ((ODD, f"{ODD}.py", 1),)
    match = Match("f", "function", "m", "f", "pkg", None, "m.py", 1, 2, (), None, (), (), "source", (), (), None, None,
                  (), "m:f", op_callers=callers)  # fmt: skip
    lines = render_match(match, Style(), lambda *_: None)
    assert not harmful("\n".join(lines))


def test_json_is_ascii() -> None:
    lines = [
        timeline.as_json(TIMELINE, ()),
        difference.as_json(Difference(ODD, ODD, ())),
        explanation.as_json(Explanation((), (NotFollowed(1, ODD, ODD, ODD),)), ODD, ODD),
    ]
    for line in lines:
        assert line.isascii()
        json.loads(line)


def test_a_file_whose_name_is_not_utf8_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRACER_CACHE_DIR", str(tmp_path / "cache"))
    write(tmp_path / "src", {"a.py": "class A: pass\n", "b\udcff.py": "class B: pass\n"})
    arguments = ("--as", "odd", "--jobs", "1", "--progress", "none")
    assert main(["index", str(tmp_path / "src"), *arguments]) == 0
    capsys.readouterr()
    assert main(["where", "A", "ab\udcff", "--json", "--at", "odd"]) == 1
    assert [len(json.loads(line)["matches"]) for line in capsys.readouterr().out.splitlines()] == [1, 0]
    assert main(["status", "--at", "odd"]) == 0
    assert "skipped 1: name that is not UTF-8" in capsys.readouterr().out
