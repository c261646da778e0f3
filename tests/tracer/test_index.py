from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.tracer.repositories import KERAS, bare, commit, git, write
from tracer.facts import SourceFile
from tracer.index.build import Report, Request, add_calls, index
from tracer.sources import MissingContent
from tracer.sources.tree import Tree
from tracer.store import Store, seal
from tracer.store.connection import FILE_NAME

SEQUENTIAL = "tensorflow/python/keras/engine/sequential.py"


def silent(stage: str, done: int, total: int) -> None:
    """No progress."""


def indexed(*specs: str, **options: object) -> Report:
    with Store.open_for_writing() as store:
        return index(Request(specs, workers=1, calls=False, **options), store, silent)  # type: ignore[arg-type]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "tracer", *arguments]


def answer(name: str, at: str) -> dict[str, object]:
    done = subprocess.run(command("where", name, "--at", at, "--json"), capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_what_was_read_is_counted_as_progress_counts_it(tmp_path: Path, warm: Path) -> None:
    plain = {f"plain{n}.cc": f"int f{n}() {{ return {n}; }}\n" for n in range(3)}
    write(
        tmp_path / "ops", {**plain, "op.cc": 'REGISTER_OP("Own").Input("x: int32");\n', "a.py": "", "b.py": "B = 1\n"}
    )
    totals = set()

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "extracting":
            totals.add(total)

    with Store.open_for_writing() as store:
        report = index(Request([str(tmp_path / "ops")], calls=False), store, progress)
    assert totals == {report.extracted}


def test_the_same_content_is_never_read_twice(keras: Path, warm: Path, tmp_path: Path) -> None:
    first = indexed(f"{keras}@v1")
    assert first.extracted == len([path for path in KERAS if not path.endswith("_test.py")])
    again = indexed(f"{keras}@v1")
    assert (again.extracted, again.reused) == (0, True)
    assert indexed(str(bare(keras, tmp_path / "other.git")), name="other").extracted == 0
    assert indexed(str(keras), name="tree").extracted == 0
    git(keras, "mv", SEQUENTIAL, "tensorflow/python/keras/moved.py")
    assert indexed(str(keras), name="tree").extracted == 0


def test_another_tag_costs_what_changed(keras: Path, warm: Path) -> None:
    indexed(f"{keras}@v1")
    commit(keras, {SEQUENTIAL: f"# changed\n{KERAS[SEQUENTIAL]}", "new.py": "x = 1\n"}, tag="v2")
    assert indexed(f"{keras}@v2").extracted == 2
    assert len(Store.open_for_writing().snapshots()) == 2


def test_several_sources_are_linked_across(keras: Path, warm: Path, tmp_path: Path) -> None:
    user = "from tensorflow.python.keras.engine.sequential import Sequential\n\n\nclass Mine(Sequential):\n    pass\n"
    commit(tmp_path / "user", {"user/__init__.py": "", "user/models.py": user}, tag="u1")
    report = indexed(f"{keras}@v1", f"{tmp_path / 'user'}@u1")
    assert report.snapshot.name == "tensorflow@v1+user@u1"
    with Store.open_for_writing() as store, store.snapshot(report.snapshot.name) as snapshot:
        mine = snapshot.symbol("user.models:Mine")
        assert mine is not None
        assert mine.mro[:3] == (
            "user.models.Mine",
            "tensorflow.python.keras.engine.sequential.Sequential",
            "tensorflow.python.keras.engine.training.Model",
        )
        assert [source.name for source in snapshot.sources] == ["tensorflow", "user", "reference_impl"]


def test_two_repositories_of_one_name_are_two_snapshots(keras: Path, warm: Path, tmp_path: Path) -> None:
    other = bare(keras, tmp_path / "other.git")
    names = [indexed(f"{folder}@v1").snapshot.name for folder in (keras, other, keras)]
    assert names == ["tensorflow@v1", "tensorflow@v1~2", "tensorflow@v1"]


def test_a_snapshot_of_another_version_is_indexed_again_with_a_word(keras: Path, warm: Path) -> None:
    indexed(f"{keras}@v1")
    with sqlite3.connect(warm / FILE_NAME) as connection:
        connection.execute("UPDATE snapshots SET linker = -1")
    connection.close()
    seal.take_away(str(warm / FILE_NAME))
    done = subprocess.run(command("where", "Sequential"), capture_output=True, text=True, check=True)
    assert "another version" in done.stderr
    done = subprocess.run(command("search", "Sequential"), capture_output=True, text=True, check=True)
    assert "indexing tensorflow@v1 again" in done.stderr
    done = subprocess.run(command("where", "Sequential"), capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_odd_files_cost_themselves(warm: Path, tmp_path: Path) -> None:
    write(
        tmp_path / "odd",
        {
            "good.py": "class Good:\n    pass\n",
            "deep.py": "(" * 100_000,
            "ifs.py": "".join(f"{' ' * n}if x:\n" for n in range(3000)),
            "nul.py": b"x = 1\0\0\n",
            "binary.py": bytes(range(256)) * 40,
            "half.py": "class Half(\n",
            "utf16.py": "x = 1\n".encode("utf-16"),
        },
    )
    report = indexed(str(tmp_path / "odd"), name="odd")
    with Store.open_for_writing() as store, store.snapshot(report.snapshot.name) as snapshot:
        assert snapshot.symbols_named("Good")
        named = {problem.path for problem in snapshot.problems()}
    assert {"deep.py", "nul.py", "binary.py", "half.py", "utf16.py"} <= named


def test_a_file_that_changes_while_it_is_read_is_read_the_next_time(
    warm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "pk", {"__init__.py": "", "a.py": "class Foo: pass\n", "b.py": "from pk.a import Foo\n"})

    def edited(self: Tree, file: SourceFile) -> bytes:
        raise MissingContent("changed while it was indexed", where=file.path)

    with monkeypatch.context() as patch:
        patch.setattr(Tree, "read", edited)
        first = indexed(str(tmp_path / "pk"), name="one")
    with Store.open_for_writing() as store:
        with store.snapshot("one") as snapshot:
            assert {problem.path for problem in snapshot.problems()} == {"pk/__init__.py", "pk/a.py", "pk/b.py"}
            assert not snapshot.symbols_named("Foo")
        assert add_calls(store, "one", "tensorflow", silent).has_calls  # what could not be read calls nothing
    again = indexed(str(tmp_path / "pk"), name="one")
    assert (first.reused, again.reused, again.extracted) == (False, False, 3)
    with Store.open_for_writing() as store, store.snapshot("one") as snapshot:
        assert snapshot.problems() == []
        assert snapshot.symbols_named("Foo")
    assert indexed(str(tmp_path / "pk"), name="one").reused


def test_interrupting_leaves_a_usable_store(keras: Path, warm: Path) -> None:
    indexed(f"{keras}@v1")
    commit(keras, {f"m{n}.py": f"class C{n}:\n    def f(self): return {n}\n" * 200 for n in range(100)}, tag="v2")
    process = subprocess.Popen(command("index", f"{keras}@v2", "--progress", "json", "--jobs", "1"),
                               stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))  # fmt: skip
    # A run of the tests in the background ignores SIGINT, and its children would too.
    assert process.stderr is not None
    for line in process.stderr:
        if '"extracting"' in line:
            process.send_signal(signal.SIGINT)
            break
    rest = process.stderr.read()
    assert process.wait(timeout=60) == 130
    assert "Traceback" not in rest
    assert answer("Sequential", "tensorflow@v1")["matches"]
    with Store.open_for_writing() as store:
        assert [info.name for info in store.snapshots()] == ["tensorflow@v1"]


@pytest.mark.stress
def test_killed_at_any_moment_only_that_run_is_lost(keras: Path, warm: Path) -> None:
    indexed(f"{keras}@v1")
    expected = answer("Model.fit", "tensorflow@v1")["matches"]
    random.seed(0)
    for number in range(50):
        commit(keras, {f"m{n}.py": f"class C{n}_{number}:\n    pass\n" * 50 for n in range(20)}, tag=f"k{number}")
        process = subprocess.Popen(command("index", f"{keras}@k{number}", "--progress", "none", "--jobs", "1"))
        time.sleep(random.uniform(0.2, 4))
        process.kill()
        process.wait()
        assert answer("Model.fit", "tensorflow@v1")["matches"] == expected
    assert indexed(f"{keras}@k49", name="last").snapshot.name == "last"
    with sqlite3.connect(warm / FILE_NAME) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM snapshots WHERE NOT visible").fetchone() == (0,)


@pytest.mark.stress
def test_two_indexers_and_ten_readers(keras: Path, warm: Path) -> None:
    indexed(f"{keras}@v1")
    for number in range(6):
        commit(keras, {f"n{number}.py": "x = 1\n"}, tag=f"t{number}")
    writers = [
        subprocess.Popen(["bash", "-c", " && ".join(
            f"{sys.executable} -m tracer index {keras}@t{number} --progress none --jobs 1 --as s{number % 2}"
            for number in range(first, 6, 2))])
        for first in (0, 1)
    ]  # fmt: skip
    queries = "\n".join(["Sequential", "Model.fit", "keras.Model"] * 100)
    readers = [
        subprocess.Popen(command("where", "--stdin", "--json", "--at", "tensorflow@v1"), stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE, text=True)
        for _ in range(10)
    ]  # fmt: skip
    for reader in readers:
        out, _ = reader.communicate(queries, timeout=300)
        assert reader.returncode == 0
        assert all(json.loads(line)["matches"] for line in out.splitlines())
    assert [writer.wait(timeout=300) for writer in writers] == [0, 0]


@pytest.mark.stress
def test_flipped_bytes_give_right_answers_or_an_error_that_helps(keras: Path, warm: Path) -> None:
    indexed(f"{keras}@v1")
    with sqlite3.connect(warm / FILE_NAME) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    path = warm / FILE_NAME
    whole = path.read_bytes()
    for seed in range(40):
        random.seed(seed)
        broken = bytearray(whole)
        for _ in range(300):
            broken[random.randrange(len(broken))] ^= 1 << random.randrange(8)
        path.write_bytes(broken)
        done = subprocess.run(command("where", "Sequential", "--at", "tensorflow@v1", "--json"), capture_output=True,
                              text=True, check=False)  # fmt: skip
        assert "Traceback" not in done.stderr
        assert done.returncode in (0, 1, 2)
        if done.returncode == 2:
            assert "tracer cache clean" in done.stderr or "index" in done.stderr
    path.write_bytes(broken)
    assert indexed(f"{keras}@v1").snapshot.name == "tensorflow@v1"
    assert answer("Sequential", "tensorflow@v1")["matches"]


@pytest.mark.stress
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_cache(keras: Path, warm: Path) -> None:
    indexed(f"{keras}@v1")
    for path in (warm, *warm.iterdir()):
        path.chmod(0o555 if path.is_dir() else 0o444)
    assert answer("Sequential", "tensorflow@v1")["matches"]
    done = subprocess.run(command("index", f"{keras}@v1", "--as", "x"), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "TRACER_CACHE_DIR" in done.stderr
