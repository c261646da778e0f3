"""The use case `index`: sources -> files -> facts -> links -> a snapshot in the store."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracer.extract.cores import available_cores
from tracer.facts import SourceFile
from tracer.index.extraction import FactsLoader, Progress
from tracer.index.rows import (
    default_name,
    file_rows,
    find,
    free_name,
    problem_rows,
    registration_problems,
    source_file,
    source_row,
    specification,
    unchanged,
)
from tracer.link.ops import LinkedOps
from tracer.link.program import Program
from tracer.link.recursion import deep_recursion
from tracer.sources import SourceProvider, open_reference_impl, open_sources
from tracer.sources.opening import REFERENCE
from tracer.store import SnapshotInfo, Source, Store
from tracer.versions import EXTRACTOR_VERSION, LINKER_VERSION

if TYPE_CHECKING:
    from tracer.link.calls import CallRows


@dataclass(frozen=True, slots=True)
class Request:
    """What `tracer index` was asked for.

    `workers` of None means as many as there are cores; `cluster` is the address of a Dask scheduler to extract on;
    `asked` is False where a command needs a revision for one answer: it never becomes the one that answers by default.
    """

    specs: Sequence[str]
    revision: str | None = None
    name: str | None = None
    tests: bool = False
    workers: int | None = None
    calls: bool = True
    backend: str = "tensorflow"
    cluster: str | None = None
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """What `index` did: how many files there are and how many it extracted, `along` of them `reference_impl`'s, which
    nobody asked for; `reused` when nothing had changed since the last time. `taken` is the name that the snapshot would
    have, were there not one of other sources that has it."""

    snapshot: SnapshotInfo
    files: int
    along: int
    extracted: int
    reused: bool
    taken: str | None = None


def index(request: Request, store: Store, progress: Progress) -> Report:
    """Index and link sources, and make the snapshot visible.

    Raises:
        SourceError: a source can't be read.
        StoreError: the store can't be written.
    """
    with opened(request.specs, request.revision, tests=request.tests, progress=progress) as providers:
        progress("reading", 0, 0)
        files = [file for provider in providers for file in provider.listing().files]
        along = sum(file.source == REFERENCE for file in files) if len(providers) > len(request.specs) else 0
        sources = [source_row(position, provider) for position, provider in enumerate(providers)]
        usual = request.name or default_name(sources)
        name = request.name or free_name(store, usual, sources)
        taken = usual if name != usual else None
        known = unchanged(store, name, request.backend, sources)
        if known is not None:
            if request.asked:
                store.touch(known)
            if request.calls and not known.has_calls:
                known = add_calls(store, name, request.backend, progress)
            return Report(known, len(files), along, 0, reused=True, taken=taken)
        loader = FactsLoader(store, providers)
        workers = request.workers or available_cores()
        count = loader.extract(files, workers, progress, keep=True, cluster=request.cluster)
        for provider in providers:
            provider.close()  # git holds much memory, and begins anew should something be read after all
        about: dict[str, object] = {"tests": request.tests, "asked": request.asked}
        program, ops = link(store, loader, name, request.backend, sources, files, progress, about)
        known = find(store, name, request.backend)
        if request.calls:
            known = link_calls(store, known, files, program, ops, progress)
        return Report(known, len(files), along, count, reused=False, taken=taken)


@contextmanager
def opened(
    specs: Iterable[str], revision: str | None, *, tests: bool, progress: Progress
) -> Iterator[list[SourceProvider]]:
    """The providers of `specs`, and `reference_impl` as one more, closed at the end."""
    providers = open_sources(specs, revision=revision, tests=tests, progress=progress)
    reference = open_reference_impl([provider.name for provider in providers])
    if reference is not None:
        providers.append(reference)
    try:
        yield providers
    finally:
        for provider in providers:
            provider.close()


# ------------------------------------------------------------------------------------------------- linking


def link(
    store: Store,
    loader: FactsLoader,
    name: str,
    backend: str,
    sources: Sequence[Source],
    files: Sequence[SourceFile],
    progress: Progress,
    about: dict[str, object],
) -> tuple[Program, LinkedOps]:
    """Link the names of a snapshot whose facts are there, write its rows and publish it, with `about` in its info."""
    from tracer.link.names import link_names, with_canonical
    from tracer.link.ops import link_ops

    progress("linking", 0, 0)
    with without_collection():
        program = Program(files, loader.facts, backend=backend, load_flow=loader.flow)
        program.read = loader.read
        ops = link_ops(program, loader.facts)
        names = link_names(program)
        progress("writing", 0, 0)
        positions = {source.name: source.position for source in sources}
        with store.write_snapshot(name, backend=backend, linker=LINKER_VERSION) as writer:
            writer.add_sources(sources)
            writer.add_files(file_rows(files, positions))
            writer.add_problems(problem_rows(store, files, positions, list(loader.unread.values())))
            writer.add_problems(registration_problems(files, positions, ops.problems))
            writer.add_symbols((*names.symbols, *with_canonical(ops.symbols, names.exports, program.api)))
            writer.add_exports((*names.exports, *ops.exports))
            writer.add_bindings((*names.bindings, *ops.bindings))
            writer.add_unresolved(names.unresolved)
            writer.add_counterparts(names.counterparts)
            writer.add_ops(ops.ops)
            writer.add_kernels(ops.kernels)
            writer.add_gradients(ops.gradients)
            unread = sorted(loader.unread)
            writer.publish({**names.info, **ops.info, **about, "extractor": EXTRACTOR_VERSION, "unread": unread})
    return program, ops


def link_calls(
    store: Store,
    snapshot: SnapshotInfo,
    files: Sequence[SourceFile],
    program: Program,
    ops: LinkedOps,
    progress: Progress,
) -> SnapshotInfo:
    """Link the call graph of a snapshot whose names are linked: its edges, and the ops behind symbols, become visible
    together. Where another process replaced the snapshot by one of the same files meanwhile, they are that one's."""
    from tracer.link import calls as engine

    progress("linking calls", 0, 0)
    with without_collection():
        calls = engine.call_rows(program, ops.ops, ops.gradients, ops.kernels, ops.edges)
        progress("writing calls", 0, 0)
        while not write_calls(store, snapshot, calls, ops):
            latest = find(store, snapshot.name, snapshot.backend)
            if latest.id == snapshot.id or not has_files(store, latest, files):
                break
            snapshot = latest
    return find(store, snapshot.name, snapshot.backend)


