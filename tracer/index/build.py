"""The use case `index`: sources -> files -> facts -> links -> a snapshot in the store."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass

from tracer.extract.pool import available_cores
from tracer.facts import EXTRACTOR_VERSION, SourceFile
from tracer.index.extraction import FactsLoader, Progress, facts_kind
from tracer.link.names import LINKER_VERSION
from tracer.sources import SourceProvider, open_reference_impl, open_sources
from tracer.store import File, FileProblem, SnapshotInfo, Source, Store


@dataclass(frozen=True, slots=True)
class Request:
    """What `tracer index` was asked for; `workers` of None means as many as there are cores."""

    specs: Sequence[str]
    revision: str | None = None
    name: str | None = None
    tests: bool = False
    workers: int | None = None
    calls: bool = True
    backend: str = "tensorflow"


@dataclass(frozen=True, slots=True)
class Report:
    """What `index` did: how many files it has and extracted; `reused` when nothing had changed since the last time."""

    snapshot: SnapshotInfo
    files: int
    extracted: int
    reused: bool


def index(request: Request, store: Store, progress: Progress) -> Report:
    """Index and link sources, and make the snapshot visible.

    Raises:
        SourceError: a source can't be read.
        StoreError: the store can't be written.
    """
    with opened(request.specs, request.revision, tests=request.tests, progress=progress) as providers:
        progress("reading", 0, 0)
        files = [file for provider in providers for file in provider.listing().files]
        sources = [source_row(position, provider) for position, provider in enumerate(providers)]
        name = request.name or free_name(store, default_name(sources), sources)
        known = unchanged(store, name, request.backend, sources)
        if known is None:
            loader = FactsLoader(store, providers)
            count = loader.extract(files, request.workers or available_cores(), progress, keep=True)
            link(store, loader, name, request.backend, sources, files, progress)
            known = find(store, name, request.backend)
            reused = False
        else:
            count, reused = 0, True
            store.touch(known)
        if request.calls and known.level != "calls":
            known = link_calls(store, known, progress, FactsLoader(store, providers))
        return Report(known, len(files), count, reused)


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
) -> None:
    """Link the names of a snapshot whose facts are there, write its rows and publish it."""
    from tracer.link.names import link_names
    from tracer.link.program import Program

    progress("linking", 0, 0)
    positions = {source.name: source.position for source in sources}
    with without_collection():
        program = Program(files, loader.facts, backend=backend, load_flow=loader.flow)
        names = link_names(program)
        progress("writing", 0, 0)
        with store.write_snapshot(name, backend=backend, linker=LINKER_VERSION) as writer:
            writer.add_sources(sources)
            writer.add_files(file_rows(files, positions))
            writer.add_problems(problem_rows(store, files, positions))
            writer.add_symbols(names.symbols)
            writer.add_exports(names.exports)
            writer.add_bindings(names.bindings)
            writer.add_unresolved(names.unresolved)
            writer.add_counterparts(names.counterparts)
            writer.publish({**names.info, "extractor": EXTRACTOR_VERSION})


def link_calls(store: Store, snapshot: SnapshotInfo, progress: Progress, loader: FactsLoader) -> SnapshotInfo:
    """Link the call graph of a snapshot whose names are linked."""
    del store, progress, loader
    return snapshot


@contextmanager
def without_collection() -> Iterator[None]:
    """Linking makes millions of values and no cycles to speak of: the collector would walk them for nothing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


# -------------------------------------------------------------------------------------------- rows and names


def source_row(position: int, provider: SourceProvider) -> Source:
    origin = provider.origin
    listing = provider.listing()
    digest = hashlib.sha1(usedforsecurity=False)
    for file in sorted(listing.files, key=lambda file: file.path):
        digest.update(f"{file.path}\0{file.blob}\0".encode("utf-8", "surrogateescape"))
    details = {**origin.details, "skipped": listing.skipped_counts(), "skipped_paths": _notable(provider)}
    return Source(
        position, provider.name, origin.kind, origin.root, origin.revision, origin.sha, origin.url, digest.hexdigest(),
        details,
    )  # fmt: skip


def _notable(provider: SourceProvider, limit: int = 200) -> list[list[str]]:
    """Skipped paths that a user would want to hear of: tests are left out on purpose."""
    skipped = (skip for skip in provider.listing().skipped if skip.reason != "test file")
    return [[skip.path, skip.reason] for skip, _ in zip(skipped, range(limit), strict=False)]


def file_rows(files: Sequence[SourceFile], positions: dict[str, int]) -> Iterator[File]:
    for number, file in enumerate(files):
        yield File(number, positions[file.source], file.path, file.blob, file.kind, file.module, file.is_package,
                   file.is_test)  # fmt: skip


def problem_rows(store: Store, files: Sequence[SourceFile], positions: dict[str, int]) -> Iterator[FileProblem]:
    """The problems of extraction, once for each path that has the content."""
    by_content: dict[tuple[str, str], list[SourceFile]] = {}
    for file in files:
        by_content.setdefault((facts_kind(file), file.blob), []).append(file)
    for kind in sorted({kind for kind, _ in by_content}):
        blobs = [blob for of_kind, blob in by_content if of_kind == kind]
        for blob, problems in store.problems_of(blobs, kind, EXTRACTOR_VERSION):
            for file in by_content[kind, blob]:
                for reason, line, severity in problems:
                    yield FileProblem(positions[file.source], file.path, line, severity, reason)


def default_name(sources: Sequence[Source]) -> str:
    """`tensorflow@v2.1.0+keras@v2.3.1`: each source the user gave, with the revision or version it has."""
    parts = [source for source in sources if source.name != "reference_impl"] or list(sources)
    return "+".join(_label(source) for source in parts)


def _label(source: Source) -> str:
    version = source.sha if source.kind == "distribution" else source.revision
    return f"{source.name}@{version}" if version and source.kind != "worktree" else source.name


def free_name(store: Store, name: str, sources: Sequence[Source]) -> str:
    """`name`, or with `~2`, `~3` ... where a snapshot of other repositories has it already."""
    taken: dict[str, list[str]] = {}
    for snapshot, _, root in store.roots():
        taken.setdefault(snapshot, []).append(root)
    roots = [source.root for source in sources if source.name != "reference_impl"]
    candidates = (name if n == 1 else f"{name}~{n}" for n in range(1, 10_000))
    return next(candidate for candidate in candidates if taken.get(candidate, roots) == roots)


def unchanged(store: Store, name: str, backend: str, sources: Sequence[Source]) -> SnapshotInfo | None:
    """The snapshot of that name if it was linked by this linker from these very sources."""
    known = find_or_none(store, name, backend)
    if known is None or known.linker != LINKER_VERSION or known.info.get("extractor") != EXTRACTOR_VERSION:
        return None
    with closing(store.snapshot(name, backend)) as snapshot:
        same = [source[:8] for source in snapshot.sources] == [source[:8] for source in sources]
    return known if same else None


def find(store: Store, name: str, backend: str) -> SnapshotInfo:
    found = find_or_none(store, name, backend)
    assert found is not None
    return found


def find_or_none(store: Store, name: str, backend: str) -> SnapshotInfo | None:
    with suppress(StopIteration):
        return next(info for info in store.snapshots() if info.name == name and info.backend == backend)
    return None
