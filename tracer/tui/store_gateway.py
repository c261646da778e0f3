"""The gateway to a real snapshot: answers from `tracer.queries` and the store, a connection a thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from tracer.errors import NotIndexed
from tracer.linked import Symbol
from tracer.queries.answers import Match
from tracer.queries.searchable import symbol_index
from tracer.queries.symbol_search import Entry, SymbolIndex
from tracer.queries.tree import Trees, key_of
from tracer.queries.twins import mirrored_by, twins_of
from tracer.store import Snapshot, Store
from tracer.tui import store_answers as answers
from tracer.tui.gateway import (
    CallList,
    CallPath,
    Details,
    Direction,
    Local,
    Pair,
    Place,
    Ref,
    SnapshotInfo,
    SourceText,
    TreeName,
    TreeNode,
    Unindexed,
)

OUTDATED = "This snapshot was indexed by another version of tracer (I indexes it again)"
INDEXED_LAST = "the one indexed last"
UNLINKED = "the call graph of this snapshot is not linked yet"


class StoreGateway:
    """One snapshot of the store. `open_snapshot` is called once in every thread that asks."""

    def __init__(self, open_snapshot: Callable[[], Snapshot]) -> None:
        self._open = open_snapshot
        self._threads = threading.local()
        self._lock = threading.Lock()
        first = self._snapshot
        self._info = answers.snapshot_info(first.info, first.sources)
        self._trees = Trees(first.info.info.get("api") or "v2")

    @property
    def _snapshot(self) -> Snapshot:
        found: Snapshot | None = getattr(self._threads, "snapshot", None)
        if found is None:
            found = self._threads.snapshot = self._open()
        return found

    # ------------------------------------------------------------------------------------------ snapshots

    def snapshot(self) -> SnapshotInfo:
        return self._info

    def stale(self) -> tuple[str, ...]:
        from tracer.index.freshness import behind, edited
        from tracer.index.outdated import is_outdated

        snapshot = self._snapshot
        outdated = (OUTDATED,) if is_outdated(snapshot.info) else ()
        return (*outdated, *behind(snapshot), *edited(snapshot))

    # --------------------------------------------------------------------------------------------- names

    @cached_property
    def _entries(self) -> SymbolIndex:
        return symbol_index(self._snapshot)

    def search(self, pattern: str, limit: int) -> tuple[Ref, ...]:
        with self._lock:
            index = self._entries
        found = {entry.key: self._ref_of(entry) for entry in index.search(pattern, limit)}
        # `Sequential.fit` is inherited: no definition has that name, but `where` knows what it stands for.
        dotted = {ref.key: ref for ref in self.resolve(pattern)} if "." in pattern else {}
        if not dotted and not any(_contains(ref.name, pattern) for ref in found.values()):
            dotted = self._misspelt(pattern, limit)
        found = dotted | found
        return tuple(found.values())[:limit]

    def _misspelt(self, pattern: str, limit: int) -> dict[str, Ref]:
        from tracer.queries.search import search

        hits = search(self._snapshot, pattern, limit)
        return {hit.key: self._ref_of(Entry(hit.name, hit.key, hit.kind, 0)) for hit in hits}

    def _ref_of(self, entry: Entry) -> Ref:
        symbol = self._snapshot.symbol(entry.key)
        if symbol is None:
            return Ref(entry.key, entry.name, entry.kind)
        return answers.ref(self._snapshot, symbol, name=entry.name)

    def resolve(self, name: str) -> tuple[Ref, ...]:
        from tracer.queries.where import where

        snapshot = self._snapshot
        matches = where(snapshot, name).matches
        found = ((match, snapshot.symbol(match.key)) for match in matches)
        return tuple(
            replace(answers.ref(snapshot, symbol, name=match.met), asked=name)
            for match, symbol in found
            if symbol is not None
        )

    def children(self, tree: TreeName, key: str | None) -> tuple[TreeNode, ...]:
        with self._lock:
            nodes = self._trees.children(self._snapshot, tree, key)
        return tuple(TreeNode(node.key, node.label, node.kind, node.symbol, node.expandable) for node in nodes)

    # -------------------------------------------------------------------------------------------- symbols

    def details(self, key: str) -> Details:
        snapshot = self._snapshot
        match = self._match(key)
        symbol = snapshot.symbol(key)
        if symbol is None:
            return answers.unknown(key)
        mro = ((name, key_of(snapshot, name)) for name in symbol.mro)
        bases = ((name, key_of(snapshot, name)) for name in symbol.bases)
        return answers.details(
            snapshot, symbol, match, tuple(bases), tuple(mro), self._ops(symbol), self.counterpart(key)
        )

    def _match(self, key: str) -> Match | None:
        """What `where` says of exactly this symbol."""
        from tracer.queries.where import where

        name = key.removeprefix("op:").replace(":", ".").rstrip(".")
        return next((match for match in where(self._snapshot, name, all=True).matches if match.key == key), None)

    def _ops(self, symbol: Symbol) -> tuple[str, ...]:
        """Names of the ops that a symbol is, stands for or calls."""
        from tracer.queries.ops import ops_behind

        return ops_behind(self._snapshot, symbol)

    def source(self, source: str, path: str) -> SourceText:
        from tracer.tui.store_sources import read

        return read(self._snapshot, source, path)

    def locate(self, place: Place) -> Local | None:
        from tracer.tui.store_sources import locate

        return locate(self._snapshot, place)

    # ---------------------------------------------------------------------------------------------- calls

    def calls(self, key: str, direction: Direction) -> CallList:
        snapshot = self._with_calls()
        return answers.calls(snapshot, key, direction)

    def _with_calls(self) -> Snapshot:
        snapshot = self._snapshot
        if not snapshot.has_calls:
            raise NotIndexed(UNLINKED, hint="press C to link it")
        return snapshot

    def path(self, start: str, end: str, asked: str | None = None) -> CallPath | None:
        return answers.best_path(self._with_calls(), start, end, asked)

    # --------------------------------------------------------------------------------------- counterparts

    def counterpart(self, key: str) -> Ref | None:
        snapshot = self._snapshot
        mirrors = [row.symbol for row in twins_of(snapshot, key)]
        originals = [row.target for row in mirrored_by(snapshot, key) if row.target is not None]
        symbol = next(iter(snapshot.symbols([*mirrors, *originals])), None)
        return answers.ref(snapshot, symbol) if symbol is not None else None

    def pairs(self) -> tuple[Pair, ...]:
        return tuple(answers.pairs(self._snapshot))


def _contains(name: str, pattern: str) -> bool:
    """Whether all words are in a name; globs are taken at their word."""
    return any(character in pattern for character in "*?[") or all(
        word in name.lower() for word in pattern.lower().split()
    )


class StoreCatalog:
    """The snapshots of the store; `at` is what `--at` says, `last` the snapshot that was looked at last time: it goes
    before the one indexed last, but not before that of the repository one stands in."""

    def __init__(self, at: str | None, backend: str, last: str | None = None) -> None:
        self._at = at
        self._backend = backend
        self._last = last

    def open(self) -> StoreGateway:
        from tracer.index.selection import choose

        store = Store.open_for_reading()
        try:
            chosen, *others = choose(store, self._at, self._backend)
            latest = next((other.snapshot.name for other in (chosen, *others) if other.snapshot is not None), None)
            if latest is not None and store is not None and self._knows(store, self._last):
                latest = self._last
        finally:
            if store is not None:
                store.close()
        for candidate in (chosen, *others):
            if candidate.snapshot is not None:
                candidate.snapshot.close()
        if chosen.snapshot is None:
            raise Unindexed(chosen.specs, latest)
        return self.at(latest if latest is not None and chosen.reason == INDEXED_LAST else chosen.snapshot.name)

    def at(self, snapshot: str) -> StoreGateway:
        def opened() -> Snapshot:
            with self._store() as store:
                return store.snapshot(snapshot, self._backend)

        return StoreGateway(opened)

    def snapshots(self) -> tuple[SnapshotInfo, ...]:
        with self._store() as store:
            return tuple(self._described(store, info.name, info.backend) for info in store.snapshots())

    def _knows(self, store: Store, name: str | None) -> bool:
        return any(info.name == name and info.backend == self._backend for info in store.snapshots())

    def _store(self) -> Store:
        store = Store.open_for_reading()
        if store is None:
            raise NotIndexed("nothing is indexed yet", hint="I indexes a repository or an installed package")
        return store

    def _described(self, store: Store, name: str, backend: str) -> SnapshotInfo:
        with store.snapshot(name, backend) as snapshot:
            return answers.snapshot_info(snapshot.info, snapshot.sources, snapshot.counts())
