from __future__ import annotations

import errno
import os
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tracer.errors import DamagedStore, StoreError, UnknownSnapshot
from tracer.linked import (
    Binding,
    CallEdge,
    Counterpart,
    Export,
    Gradient,
    Handed,
    Kernel,
    Op,
    Outline,
    Receivers,
    Signature,
    Supplied,
    Symbol,
    Unresolved,
)
from tracer.store import FactsRow, File, FileProblem, Observation, Source, Store, connection, seal, upkeep
from tracer.store.connection import FILE_NAME, SCHEMA_VERSION, cache_dir, connect_for_writing, marker, translated
from tracer.store.owner import identity
from tracer.store.writer import begin_snapshot, drop_snapshot
from tracer.versions import CALLS_VERSION, EXTRACTOR_VERSION

SOURCE = Source(0, "tensorflow", "git", "/tf", "v1", "abc", "https://x/y", "d1", {"ref": None, "skipped": {"x": 1}})
FILES = [
    File(0, 0, "tf/a.py", "b1", "python", "tf.a", False, False),
    File(1, 0, "x/tf/a.py", "b2", "python", "x.tf.a", False, True),
]
CLASS = Symbol(
    "tf.a:C", "class", "C", "tf.a", "C", 0, 3, 9, "tf.a:", Signature(("self", "x"), "rest", "kw", ("k",), {"x": "1"}),
    ("tf.a.B",), ("tf.a.C", "tf.a.B", "builtins.object"), "source", "tf.C", False, ("careful",),
)  # fmt: skip
METHOD = Symbol("tf.a:C.f", "method", "f", "tf.a", "C.f", 0, 5, 6, "tf.a:C", dead=True)
MODULE = Symbol("tf.a:", "module", "a", "tf.a", "", 0, 1, 20)
EXPORTS = [
    Export("tf.C", "v2", "tf.a:C", 0, 2, "@tf_export"),
    Export("tf.C", "v1", "tf.a:C.f", 0, 2, "@tf_export", True),
    Export("tf.models.C", "v2", "tf.a:C", 0, 2, "@tf_export"),
]
BINDINGS = [
    Binding("x.tf.a", "C", "import", "tf.a:C", "tf.a", "C", 1, 4, "from tf.a import C", "except ImportError", 1),
    Binding("x.tf.a", "C", "alias", "<external>:six.C", None, None, 1, 3, "C = six.C"),
]
EDGES = [
    CallEdge("tf.a:C.f", "tf.a:C", "exact", "construct", "name", ((5, 2), (6, 70_000))),
    CallEdge("tf.a:C.f", "<builtin>:len", "inferred", "call", "builtin", ((5, 9),)),
]
OP = Op("MatMul", 1, 7, 9, "gen", "mat_mul", Signature(("a", "b")), (("tf.mm", True),), "HIDDEN", ("d.pbtxt",),
        ("a: T",), ("p: T",), ("T: type",), "half")  # fmt: skip
KERNEL = Kernel("MatMul", 1, 8, "CPU", ("float", "half"), "MatMulOp", 1, 3, "eigen", 2, "part")


RECEIVERS = [
    Receivers("tf.a:C.f", "tf.a:C.g", "", ("tf.a:D", "tf.a:E"), ()),
    Receivers("tf.a:C.f", "tf.a:C.g", "tf.a:D", (), ("tf.a:Ü",)),
]
HANDED = [
    Handed("tf.a:C.f", "", "", (), ("tf.a:Ü",)),
    Handed("tf.a:C.f", "tf.a:C.g", "<own>", ("tf.a:new",), ()),
]
SUPPLIED = [
    Supplied("tf.a:C.f", "tf.a:C.g", "if 1", ("train",), ()),
    Supplied("tf.a:C.f", "tf.a:C.g", "pass 2 mode", ("1",), ("test", "train")),
]


@pytest.fixture
def store(cache: Path) -> Store:
    return Store.open_for_writing()