def write_calls(store: Store, snapshot: SnapshotInfo, calls: CallRows, ops: LinkedOps) -> bool:
    """Write a call graph; whether there was anything to write."""
    from tracer.link.ops_behind import OpsBehind
    from tracer.link.ops_calls import OpCalls

    with store.write_calls(snapshot) as writer:
        if writer is None:
            return False
        followed = OpCalls(ops.ops, snapshot.backend)
        writer.add_edges(followed.watched(calls.edges()))
        writer.add_unresolved(calls.unresolved)
        followed.settle()
        with closing(store.snapshot(snapshot.name, snapshot.backend)) as reader:
            behind = OpsBehind(followed, reader.outlines())
        writer.add_symbol_ops(behind.all())
        known = {**snapshot.info, **calls.info()}
        writer.publish_calls(known, calls.receivers, calls.handed, calls.supplied)
    return True


def has_files(store: Store, snapshot: SnapshotInfo, files: Sequence[SourceFile]) -> bool:
    """Whether a snapshot was made, by this version, of just these files in this order."""
    if snapshot.linker != LINKER_VERSION:
        return False
    with closing(store.snapshot(snapshot.name, snapshot.backend)) as reader:
        return [(file.path, file.blob) for file in reader.files()] == [(file.path, file.blob) for file in files]


def add_calls(store: Store, name: str, backend: str, progress: Progress) -> SnapshotInfo:
    """Link the call graph of a snapshot that was indexed without; its sources are not read again.

    Raises:
        UnknownSnapshot: there is none of that name.
        NotIndexed: its facts are gone, or of another extractor.
    """
    from tracer.link.ops import link_ops

    with closing(store.snapshot(name, backend)) as snapshot:
        names = {source.position: source.name for source in snapshot.sources}
        files = [source_file(file, names[file.source]) for file in snapshot.files()]
        info = snapshot.info
    loader = FactsLoader(store, ())
    loader.give_up(info.info.get("unread", ()))
    program = Program(files, loader.facts, backend=backend, load_flow=loader.flow)
    with without_collection():
        ops = link_ops(program, loader.facts)
    return link_calls(store, info, files, program, ops, progress)


def renew(store: Store, name: str, backend: str, progress: Progress, *, calls: bool) -> SnapshotInfo:
    """Index the sources of a snapshot again, under its name: it was made by another version of tracer.

    Raises:
        SourceError: a source is no longer where it was.
    """
    with closing(store.snapshot(name, backend)) as snapshot:
        specs = [specification(source) for source in snapshot.sources if source.name != REFERENCE]
        tests = bool(snapshot.info.info.get("tests"))
        calls, asked = calls or snapshot.has_calls, snapshot.info.asked
    request = Request(specs, name=name, tests=tests, calls=calls, backend=backend, asked=asked)
    return index(request, store, progress).snapshot


@contextmanager
def without_collection() -> Iterator[None]:
    """`deep_recursion` for linking whose values stay: the collector would walk them for nothing, also afterwards."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        with deep_recursion():
            yield
    finally:
        if was_enabled:
            gc.freeze()
            gc.enable()
