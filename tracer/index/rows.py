"""Rows of a snapshot that the linker does not make: its sources, files and problems, and what it is called."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from itertools import chain
from typing import Any

from tracer.facts import Problem, SourceFile
from tracer.index.extraction import facts_kind
from tracer.index.outdated import is_outdated
from tracer.sources import SourceProvider
from tracer.sources.distribution import INSTALLED
from tracer.store import FactsRow, File, FileProblem, SnapshotInfo, Source, Store
from tracer.versions import EXTRACTOR_VERSION


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


def specification(source: Source) -> str:
    """A stored source as the argument that opens it again."""
    if source.kind == "git":
        # What this tool cloned has the commit, and not always a ref of the tag's name.
        revision = source.sha if source.details.get("clone") else source.revision
        return f"{source.root}@{revision or source.sha}"
    if source.kind == "distribution":
        return f"{INSTALLED}{source.name}"
    return f"{source.root}/{source.details.get('only', '')}".rstrip("/")


def _notable(provider: SourceProvider, limit: int = 200) -> list[list[str]]:
    """Skipped paths that a user would want to hear of: tests are left out on purpose."""
    skipped = (skip for skip in provider.listing().skipped if skip.reason != "test file")
    return [[skip.path, skip.reason] for skip, _ in zip(skipped, range(limit), strict=False)]


def file_rows(files: Sequence[SourceFile], positions: dict[str, int]) -> Iterator[File]:
    for number, file in enumerate(files):
        yield File(number, positions[file.source], file.path, file.blob, file.kind, file.module, file.is_package,
                   file.is_test)  # fmt: skip


def source_file(file: File, source: str) -> SourceFile:
    """A stored file as sources list it."""
    kind: Any = file.kind
    return SourceFile(source, file.path, file.blob, kind, file.module, file.is_package, file.is_test)


def problem_rows(
    store: Store, files: Sequence[SourceFile], positions: dict[str, int], unread: Sequence[FactsRow] = ()
) -> Iterator[FileProblem]:
    """The problems of extraction, once for each path that has the content; those of `unread` are not in the store."""
    by_content: dict[tuple[str, str], list[SourceFile]] = {}
    for file in files:
        by_content.setdefault((facts_kind(file), file.blob), []).append(file)
    for kind in sorted({kind for kind, _ in by_content}):
        blobs = [blob for of_kind, blob in by_content if of_kind == kind]
        lost = ((row.blob, row.problems) for row in unread if row.kind == kind and (kind, row.blob) in by_content)
        for blob, problems in chain(store.problems_of(blobs, kind, EXTRACTOR_VERSION), lost):
            for file in by_content[kind, blob]:
                for reason, line, severity in problems:
                    yield FileProblem(positions[file.source], file.path, line, severity, reason)


def registration_problems(
    files: Sequence[SourceFile], positions: dict[str, int], problems: Iterable[tuple[int, Problem]]
) -> Iterator[FileProblem]:
    """What linking found out about registrations, each with the number of its file."""
    for number, problem in problems:
        file = files[number]
        yield FileProblem(positions[file.source], file.path, problem.line, problem.severity, problem.reason)


def default_name(sources: Sequence[Source]) -> str:
    """`tensorflow@v2.1.0+keras@v2.3.1`: each source the user gave, with the revision or version it has."""
    parts = [source for source in sources if source.name != "reference_impl"] or list(sources)
    return "+".join(_label(source) for source in parts)


def _label(source: Source) -> str:
    version = source.sha if source.kind == "distribution" else source.revision
    if version and source.kind != "worktree":
        return f"{source.name}@{version}"
    # A folder inside a package is no index of the package, nor may it take the place of one.
    only = str(source.details.get("only", "")).strip("/").replace("/", ".")
    return only if only.startswith(f"{source.name}.") else source.name


def free_name(store: Store, name: str, sources: Sequence[Source]) -> str:
    """`name`, or with `~2`, `~3` ... where a snapshot of other repositories or folders has it already, whichever
    backend it follows."""
    own = [(source.root, source.details.get("only", "")) for source in sources if source.name != "reference_impl"]
    taken: set[str] = set()
    for backend in {info.backend for info in store.snapshots()}:
        by_name: dict[str, list[tuple[str, str]]] = {}
        for known in store.roots(backend):
            by_name.setdefault(known.snapshot, []).append((known.root, known.only))
        taken.update(other for other, places in by_name.items() if places != own)
    candidates = (name if n == 1 else f"{name}~{n}" for n in range(1, 10_000))
    return next(candidate for candidate in candidates if candidate not in taken)


def unchanged(store: Store, name: str, backend: str, sources: Sequence[Source]) -> SnapshotInfo | None:
    """The snapshot of that name if it was linked by this linker from these very sources, all of them read."""
    known = find_or_none(store, name, backend)
    if known is None or is_outdated(known) or known.info.get("unread"):
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