def fill(store: Store, name: str = "one", marker: str = "tf.a:C", *, publish: bool = True, calls: bool = False) -> None:
    with store.write_snapshot(name, linker=7) as writer:
        writer.add_sources([SOURCE])
        writer.add_files(FILES)
        writer.add_problems([FileProblem(0, "tf/b.py", 3, "skipped", "half-written")])
        writer.add_symbols([MODULE, CLASS._replace(key=marker), METHOD])
        writer.add_exports(EXPORTS)
        writer.add_bindings(BINDINGS)
        writer.add_unresolved([Unresolved("import", 0, 1, "import x", "no such module", "tf.a:")])
        writer.add_counterparts(
            [Counterpart("tf.C", "ref:C", "tf.a:C", 1, 2), Counterpart("tf.D", "ref:D", None, 1, 3)]
        )
        writer.add_ops([OP])
        writer.add_kernels([KERNEL])
        writer.add_gradients([Gradient("MatMul", 0, 4, None), Gradient("MatMul", 0, 5, "tf.a:grad")])
        if publish:
            writer.publish({"api": "v2"})
    if calls:
        with store.write_calls(store.snapshots()[0]) as writer:
            writer.add_edges(EDGES)
            writer.add_symbol_ops([("tf.a:C.f", ("MatMul", "Add")), ("tf.a:new", ("Add",))])
            writer.publish_calls({"api": "v2"}, reversed(RECEIVERS), reversed(HANDED), reversed(SUPPLIED))


def test_names_are_read_back(store: Store) -> None:
    fill(store, calls=True)
    with store.snapshot("one") as snapshot:
        assert snapshot.info[1:4] == ("one", "tensorflow", "calls")
        assert snapshot.info.linker == 7
        assert snapshot.sources == (SOURCE,)
        assert list(snapshot.files()) == FILES
        assert snapshot.files_ending("tf/a.py") == FILES
        assert snapshot.files_at("tf/a.py") == FILES[:1]
        assert snapshot.files_ending("_/a.py") == []
        assert snapshot.files_of_module("tf.a") == FILES[:1]
        assert snapshot.problems() == [FileProblem(0, "tf/b.py", 3, "skipped", "half-written")]
        assert snapshot.symbol("tf.a:C") == CLASS
        assert snapshot.symbols(["tf.a:C.f", "nope", "tf.a:"]) == [METHOD, MODULE]
        assert snapshot.symbols_named("f") == [METHOD]
        assert snapshot.keys_named("f") == ["tf.a:C.f"]
        assert snapshot.mros_of(["tf.a:C.f", "nope", "tf.a:C"]) == {"tf.a:C": CLASS.mro, "tf.a:C.f": ()}
        assert snapshot.symbols_in(0, 5) == [MODULE, CLASS, METHOD]
        assert snapshot.symbols_in(0) == [MODULE, CLASS, METHOD]
        assert snapshot.members("tf.a:C") == [METHOD]
        assert snapshot.member("tf.a:", "C") == [CLASS]
        assert {symbol.key for symbol in snapshot.all_symbols()} == {"tf.a:", "tf.a:C", "tf.a:C.f"}
        assert ("tf.a:C.f", "f", "method", None, True, False) in set(snapshot.symbol_names())
        assert Outline("tf.a:C", "class", "C", "tf.C", CLASS.mro) in set(snapshot.outlines())
        assert snapshot.exports("tf.C") == EXPORTS[:2]
        assert snapshot.exports_of("tf.a:C") == [EXPORTS[0], EXPORTS[2]]
        assert snapshot.exports_ending("models.C") == [EXPORTS[2]]
        assert snapshot.exports_ending("dels.C") == []
        assert len(list(snapshot.all_exports())) == 3
        assert snapshot.bindings("x.tf.a", "C") == BINDINGS[::-1]
        assert snapshot.bindings_of("x.tf.a") == BINDINGS[::-1]
        assert [u.reason for u in snapshot.unresolved()] == ["no such module"]
        assert snapshot.unresolved("call") == []
        assert snapshot.unresolved_of("tf.a:")[0].text == "import x"
        assert snapshot.unresolved_counts() == [("import", "no such module", 1)]
        assert [c.name for c in snapshot.counterparts()] == ["tf.C", "tf.D"]
        assert snapshot.counterparts_of("tf.a:C")[0].symbol == "ref:C"
        assert snapshot.counterparts_by("ref:D")[0].target is None
        assert snapshot.counts()["symbols"] == 3


