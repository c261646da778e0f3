from __future__ import annotations

import io
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.tracer.repositories import KERAS, commit, git, write
from tracer.cli import COMMANDS, main
from tracer.cli.parser import build_parser
from tracer.errors import StoreError, TracerError
from tracer.index.selection import choose
from tracer.store import Store
from tracer.store.connection import FILE_NAME
from tracer.views.text import plain

MATCH_KEYS = [
    "name", "kind", "module", "qualname", "source", "revision", "file", "line", "end_line", "exports", "signature",
    "bases", "mro", "origin", "chain", "ops", "counterpart", "url", "warnings",
]  # fmt: skip
Output = pytest.CaptureFixture[str]


@pytest.fixture
def indexed(keras: Path, warm: Path) -> Path:
    """The repository, indexed at its tag."""
    assert main(["index", f"{keras}@v1", "--no-calls", "--jobs", "1", "--progress", "none"]) == 0
    return keras


def matches(capsys: Output, *arguments: str) -> list[dict[str, object]]:
    capsys.readouterr()
    assert main(["where", *arguments, "--json"]) in (0, 1), capsys.readouterr().err
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)["matches"]
    return found


def run(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tracer", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_index_counts_apart_what_it_was_not_asked_for(warm: Path, tmp_path: Path, capsys: Output) -> None:
    write(tmp_path / "one", {"one.py": "def f(): pass\n"})
    assert main(["index", str(tmp_path / "one"), "--jobs", "1", "--progress", "none"]) == 0
    assert re.match(r"one: 1 file and \d+ of reference_impl \(1 read anew\), ", capsys.readouterr().out)
    own = str(Path(__file__).parents[2] / "reference_impl")
    assert main(["index", own, "--jobs", "1", "--progress", "none"]) == 0
    assert re.match(r"reference_impl: \d+ files \(0 read anew\), ", capsys.readouterr().out)


# -------------------------------------------------------------------------------------------------- where


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("Sequential", ("tensorflow/python/keras/engine/sequential.py", 7)),
        ("keras.Sequential", ("tensorflow/python/keras/engine/sequential.py", 7)),
        ("tf.keras.models.Sequential", ("tensorflow/python/keras/engine/sequential.py", 7)),
        ("tensorflow.keras.Sequential", ("tensorflow/python/keras/engine/sequential.py", 7)),
        ("Sequential.add", ("tensorflow/python/keras/engine/sequential.py", 11)),
        ("Sequential.compile", ("tensorflow/python/keras/engine/training.py", 7)),
        ("Model.fit", ("tensorflow/python/keras/engine/training.py", 10)),
        ("tensorflow.python.keras.models", ("tensorflow/python/keras/models.py", 1)),
        ("tensorflow/python/keras/engine/training.py:11", ("tensorflow/python/keras/engine/training.py", 10)),
    ],
)
def test_where(indexed: Path, capsys: Output, query: str, place: tuple[str, int]) -> None:
    best = matches(capsys, query)[0]
    assert (best["file"], best["line"]) == place
    assert best["revision"] == "v1"


