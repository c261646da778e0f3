"""One open store: facts by content, the list of snapshots, and the way to read or write one."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from tracer.errors import UnknownSnapshot
from tracer.store import connection as connections
from tracer.store import decode, seal
from tracer.store.connection import translated
from tracer.store.reader import Snapshot
from tracer.store.rows import FactsRow, Observation, Root, SnapshotInfo

if TYPE_CHECKING:
    from tracer.store.writer import SnapshotWriter

_SNAPSHOT = "SELECT id, name, backend, level, created, linker, info FROM snapshots WHERE visible"


class Store:
    """Use `Store.open_for_reading`, `open_for_writing` or `in_memory`; close it, or use it in a `with` statement."""

    def __init__(self, connection: sqlite3.Connection, path: str | None, *, writes: bool = False) -> None:
        self._connection = connection
        self._writes = writes
        self._path = path or ""
        self.path = path

    @classmethod
    def open_for_reading(cls, path: str | None = None) -> Store | None:
        """The store, or None where nothing was indexed yet (or by another version of tracer only).

        Raises:
            StoreError: the file is damaged or can't be read.
        """
        path = path or connections.store_file()
        connection = connections.connect_for_reading(path)
        return None if connection is None else cls(connection, path)

    @classmethod
    def open_for_writing(cls, path: str | None = None) -> Store:
        """The store, made if it is missing, rebuilt with a word on stderr if it is damaged or of another version.

        Raises:
            StoreError: the folder can't be written.
        """
        from tracer.store.writer import drop_abandoned, drop_outdated

        path = path or connections.store_file()
        store = cls(connections.connect_for_writing(path), path, writes=True)
        with translated(path):
            drop_abandoned(store._connection, path)
            drop_outdated(store._connection, path)
        return store

    @classmethod
    def in_memory(cls) -> Store:
        return cls(connections.connect_in_memory(), None)

    def close(self) -> None:
        if self._writes and self.path is not None:
            seal.make(self._connection, self.path)
        self._connection.close()
        if self._writes and self.path is not None:
            from tracer.store.upkeep import leave

            leave(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ----------------------------------------------------------------------------------------------- facts

    def known_facts(self, kind: str, version: int) -> set[str]:
        """The blobs whose facts of this kind and extractor version are here."""
        rows = self._connection.execute("SELECT blob FROM facts WHERE kind = ? AND version = ?", (kind, version))
        return {blob for (blob,) in rows}

    def has_facts(self, blob: str, kind: str, version: int) -> bool:
        """Whether the facts of one blob are here."""
        sql = "SELECT 1 FROM facts WHERE blob = ? AND kind = ? AND version = ?"
        return self._one(sql, blob, kind, version) is not None

    def add_facts(self, rows: Iterable[FactsRow], version: int) -> None:
        """Keep what extraction made of some blobs, in one transaction; what is there already stays."""
        from tracer.store.writer import Transaction

        found = list(rows)
        facts = ((row.blob, row.kind, version, decode.pack(row.problems), row.data) for row in found)
        flows = ((row.blob, row.kind, version, row.flow) for row in found if row.flow)
        with Transaction(self._connection, self._path):
            self._connection.executemany("INSERT OR IGNORE INTO facts VALUES (?, ?, ?, ?, ?)", facts)
            self._connection.executemany("INSERT OR IGNORE INTO flows VALUES (?, ?, ?, ?)", flows)

    def facts(self, blob: str, kind: str, version: int) -> bytes | None:
        """MessagePack of one blob's facts, None if it was not extracted."""
        return self._one("SELECT data FROM facts WHERE blob = ? AND kind = ? AND version = ?", blob, kind, version)

    def flow(self, blob: str, kind: str, version: int) -> bytes | None:
        """MessagePack of one blob's `PythonFlow`."""
        return self._one("SELECT data FROM flows WHERE blob = ? AND kind = ? AND version = ?", blob, kind, version)

    def problems_of(
        self, blobs: Iterable[str], kind: str, version: int
    ) -> Iterator[tuple[str, list[tuple[str, int, str]]]]:
        """(blob, [(reason, line, severity)]) of those of `blobs` that had problems."""
        wanted = set(blobs)
        rows = self._connection.execute(
            "SELECT blob, problems FROM facts WHERE kind = ? AND version = ? AND problems IS NOT NULL", (kind, version)
        )
        return ((blob, decode.unpack_json(problems)) for blob, problems in rows if blob in wanted)

    # ------------------------------------------------------------------------------------------- snapshots

    def snapshots(self) -> list[SnapshotInfo]:
        """All snapshots, the one indexed last first."""
        with translated(self._path):
            rows = self._connection.execute(f"{_SNAPSHOT} ORDER BY created DESC, id DESC").fetchall()
            return [decode.snapshot(row) for row in rows]

    def snapshot(self, name: str, backend: str = "tensorflow") -> Snapshot:
        """Open a snapshot for reading, on a connection of its own if the store is a file.

        Raises:
            UnknownSnapshot: there is none of that name.
        """
        connection = self._connection if self.path is None else connections.connect_for_reading(self.path)
        if connection is None:
            raise UnknownSnapshot("the store has no snapshots yet", where=name, hint="run `tracer index SOURCE`")
        with translated(self._path):
            if self.path is not None:
                connection.execute("BEGIN")
            row = connection.execute(f"{_SNAPSHOT} AND name = ? AND backend = ?", (name, backend)).fetchone()
        if row is None:
            known = ", ".join(info.name for info in self.snapshots()) or "none"
            raise UnknownSnapshot("no such snapshot", where=name, hint=f"indexed are: {known}")
        return Snapshot(connection, decode.snapshot(row), self._path)

    def roots(self, backend: str = "tensorflow") -> list[Root]:
        """Every source of every visible snapshot but reference_impl's, those of the one indexed last first."""
        with translated(self._path):
            rows = self._connection.execute(
                "SELECT n.name, s.kind, s.root, s.sha, s.details FROM snapshots n JOIN sources s ON s.snapshot = n.id "
                "WHERE n.visible AND n.backend = ? AND s.name <> 'reference_impl' "
                "ORDER BY n.created DESC, n.id DESC, s.position",
                (backend,),
            ).fetchall()
            return [decode.root(row) for row in rows]

    @contextlib.contextmanager
    def write_snapshot(self, name: str, *, backend: str = "tensorflow", linker: int = 0) -> Iterator[SnapshotWriter]:
        """Write a new snapshot; unless the block calls `publish`, nothing of it remains."""
        from tracer.store.writer import begin_snapshot

        writer = begin_snapshot(self._connection, self._path, name, backend, linker)
        try:
            yield writer
        except BaseException:
            with contextlib.suppress(Exception):
                writer.discard()
            raise
        writer.drop_replaced()

    @contextlib.contextmanager
    def write_calls(self, snapshot: SnapshotInfo) -> Iterator[SnapshotWriter | None]:
        """Write the call graph of a visible snapshot, in one transaction: readers see all of it or nothing.

        What an earlier version left is dropped first. None where there is nothing to write: the snapshot was replaced,
        or another process wrote its calls meanwhile.
        """
        from tracer.store.writer import Transaction, begin_calls

        with Transaction(self._connection, self._path):
            yield begin_calls(self._connection, self._path, snapshot)

    def add_run(
        self, snapshot: SnapshotInfo, script: str, details: dict[str, Any], observed: Iterable[Observation]
    ) -> None:
        """Add one recording to a snapshot, or to the one that replaced it; it stays when that is indexed again.

        Raises:
            UnknownSnapshot: there is none of that name any more.
        """
        from tracer.store.writer import SnapshotWriter, Transaction

        with Transaction(self._connection, self._path):
            known = "SELECT id FROM snapshots WHERE visible AND name = ? AND backend = ?"
            row = self._connection.execute(known, (snapshot.name, snapshot.backend)).fetchone()
            if row is None:
                raise UnknownSnapshot(
                    "no such snapshot any more", where=snapshot.name, hint="run `tracer index SOURCE`"
                )
            SnapshotWriter(self._connection, self._path, row[0]).add_run(script, details, observed)

    def last_recorded(self) -> SnapshotInfo | None:
        """The snapshot that the last recording was added to."""
        run = self._connection.execute("SELECT snapshot FROM runs ORDER BY recorded DESC, id DESC LIMIT 1").fetchone()
        return next((info for info in self.snapshots() if run is not None and info.id == run[0]), None)

    def drop_runs(self, snapshot: SnapshotInfo, *, last: bool) -> int:
        """Delete the recordings of a snapshot, or its last one; how many those were."""
        from tracer.store.writer import Transaction

        with Transaction(self._connection, self._path):
            chosen = "SELECT id FROM runs WHERE snapshot = ? ORDER BY recorded DESC, id DESC"
            runs = self._connection.execute(chosen, (snapshot.id,)).fetchall()[: 1 if last else None]
            for (run,) in runs:
                self._connection.execute("DELETE FROM observations WHERE snapshot = ? AND run = ?", (snapshot.id, run))
                self._connection.execute("DELETE FROM runs WHERE id = ?", (run,))
        return len(runs)

    def touch(self, snapshot: SnapshotInfo) -> None:
        """Make a snapshot the one indexed last, and one that the user asked for."""
        from tracer.store.writer import Transaction

        info = decode.pack_json({**snapshot.info, "asked": True})
        with Transaction(self._connection, self._path):
            self._connection.execute(
                "UPDATE snapshots SET created = ?, info = ? WHERE id = ?", (time.time(), info, snapshot.id)
            )

    # ---------------------------------------------------------------------------------------------- helpers

    def _one(self, sql: str, *parameters: object) -> bytes | None:
        with translated(self._path):
            row = self._connection.execute(sql, parameters).fetchone()
        return row[0] if row else None