def test_ops_and_calls_are_read_back(store: Store) -> None:
    fill(store, calls=True)
    with store.snapshot("one") as snapshot:
        assert snapshot.op("MatMul") == OP
        assert snapshot.ops_of_function("mat_mul", "gen") == [OP]
        assert snapshot.ops_of_function("mat_mul", "other") == []
        assert list(snapshot.ops()) == [OP]
        assert snapshot.kernels("MatMul") == [KERNEL] == list(snapshot.all_kernels())
        assert [snapshot.ops_behind(key) for key in ("tf.a:C.f", "tf.a:new", "tf.a:C")] == [
            ("MatMul", "Add"), ("Add",), (),
        ]  # fmt: skip
        assert [g.function for g in snapshot.gradients("MatMul")] == [None, "tf.a:grad"]
        assert sorted(snapshot.callees("tf.a:C.f"), key=lambda e: e.callee) == sorted(EDGES, key=lambda e: e.callee)
        assert snapshot.callers("tf.a:C") == EDGES[:1]
        assert len(list(snapshot.edges())) == 2
        assert list(snapshot.receivers()) == RECEIVERS
        assert list(snapshot.handed()) == HANDED
        assert list(snapshot.supplied()) == SUPPLIED
        assert snapshot.supplied().of(SUPPLIED[0].caller) == [
            row for row in SUPPLIED if row.caller == SUPPLIED[0].caller
        ]
        assert snapshot.supplied().of("tf.a:nothing") == snapshot.supplied().of("") == []
        graph = snapshot.adjacency()
        number = graph.names.index("tf.a:C.f")
        assert {(graph.names[far], *graph.codes[code]) for far, code in graph.out.of(number)} == {
            ("tf.a:C", "exact construct name", 1),
            ("<builtin>:len", "inferred call builtin", 1),
        }
        assert {graph.names[far] for far, _ in graph.into.of(graph.names.index("tf.a:C"))} == {"tf.a:C.f"}
        assert list(graph.names) == sorted(graph.names)
        assert [graph.names.find(name) for name in graph.names] == list(range(len(graph.names)))
        assert [graph.names.find(name) for name in ("", "tf.a:C.", "\uffff")] == [None] * 3


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_rows_that_were_not_read_to_the_end_may_outlive_the_store(store: Store) -> None:
    """As where an interrupt ends a command amid them."""
    fill(store, calls=True)
    with store.snapshot("one") as snapshot:
        rows = iter(snapshot.symbol_names())
        next(rows)
    store.close()
    del rows


def test_facts_are_shared_by_content(store: Store) -> None:
    row = FactsRow("b1", "python", (("bad", 3, "partial"),), b"facts", b"flow")
    store.add_facts([row, row], 1)
    store.add_facts([row._replace(data=b"other")], 1)
    assert store.known_facts("python", 1) == {"b1"}
    assert store.known_facts("python", 2) == set()
    assert store.facts("b1", "python", 1) == b"facts"
    assert store.flow("b1", "python", 1) == b"flow"
    assert store.facts("b1", "cpp", 1) is None
    assert list(store.problems_of(["b1"], "python", 1)) == [("b1", [["bad", 3, "partial"]])]


def test_a_snapshot_is_seen_only_when_it_is_whole(store: Store) -> None:
    with pytest.raises(KeyError), store.write_snapshot("one") as writer:  # noqa: PT012
        writer.add_sources([SOURCE])
        raise KeyError
    assert store.snapshots() == []
    fill(store, publish=False)
    assert store.snapshots() == []


def test_a_reader_keeps_what_it_sees_while_the_snapshot_is_replaced(store: Store) -> None:
    fill(store)
    with store.snapshot("one") as old:
        fill(store, marker="tf.a:Other")
        assert old.symbol("tf.a:C") == CLASS
        assert old.symbol("tf.a:Other") is None
        assert len(old.exports("tf.C")) == 2
    with store.snapshot("one") as new:
        assert new.symbol("tf.a:C") is None
        assert new.symbol("tf.a:Other") is not None
    assert len(store.snapshots()) == 1


def owned(**changes: str) -> str:
    host, boot, process, started = identity().split("\t")
    return "\t".join({"host": host, "boot": boot, "process": process, "started": started, **changes}.values())


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, True),
        ({"process": "999999999"}, False),
        ({"boot": "before"}, False),
        ({"started": "1"}, False),
        ({"host": "elsewhere", "process": "999999999"}, True),
        (None, False),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="boots and start times are read from /proc")
