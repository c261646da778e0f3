"""The pool answers for every job, whatever becomes of the workers."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import msgspec
import pytest

from tracer.errors import SourceError
from tracer.extract import pool
from tracer.extract.cores import available_cores, group_limits
from tracer.extract.pool import ExtractionError, Job, Kind, Outcome, extract_all
from tracer.extract.python import extract
from tracer.extract.worker import pack_job, unpack_answer, work
from tracer.facts import ApiDefFacts, BuildFacts, CppFacts, PythonFacts, PythonFlow

DEEP = b"x = " + b"(" * 100_000 + b")" * 100_000 + b"\n"


def job(key: str, source: bytes, kind: Kind = "python") -> Job:
    return Job(key, kind, len(source), lambda: source)


def outcomes(jobs: list[Job], workers: int = 2) -> dict[str, Outcome]:
    found = list(extract_all(jobs, workers))
    assert sorted(outcome.key for outcome in found) == sorted(job.key for job in jobs)
    return {outcome.key: outcome for outcome in found}


def facts(outcome: Outcome) -> PythonFacts:
    return msgspec.msgpack.decode(outcome.facts, type=PythonFacts)


def many(count: int) -> list[Job]:
    return [job(f"file{i}", f"def f{i}():\n    return g({i})\n".encode() * (1 + i % 7)) for i in range(count)]


def children() -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(os.getpid())], capture_output=True, text=True, check=False)
    return [int(line) for line in listed.stdout.split()]


def test_outcomes_are_the_facts_of_each_file() -> None:
    jobs = many(40)
    for key, outcome in outcomes(jobs).items():
        expected, flow = extract(next(job for job in jobs if job.key == key).read())
        assert facts(outcome) == expected
        assert msgspec.msgpack.decode(outcome.flow, type=PythonFlow) == flow


@pytest.mark.parametrize(
    ("kind", "source", "type_"),
    [
        ("cpp", b'REGISTER_OP("A").Input("x: float");\n', CppFacts),
        ("api_def", b'op { graph_op_name: "A" }\n', ApiDefFacts),
        ("build", b"cc_library(name = 'a')\n", BuildFacts),
    ],
)
def test_other_kinds(kind: Kind, source: bytes, type_: type) -> None:
    outcome = outcomes([job("a", source, kind)])["a"]
    assert outcome.flow == b""
    assert outcome.problems == ()
    assert isinstance(msgspec.msgpack.decode(outcome.facts, type=type_), type_)


def test_progress_counts_files_and_bytes() -> None:
    seen: list[tuple[int, int, int]] = []
    jobs = many(10)
    list(extract_all(jobs, 2, lambda *progress: seen.append(progress)))
    assert [done for done, _, _ in seen] == list(range(1, 11))
    assert seen[-1] == (10, 10, sum(job.size for job in jobs))


def test_the_largest_comes_first() -> None:
    first = next(iter(extract_all(many(30), 1)))
    assert first.key in {"file6", "file13", "file20", "file27"}


def test_no_jobs_start_no_worker() -> None:
    assert list(extract_all([], 4)) == []


def test_a_crash_costs_its_own_file(capfd: pytest.CaptureFixture[str]) -> None:
    found = outcomes([*many(60), job("deep", DEEP), job("deeper", DEEP + b"\n")])
    failed = {key for key, outcome in found.items() if outcome.problems}
    assert failed == {"deep", "deeper"}
    (problem,) = found["deep"].problems
    assert "stack" in problem.reason
    assert facts(found["deep"]).problems == found["deep"].problems
    assert all(outcome.lasting for outcome in found.values())
    assert capfd.readouterr().err == ""


def test_too_much_memory_costs_its_own_file() -> None:
    table = b"x = [" + b"1, " * 5_000_000 + b"]\n"
    found = outcomes([*many(20), job("table", table)])
    assert {key for key, outcome in found.items() if outcome.problems} == {"table"}
    assert "memory" in found["table"].problems[0].reason
    assert {key for key, outcome in found.items() if not outcome.lasting} == {"table"}


def test_many_tiny_files_do_not_fill_the_pipes() -> None:
    program = textwrap.dedent("""
        from tracer.extract.pool import Job, extract_all
        source = b"x = 1\\n"
        print(len(list(extract_all([Job(str(i), "python", len(source), lambda: source) for i in range(1_000)], 1))))
    """)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout == "1000\n", done.stderr


def test_a_file_beyond_all_bounds_is_not_even_read() -> None:
    def never() -> bytes:
        raise AssertionError

    (outcome,) = extract_all([Job("huge", "python", 200 << 20, never)], 1)
    assert "larger than" in outcome.problems[0].reason


@pytest.mark.parametrize("error", [OSError("gone"), SourceError("gone")])
def test_a_file_that_cannot_be_read_is_named(error: Exception) -> None:
    def read() -> bytes:
        raise error

    found = outcomes([*many(3), Job("lost", "python", 10, read)])
    assert "gone" in found["lost"].problems[0].reason
    assert {key for key, outcome in found.items() if not outcome.lasting} == {"lost"}


def test_a_hang_costs_its_own_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "time_limit", lambda size: 1.0 if size > 1_000_000 else 60.0)
    slow = b"x = y\n" * 400_000
    found = outcomes([*many(10), job("slow", slow)])
    assert {key for key, outcome in found.items() if outcome.problems} == {"slow"}
    assert "longer than 1 s" in found["slow"].problems[0].reason
    assert {key for key, outcome in found.items() if not outcome.lasting} == {"slow"}


def test_workers_killed_from_outside_are_replaced() -> None:
    iterator = extract_all(many(400), 2)
    found = [next(iterator)]
    for child in children():
        os.kill(child, signal.SIGKILL)
    found += iterator
    assert len(found) == 400
    assert not any(outcome.problems for outcome in found)


def test_workers_that_never_start_end_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_context", lambda: multiprocessing.get_context("fork"))
    monkeypatch.setattr(pool, "work", lambda *_: os._exit(3))
    with pytest.raises(ExtractionError, match="do not start"):
        list(extract_all(many(3), 1))


def test_closing_ends_the_workers() -> None:
    before = children()
    iterator = extract_all(many(400), 2)
    next(iterator)
    assert len(children()) > len(before)
    iterator.close()  # type: ignore[attr-defined]
    assert children() == before


def test_spawned_workers_answer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_context", lambda: multiprocessing.get_context("spawn"))
    found = outcomes([*many(5), job("deep", DEEP)], workers=1)
    assert {key for key, outcome in found.items() if outcome.problems} == {"deep"}
    assert "stack" in found["deep"].problems[0].reason


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_workers_end_with_their_parent(end: signal.Signals) -> None:
    program = textwrap.dedent("""
        import multiprocessing, signal, sys
        from tracer.extract.pool import Job, extract_all
        source = b"x = f(y)\\n" * 8_000
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for outcome in extract_all([Job(str(i), "python", len(source) - i, lambda: source) for i in range(20)], 2,
                                   lambda *_: print(*[p.pid for p in multiprocessing.active_children()], flush=True)):
            pass
    """)
    parent = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert parent.stdout is not None
    workers = [int(pid) for pid in parent.stdout.readline().split()]
    assert workers
    parent.send_signal(end)
    assert parent.wait(timeout=20) != 0
    parent.stdout.close()
    deadline = time.monotonic() + 5
    while any(map(alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, workers))


def test_cores_are_counted() -> None:
    assert 1 <= available_cores() <= (os.cpu_count() or 1)


@pytest.mark.parametrize(
    ("files", "limits"),
    [
        ({}, []),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "max 100000\n"}, []),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "250000 100000\n"}, [2]),
        ({"proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/cpu.max": "50000 100000\n",
          "sys/fs/cgroup/cpu.max": "400000 100000\n"}, [1, 4]),
        ({"proc/self/cgroup": "2:memory:/x\n1:cpu,cpuacct:/docker\n",
          "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "300000\n",
          "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n"}, [3]),
        ({"proc/self/cgroup": "1:cpu:/\n", "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
          "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n"}, []),
    ],
)  # fmt: skip
def test_limits_of_control_groups(files: dict[str, str], limits: list[int], tmp_path: Path) -> None:
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    assert list(group_limits(str(tmp_path))) == limits


def test_a_worker_serves_until_its_pipe_closes() -> None:
    """One worker alone, ended in peace: what the pool's workers, which are killed when all is done, do meanwhile."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    said, errors = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(theirs, errors, [], os.getpid()))
    process.start()
    theirs.close()
    errors.close()
    assert ours.recv_bytes() == b""
    sources: list[tuple[Kind, bytes]] = [
        ("python", b"def f(): pass\n"),
        ("cpp", b'REGISTER_OP("A").Input("x: float");\n'),
        ("api_def", b'op {\n  graph_op_name: "A"\n}\n'),
        ("build", b'tf_gen_op_libs(op_lib_names = ["a_ops"])\n'),
        ("python", b"x = " + b"[" * 400 + b"]" * 400),
    ]
    problems = []
    for number, (kind, source) in enumerate(sources):
        ours.send_bytes(pack_job(number, kind, source))
        answered, facts, _, found = unpack_answer(ours.recv_bytes())
        assert (answered, bool(facts)) == (number, True)
        problems.append([problem.reason for problem in found])
    assert problems[:4] == [[]] * 4
    assert problems[4]
    ours.close()
    process.join(30)
    assert process.exitcode == 0
    said.close()
