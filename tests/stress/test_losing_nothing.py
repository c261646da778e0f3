"""Kills, full disks, broken stores and many processes at once: answers are right, or an error says what to do."""

from __future__ import annotations

import ctypes
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tracer.repositories import KERAS, commit, write
from tracer.cli import main
from tracer.store.connection import FILE_NAME
from tracer.store.seal import seal_path

SEQUENTIAL = ("tensorflow/python/keras/engine/sequential.py", 7)
FIT = ("tensorflow/python/keras/engine/training.py", 10)
Output = pytest.CaptureFixture[str]


def start(*arguments: str, limit: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    """The tool in a process of its own (group), that sees this one's environment as it is now.

    With a limit nothing measures it: coverage could not write what it measured either.
    """
    measured = {name: value for name, value in os.environ.items() if not (limit and name.startswith("COVERAGE_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "tracer", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, preexec_fn=limit, cwd=Path(__file__).parents[2], env=measured,
    )  # fmt: skip


def finished(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=300)
    assert "Traceback" not in err
    assert "internal error" not in err
    return process.returncode, out, err


def places(answer: str) -> list[tuple[str, int] | None]:
    found = [json.loads(line)["matches"] for line in answer.splitlines()]
    return [(matches[0]["file"], matches[0]["line"]) if matches else None for matches in found]


def assert_right(at: str) -> None:
    status, out, err = finished(start("where", "keras.Sequential", "Model.fit", "--json", "--at", at))
    assert status == 0, err
    assert places(out) == [SEQUENTIAL, FIT]


def index(folder: Path, *options: str) -> list[str]:
    return ["index", f"{folder}@v1", "--as", "one", "--jobs", "1", "--progress", "none", *options]


# ------------------------------------------------------------------------------------------------- kills


def killed_at_random(keras: Path, store: Path, times: int, seed: int) -> None:
    """Index the repository `times` times over, each killed at some moment; then readers and one more index."""
    chance = random.Random(seed)
    started = time.monotonic()
    assert finished(start(*index(keras)))[0] == 0
    whole = time.monotonic() - started
    for number in range(times):
        write(keras, {"tensorflow/python/more.py": f"x = {number}\n"})
        commit(keras, {}, tag=f"k{number}")
        if number % 3 == 0:
            (store / FILE_NAME).unlink(missing_ok=True)
            for suffix in ("-wal", "-shm"):
                (store / f"{FILE_NAME}{suffix}").unlink(missing_ok=True)
        process = start("index", f"{keras}@k{number}", "--as", "one", "--jobs", "2", "--progress", "none")
        time.sleep(chance.uniform(0, whole * 1.1))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)
        status, out, err = finished(start("where", "keras.Sequential", "Model.fit", "--json", "--at", f"{keras}@v1"))
        assert status == 0, err
        assert places(out) == [SEQUENTIAL, FIT]
    assert finished(start(*index(keras)))[0] == 0
    assert_right("one")


def test_killed_three_times(keras: Path, warm: Path) -> None:
    killed_at_random(keras, warm, 3, seed=8)


@pytest.mark.stress
def test_killed_fifty_times(keras: Path, warm: Path) -> None:
    killed_at_random(keras, warm, 50, seed=time.time_ns())


def test_workers_end_with_the_indexer_that_is_killed(keras: Path, cache: Path) -> None:
    write(keras, {f"tensorflow/m{n}.py": f"x = [{'1, ' * 20_000}]\n" for n in range(20)})
    commit(keras, {}, tag="v2")
    process = start("index", f"{keras}@v2", "--as", "one", "--jobs", "2", "--no-calls", "--progress", "none")
    children: list[int] = []
    deadline = time.monotonic() + 60
    while not children and process.poll() is None and time.monotonic() < deadline:
        children = descendants(process.pid)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    while any(Path(f"/proc/{child}").exists() for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [child for child in children if Path(f"/proc/{child}").exists()]


def descendants(process: int) -> list[int]:
    try:
        return [int(n) for n in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


# ----------------------------------------------------------------------------------------------- no space


@pytest.mark.parametrize("kilobytes", [64, 1_500])
def test_no_space_left(keras: Path, cache: Path, kilobytes: int) -> None:
    """A limit on the size of files stands in for a full disk: SQLite meets a write that fails, in either case."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes << 10, kilobytes << 10))

    status, _, err = finished(start(*index(keras), limit=limit))
    assert status == 2
    assert len(err.splitlines()) == 1
    assert "TRACER_CACHE_DIR" in err
    assert finished(start(*index(keras)))[0] == 0
    assert_right("one")


PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1  # linux/prctl.h, linux/capability.h


def without_override() -> None:
    """To the superuser nothing is read-only, unless it gives up that capability before it executes a program."""
    if os.geteuid() == 0:
        assert ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0) == 0


@pytest.mark.skipif(os.geteuid() == 0 and sys.platform != "linux", reason="the superuser may write anywhere")
def test_a_read_only_cache_directory(keras: Path, warm: Path) -> None:
    """Questions are answered from a store that cannot be written, and without one; an index says why it can't."""
    assert finished(start(*index(keras, "--no-calls")))[0] == 0
    for path in [warm, *warm.iterdir()]:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        for at in ("one", f"{keras}@v1"):
            questions = ["where", "keras.Sequential", "Model.fit", "--json", "--at", at]
            status, out, err = finished(start(*questions, limit=without_override))
            assert status == 0, err
            assert places(out) == [SEQUENTIAL, FIT]
        status, _, err = finished(start("index", str(keras), "--progress", "none", limit=without_override))
        assert (status, len(err.splitlines())) == (2, 1)
        assert "TRACER_CACHE_DIR" in err
    finally:
        for path in [warm, *warm.iterdir()]:
            path.chmod(0o700)


def test_a_cache_directory_that_cannot_be_made(keras: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TRACER_CACHE_DIR", str(tmp_path / "file" / "cache"))
    for command in (index(keras), ["where", "Sequential", "--at", f"{keras}@v1"]):
        status, _, err = finished(start(*command))
        assert status in (0, 2)
        assert status == 0 or "TRACER_CACHE_DIR" in err


# ---------------------------------------------------------------------------------------- broken stores


def nothing(content: bytes) -> bytes:
    return b""


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def no_database(content: bytes) -> bytes:
    return b"no database at all\n" * 1_000


def other_version(content: bytes) -> bytes:
    return content[:60] + b"\x00\x00\x27\x0f" + content[64:]


def no_schema(content: bytes) -> bytes:
    return content[:100] + b"\xff" * 8_000 + content[8_100:]


def zeros(content: bytes) -> bytes:
    return bytes(len(content))


SELDOM = [pytest.param(broken, marks=pytest.mark.stress) for broken in (nothing, other_version, no_schema, zeros)]


@pytest.mark.parametrize("broken", [half, no_database, *SELDOM])
def test_a_broken_store(broken: Callable[[bytes], bytes], keras: Path, warm: Path, capsys: Output) -> None:
    assert main(index(keras, "--no-calls")) == 0
    store = warm / FILE_NAME
    store.write_bytes(broken(store.read_bytes()))
    capsys.readouterr()
    answer_or_error(capsys, keras)
    assert main(index(keras, "--no-calls")) == 0
    assert answer_or_error(capsys, keras)


def answer_or_error(capsys: Output, keras: Path) -> bool:
    """Ask; the answer is right (whether from the store or without it), or one line says what to do."""
    capsys.readouterr()
    status = main(["where", "keras.Sequential", "Model.fit", "--json", "--at", "one"])
    printed = capsys.readouterr()
    if status == 0:
        assert places(printed.out) == [SEQUENTIAL, FIT]
        return True
    assert status == 2, printed.out
    assert "internal error" not in printed.err
    assert "tracer " in printed.err
    assert len(printed.err.splitlines()) == 1
    return False


def flip(store: Path, chance: random.Random, count: int) -> None:
    content = bytearray(store.read_bytes())
    for _ in range(count):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    store.write_bytes(content)


def test_the_store_is_sealed_after_each_command_that_writes(keras: Path, warm: Path) -> None:
    for command in (
        ["where", "keras.Sequential", "--at", f"{keras}@v1"],
        ["history", "keras.Sequential", str(keras), "--revs", "v*"],
        index(keras, "--no-calls"),
        ["callees", "Sequential.fit", "--at", "one"],
    ):
        Path(seal_path(str(warm / FILE_NAME))).unlink(missing_ok=True)
        (warm / FILE_NAME).touch()
        assert finished(start(*command))[0] in (0, 1)
        assert Path(seal_path(str(warm / FILE_NAME))).exists(), command


def said(capsys: Output, command: list[str]) -> tuple[int, str]:
    status = main(command)
    printed = capsys.readouterr()
    assert "internal error" not in printed.err
    assert status != 2 or "tracer " in printed.err
    return status, printed.out


def flipped_bytes(keras: Path, warm: Path, capsys: Output, times: int, seed: int) -> None:
    """Each command says what it said before the bytes changed, or says what to do."""
    assert main(index(keras, "--no-calls")) == 0
    good = warm.with_name("good")
    shutil.copytree(warm, good)
    commands = (["status"], ["show", "Sequential", "--at", "one"], ["search", "seq", "--at", "one"],
                ["where", "keras.Sequential", "Model.fit", "--json", "--at", "one"])  # fmt: skip
    capsys.readouterr()
    right = [said(capsys, command) for command in commands]
    chance = random.Random(seed)
    for _ in range(times):
        shutil.rmtree(warm)
        shutil.copytree(good, warm)
        flip(warm / FILE_NAME, chance, chance.choice([1, 10, 1_000]))
        for command, expected in zip(commands, right, strict=True):
            assert said(capsys, command) in (expected, (2, ""))
    assert main(index(keras, "--no-calls")) == 0
    assert_right("one")


def test_flipped_bytes(keras: Path, warm: Path, capsys: Output) -> None:
    flipped_bytes(keras, warm, capsys, 5, seed=3)


@pytest.mark.stress
def test_many_flipped_bytes(keras: Path, warm: Path, capsys: Output) -> None:
    flipped_bytes(keras, warm, capsys, 300, seed=time.time_ns())


# ----------------------------------------------------------------------------------- many at the same time


@pytest.mark.stress
def test_two_indexers_and_ten_readers(keras: Path, warm: Path) -> None:
    assert finished(start(*index(keras)))[0] == 0
    commit(keras, {"tensorflow/python/more.py": "x = 1\n"}, tag="v2")
    indexers = [
        start("index", f"{keras}@{tag}", "--as", "one", "--jobs", "1", "--progress", "none") for tag in ("v1", "v2")
    ]
    questions = ["where", "keras.Sequential", "Model.fit", "--json", "--at", "one"]
    readers = [start(*questions) for _ in range(10)]
    for reader in readers:
        status, out, err = finished(reader)
        assert status == 0, err
        assert places(out) == [SEQUENTIAL, FIT]
    for indexer in indexers:
        assert finished(indexer)[0] == 0
    assert_right("one")


def test_the_small_repository_is_what_the_tests_say() -> None:
    assert str(KERAS[SEQUENTIAL[0]]).splitlines()[SEQUENTIAL[1] - 1].startswith("class Sequential")