def test_what_a_dead_writer_left_is_dropped(store: Store, changes: dict[str, str] | None, kept: bool) -> None:
    owner = "" if changes is None else owned(**changes)
    begin_snapshot(store._connection, "", "left", "tensorflow", 1).add_sources([SOURCE])
    store._connection.execute("UPDATE snapshots SET owner = ?", (owner,))
    store.close()
    with Store.open_for_writing() as again:
        assert again._connection.execute("SELECT count(*) FROM sources").fetchone() == (kept,)
        assert again._connection.execute("SELECT count(*) FROM snapshots").fetchone() == (kept,)
        again._connection.execute("UPDATE snapshots SET created = created - 100000 WHERE owner LIKE 'elsewhere%'")
    with Store.open_for_writing() as later:
        assert len(later._connection.execute("SELECT 1 FROM snapshots").fetchall()) == (owner == owned())


def test_a_writer_that_was_taken_for_dead_does_not_publish_half_a_snapshot(store: Store) -> None:
    with pytest.raises(StoreError, match="was dropped"), store.write_snapshot("one") as writer:  # noqa: PT012
        writer.add_sources([SOURCE])
        drop_snapshot(store._connection, "", writer.snapshot)
        writer.publish({})
    assert store.snapshots() == []


@pytest.mark.parametrize("moment", ["in the block", "while the old one is dropped"])
def test_an_interrupt_after_publishing_loses_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    fill(store)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):  # noqa: PT012
        if moment != "in the block":
            patch.setattr("tracer.store.writer.drop_snapshot", interrupted)
        with store.write_snapshot("one", linker=8) as writer:
            writer.add_sources([SOURCE])
            writer.publish({})
            if moment == "in the block":
                raise KeyboardInterrupt
    assert [(info.name, info.linker) for info in store.snapshots()] == [("one", 8)]
    store.close()
    with Store.open_for_writing() as again:
        assert again._connection.execute("SELECT count(*) FROM snapshots").fetchone() == (1,)
        assert again.snapshot("one").sources == (SOURCE,)


def test_calls_are_written_whole_or_not_at_all(store: Store) -> None:
    fill(store)
    with pytest.raises(KeyError), store.write_calls(store.snapshots()[0]) as writer:  # noqa: PT012
        writer.add_edges(EDGES[:1])
        raise KeyError
    with store.snapshot("one") as snapshot:
        assert not snapshot.has_calls
        assert list(snapshot.edges()) == []


def test_calls_that_are_linked_again_replace_those_before(store: Store) -> None:
    """What could not be resolved is numbered above what is there."""
    fill(store)
    for version in (1, CALLS_VERSION):
        with store.write_calls(store.snapshots()[0]) as writer:
            writer.add_symbol_ops([(f"tf.a:{version}", ("MatMul",)), ("tf.a:C", (f"Op{version}",))])
            writer.add_unresolved(Unresolved("call", 0, n, "x()", "unknown", None) for n in range(3))
            writer.publish_calls({"calls_version": version})
    with store.snapshot("one") as snapshot:
        assert [(u.kind, u.line) for u in snapshot.unresolved()] == [("import", 1), *(("call", n) for n in range(3))]
        assert [snapshot.ops_behind(key) for key in ("tf.a:1", "tf.a:C")] == [(), (f"Op{CALLS_VERSION}",)]


def test_of_two_linkers_of_one_snapshot_the_second_finds_its_calls(store: Store) -> None:
    fill(store)
    info = store.snapshots()[0]
    with Store.open_for_writing() as other:
        other._connection.execute("PRAGMA busy_timeout = 50")
        with store.write_calls(info) as first:
            first.add_edges(EDGES)
            with pytest.raises(StoreError, match="locked"), other.write_calls(info):
                pass
            first.publish_calls({})
        with other.write_calls(info) as second:
            assert second is None
    with store.snapshot("one") as snapshot:
        assert len(list(snapshot.edges())) == len(EDGES)


