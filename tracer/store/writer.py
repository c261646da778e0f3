"""Writing one snapshot: rows go in under a new id in short transactions and become visible all together."""

from __future__ import annotations

import itertools
import operator
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from tracer.errors import StoreError
from tracer.linked import (
    Binding,
    CallEdge,
    Counterpart,
    Export,
    Gradient,
    Handed,
    Kernel,
    Op,
    Receivers,
    Supplied,
    Symbol,
    Unresolved,
    width,
    with_widths,
)
from tracer.store import adjacency, receivers, seal
from tracer.store.connection import translated
from tracer.store.decode import pack, pack_json, pack_signature, pack_sites
from tracer.store.decode import snapshot as as_snapshot
from tracer.store.owner import identity, may_be_alive
from tracer.store.rows import File, FileProblem, Observation, SnapshotInfo, Source
from tracer.versions import EXTRACTOR_VERSION

_ROWS_A_TRANSACTION = 20_000
SNAPSHOT_TABLES = (
    "edges", "adjacency", "symbol_ops", "observations", "runs", "gradients", "kernels", "ops", "counterparts",
    "unresolved", "bindings", "exports", "symbols", "problems", "files", "sources",
)  # fmt: skip


class SnapshotWriter:
    """Takes the rows of one snapshot in any order, each kind as often as one likes; `publish` makes them visible."""

    def __init__(self, connection: sqlite3.Connection, path: str, snapshot: int, first_number: int = 0) -> None:
        """`first_number` is where rows are numbered from: above those that the snapshot has already."""
        self._connection = connection
        self._path = path
        self._keys: dict[str, int] = {}
        self._last_key = 0
        self._numbers = itertools.count(first_number)
        self.snapshot = snapshot

    # ------------------------------------------------------------------------------------------------ rows

    def add_sources(self, sources: Iterable[Source]) -> None:
        self._insert("sources", 9, ((*s[:-1], pack_json(s.details)) for s in sources))

    def add_files(self, files: Iterable[File]) -> None:
        self._insert("files", 9, ((*f[:3], f.path.rpartition("/")[2], *f[3:]) for f in files))

    def add_problems(self, problems: Iterable[FileProblem]) -> None:
        self._insert("problems", 6, ((next(self._numbers), *problem) for problem in problems))

    def add_symbols(self, symbols: Iterable[Symbol]) -> None:
        """Two symbols of one key: the first is kept."""
        for chunk in _chunks(symbols):
            key = self._interned(itertools.chain((s.key for s in chunk), (s.parent for s in chunk if s.parent)))
            rows = (
                (key(s.key), s.kind, s.name, s.module, s.qualname, s.file, s.line, s.end_line,
                 key(s.parent) if s.parent else None, pack_signature(s.signature), pack(s.bases), pack(s.mro), s.origin,
                 s.canonical, s.dead, pack(s.warnings))
                for s in chunk
            )  # fmt: skip
            self._insert("symbols", 16, rows, verb="INSERT OR IGNORE")

    def add_exports(self, exports: Iterable[Export]) -> None:
        for chunk in _chunks(exports):
            key = self._interned(e.symbol for e in chunk)
            rows = (
                (e.name, e.api, next(self._numbers), e.name.rpartition(".")[2], key(e.symbol), e.file, e.line, e.text,
                 e.deprecated)
                for e in chunk
            )  # fmt: skip
            self._insert("exports", 9, rows)

    def add_bindings(self, bindings: Iterable[Binding]) -> None:
        for chunk in _chunks(bindings):
            names = ((b.module, b.target, b.next_module) for b in chunk)
            key = self._interned(name for triple in names for name in triple if name is not None)
            rows = (
                (key(b.module), b.name, next(self._numbers), b.step, key(b.target),
                 None if b.next_module is None else key(b.next_module), b.next_name, b.file, b.line, b.text,
                 b.condition, b.rank)
                for b in chunk
            )  # fmt: skip
            self._insert("bindings", 12, rows)

    def add_unresolved(self, unresolved: Iterable[Unresolved]) -> None:
        rows = ((next(self._numbers), u.kind, u.file, u.line, u.text, u.reason, u.symbol) for u in unresolved)
        self._insert("unresolved", 7, rows)

    def add_counterparts(self, counterparts: Iterable[Counterpart]) -> None:
        for chunk in _chunks(counterparts):
            key = self._interned(itertools.chain((c.symbol for c in chunk), (c.target for c in chunk if c.target)))
            rows = (
                (next(self._numbers), c.name, key(c.symbol), key(c.target) if c.target else None, c.file, c.line)
                for c in chunk
            )
            self._insert("counterparts", 6, rows)

    def add_ops(self, ops: Iterable[Op]) -> None:
        rows = (
            (o.name, o.file, o.line, o.end_line, o.module, o.function, pack_signature(o.signature), pack(o.endpoints),
             o.visibility, pack(o.api_def), pack(o.inputs), pack(o.outputs), pack(o.attributes), o.partial)
            for o in ops
        )  # fmt: skip
        self._insert("ops", 14, rows, verb="INSERT OR IGNORE")

    def add_kernels(self, kernels: Iterable[Kernel]) -> None:
        rows = (
            (k.op, next(self._numbers), k.file, k.line, k.device, pack(k.types), k.kernel_class, k.class_file,
             k.class_line, k.label, k.priority, k.partial)
            for k in kernels
        )  # fmt: skip
        self._insert("kernels", 12, rows)

    def add_gradients(self, gradients: Iterable[Gradient]) -> None:
        self._insert("gradients", 5, ((g.op, next(self._numbers), g.file, g.line, g.function) for g in gradients))

    def add_edges(self, edges: Iterable[CallEdge]) -> None:
        """An edge given twice (same ends, confidence, kind and rule) keeps its last sites."""
        of_callers = itertools.groupby(edges, key=operator.attrgetter("caller"))
        for chunk in _chunks(pair for _, group in of_callers for pair in with_widths(group)):
            labels = {label: " ".join(label) for label in {e[2:5] for e, _ in chunk}}
            key = self._interned(
                itertools.chain((e.caller for e, _ in chunk), (e.callee for e, _ in chunk), labels.values())
            )
            numbers = {label: key(text) for label, text in labels.items()}
            rows = (
                (key(e.caller), key(e.callee), numbers[e[2:5]], pack_sites(e.sites), e.count, width(sites))
                for e, sites in chunk
            )
            self._insert("edges", 6, rows, verb="INSERT OR REPLACE")

    def add_symbol_ops(self, rows: Iterable[tuple[str, Iterable[str]]]) -> None:
        """(key, names of the ops that stand behind it) of each symbol that has any."""
        for chunk in _chunks(rows):
            key = self._interned(symbol for symbol, _ in chunk)
            self._insert("symbol_ops", 2, ((key(symbol), pack(ops)) for symbol, ops in chunk))

    def add_run(self, script: str, details: dict[str, Any], observed: Iterable[Observation]) -> None:
        """Keep one recording, in one transaction."""
        calls = list(observed)
        key = self._interned(end for call in calls for end in (call.caller, call.callee))
        with self._transaction():
            run = self._execute(
                "INSERT INTO runs (snapshot, recorded, script, details) VALUES (?, ?, ?, ?)",
                self.snapshot, time.time(), script, pack_json(details),
            ).lastrowid  # fmt: skip
            self._connection.executemany(
                "INSERT OR REPLACE INTO observations VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (self.snapshot, key(c.caller), key(c.callee), run, c.kind, pack_sites(c.sites), c.times, c.seconds)
                    for c in calls
                ),
            )

    # ---------------------------------------------------------------------------------------------- publish

    def publish(self, info: dict[str, Any], level: str = "names") -> None:
        """Let readers see the snapshot in place of the one of the same name, whose rows `drop_replaced` deletes.

        Raises:
            StoreError: another process took this one for dead and dropped its rows.
        """
        with self._transaction():
            row = self._execute("SELECT name, backend FROM snapshots WHERE id = ?", self.snapshot).fetchone()
            if row is None:
                raise StoreError("the snapshot was dropped while it was written", where=self._path, hint="index again")
            old = self._execute("SELECT id FROM snapshots WHERE visible AND name = ? AND backend = ?", *row).fetchall()
            self._execute(
                "UPDATE snapshots SET visible = 0, owner = '' WHERE visible AND name = ? AND backend = ?", *row
            )
            for (number,) in old:
                self._execute("UPDATE runs SET snapshot = ? WHERE snapshot = ?", self.snapshot, number)
                self._execute("UPDATE observations SET snapshot = ? WHERE snapshot = ?", self.snapshot, number)
            self._execute(
                "UPDATE snapshots SET visible = 1, level = ?, info = ?, created = ? WHERE id = ?",
                level, pack_json(info), time.time(), self.snapshot,
            )  # fmt: skip

    def drop_replaced(self) -> None:
        """Delete what `publish` made invisible; should this be interrupted, the next writer does it."""
        drop_abandoned(self._connection, self._path)

    def publish_calls(
        self,
        info: dict[str, Any],
        called_on: Iterable[Receivers] = (),
        handed: Iterable[Handed] = (),
        supplied: Iterable[Supplied] = (),
    ) -> None:
        """Say that the edges of a visible snapshot are complete, and pack them, with what is known of their receivers
        and of what they pass."""
        with self._transaction():
            rows = self._execute("SELECT caller, callee, label, width FROM edges WHERE snapshot = ?", self.snapshot)
            self._read_keys()
            keys = {number: key for key, number in self._keys.items()}
            parts = adjacency.pack(adjacency.adjacency(rows, keys.__getitem__))
            parts[receivers.RECEIVERS] = receivers.pack(called_on)
            parts[receivers.HANDED] = receivers.pack(handed)
            parts[receivers.SUPPLIED] = receivers.pack(supplied)
            self._insert("adjacency", 2, parts.items())
            self._execute("UPDATE snapshots SET level = 'calls', info = ? WHERE id = ?", pack_json(info), self.snapshot)

    def discard(self) -> None:
        """Delete the snapshot's rows, unless it is published."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        drop_snapshot(self._connection, self._path, self.snapshot)

    # ------------------------------------------------------------------------------------------------- keys

    def _interned(self, names: Iterable[str]) -> Callable[[str], int]:
        """Number all of `names`; the answer looks one up.

        Other processes add keys too. Keys are never deleted and ids only grow, so what this one does not know yet lies
        above the last id that it has read.
        """
        self._read_keys()
        unknown = set(names).difference(self._keys)
        if unknown:
            with self._transaction():
                insert = "INSERT OR IGNORE INTO keys (key) VALUES (?)"
                self._connection.executemany(insert, ((name,) for name in sorted(unknown)))
            self._read_keys()
        return self._keys.__getitem__

    def _read_keys(self) -> None:
        with translated(self._path):
            for number, key in self._execute("SELECT id, key FROM keys WHERE id > ?", self._last_key):
                self._keys[key] = number
                self._last_key = number

    # ------------------------------------------------------------------------------------------------- rows

    def _insert(self, table: str, columns: int, rows: Iterable[Sequence[Any]], verb: str = "INSERT") -> None:
        marks = ", ".join("?" * columns)
        statement = f"{verb} INTO {table} VALUES ({self.snapshot:d}, {marks})"
        for chunk in _chunks(rows):
            with self._transaction():
                self._connection.executemany(statement, chunk)

    def _execute(self, sql: str, *parameters: object) -> sqlite3.Cursor:
        return self._connection.execute(sql, parameters)

    def _transaction(self) -> Transaction:
        return Transaction(self._connection, self._path)


class Transaction:
    """`BEGIN IMMEDIATE` ... `COMMIT`, rolled back on any exception, SQLite's errors translated; within another one,
    part of that."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self._connection = connection
        self._path = path
        self._is_inner = connection.in_transaction
        self._translated = translated(path)

    def __enter__(self) -> None:
        self._translated.__enter__()
        if self._is_inner:
            return
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            seal.take_away(self._path)
        except (sqlite3.Error, StoreError) as error:
            self._roll_back()
            self._translated.__exit__(type(error), error, error.__traceback__)
            raise

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if self._is_inner:
            self._translated.__exit__(kind, error, trace)
            return
        if error is None:
            try:
                self._connection.execute("COMMIT")
            except sqlite3.Error as failure:
                self._roll_back()
                self._translated.__exit__(type(failure), failure, failure.__traceback__)
                raise
        else:
            self._roll_back()
        self._translated.__exit__(kind, error, trace)

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def begin_snapshot(connection: sqlite3.Connection, path: str, name: str, backend: str, linker: int) -> SnapshotWriter:
    with Transaction(connection, path):
        cursor = connection.execute(
            "INSERT INTO snapshots (name, backend, level, created, owner, linker, info) "
            "VALUES (?, ?, '', ?, ?, ?, '{}')",
            (name, backend, time.time(), identity(), linker),
        )
        number = cursor.lastrowid
    assert number is not None
    return SnapshotWriter(connection, path, number)