def test_json_has_exactly_the_keys_of_the_contract(indexed: Path, capsys: Output) -> None:
    capsys.readouterr()
    assert main(["where", "Sequential", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == ["query", "snapshot", "matches"]
    match = answer["matches"][0]
    assert list(match) == MATCH_KEYS
    assert list(match["signature"]) == ["args", "varargs", "varkw", "kwonly", "defaults"]
    assert all(list(step) == ["step", "file", "line", "text"] for step in match["chain"])
    assert match["bases"] == ["tensorflow.python.keras.engine.training.Model"]
    assert match["exports"][:2] == ["keras.Sequential", "keras.models.Sequential"]


def test_no_match(indexed: Path, capsys: Output) -> None:
    capsys.readouterr()
    assert main(["where", "Sequentail", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == ["query", "snapshot", "matches", "hint"]
    assert answer["matches"] == []
    assert "keras.Sequential" in answer["hint"]["did_you_mean"]
    assert answer["hint"]["moved_to"] is None
    assert main(["where", "Sequentail"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "did you mean" in printed.err


def test_a_misspelt_name_is_suggested_before_anything_is_indexed(keras: Path, capsys: Output) -> None:
    assert main(["where", "Sequentail", "--at", f"{keras}@v1"]) == 1
    assert "did you mean Sequential?" in capsys.readouterr().err


def test_the_readme_can_be_followed_in_this_checkout() -> None:
    root = Path(__file__).parents[2]
    assert [chosen.specs for chosen in choose(None, None, "tensorflow", str(root))] == [
        ("installed:tensorflow", "installed:keras")
    ]


def test_several_names_and_stdin(indexed: Path) -> None:
    done = run("where", "--stdin", "--json", stdin="Sequential\nnope\n\nModel.fit\r\n")
    assert done.returncode == 0
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["query"] for answer in answers] == ["Sequential", "nope", "", "Model.fit"]
    assert [bool(answer["matches"]) for answer in answers] == [True, False, False, True]
    assert run("where", "Sequential", "nope", "--json").returncode == 1


def test_text_says_which_snapshot_first(indexed: Path, capsys: Output) -> None:
    capsys.readouterr()
    assert main(["where", "Sequential"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("in tensorflow@v1 (the one indexed last)")
    assert lines[1] == "class keras.Sequential(self, layers=None, name=None)"
    assert "tensorflow/python/keras/engine/sequential.py:7" in lines[2]


def test_colours_and_links_only_when_asked(indexed: Path, keras: Path, capsys: Output) -> None:
    capsys.readouterr()
    main(["where", "Sequential"])
    assert "\x1b" not in capsys.readouterr().out
    git(keras, "remote", "add", "origin", "https://github.com/a/b.git")
    main(["index", f"{keras}@v1", "--as", "linked", "--no-calls", "--jobs", "1", "--progress", "none"])
    capsys.readouterr()
    main(["where", "Sequential", "--links"])
    text = capsys.readouterr().out
    assert "\x1b]8;;https://github.com/a/b/blob/" in text
    assert "\x1b[" not in text


def test_what_the_output_can_not_encode_is_replaced(
    warm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "one", {"one.py": "def drawn(line='\u2514\u00e9'): pass\n"})
    assert main(["index", str(tmp_path / "one"), "--no-calls", "--jobs", "1", "--progress", "none"]) == 0
    for encoding, shown in {"ascii": "'??'", "latin-1": "'?\u00e9'", "utf-8": "'\u2514\u00e9'"}.items():
        written = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding=encoding))
        assert main(["where", "drawn"]) == 0
        assert f"line={shown}" in written.getvalue().decode(encoding)


def test_permalink_is_pinned_to_the_commit(keras: Path, warm: Path, capsys: Output) -> None:
    git(keras, "remote", "add", "origin", "git@github.com:a/b.git")
    sha = git(keras, "rev-parse", "v1")
    main(["index", f"{keras}@v1", "--no-calls", "--jobs", "1", "--progress", "none"])
    best = matches(capsys, "Sequential", "--at", "tensorflow@v1")[0]
    assert best["url"] == f"https://github.com/a/b/blob/{sha}/tensorflow/python/keras/engine/sequential.py#L7"


# --------------------------------------------------------------------------------- which snapshot answers


def test_at_names_a_snapshot_or_a_source_at_a_revision(indexed: Path, capsys: Output) -> None:
    write(
        indexed, {"tensorflow/python/keras/engine/sequential.py": KERAS["tensorflow/python/keras/engine/sequential.py"]}
    )
    commit(indexed, {"tensorflow/python/keras/engine/sequential.py": "\n\n\nclass Sequential:\n  pass\n"}, tag="v2")
    assert matches(capsys, "Sequential", "--at", "tensorflow@v1")[0]["line"] == 7
    assert matches(capsys, "Sequential", "--at", f"{indexed}@v2")[0]["line"] == 4
    assert matches(capsys, "Sequential", "--at", "tensorflow@v2")[0]["line"] == 4
    assert main(["where", "Sequential", "--at", "nothing@v9"]) == 2
    assert "no such snapshot" in capsys.readouterr().err


def test_the_repository_one_stands_in_answers_first(
    indexed: Path, tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    commit(other, {"mine/__init__.py": "", "mine/a.py": "class Sequential:\n    pass\n"})
    monkeypatch.chdir(other / "mine")
    best = matches(capsys, "Sequential")[0]
    assert (best["file"], best["line"]) == ("mine/a.py", 1)
    assert matches(capsys, "Model.fit")[0]["source"] == "tensorflow"
    main(["index", str(other), "--no-calls", "--jobs", "1", "--progress", "none"])
    monkeypatch.chdir(indexed)
    assert matches(capsys, "Sequential")[0]["source"] == "tensorflow"
    monkeypatch.chdir(tmp_path)
    assert matches(capsys, "Sequential")[0]["file"] == "mine/a.py"


# -------------------------------------------------------------------------------------------- freshness


def test_the_installed_packages_are_meant_whatever_folders_lie_here(
    warm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "home", {"tensorflow/a.py": "", "keras/b.py": ""})
    monkeypatch.chdir(tmp_path / "home")
    monkeypatch.setattr("tracer.sources.distribution.is_installed", lambda name: True)
    assert choose(None, None, "tensorflow")[0].specs == ("installed:tensorflow", "installed:keras")


def test_a_repository_without_python_does_not_answer(
    indexed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    commit(tmp_path / "texts", {"README.md": ""})
    monkeypatch.chdir(tmp_path / "texts")
    assert matches(capsys, "Sequential")
    assert main(["search", "Sequential"]) == 0
    assert main(["index", "."]) == 2
    assert "there is no Python file" in capsys.readouterr().err


def test_a_changed_file_is_read_again_and_said(keras: Path, warm: Path, capsys: Output) -> None:
    main(["index", str(keras), "--no-calls", "--jobs", "1", "--progress", "none"])
    path = "tensorflow/python/keras/engine/training.py"
    write(keras, {path: "# one more line\n" + str(KERAS[path])})
    best = matches(capsys, "Model.fit")[0]
    assert best["line"] == 11
    assert any("changed" in str(warning) for warning in best["warnings"])  # type: ignore[attr-defined]
    write(keras, {path: "x = 1\n"})
    assert "no longer defines" in str(matches(capsys, "Model.fit")[0]["warnings"])
    (keras / path).unlink()
    assert "deleted" in str(matches(capsys, "Model.fit")[0]["warnings"])


@pytest.mark.parametrize("name", ["Model.fit2", "keras.Model.fit2", "Sequential.fit2", "fit2"])
def test_a_name_that_the_index_lacks_is_looked_for_in_changed_files(
    keras: Path, warm: Path, capsys: Output, name: str
) -> None:
    main(["index", str(keras), "--no-calls", "--jobs", "1", "--progress", "none"])
    path = "tensorflow/python/keras/engine/training.py"
    assert matches(capsys, name) == []
    write(keras, {path: str(KERAS[path]).replace("def fit(", "def fit2(")})
    [best] = matches(capsys, name)
    assert (best["qualname"], best["line"]) == ("Model.fit2", 10)
    assert "does not know this yet" in str(best["warnings"])
    assert matches(capsys, "Model.fit3") == []
    assert main(["where", "Model.fit"]) == 0
    assert "no longer defines this" in capsys.readouterr().out.splitlines()[2]


@pytest.mark.parametrize(
    ("line", "qualname", "first", "note"),
    [
        (13, "Model.fit", 11, "read anew"),
        (3, "added", 3, "does not know this yet"),
        (4, "added", 3, "does not know this yet"),
        (9, "Model.compile", 8, "read anew"),
        (5, "", 1, "read anew"),
    ],
)
def test_a_line_of_a_changed_file_is_looked_up_in_the_file_as_it_is(
    keras: Path, warm: Path, capsys: Output, line: int, qualname: str, first: int, note: str
) -> None:
    main(["index", str(keras), "--no-calls", "--jobs", "1", "--progress", "none"])
    path = "tensorflow/python/keras/engine/training.py"
    old = str(KERAS[path]).replace('@keras_export("keras.Model", "keras.models.Model")\n', "")
    write(keras, {path: old.replace("\n\n\nclass", "\ndef added(a, b=1):\n  return a\n\n\nclass", 1)})
    [best, *_] = matches(capsys, f"{path}:{line}")
    assert (best["qualname"], best["line"]) == (qualname, first)
    assert note in str(best["warnings"])


def test_a_constant_of_a_changed_file_is_found_where_it_is_now(keras: Path, warm: Path, capsys: Output) -> None:
    path = "tensorflow/python/keras/constants.py"
    commit(keras, {path: "LIMIT = 1\nclass A:\n  size = 2\n  def __init__(self):\n    self.width = 3\n"})
    main(["index", str(keras), "--no-calls", "--jobs", "1", "--progress", "none"])
    write(keras, {path: "\n" + (keras / path).read_text()})
    for name, line in {"LIMIT": 2, "A.size": 4, "A.width": 6}.items():
        best = matches(capsys, name)[0]
        assert (best["line"], best["url"]) == (line, None)
        assert "read anew" in str(best["warnings"])


@pytest.mark.parametrize("packed", [False, True])
def test_a_moved_branch_says_how_far_the_index_is_behind(keras: Path, warm: Path, capsys: Output, packed: bool) -> None:
    main(["index", str(keras), "--rev", "main", "--no-calls", "--jobs", "1", "--progress", "none"])
    main(["where", "Sequential"])
    assert "ahead" not in capsys.readouterr().err
    commit(keras, {"a.py": ""})
    commit(keras, {"b.py": ""})
    if packed:
        git(keras, "pack-refs", "--all")
    main(["where", "Sequential"])
    assert "main is 2 commits ahead of the index" in capsys.readouterr().err


# -------------------------------------------------------------------------------------------- exit codes


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["where"], 2, "give names"),
        (["where", "--stdin"], 2, "--json"),
        (["where", "x", "--at", "no/such"], 2, "no such snapshot"),
        (["tui", "--at", "no/such"], 2, "no such snapshot"),
        (["tui", "--web", "--at", "no/such"], 2, "no such snapshot"),
        (["index", "/no/such/path"], 2, "neither a path"),
        (["index", "ext::sh -c x"], 2, "not allowed"),
        (["status", "--at", "nothing"], 0, ""),
        (["cache", "dir"], 0, ""),
        (["search", "zzzzqqqq"], 1, "nothing like"),
        (["show", "zzzzqqqq"], 1, "no match"),
        (["graph", "/no/such/dir"], 2, "no such directory: /no/such/dir"),
        (["graph", "./nothing"], 2, "no such directory: ./nothing"),
        (["graph", __file__], 2, "a file, not a directory"),
        (["graph", "--output", "/no/such/file"], 2, "cannot write, there is no such folder: /no/such/file"),
        (["index", "~nobody-here/x"], 2, "neither a path"),
        (
            ["index", "installed:nothere"],
            2,
            "no such distribution is installed: installed:nothere (pip install nothere)",
        ),
        (
            ["where", "x", "--at", "installed:not/there"],
            2,
            "installed: installed:not/there (give a distribution's name)",
        ),
        (["history", "Model", "~nobody-here/x"], 2, "not a git repository"),
    ],
)
def test_exit_status_and_one_line(
    indexed: Path, capsys: Output, arguments: list[str], status: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    capsys.readouterr()
    if arguments[:3] == ["status", "--at", "nothing"]:
        assert main(arguments) == 2
        return
    assert main(arguments) == status
    errors = capsys.readouterr().err
    assert said in errors
    assert "Traceback" not in errors
    assert len(errors.splitlines()) <= 1


def test_a_port_that_is_taken(warm: Path, capsys: Output) -> None:
    pytest.importorskip("textual_serve")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert main(["tui", "--web", "--port", str(other.getsockname()[1])]) == 2
    printed = capsys.readouterr()
    assert not printed.out
    assert "cannot serve on this port" in printed.err


@pytest.mark.parametrize(
    ("typed", "said"), [("wher", "there is no command 'wher', did you mean where?"), ("xyzzy", "no command 'xyzzy' (")]
)
def test_a_command_that_is_none(typed: str, said: str, capsys: Output) -> None:
    with pytest.raises(SystemExit):
        main([typed, "Sequential"])
    errors = capsys.readouterr().err
    assert said in errors
    assert len(errors) < 120


@pytest.mark.parametrize(
    "arguments", [["frobnicate"], ["where", "--frob"], ["cache"], ["index", "--jobs", "0", "x"], ["cache", "eat"]]
)
def test_wrong_usage_is_one_line(arguments: list[str], capsys: Output) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    errors = capsys.readouterr().err
    assert len(errors.splitlines()) == 1
    assert "--help" in errors


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["callers", "x", "--limits", "3"], "--limits 3, did you mean --limit? (see `tracer callers --help`)"),
        (["where", "x", "--frob"], "unrecognized arguments: --frob (see `tracer where --help`)"),
        (["--no-color", "search", "x", "y"], "unrecognized arguments: y (see `tracer search --help`)"),
    ],
)
def test_wrong_options_are_told_by_their_command(arguments: list[str], said: str, capsys: Output) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples_that_it_takes(command: str, capsys: Output) -> None:
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == 0
    printed = capsys.readouterr().out
    below = printed.partition("examples:\n")[2]
    examples = [line for line in below.splitlines() if line.startswith("  ")]
    assert examples
    assert "exit status: " in below
    for example in examples:
        words = shlex.split(re.split(r"[|<]|   ", example.strip().removeprefix('eval "$(').replace(')"', ""))[0])
        assert words[:2] == ["tracer", command]
        build_parser(command).parse_args(words[1:])


@pytest.mark.parametrize(
    ("arguments", "status", "said", "written"),
    [
        ("helper", 0, "'helper' taken as the folder ./helper, not as a name", "inside.f"),
        ("helper --min-confidence exact", 0, "--at makes it a name", "inside.f"),
        ("./helper", 0, "", "inside.f"),
        ("helper/", 0, "", "inside.f"),
        ("helper --at tensorflow@v1", 0, "", "keras.engine.training.helper"),
        ("helper --api v2", 0, "", "keras.engine.training.helper"),
        ("./helper --at tensorflow@v1", 2, "in no snapshot: ./helper (leave --at and --api out, or give a name)", ""),
        ("helper --at nosuch", 2, "no such snapshot or source: nosuch", ""),
        ("'' --at tensorflow@v1", 1, "the name is empty", ""),
        ("''", 1, "the name is empty", ""),
        ("empty", 2, "there is no Python file: empty", ""),
        ("empty --at tensorflow@v1", 1, "no match for 'empty'", ""),
        ("./empty", 2, "there is no Python file: ./empty", ""),
    ],
)
def test_what_a_graph_is_asked_of(
    alone: None,
    arguments: str,
    status: int,
    said: str,
    written: str,
    indexed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Output,
) -> None:
    write(tmp_path / "here", {"helper/inside.py": "def f(): pass\nf()\n", "empty/notes.txt": ""})
    monkeypatch.chdir(tmp_path / "here")
    assert main(["graph", "helper", "--at", "tensorflow@v1", "-o", os.devnull]) == 0  # its calls are linked
    capsys.readouterr()
    for form in ("pycg", "json"):
        assert main(["graph", *shlex.split(arguments), "--format", form]) == status
        told = capsys.readouterr()
        assert said in told.err if said else not told.err
        assert written in told.out.replace(":", ".")
        assert bool(told.out) == (not status)


@pytest.mark.parametrize("locale", [{"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "ascii"}])
@pytest.mark.parametrize(
    "arguments",
    [
        "where naive.call",
        "search call",
        "show naive.call",
        "callers naive.run",
        "callees naive.call --depth 2",
        "path naive.call naive.run",
        "graph naive.call --format dot",
        "status",
        "diff old new",
    ],
)
def test_what_an_encoding_lacks_is_a_question_mark(
    arguments: str, locale: dict[str, str], alone: None, warm: Path, tmp_path: Path
) -> None:
    source = "def run(): pass\ndef call(): run()  # naïve\n"
    write(tmp_path / "source", {"naive.py": source, "naïve.py": "class É: pass\n"})
    for name in ("old", "new"):
        assert main(["index", str(tmp_path / "source"), "--as", name, "--jobs", "1", "--progress", "none"]) == 0
    done = run(*shlex.split(arguments), **{"PYTHONUTF8": "0", **locale})
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()
    assert ("?" in done.stdout) == (arguments.partition(" ")[0] in ("show", "callers", "callees", "path"))


def test_keras_alone_lacks_what_tensorflow_has(warm: Path, tmp_path: Path, capsys: Output) -> None:
    write(tmp_path / "k", {"keras/__init__.py": "", "keras/models.py": "class Model:\n    def fit(self): pass\n"})
    assert main(["index", str(tmp_path / "k"), "--jobs", "1", "--progress", "none"]) == 0
    assert main(["path", "Model.fit", "MatMul"]) == 1
    assert f"tracer index {tmp_path / 'k'} installed:tensorflow" in capsys.readouterr().err


def test_debug_shows_the_traceback(cache: Path) -> None:
    done = run("index", "/no/such/path", "--debug")
    assert done.returncode != 0
    assert "Traceback" in done.stderr


def test_broken_pipe_is_quiet(indexed: Path) -> None:
    command = f"{sys.executable} -m tracer search a --limit 5000 | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "Error" not in done.stderr


def test_a_closed_output_is_no_error(indexed: Path) -> None:
    command = f"{sys.executable} -m tracer where Sequential >&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the platform has no full device")
def test_a_full_disk_is_one_line(indexed: Path) -> None:
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "tracer", "where", "Sequential"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "tracer: cannot write, No space left on device\n"


def test_version(capsys: Output, cache: Path) -> None:
    assert main(["--version"]) == 0
    assert re.fullmatch(r"tracer \d+\.\d+\.\d+\n", capsys.readouterr().out)
    assert main(["--version", "--verbose"]) == 0
    printed = capsys.readouterr().out
    assert all(word in printed for word in ("python:", "sqlite:", "git:", "libcst:", "store:"))


# ------------------------------------------------------------------------------------------ other commands


def test_index_again_reads_nothing(indexed: Path, capsys: Output) -> None:
    capsys.readouterr()
    assert main(["index", f"{indexed}@v1", "--no-calls", "--progress", "none"]) == 0
    assert "unchanged" in capsys.readouterr().out


def test_index_reports_progress_as_json(keras: Path, warm: Path) -> None:
    done = run("index", str(keras), "--no-calls", "--progress", "json")
    stages = [json.loads(line) for line in done.stderr.splitlines()]
    assert {"stage": "extracting", "done": 7, "total": 7}.keys() == stages[0].keys()
    assert any(stage["stage"] == "extracting" and stage["done"] == stage["total"] > 0 for stage in stages)


def test_tests_are_indexed_only_when_asked(indexed: Path, capsys: Output) -> None:
    path = "tensorflow/python/keras/engine/sequential_test.py"
    assert matches(capsys, f"{path}:1") == []
    main(["index", f"{indexed}@v1", "--tests", "--as", "all", "--no-calls", "--jobs", "1", "--progress", "none"])
    assert matches(capsys, path)[0]["file"] == path


def test_status(indexed: Path, tmp_path: Path, capsys: Output) -> None:
    write(tmp_path / "odd", {
        "ok.py": "x = 1\n", "half.py": "def f(:\n", "two.py": "print 'x'\n", "nul.py": b"a = 1\0\n",
        "latin.py": b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", "bad.py": b"x = '\xe9'\n",
        "bom.py": b"\xef\xbb\xbfx = 1\n",
    })  # fmt: skip
    main(["index", str(tmp_path / "odd"), "--no-calls", "--jobs", "1", "--progress", "none"])
    capsys.readouterr()
    assert main(["status", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    odd = next(s for s in report["snapshots"] if s["name"].startswith("odd"))
    assert "half.py" in {p["file"] for p in odd["problems"]}
    assert all(p["reason"] for p in odd["problems"])
    assert not {p["file"] for p in odd["problems"]} & {"ok.py", "two.py", "latin.py", "bom.py"}
    assert odd["counts"]["files"] >= 7
    assert main(["status"]) == 0
    assert "half.py" in capsys.readouterr().out


def test_status_at_a_revision(indexed: Path, capsys: Output) -> None:
    capsys.readouterr()
    assert main(["status", "--at", f"{indexed}@v1", "--json"]) == 0
    assert [s["name"] for s in json.loads(capsys.readouterr().out)["snapshots"]] == ["tensorflow@v1"]
    assert main(["status", "--at", f"{indexed}@v9"]) == 2
    assert "no such snapshot" in capsys.readouterr().err


def test_the_scripts_own_debug_is_not_tracers(
    indexed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    missing = str(tmp_path / "missing.py")
    assert main(["record", "--at", "tensorflow@v1", missing, "--debug"]) == 2
    assert "no such script" in capsys.readouterr().err
    with pytest.raises(TracerError, match="no such script"):
        main(["record", "--debug", "--at", "tensorflow@v1", missing])


def test_show(indexed: Path, capsys: Output) -> None:
    capsys.readouterr()
    assert main(["show", "Sequential", "--at", "tensorflow@v1"]) == 0
    text = capsys.readouterr().out
    assert '@keras_export("keras.Sequential", "keras.models.Sequential")' in text
    assert "self.layers.append(layer)" in text
    assert "\x1b" not in text


def test_a_file_that_changed_is_shown_as_it_is_now(keras: Path, warm: Path, capsys: Output) -> None:
    main(["index", str(keras), "--no-calls", "--jobs", "1", "--progress", "none"])
    path = keras / "tensorflow/python/keras/engine/sequential.py"
    text = path.read_text()
    path.write_text(f"def first():\n    pass\n\n\n{text}")
    os.utime(path, (time.time() + 5, time.time() + 5))
    capsys.readouterr()
    assert main(["show", "Sequential.add", "--at", str(keras), "--json"]) == 0
    captured = capsys.readouterr()
    shown = json.loads(captured.out)
    assert shown["lines"][0].strip().startswith("def add(")
    assert shown["note"] == "the file changed since it was indexed: calls are not marked"
    assert main(["api", "--prefix", "keras", "--at", str(keras)]) == 0
    assert "sequential.py changed since the index was made (run `tracer index` again)" in capsys.readouterr().err
    path.write_text("def f(): pass\n")
    assert main(["show", "Sequential.add", "--at", str(keras)]) == 2
    assert "no longer defines this" in capsys.readouterr().err


def test_search(indexed: Path, capsys: Output) -> None:
    for pattern, expected in [
        ("sequ", "keras.Sequential"),
        ("*.Model.f?t", "keras.Model.fit"),
        ("Sequentail", "keras.Sequential"),
    ]:
        capsys.readouterr()
        assert main(["search", pattern, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["matches"][0]["name"] == expected


def test_cache(indexed: Path, warm: Path, capsys: Output) -> None:
    capsys.readouterr()
    assert main(["cache", "dir"]) == 0
    assert capsys.readouterr().out.strip() == str(warm)
    assert (warm / FILE_NAME).exists()
    (warm / "tui.json").write_text("{}")
    assert main(["cache", "clean"]) == 0
    assert "tui.json" in capsys.readouterr().out
    assert (warm / "tui.json").exists()
    assert not (warm / FILE_NAME).exists()
    assert main(["cache", "clean"]) == 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_names_every_command(shell: str, capsys: Output) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert all(command in script for command in COMMANDS)
    if shell == "bash":
        assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0


COMPLETE = """
tracer() {{ [ "$*" = "status --names" ] && printf '%s\\n' keras@v1 keras@v2; }}
COMP_WORDS=({words}); COMP_CWORD=$(({count} - 1))
_shtab_tracer tracer "{last}" "{before}"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.parametrize(
    ("typed", "offered"),
    {
        ("index", "cl"): "clone",
        ("where", "Sequential", "--at", "cl"): "clone",
        ("diff", "cl"): "clone",
        ("diff", "keras@v1", "keras@v"): "keras@v2",
        ("callers", "Dense", "--at", "ke"): "keras@v2",
        ("where", "--at", "clone", "--js"): "--json",
        ("graph", "--format", "d"): "dot",
        ("record", "fi"): "fit.py",
    }.items(),
)
def test_what_bash_completes(typed: tuple[str, ...], offered: str, tmp_path: Path, capsys: Output) -> None:
    (tmp_path / "clone").mkdir()
    (tmp_path / "fit.py").touch()
    assert main(["completion", "bash"]) == 0
    words = ("tracer", *typed)
    script = capsys.readouterr().out + COMPLETE.format(
        words=" ".join(words), count=len(words), last=words[-1], before=words[-2]
    )
    done = subprocess.run(["bash"], input=script, text=True, capture_output=True, check=False, cwd=tmp_path)
    assert offered in done.stdout.split()


def test_bash_runs_nothing_of_a_name_that_it_completes(tmp_path: Path, capsys: Output) -> None:
    """A snapshot is called after a folder and a tag, which may hold what a shell expands."""
    assert main(["completion", "bash"]) == 0
    script = (
        capsys.readouterr().out
        + """
tracer() { printf '%s\\n' 'v1$(touch${IFS}ran)' 'v`touch ran`' v2@v3.4; }
_tracer_snapshot_or_file v
"""
    )
    done = subprocess.run(["bash"], input=script, text=True, capture_output=True, check=False, cwd=tmp_path)
    assert done.stdout == "v2@v3.4\n"
    assert not (tmp_path / "ran").exists()


def test_names_of_snapshots(indexed: Path, capsys: Output) -> None:
    main(["index", str(indexed), "--no-calls", "--jobs", "1", "--progress", "none"])
    capsys.readouterr()
    assert main(["status", "--names"]) == 0
    assert capsys.readouterr().out == "tensorflow\ntensorflow@v1\n"


def test_open_in_an_editor(indexed: Path, keras: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str],
                           monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "echo EDIT")
    assert main(["where", "Sequential", "--open"]) == 0
    copied = re.search(r"EDIT \+7 (\S+)", capfd.readouterr().out)
    assert copied is not None
    assert Path(copied[1]).read_text() == KERAS["tensorflow/python/keras/engine/sequential.py"]
    main(["index", str(keras), "--no-calls", "--jobs", "1", "--progress", "none"])
    assert main(["where", "Sequential", "--open"]) == 0
    assert f"EDIT +7 {keras}/tensorflow/python/keras/engine/sequential.py" in capfd.readouterr().out
    assert main(["where", "Sequential", "--open", "--json"]) == 0
    assert f"EDIT +7 {keras}/tensorflow/python/keras/engine/sequential.py" in capfd.readouterr().out
    assert main(["where", "--stdin", "--json", "--open"]) == 2
    assert "without --stdin" in capfd.readouterr().err
    monkeypatch.delenv("EDITOR")
    assert main(["where", "Sequential", "--open"]) == 2
    assert "EDITOR" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain ünï", "plain ünï"),
        ("\x1b[31mred", "\\u001b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("\x07\x9b", "\\u0007\\u009b"),
        ("a\nb", "a\\u000ab"),
    ],
)
def test_control_and_bidirectional_characters_are_neutralised(text: str, safe: str) -> None:
    assert plain(text) == safe


def test_names_of_files_cannot_move_the_cursor(tmp_path: Path, warm: Path, capsys: Output) -> None:
    commit(tmp_path / "r", {"evil\x1b]0;x\x07\u202e.py": "class Evil:\n    pass\n"})
    main(["index", str(tmp_path / "r"), "--no-calls", "--jobs", "1", "--progress", "none"])
    capsys.readouterr()
    main(["where", "Evil", "--links"])
    printed = capsys.readouterr().out
    assert "\\u001b]0;x\\u0007\\u202e.py" in printed
    assert "\x07" not in printed
    assert "\u202e" not in printed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["search", "x", "--limit", "-1"], "must be 1 or more"),
        (["callers", "x", "--depth", "-1"], "must be 1 or more"),
        (["graph", "x", "--depth", "-1"], "must be 0 or more"),
        (["path", "x", "y", "--all", "-1"], "must be 1 or more"),
        (["record", "--missed", "-1"], "must be 0 or more"),
        (["history", "x", "--jobs", "-1"], "must be 1 or more"),
        (["history", "x", "--jobs", "x"], "invalid number value"),
        (["index", ".", "--jobs", "0"], "must be 1 or more"),
        (["history", "x", "--backend", "zzz"], "invalid choice: 'zzz'"),
    ],
)
def test_numbers_and_choices_out_of_range_are_wrong_usage(arguments: list[str], said: str, capsys: Output) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("writable", [True, False])
def test_of_many_lines_the_later_ones_are_answered_from_an_index(
    writable: bool, keras: Path, warm: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setattr("tracer.cli.answering.PATIENCE", 0.0)
    if not writable:

        def no_space(path: str) -> None:
            raise StoreError("cannot be written", where=path)

        monkeypatch.setattr("tracer.store.connection.connect_for_writing", no_space)
    monkeypatch.setattr("sys.stdin", io.StringIO("Sequential\nSequential.compile\nnope\n"))
    assert main(["where", "--stdin", "--json", "--at", f"{keras}@v1"]) == 0
    told = capsys.readouterr()
    found = [[match["qualname"] for match in json.loads(line)["matches"]][:1] for line in told.out.splitlines()]
    assert found == [["Sequential"], ["Model.compile"], []]
    assert "indexing" in told.err
    store = Store.open_for_reading()
    assert store is not None
    with store:
        assert len(store.snapshots()) == writable