def test_calls_of_a_replaced_snapshot_are_not_written(store: Store) -> None:
    fill(store)
    replaced = store.snapshots()[0]
    fill(store)
    with store.write_calls(replaced) as writer:
        assert writer is None
    assert not store.snapshots()[0].has_calls


def test_recordings_stay_when_the_snapshot_is_indexed_again(store: Store) -> None:
    fill(store)
    calls = [Observation("tf.a:C.f", "tf.a:C", "call", ((5, 2),), 3, 0.5)]
    store.add_run(store.snapshots()[0], "train.py", {"argv": ["x"]}, calls)
    store.add_run(store.snapshots()[0], "train.py", {}, calls)
    fill(store)
    with store.snapshot("one") as snapshot:
        assert [run.script for run in snapshot.runs()] == ["train.py", "train.py"]
        assert snapshot.observations("tf.a:C.f") == [calls[0]._replace(times=6, seconds=1.0)]
        assert snapshot.observations("tf.a:C", inward=True) == snapshot.observations()
        assert snapshot.observations("tf.a:C") == []


def test_a_recording_of_a_replaced_snapshot_goes_to_the_new_one(store: Store) -> None:
    fill(store)
    replaced = store.snapshots()[0]
    fill(store)
    store.add_run(replaced, "train.py", {}, [Observation("tf.a:C.f", "tf.a:C", "call", ((5, 2),), 3, 0.5)])
    with store.snapshot("one") as snapshot:
        assert [run.script for run in snapshot.runs()] == ["train.py"]
        assert len(snapshot.observations()) == 1


def test_snapshots_of_two_backends_live_side_by_side(store: Store) -> None:
    fill(store)
    with store.write_snapshot("one", backend="jax") as writer:
        writer.publish({})
    assert {(info.name, info.backend) for info in store.snapshots()} == {("one", "tensorflow"), ("one", "jax")}
    with store.snapshot("one", "jax") as snapshot:
        assert snapshot.sources == ()


def test_unknown_snapshot_lists_those_there_are(store: Store) -> None:
    fill(store)
    with pytest.raises(UnknownSnapshot, match="indexed are: one"):
        store.snapshot("two")


# -------------------------------------------------------------------------------------------- the file


def test_no_store_yet(cache: Path) -> None:
    assert Store.open_for_reading() is None
    assert not cache.exists()


@pytest.mark.parametrize("version", [SCHEMA_VERSION - 1, SCHEMA_VERSION + 1, 99])
def test_another_version_is_rebuilt_with_a_word(cache: Path, capsys: pytest.CaptureFixture[str], version: int) -> None:
    cache.mkdir()
    connection = sqlite3.connect(cache / FILE_NAME)
    connection.execute("CREATE TABLE something (x)")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    assert Store.open_for_reading() is None
    with Store.open_for_writing() as store:
        fill(store)
    assert "another version" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\0" + b"\0" * 500, b"\0" * 5000])
