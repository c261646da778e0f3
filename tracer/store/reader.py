"""Reading one snapshot: each method a few indexed lookups, answered as the values of `tracer.linked`.

A snapshot is read within one transaction from its opening to its closing, so that what it says holds together even
while an indexer replaces it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from types import TracebackType
from typing import Any, Self

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
    Supplied,
    Symbol,
    Unresolved,
)
from tracer.store import decode, receivers, selects
from tracer.store.adjacency import Adjacency, unpack
from tracer.store.connection import translated
from tracer.store.links import Links, chunked
from tracer.store.receivers import Known, Packed
from tracer.store.rows import File, FileProblem, Observation, Run, SnapshotInfo, Source
from tracer.versions import EXTRACTOR_VERSION


class Snapshot:
    """One linked snapshot, open for reading. Close it, or use it in a `with` statement."""

    def __init__(self, connection: sqlite3.Connection, info: SnapshotInfo, path: str = "") -> None:
        self._connection = connection
        self._path = path
        self._sources: tuple[Source, ...] | None = None
        self._files: dict[int, File] = {}
        self.info = info
        self.is_edited = False
        """Whether files on disk were found to differ from what was indexed."""

    @property
    def name(self) -> str:
        return self.info.name

    @property
    def metaclasses(self) -> dict[str, str]:
        """By class, the metaclass with a `__call__` of the snapshot that its statement names."""
        found: dict[str, str] = self.info.info.get("metaclasses", {})
        return found

    @property
    def has_calls(self) -> bool:
        """Whether the call graph is linked, by what links calls now."""
        return self.info.has_calls

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ------------------------------------------------------------------------------------- sources, files

    @property
    def sources(self) -> tuple[Source, ...]:
        if self._sources is None:
            rows = self._all(
                "SELECT position, name, kind, root, revision, sha, url, digest, details FROM sources "
                "WHERE snapshot = ? ORDER BY position"
            )
            self._sources = tuple(decode.source(row) for row in rows)
        return self._sources

    def lies_in(self, root: str) -> None:
        """Take the source at `root`, a commit that is checked out there, for that working tree: its files are those on
        disk, edited or not."""
        self._sources = tuple(
            source._replace(kind="worktree") if source.kind == "git" and source.root == root else source
            for source in self.sources
        )

    def source_of(self, file: File) -> Source:
        return self.sources[file.source]

    def file(self, number: int) -> File:
        """The file that a `file` of a linked row stands for (kept: answers name few files, many times)."""
        found = self._files.get(number)
        if found is None:
            rows = self._all(f"{selects.FILE} AND id = ?", number)
            found = self._files[number] = decode.file(rows[0])
        return found

    def files(self) -> Iterator[File]:
        return map(decode.file, self._iterate(f"{selects.FILE} ORDER BY id"))

    def paths(self) -> list[tuple[int, int, str]]:
        """(number, position of its source, path) of every file."""
        return self._all("SELECT id, source, path FROM files WHERE snapshot = ? ORDER BY id")

    def files_at(self, path: str) -> list[File]:
        """The files with this path in their source, in the order of the sources."""
        name = path.rpartition("/")[2]
        return [
            decode.file(row) for row in self._all(f"{selects.FILE} AND name = ? AND path = ? ORDER BY id", name, path)
        ]

    def files_ending(self, path: str) -> list[File]:
        """The files whose path is `path` or ends in "/" and it, exact ones first."""
        rows = self._all(f"{selects.FILE} AND name = ? ORDER BY id", path.rpartition("/")[2])
        ending = f"/{path}"
        found = [decode.file(row) for row in rows if f"/{row[2]}".endswith(ending)]
        return sorted(found, key=lambda file: file.path != path)

    def files_of_module(self, module: str) -> list[File]:
        return [decode.file(row) for row in self._all(f"{selects.FILE} AND module = ? ORDER BY id", module)]

    def problems(self) -> list[FileProblem]:
        rows = self._all("SELECT source, path, line, severity, reason FROM problems WHERE snapshot = ? ORDER BY number")
        return [FileProblem._make(row) for row in rows]

    def extracted(self, file: int) -> tuple[bytes, bytes] | None:
        """MessagePack of a Python file's `PythonFacts` and `PythonFlow`; None where they are no longer kept."""
        rows = self._all(selects.EXTRACTED, file, EXTRACTOR_VERSION)
        return rows[0] if rows else None

    # -------------------------------------------------------------------------------------------- symbols

    def symbol(self, key: str) -> Symbol | None:
        rows = self._all(f"{selects.SYMBOL} AND s.id = (SELECT id FROM keys WHERE key = ?)", key)
        return decode.symbol(rows[0]) if rows else None

    def place(self, key: str) -> tuple[Any, str, str, str, int | None, int] | None:
        """(kind, name, module, qualname, file, line) of a symbol: what lists of many of them show."""
        rows = self._all(
            "SELECT kind, name, module, qualname, file, line FROM symbols "
            "WHERE snapshot = ? AND id = (SELECT id FROM keys WHERE key = ?)",
            key,
        )
        return rows[0] if rows else None

    def symbols(self, keys: Sequence[str]) -> list[Symbol]:
        """The symbols of these keys, in the order of `keys`; keys without a symbol are left out."""
        found = {row[0]: decode.symbol(row) for row in self._of_keys(selects.SYMBOL, keys)}
        return [found[key] for key in keys if key in found]

    def symbols_named(self, name: str) -> list[Symbol]:
        """All symbols whose own name (the last component) is `name`."""
        return [decode.symbol(row) for row in self._all(f"{selects.SYMBOL} AND s.name = ? ORDER BY s.id", name)]

    def keys_named(self, name: str) -> list[str]:
        """The keys of the symbols whose own name is `name`, in the order of `symbols_named`."""
        sql = "SELECT k.key FROM symbols s JOIN keys k ON k.id = s.id WHERE s.snapshot = ? AND s.name = ? ORDER BY s.id"
        return [key for (key,) in self._all(sql, name)]

    def symbols_in(self, file: int, line: int | None = None) -> list[Symbol]:
        """The symbols that a file defines in the order of lines; with `line`, those around it, innermost last."""
        if line is None:
            rows = self._all(f"{selects.SYMBOL} AND s.file = ? ORDER BY s.line", file)
        else:
            rows = self._all(
                f"{selects.SYMBOL} AND s.file = ? AND s.line <= ? AND s.end_line >= ? ORDER BY s.line", file, line, line
            )
        return [decode.symbol(row) for row in rows]

    def members(self, key: str) -> list[Symbol]:
        """The symbols whose parent is `key`, in the order of their lines."""
        rows = self._all(
            f"{selects.SYMBOL} AND s.parent = (SELECT id FROM keys WHERE key = ?) ORDER BY s.file, s.line, s.name", key
        )
        return [decode.symbol(row) for row in rows]

    def outline_of(self, key: str) -> list[tuple[str, str, str]]:
        """(name, key, kind) of the symbols whose parent is `key`, in the order of their lines."""
        return self._all(
            "SELECT s.name, k.key, s.kind FROM symbols s JOIN keys k ON k.id = s.id "
            "WHERE s.snapshot = ? AND s.parent = (SELECT id FROM keys WHERE key = ?) ORDER BY s.file, s.line, s.name",
            key,
        )

    def mros_of(self, keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The MROs of classes by key, () for what is none."""
        return {key: decode.unpack(mro) for key, mro in self._of_keys(selects.MRO, keys)}

    def member(self, key: str, name: str) -> list[Symbol]:
        """The members of `key` called `name` (more than one for `if`/`else` definitions, or setters): searched among
        its members (the `+`), as a name like `__init__` has thousands of symbols."""
        rows = self._all(
            f"{selects.SYMBOL} AND s.parent = (SELECT id FROM keys WHERE key = ?) AND +s.name = ? ORDER BY s.line",
            key,
            name,
        )
        return [decode.symbol(row) for row in rows]

    def all_symbols(self) -> Iterator[Symbol]:
        return map(decode.symbol, self._iterate(selects.SYMBOL))

    def outlines(self) -> Iterator[Outline]:
        rows = self._iterate(
            "SELECT k.key, s.kind, s.name, s.canonical, s.mro FROM symbols s JOIN keys k ON k.id = s.id "
            "WHERE s.snapshot = ?"
        )
        return (Outline(key, kind, name, public, decode.unpack(mro)) for key, kind, name, public, mro in rows)

    def symbol_names(self) -> Iterator[tuple[str, str, str, str | None, bool, bool]]:
        """(key, name, kind, canonical, dead, is_test) of every symbol: what a search or a picker holds in memory."""
        rows = self._iterate(
            "SELECT k.key, s.name, s.kind, s.canonical, s.dead, coalesce(f.is_test, 0) FROM symbols s "
            "JOIN keys k ON k.id = s.id LEFT JOIN files f ON f.snapshot = s.snapshot AND f.id = s.file "
            "WHERE s.snapshot = ?"
        )
        return ((key, name, kind, public, bool(dead), bool(test)) for key, name, kind, public, dead, test in rows)

    def public_heirs(self, classes: Iterable[str]) -> list[tuple[str, str]]:
        """(key, public name) of public classes that have one of `classes`, each `module.qualname`, in their MRO."""
        wanted = set(classes)
        return [(key, public) for key, public, mro in self._public_classes if not wanted.isdisjoint(mro)]

    @cached_property
    def _public_classes(self) -> list[tuple[str, str, Sequence[str]]]:
        """(key, public name, what it is below) of every public class."""
        rows = self._iterate(
            "SELECT k.key, s.canonical, s.mro FROM symbols s JOIN keys k ON k.id = s.id "
            "WHERE s.snapshot = ?1 AND s.id IN (SELECT symbol FROM exports WHERE snapshot = ?1) "
            "AND s.canonical IS NOT NULL AND s.mro IS NOT NULL"
        )
        return [(key, public, decode.unpack_names(mro)[1:]) for key, public, mro in rows]

    # -------------------------------------------------------------------------------- exports and bindings

    def exports(self, name: str) -> list[Export]:
        """What the public name stands for, v1 and v2, in the linker's order."""
        rows = self._all(f"{selects.EXPORT} AND e.name = ? ORDER BY e.number", name)
        return [decode.export(row) for row in rows]

    def exports_of(self, key: str) -> list[Export]:
        """The public names of a symbol, in the linker's order."""
        rows = self._all(f"{selects.EXPORT} AND e.symbol = (SELECT id FROM keys WHERE key = ?) ORDER BY e.number", key)
        return [decode.export(row) for row in rows]

    def exports_ending(self, name: str) -> list[Export]:
        """The exports whose public name is `name` or ends in "." and it."""
        rows = self._all(f"{selects.EXPORT} AND e.tail = ? ORDER BY e.number", name.rpartition(".")[2])
        ending = f".{name}"
        return [decode.export(row) for row in rows if f".{row[0]}".endswith(ending)]

    def exports_below(self, package: str) -> list[Export]:
        """The exports whose public name begins with `package` and a dot."""
        rows = self._all(
            f"{selects.EXPORT} AND e.name > ? AND e.name < ? ORDER BY e.name", f"{package}.", f"{package}/"
        )
        return [decode.export(row) for row in rows]

    def is_package(self, name: str) -> bool:
        """Whether there are public names below `name`."""
        sql = "SELECT 1 FROM exports WHERE snapshot = ? AND name > ? AND name < ? LIMIT 1"
        return bool(self._all(sql, f"{name}.", f"{name}/"))

    def all_exports(self) -> Iterator[Export]:
        return map(decode.export, self._iterate(f"{selects.EXPORT} ORDER BY e.name, e.api, e.number"))

    def bindings(self, module: str, name: str) -> list[Binding]:
        """What `name` is bound to in `module` (as the linker wrote it), best first."""
        rows = self._all(
            f"{selects.BINDING} AND b.module = (SELECT id FROM keys WHERE key = ?) AND b.name = ? "
            "ORDER BY b.rank, b.number",
            module,
            name,
        )
        return [decode.binding(row) for row in rows]

    def bindings_of(self, module: str) -> list[Binding]:
        rows = self._all(
            f"{selects.BINDING} AND b.module = (SELECT id FROM keys WHERE key = ?) ORDER BY b.name, b.rank, b.number",
            module,
        )
        return [decode.binding(row) for row in rows]

    def unresolved(self, kind: str | None = None, limit: int = -1) -> list[Unresolved]:
        """What could not be resolved, of one kind or all; a negative limit means no limit."""
        rows = self._all(f"{selects.UNRESOLVED} AND coalesce(kind = ?, 1) ORDER BY number LIMIT ?", kind, limit)
        return [Unresolved(*row) for row in rows]

    def unresolved_of(self, symbol: str) -> list[Unresolved]:
        """The unresolved sites inside the symbol of this key."""
        return [Unresolved(*row) for row in self._all(f"{selects.UNRESOLVED} AND symbol = ? ORDER BY line", symbol)]

    def unresolved_counts(self) -> list[tuple[str, str, int]]:
        """(kind, reason, how many), the most frequent first."""
        rows = self._all(
            "SELECT kind, reason, count(*) FROM unresolved WHERE snapshot = ? "
            "GROUP BY kind, reason ORDER BY 3 DESC, 1, 2"
        )
        return [(kind, reason, count) for kind, reason, count in rows]

    def counts(self) -> dict[str, int]:
        """How many rows the snapshot has in each table."""
        return {table: self._all(f"SELECT count(*) FROM {table} WHERE snapshot = ?")[0][0] for table in selects.COUNTED}

    # ----------------------------------------------------------------------------------------- counterparts

    def counterparts(self) -> list[Counterpart]:
        return [Counterpart(*row) for row in self._all(f"{selects.COUNTERPART} ORDER BY c.number")]

    def counterparts_of(self, key: str) -> list[Counterpart]:
        """What in reference_impl mirrors the symbol of this key."""
        rows = self._all(
            f"{selects.COUNTERPART} AND c.target = (SELECT id FROM keys WHERE key = ?) ORDER BY c.number", key
        )
        return [Counterpart(*row) for row in rows]

    def counterparts_by(self, key: str) -> list[Counterpart]:
        """What the symbol of this key, in reference_impl, mirrors."""
        rows = self._all(
            f"{selects.COUNTERPART} AND c.symbol = (SELECT id FROM keys WHERE key = ?) ORDER BY c.number", key
        )
        return [Counterpart(*row) for row in rows]

    # ------------------------------------------------------------------------------------------------- ops

    def op(self, name: str) -> Op | None:
        rows = self._all(f"{selects.OP} AND name = ?", name)
        return decode.op(rows[0]) if rows else None

    def ops_of_function(self, function: str, module: str | None = None) -> list[Op]:
        """The ops whose generated Python function is called `function`, in `module` if given."""
        rows = self._all(f"{selects.OP} AND function = ? AND coalesce(module = ?, 1) ORDER BY name", function, module)
        return [decode.op(row) for row in rows]

    def ops(self) -> Iterator[Op]:
        return map(decode.op, self._iterate(f"{selects.OP} ORDER BY name"))

    def ops_behind(self, key: str) -> tuple[str, ...]:
        """The ops that a function, method or class runs, what matters most first; known once calls are linked."""
        rows = self._all(selects.OPS_BEHIND, key)
        return decode.unpack(rows[0][0]) if rows else ()

    def kernels(self, op: str) -> list[Kernel]:
        return [decode.kernel(row) for row in self._all(f"{selects.KERNEL} AND op = ? ORDER BY number", op)]

    def gradients(self, op: str) -> list[Gradient]:
        return [Gradient(*row) for row in self._all(f"{selects.GRADIENT} AND op = ? ORDER BY number", op)]

    def all_kernels(self) -> Iterator[Kernel]:
        return map(decode.kernel, self._iterate(f"{selects.KERNEL} ORDER BY op, number"))

    def all_gradients(self) -> Iterator[Gradient]:
        return (Gradient(*row) for row in self._iterate(f"{selects.GRADIENT} ORDER BY op, number"))

    # ------------------------------------------------------------------------------------------- call graph

    def callees(self, key: str, *, candidates: bool = True) -> list[CallEdge]:
        """The edges out of a symbol by the names of callees; without `candidates` those that are known better, which
        are few of many."""
        surer = "" if candidates else "AND l.key NOT LIKE 'candidate %'"
        near = f"e.caller = (SELECT id FROM keys WHERE key = ?) {surer}"
        rows = self._all(f"{selects.EDGE} AND {near} ORDER BY b.key, l.key", key)
        return [decode.edge(row) for row in rows]

    def callers(self, key: str) -> list[CallEdge]:
        """The edges into a symbol by the names of callers."""
        rows = self._all(
            f"{selects.EDGE} AND e.callee = (SELECT id FROM keys WHERE key = ?) ORDER BY a.key, l.key", key
        )
        return [decode.edge(row) for row in rows]

    def edges(self) -> Iterator[CallEdge]:
        return map(decode.edge, self._iterate(selects.EDGE))

    def links(self) -> Links:
        """The edges by number, for many symbols at once."""
        return Links(self._read, self.info.id)

    def adjacency(self) -> Adjacency:
        """The whole call graph, packed: for walks over many thousand edges. Empty where calls were never linked."""
        parts = dict(
            self._all("SELECT part, data FROM adjacency WHERE snapshot = ? AND part NOT IN (?, ?, ?)", *receivers.PARTS)
        )
        return unpack(parts) if parts else Adjacency.empty()

    def receivers(self) -> Packed[Receivers]:
        """What is known of the objects that methods are called on, of the whole call graph."""
        return self._packed(receivers.RECEIVERS, Receivers)

    def handed(self) -> Packed[Handed]:
        """Which functions calls pass for parameters that are called, of the whole call graph."""
        return self._packed(receivers.HANDED, Handed)

    def supplied(self) -> Packed[Supplied]:
        """What parameters decide of calls, of the whole call graph."""
        return self._packed(receivers.SUPPLIED, Supplied)

    def _packed(self, part: str, kind: Callable[..., Known]) -> Packed[Known]:
        found = self._all("SELECT data FROM adjacency WHERE snapshot = ? AND part = ?", part)
        return Packed(found[0][0], kind) if found else Packed.empty(kind)

    def runs(self) -> list[Run]:
        """The recordings, latest first."""
        rows = self._all("SELECT id, recorded, script, details FROM runs WHERE snapshot = ? ORDER BY recorded DESC")
        return [
            Run(number, recorded, script, decode.unpack_json(details)) for number, recorded, script, details in rows
        ]

    def observations(self, key: str | None = None, *, inward: bool = False) -> list[Observation]:
        """Calls seen at run time, out of a symbol (or into it), of all recordings together; of all symbols for None."""
        near = "o.callee" if inward else "o.caller"
        is_near = f"coalesce({near} = (SELECT id FROM keys WHERE key = ?), ? IS NULL)"
        sql = f"{selects.OBSERVATION} AND {is_near} {selects.OBSERVATION_ORDER}"
        return [
            Observation(caller, callee, kind, decode.unpack_sites(sites), count, seconds)
            for caller, callee, kind, sites, count, seconds in self._all(sql, key, key)
        ]

    # ------------------------------------------------------------------------------------------------ rows

    def _all(self, sql: str, *parameters: object) -> list[Any]:
        return self._read(sql, (self.info.id, *parameters))

    def _of_keys(self, sql: str, keys: Iterable[str]) -> Iterator[Any]:
        """The rows of symbols by their keys, with few statements, in no order."""
        wanted = f"{sql} AND s.id IN (SELECT id FROM keys WHERE key IN ({{}}))"
        return chunked(self._read, wanted, keys, (self.info.id,))

    def _read(self, sql: str, parameters: Sequence[object]) -> list[Any]:
        try:
            return self._connection.execute(sql, parameters).fetchall()
        except (sqlite3.Error, ValueError):
            with translated(self._path):
                raise

    def _iterate(self, sql: str, *parameters: Iterable[object]) -> Iterator[Any]:
        with translated(self._path):
            # A generator that is left unfinished closes what it yields from; a cursor of a closed store would object.
            yield from chain(self._connection.execute(sql, (self.info.id, *parameters)))