def begin_calls(connection: sqlite3.Connection, path: str, snapshot: SnapshotInfo) -> SnapshotWriter | None:
    """A writer of calls, within a transaction; None where the snapshot was replaced or has its calls meanwhile."""
    row = connection.execute(
        "SELECT id, name, backend, level, created, linker, info FROM snapshots WHERE visible AND id = ?", (snapshot.id,)
    ).fetchone()
    if row is None or as_snapshot(row).has_calls:
        return None
    connection.execute("UPDATE snapshots SET level = 'names' WHERE id = ?", (snapshot.id,))
    for table in ("edges", "adjacency", "symbol_ops"):
        connection.execute(f"DELETE FROM {table} WHERE snapshot = ?", (snapshot.id,))
    connection.execute("DELETE FROM unresolved WHERE snapshot = ? AND kind = 'call'", (snapshot.id,))
    next_number = "SELECT coalesce(max(number) + 1, 0) FROM unresolved WHERE snapshot = ?"
    return SnapshotWriter(connection, path, snapshot.id, connection.execute(next_number, (snapshot.id,)).fetchone()[0])


def drop_snapshot(connection: sqlite3.Connection, path: str, snapshot: int) -> None:
    """Delete the rows of a snapshot that nobody sees, table by table, so that no other writer waits long; its own row
    comes last."""
    unseen = "NOT EXISTS (SELECT 1 FROM snapshots WHERE id = ? AND visible)"
    for table in SNAPSHOT_TABLES:
        with Transaction(connection, path):
            connection.execute(f"DELETE FROM {table} WHERE snapshot = ? AND {unseen}", (snapshot, snapshot))
    with Transaction(connection, path):
        connection.execute("DELETE FROM snapshots WHERE id = ? AND NOT visible", (snapshot,))


def drop_abandoned(connection: sqlite3.Connection, path: str) -> None:
    """Delete what writers that are no longer alive left unfinished, and replaced snapshots not yet dropped."""
    rows = connection.execute("SELECT id, owner, created FROM snapshots WHERE NOT visible").fetchall()
    for snapshot, owner, created in rows:
        if not may_be_alive(owner, created):
            drop_snapshot(connection, path, snapshot)


def drop_outdated(connection: sqlite3.Connection, path: str) -> None:
    """Delete facts of earlier extractors, once after the version rose: nothing reads them any more."""
    version = "SELECT value FROM meta WHERE name = 'extractor'"
    if (connection.execute(version).fetchone() or (0,))[0] >= EXTRACTOR_VERSION:
        return
    with Transaction(connection, path):
        for table in ("facts", "flows"):
            connection.execute(f"DELETE FROM {table} WHERE version < ?", (EXTRACTOR_VERSION,))
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('extractor', ?)", (EXTRACTOR_VERSION,))


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(rows)
    while chunk := list(itertools.islice(iterator, _ROWS_A_TRANSACTION)):
        yield chunk