def test_what_is_no_database_is_rebuilt(cache: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    cache.mkdir()
    (cache / FILE_NAME).write_bytes(content)
    with pytest.raises(StoreError, match="cache clean"):
        Store.open_for_reading()
    with Store.open_for_writing() as store:
        fill(store)
    assert "rebuilding" in capsys.readouterr().err


def test_a_truncated_store_is_rebuilt(store: Store, cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(store)
    store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    path = cache / FILE_NAME
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with Store.open_for_writing() as again:
        fill(again)
        with again.snapshot("one") as snapshot:
            assert snapshot.symbol("tf.a:C") == CLASS
    assert "damaged" in capsys.readouterr().err


def break_edges(store: Store, path: Path) -> None:
    """Close the store and overwrite pages that only lookups of edges read, unseen by a seal."""
    with store.write_calls(store.snapshots()[0]) as writer:
        writer.add_edges(EDGES[0]._replace(sites=((n, 1),) * 2_000, caller=f"tf.a:f{n}") for n in range(50))
        writer.publish_calls({})
    store.close()
    seal.take_away(str(path))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] + b"\xff" * (len(content) - len(content) // 2))


def test_a_store_is_read_as_a_whole_only_after_an_unclean_end(
    store: Store, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = cache / FILE_NAME
    assert os.path.exists(marker(str(path)))
    fill(store)
    break_edges(store, path)
    assert not os.path.exists(marker(str(path)))
    Store.open_for_writing().close()
    assert capsys.readouterr().err == ""
    Path(marker(str(path))).write_text(owned(boot="before"))
    with Store.open_for_writing() as again:
        assert again.snapshots() == []
    assert "damaged" in capsys.readouterr().err
    assert Path(f"{path}.old").exists()


def test_damage_that_a_reader_meets_is_repaired_by_the_next_writer(
    store: Store, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(store)
    break_edges(store, cache / FILE_NAME)
    with Store.open_for_reading() as reader, reader.snapshot("one") as snapshot, pytest.raises(DamagedStore):
        list(snapshot.edges())
    Store.open_for_writing().close()
    assert "rebuilding" in capsys.readouterr().err


def letter_changed(path: Path) -> None:
    """Change a letter inside of a stored text: a database as sound as before to SQLite."""
    content = path.read_bytes()
    assert b"tf.models.C" in content
    path.write_bytes(content.replace(b"tf.models.C", b"tf.models.D"))


def test_a_letter_changed_inside_of_a_text_is_damage(
    store: Store, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = cache / FILE_NAME
    fill(store)
    store.close()
    letter_changed(path)
    with pytest.raises(DamagedStore, match="not what was written"):
        Store.open_for_reading()
    with Store.open_for_writing() as again:
        assert again.snapshots() == []
    assert "rebuilding" in capsys.readouterr().err


def test_a_seal_holds_for_a_week_and_for_copies(store: Store, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Changed and unchanged bytes under one time of change, as a failing disk and a copied folder have them."""
    path = cache / FILE_NAME
    fill(store)
    store.close()
    sealed = path.stat()
    os.utime(path)
    assert seal.agrees(str(path))
    assert path.stat().st_mtime_ns == sealed.st_mtime_ns
    letter_changed(path)
    os.utime(path, ns=(sealed.st_atime_ns, sealed.st_mtime_ns))
    assert seal.agrees(str(path))
    monkeypatch.setattr(time, "time", lambda: sealed.st_mtime + 8 * 24 * 3600)
    assert not seal.agrees(str(path))


def test_a_large_store_is_not_read_each_time_where_that_cannot_be_noted(
    store: Store, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    path = cache / FILE_NAME
    read: list[str] = []
    checksum = seal._checksum
    monkeypatch.setattr(seal, "_checksum", lambda path: read.append(path) or checksum(path))  # type: ignore[func-returns-value]
    monkeypatch.setattr(os, "access", lambda *_: False)  # whoever runs the tests may write everywhere
    for at_each_opening, times in ((1 << 40, 1), (0, 0)):
        monkeypatch.setattr(seal, "_AT_EACH_OPENING", at_each_opening)
        os.utime(path, ns=(1, 1))
        assert seal.agrees(str(path))
        assert len(read) == times
        read.clear()
    with open(path, "ab") as file:
        file.write(b"more")
    assert not seal.agrees(str(path))


def test_there_is_no_seal_while_somebody_writes(store: Store, cache: Path) -> None:
    path = cache / FILE_NAME
    fill(store)
    with store.snapshot("one"):
        other = Store.open_for_writing()
        fill(other, "two")
        other.close()
        assert not os.path.exists(seal.seal_path(str(path)))
    store.close()
    assert os.path.exists(seal.seal_path(str(path)))
    with Store.open_for_writing() as third:
        assert os.path.exists(seal.seal_path(str(path)))
        third.touch(third.snapshots()[0])
        assert not os.path.exists(seal.seal_path(str(path)))
    assert seal.agrees(str(path))
    assert os.path.exists(seal.seal_path(str(path)))


def test_the_seal_of_a_deleted_store_says_nothing_of_the_next(store: Store, cache: Path) -> None:
    fill(store)
    store.close()
    (cache / FILE_NAME).unlink()
    Store.open_for_writing().close()
    reader = Store.open_for_reading()
    assert reader is not None
    assert reader.snapshots() == []


def test_of_two_that_find_a_store_unfit_one_makes_it_anew(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second found it unfit too, before the first was done."""
    cache.mkdir()
    (cache / FILE_NAME).write_bytes(b"no database at all" * 100)
    found = [upkeep.unfit(str(cache / FILE_NAME))]
    with Store.open_for_writing() as first:
        fill(first)
        whole = upkeep.unfit
        monkeypatch.setattr(upkeep, "unfit", lambda path: found.pop() if found else whole(path))
        with Store.open_for_writing() as second:
            assert [info.name for info in second.snapshots()] == ["one"]
        fill(first, "two")
        assert {info.name for info in first.snapshots()} == {"one", "two"}


def test_many_processes_meet_one_unfit_store(cache: Path) -> None:
    cache.mkdir()
    (cache / FILE_NAME).write_bytes(b"no database at all" * 100)
    script = (
        "import sys\nfrom tracer.store import Store\nwith Store.open_for_writing() as store:\n"
        " with store.write_snapshot(sys.argv[1]) as writer: writer.publish({})"
    )
    writers = [subprocess.Popen([sys.executable, "-c", script, name]) for name in "abcd"]
    assert [writer.wait(60) for writer in writers] == [0] * 4
    with Store.open_for_writing() as store:
        assert {info.name for info in store.snapshots()} == set("abcd")


def test_stores_of_later_versions_stay_those_of_earlier_ones_go(
    cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cache.mkdir()
    names = ["store.sqlite3", "store.sqlite3-wal", f"store-{SCHEMA_VERSION - 1}.sqlite3", "store-99.sqlite3", "notes"]
    for name in names:
        (cache / name).write_text(name)
    Store.open_for_writing().close()
    assert {path.name for path in cache.iterdir()} == {
        FILE_NAME, f"{FILE_NAME}.seal", "store-99.sqlite3", "notes",
    }  # fmt: skip
    assert "an earlier version of tracer made" in capsys.readouterr().err
    Store.open_for_writing().close()
    assert not capsys.readouterr().err, "it is said once"


def test_facts_of_earlier_extractors_are_deleted_when_the_version_rises(store: Store) -> None:
    row = FactsRow("b1", "python", (), b"facts", b"flow")
    for version in (EXTRACTOR_VERSION - 1, EXTRACTOR_VERSION):
        store.add_facts([row], version)
    store._connection.execute("UPDATE meta SET value = ?", (EXTRACTOR_VERSION - 1,))
    store.close()
    with Store.open_for_writing() as again:
        assert again.facts("b1", "python", EXTRACTOR_VERSION - 1) is None
        assert again.flow("b1", "python", EXTRACTOR_VERSION - 1) is None
        assert again.facts("b1", "python", EXTRACTOR_VERSION) == b"facts"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (lambda c: c.executemany("INSERT INTO meta VALUES ('x', ?)", [(1,), (2,)]), "mistake in tracer"),
        (lambda c: c.execute("SELECT ?", ("\udcff",)), "not Unicode"),
        (lambda c: c.execute("SELECT CAST(x'ff' AS TEXT)").fetchone(), "is damaged"),
        (lambda c: c.execute("SELECT * FROM nowhere"), "no such table"),
    ],
    ids=["constraint", "surrogate", "undecodable", "table"],
)
def test_errors_say_what_is_true(store: Store, fault: Callable[[sqlite3.Connection], object], said: str) -> None:
    with pytest.raises(StoreError, match=said) as error, translated(""):
        fault(store._connection)
    assert ("damaged" in str(error.value)) == (said == "is damaged")


@pytest.mark.parametrize("column", ["mro", "signature", "sites"])
def test_rows_that_cannot_be_decoded_are_damage(store: Store, column: str) -> None:
    fill(store, calls=True)
    store._connection.execute(f"UPDATE {'edges' if column == 'sites' else 'symbols'} SET {column} = X'2a2a2a'")
    with store.snapshot("one") as snapshot, pytest.raises(StoreError, match="is damaged"):
        list(snapshot.edges() if column == "sites" else snapshot.all_symbols())


def test_faults_that_are_not_the_stores_stay_what_they_are(store: Store) -> None:
    with pytest.raises(ValueError, match="odd rows"), store.write_snapshot("one") as writer:
        writer.add_unresolved(int("odd rows") for _ in range(1))


def test_what_lies_in_the_write_ahead_log_is_never_ignored(
    store: Store, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(cache / FILE_NAME)
    fill(store)  # still in the log: the store is open
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda *_: False)
        patch.setattr(connection, "_configure", raising(sqlite3.OperationalError("unable to open database file")))
        with pytest.raises(StoreError, match="unable to open"):
            Store.open_for_reading(path)
        store.close()
        alone = Store.open_for_reading(path)
        assert alone is not None
        assert len(alone.snapshots()) == 1
    monkeypatch.setattr(connection, "_configure", raising(sqlite3.OperationalError("unable to open database file")))
    with pytest.raises(StoreError, match="unable to open"):
        Store.open_for_reading(path)


def raising(error: Exception) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_a_folder_that_cannot_be_written_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TRACER_CACHE_DIR", str(tmp_path / "file" / "cache"))
    with pytest.raises(StoreError, match="TRACER_CACHE_DIR"):
        Store.open_for_writing()


def test_in_memory() -> None:
    with Store.in_memory() as store:
        fill(store)
        assert store.snapshots()[0].name == "one"


def test_the_cache_directory_is_the_platforms(monkeypatch: pytest.MonkeyPatch) -> None:
    import platformdirs

    monkeypatch.delenv("TRACER_CACHE_DIR", raising=False)
    assert str(cache_dir()) == platformdirs.user_cache_dir("tensorflow-tracer", appauthor=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere/else")
    assert str(cache_dir()) == platformdirs.user_cache_dir("tensorflow-tracer", appauthor=False)


_BY_KEY = "= (SELECT id FROM keys WHERE key = ?)"


@pytest.mark.parametrize(
    ("select", "condition", "index"),
    [
        ("SYMBOL", "s.name = ? ORDER BY s.id", "symbols_name (snapshot=? AND name=?)"),
        ("SYMBOL", f"s.id {_BY_KEY}", "PRIMARY KEY (snapshot=? AND id=?)"),
        ("SYMBOL", f"s.parent {_BY_KEY} ORDER BY s.file, s.line", "symbols_parent (snapshot=? AND parent=?)"),
        ("SYMBOL", "s.file = ? ORDER BY s.line", "symbols_place (snapshot=? AND file=?)"),
        ("EXPORT", "e.name = ? ORDER BY e.number", "PRIMARY KEY (snapshot=? AND name=?)"),
        ("EXPORT", "e.tail = ? ORDER BY e.number", "exports_tail (snapshot=? AND tail=?)"),
        ("EXPORT", f"e.symbol {_BY_KEY} ORDER BY e.number", "exports_symbol (snapshot=? AND symbol=?)"),
        ("BINDING", f"b.module {_BY_KEY} AND b.name = 'x'", "PRIMARY KEY (snapshot=? AND module=? AND name=?)"),
        ("BINDING", f"b.target {_BY_KEY}", "bindings_target (snapshot=? AND target=?)"),
        ("FILE", "name = ? ORDER BY id", "files_name (snapshot=? AND name=?)"),
        ("FILE", "module = ? ORDER BY id", "files_module (snapshot=? AND module=?)"),
        ("KERNEL", "op = ? ORDER BY number", "PRIMARY KEY (snapshot=? AND op=?)"),
        ("EDGE", f"e.caller {_BY_KEY}", "PRIMARY KEY (snapshot=? AND caller=?)"),
        ("EDGE", f"e.callee {_BY_KEY}", "edges_callee (snapshot=? AND callee=?)"),
    ],
)
def test_no_lookup_walks_over_a_whole_snapshot(select: str, condition: str, index: str) -> None:
    from tracer.store import selects
    from tracer.store.connection import connect_in_memory

    sql = f"EXPLAIN QUERY PLAN {getattr(selects, select)} AND {condition}"
    plan = [row[3] for row in connect_in_memory().execute(sql, (1, "x"))]
    assert any(index in step for step in plan), plan


def test_the_cache_is_the_users_alone(tmp_path: Path) -> None:
    path = tmp_path / "cache" / "store.sqlite3"
    connection.connect_for_writing(str(path)).close()
    assert [stat.S_IMODE(made.stat().st_mode) for made in (path.parent, path)] == [0o700, 0o600]


def test_a_store_that_may_not_be_written_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(StoreError, match="cannot be written, Read-only file system") as caught:
        connect_for_writing(str(tmp_path / "store.sqlite3"))
    assert "make the cache directory writable" in str(caught.value)
