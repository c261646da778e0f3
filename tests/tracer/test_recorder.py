"""Recording: what a watched script calls, and how that is folded onto a snapshot's symbols."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tracer.errors import RecordingError, UsageError
from tracer.recorder import CodePlace, ObservedEdge, RecordedCall, Recording, measure_recall, observe, record
from tracer.views.recording import print_recording

SCRIPTS = {
    "a call": (
        """
        def f(): g()
        def g(): pass
        f(); f()
        """,
        {("<module>", "f", 2), ("f", "g", 2)},
    ),
    "methods, properties and constructors": (
        """
        class A:
            def __init__(self): self.m()
            def m(self): return self.p
            @property
            def p(self): return 1
        A()
        """,
        {("<module>", "A.__init__", 1), ("A.__init__", "A.m", 1), ("A.m", "A.p", 1)},
    ),
    "comprehensions belong to the function around them": (
        """
        def g(i): return i
        def f(): return [g(i) for i in range(3)], {g(i) for i in range(2)}, list(g(i) for i in range(4))
        f()
        """,
        {("<module>", "f", 1), ("f", "g", 9)},
    ),
    "a generator is called once however often it is resumed": (
        """
        def gen():
            yield h()
            yield h()
        def h(): pass
        def f():
            for _ in gen(): pass
        f()
        """,
        {("<module>", "f", 1), ("f", "gen", 1), ("gen", "h", 2)},
    ),
    "threads": (
        """
        import threading
        def work(): step()
        def step(): pass
        threads = [threading.Thread(target=work) for _ in range(4)]
        for t in threads: t.start()
        for t in threads: t.join()
        """,
        {("work", "step", 4)},
    ),
    "callbacks through C": (
        """
        def key(x): return -x
        def f(): return sorted([1, 2, 3], key=key)
        f()
        """,
        {("<module>", "f", 1), ("f", "key", 3)},
    ),
    "exceptions unwind": (
        """
        def f():
            try: g()
            except ValueError: h()
        def g(): raise ValueError
        def h(): pass
        f()
        """,
        {("<module>", "f", 1), ("f", "g", 1), ("f", "h", 1)},
    ),
}


def other_interpreters() -> list[str]:
    """Interpreters at hand that have the other kind of hooks."""
    found = [shutil.which(name) for name in ("python3.11", "python3.12", "python3.13")]
    return [path for path in found if path and has_other_hooks(path)]


def has_other_hooks(python: str) -> bool:
    question = "import sys; print(hasattr(sys, 'monitoring'))"
    answer = subprocess.run([python, "-c", question], capture_output=True, text=True, check=False)
    return answer.returncode == 0 and answer.stdout.strip() != str(hasattr(sys, "monitoring"))


def script(tmp_path: Path, source: str) -> Path:
    path = tmp_path / "script.py"
    path.write_text(textwrap.dedent(source), encoding="utf-8")
    return path


def by_qualname(_path: str, qualname: str, _line: int) -> str:
    return qualname


@pytest.mark.parametrize("name", SCRIPTS)
def test_calls_of_a_script(name: str, tmp_path: Path) -> None:
    source, expected = SCRIPTS[name]
    recording = record(script(tmp_path, source))
    observation = observe(recording, ["script.py"], by_qualname)
    assert {(edge.caller, edge.callee, edge.count) for edge in observation.edges} == expected
    assert recording.exit_status == 0
    assert recording.failure is None


def test_both_kinds_of_hooks_agree(tmp_path: Path) -> None:
    others = other_interpreters()
    if not others:
        pytest.skip("no interpreter with the other kind of hooks is installed")
    for source, expected in SCRIPTS.values():
        recording = record(script(tmp_path, source), python=others[0])
        observation = observe(recording, ["script.py"], by_qualname)
        assert {(edge.caller, edge.callee, edge.count) for edge in observation.edges} == expected


def test_the_script_sees_its_own_arguments_and_folder(tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text("def f(): pass\n", encoding="utf-8")
    path = script(
        tmp_path,
        """
        import sys, beside
        assert sys.argv[1:] == ["a", "--b"] and __name__ == "__main__", sys.argv
        beside.f()
        """,
    )
    observation = observe(record(path, ["a", "--b"]), ["script.py", "beside.py"], by_qualname)
    assert ("<module>", "f") in {(edge.caller, edge.callee) for edge in observation.edges}


def test_a_failing_script_keeps_what_it_called(tmp_path: Path) -> None:
    recording = record(script(tmp_path, "def f(): raise ValueError('no')\nf()\n"))
    assert recording.exit_status == 1
    assert recording.failure is not None
    assert (recording.failure.error, recording.failure.line) == ("ValueError: no", 2)
    assert [edge.callee for edge in observe(recording, ["script.py"], by_qualname).edges] == ["f"]


@pytest.mark.parametrize(("source", "first"), [("def f(): {}['key']\nf()", "line 2, in <module>"), ("x = (", "line 1")])
def test_a_failure_is_shown_from_the_scripts_own_frames_on(source: str, first: str, tmp_path: Path) -> None:
    recording = record(script(tmp_path, source))
    assert recording.failure is not None
    lines = [line for line in recording.failure.traceback.splitlines() if line.startswith("  File")]
    assert lines[0] == f'  File "{tmp_path / "script.py"}", {first}'


@pytest.mark.parametrize(("ending", "status"), [("raise SystemExit(3)", 3), ("raise SystemExit('bye')", 1), ("", 0)])
def test_exit_status(ending: str, status: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert record(script(tmp_path, ending)).exit_status == status
    assert capfd.readouterr().err == ("bye\n" if "bye" in ending else "")


def test_of_nothing_observed_no_share_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    recording = Recording((), 1.0, 0, "hooks", None)
    observation = observe(recording, ["a.py"], by_qualname)
    recall = measure_recall([], lambda *_: None, bool)
    print_recording("one", recording, observation, recall, 0, json=False)
    out = capsys.readouterr().out
    assert "no function of the snapshot called another" in out
    assert "%" not in out
    print_recording("one", recording, observation, recall, 0, json=True)
    assert set(json.loads(capsys.readouterr().out)["recall"].values()) == {None}


def test_what_cannot_be_recorded_says_why(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such script"):
        record(tmp_path / "missing.py")
    with pytest.raises(RecordingError, match="cannot be started"):
        record(script(tmp_path, "pass"), python=str(tmp_path / "nopython"))
    with pytest.raises(RecordingError, match="status 7 before"):
        record(script(tmp_path, "import os; os._exit(7)"))
    no_python = tmp_path / "old_python"
    no_python.write_text("#!/bin/sh\nexit 1\n")
    no_python.chmod(0o755)
    with pytest.raises(RecordingError, match=r"status 1 before.*needs a Python 3\.9 or later"):
        record(script(tmp_path, "pass"), python=str(no_python))
    with pytest.raises(RecordingError, match="SIGKILL"):
        record(script(tmp_path, "import os; os.kill(os.getpid(), 9)"))


def test_folding_takes_the_longest_path_the_snapshot_has_and_counts_the_rest() -> None:
    def place(file: str, qualname: str) -> CodePlace:
        return CodePlace(file, qualname, 1)

    site = "/env/site-packages/keras/src/models.py"
    calls = (
        RecordedCall(place(site, "fit"), place(site, "step"), 7, 2, 0.5),
        RecordedCall(place(site, "fit"), place(site, "step"), 9, 1, 0.25),
        RecordedCall(place(site, "fit"), place("/usr/lib/json.py", "dumps"), 9, 1, 0.1),
    )
    observation = observe(
        Recording(calls, 1.0, 0, "hooks", None),
        ["models.py", "keras/src/models.py"],
        lambda path, qualname, line: f"{path}:{qualname}",
    )
    expected = ObservedEdge("keras/src/models.py:fit", "keras/src/models.py:step", (7, 9), 3, 0.75)
    assert observation.edges == (expected,)
    assert observation.outside == {"/usr/lib/json.py": 1}


def test_recall_by_tier() -> None:
    edges = [ObservedEdge("a", callee, (1,), count, 0.0) for count, callee in enumerate("bcde", start=1)]
    static = {("a", "b"): "exact", ("a", "c"): "inferred", ("a", "d"): "candidate"}
    recall = measure_recall(edges, lambda caller, callee: static.get((caller, callee)), bool)
    assert recall.at_least("exact") == 0.25
    assert recall.at_least("inferred") == 0.5
    assert recall.at_least("candidate") == 0.75
    assert [edge.callee for edge in recall.missed] == ["e"]
    assert measure_recall([], lambda *_: None, bool).at_least("exact") == 1.0


def test_recall_from_function_to_function_inside_each_package() -> None:
    pairs = [("a.b:f", "a:k"), ("a:g", "a.b:f"), ("a.b:", "a:g"), ("a:g", "c:h"), ("c:h", "c:i")]
    edges = [ObservedEdge(caller, callee, (1,), 1, 0.0) for caller, callee in pairs]
    static = {"a.b:f": "exact", "c:h": "candidate"}
    recall = measure_recall(edges, lambda caller, _: static.get(caller), lambda key: not key.endswith(":"))
    found = {name: (part.observed, dict(part.tiers), len(part.missed)) for name, part in recall.packages.items()}
    assert recall.observed == 5
    assert found == {"a": (2, {"exact": 1}, 1), "c": (1, {"candidate": 1}, 0)}


CHILDREN = {
    "forked": """
        import multiprocessing
        def work(n): return step(n)
        def step(n): return n
        if __name__ == "__main__":
            with multiprocessing.get_context("fork").Pool(2) as pool:
                pool.map(work, range(6))
                pool.close()
                pool.join()
        """,
    "one process": """
        import multiprocessing
        def work(n): return step(n)
        def step(n): return n
        if __name__ == "__main__":
            for n in range(6):
                process = multiprocessing.get_context("fork").Process(target=work, args=(n,))
                process.start()
                process.join()
        """,
    "os.fork": """
        import os
        def work(n): return step(n)
        def step(n): return n
        for n in range(6):
            if not os.fork():
                work(n)
                os._exit(0)
            os.wait()
        """,
}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.parametrize("name", CHILDREN)
def test_forked_children_are_recorded_along(name: str, tmp_path: Path) -> None:
    recording = record(script(tmp_path, CHILDREN[name]))
    edges = {(edge.caller, edge.callee): edge for edge in observe(recording, ["script.py"], by_qualname).edges}
    assert edges["work", "step"].count == 6
    assert recording.children == (2 if name == "forked" else 6)
    assert recording.unwatched == 0


STARTED = {
    "a program and a spawned process": (
        """
        import multiprocessing, subprocess, sys
        def work(): pass
        if __name__ == "__main__":
            subprocess.run([sys.executable, "-c", "pass"])
            process = multiprocessing.get_context("spawn").Process(target=work)
            process.start()
            process.join()
        """,
        (0, 2),
    ),
    "a program after a hook of its own": (
        """
        import subprocess, sys
        def prepare(): pass
        subprocess.run([sys.executable, "-c", "pass"], preexec_fn=prepare)
        """,
        (0, 1),
    ),
    "processes that were never started, and plain forks": (
        """
        import multiprocessing, os
        def work(): pass
        if __name__ == "__main__":
            waiting = [multiprocessing.get_context(how).Process(target=work) for how in ("fork", "spawn", "fork")]
            if not os.fork():
                os._exit(0)
            os.wait()
            waiting[0].start()
            waiting[0].join()
        """,
        (2, 0),
    ),
    "what a fork server starts": (
        """
        import multiprocessing
        def work(): pass
        if __name__ == "__main__":
            for _ in range(3):
                process = multiprocessing.get_context("forkserver").Process(target=work)
                process.start()
                process.join()
        """,
        (0, 3),
    ),
    "shells and spawned programs": (
        """
        import os, sys
        os.system("true")
        os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", "pass"])
        os.waitpid(os.posix_spawn(sys.executable, [sys.executable, "-c", "pass"], os.environ), 0)
        """,
        (0, 3),
    ),
    "a program named by a path object, and one that is not there": (
        """
        import os, pathlib, sys
        program = pathlib.Path(sys.executable)
        os.waitpid(os.posix_spawn(program, [program, "-c", "pass"], os.environ), 0)
        try:
            os.posix_spawn("/nonexistent", ["/nonexistent"], os.environ)
        except FileNotFoundError:
            pass
        else:
            sys.exit("it started")
        """,
        (0, 1),
    ),
    "a process in which multiprocessing cleans up, started by hand": (
        """
        import os, sys
        command = [sys.executable, "-c", "pass", "multiprocessing.resource_tracker"]
        os.waitpid(os.posix_spawn(sys.executable, command, os.environ), 0)
        """,
        (0, 0),
    ),
    "what a forked child starts": (
        """
        import os, subprocess, sys
        if not os.fork():
            subprocess.run([sys.executable, "-c", "pass"])
            os._exit(0)
        os.wait()
        """,
        (1, 1),
    ),
}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.parametrize("name", STARTED)
def test_processes_are_counted_as_they_are_started(name: str, tmp_path: Path) -> None:
    source, expected = STARTED[name]
    recording = record(script(tmp_path, source))
    assert (recording.children, recording.unwatched, recording.exit_status) == (*expected, 0)
