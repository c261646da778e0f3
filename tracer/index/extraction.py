"""Facts of a snapshot's files: what the store has is loaded, the rest extracted in worker processes and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import msgspec

from tracer.errors import NotIndexed, SourceError
from tracer.extract import cpp, cpp_texts, pool
from tracer.extract.worker import empty
from tracer.facts import (
    EXTRACTOR_VERSION,
    ApiDefFacts,
    BuildFacts,
    CppFacts,
    Problem,
    PythonFacts,
    PythonFlow,
    SourceFile,
)
from tracer.sources import SourceProvider
from tracer.sources.contents import Contents
from tracer.store import FactsRow, Store

Progress = Callable[[str, int, int], None]
"""Told the stage, and how much of how much of it is done."""

CPP_HINTS = (*cpp.HINTS, *cpp_texts.HINTS)
"""A C++ file without any of these registers nothing."""

_TYPES: dict[str, type[Any]] = {
    "python": PythonFacts,
    "cpp": CppFacts,
    "api_def": ApiDefFacts,
    "build": BuildFacts,
}
_ROWS_A_TRANSACTION = 100
_MOST_AHEAD = 500
"""Files that are extracted before they are asked for."""


def facts_kind(file: SourceFile) -> str:
    """Under which kind a file's facts are kept: stubs are read as Python is."""
    return "python" if file.kind == "stub" else file.kind


class FactsLoader:
    """The facts of files, decoded: those extracted in this run from memory, others from the store, and what is in
    neither is extracted when it is asked for."""

    def __init__(self, store: Store, providers: Iterable[SourceProvider]) -> None:
        self.store = store
        self.providers: Mapping[str, SourceProvider] = {provider.name: provider for provider in providers}
        self._fresh: dict[tuple[str, str], bytes] = {}
        self.unread: dict[tuple[str, str], FactsRow] = {}
        """By kind and blob: what could not be read or extracted this time; it is not tried twice, and not kept."""
        self.contents = Contents()
        """Of files that were searched; they are not read again to be extracted."""
        self._decoders = {kind: msgspec.msgpack.Decoder(type_) for kind, type_ in _TYPES.items()}
        self._flow_decoder = msgspec.msgpack.Decoder(PythonFlow)
        self._extractor: pool.Extractor | None = None
        self._pending: set[str] = set()
        """Keys of the jobs that it has."""

    def facts(self, file: SourceFile) -> Any:
        """The facts of a file, of the type that its kind has."""
        kind = facts_kind(file)
        data = self._fresh.pop((kind, file.blob), None)
        if data is None and (unread := self.unread.get((kind, file.blob))) is not None:
            data = unread.data
        data = data or self.store.facts(file.blob, kind, EXTRACTOR_VERSION)
        if data is None:
            self._extracted(file)
            data = self._fresh.pop((kind, file.blob), None)
        return None if data is None else self._decoders[kind].decode(data)

    def flow(self, file: SourceFile) -> PythonFlow | None:
        """The bodies of a Python file's functions."""
        unread = self.unread.get(("python", file.blob))
        data = self.store.flow(file.blob, "python", EXTRACTOR_VERSION) if unread is None else unread.flow
        if data is None and unread is None and not self.store.has_facts(file.blob, "python", EXTRACTOR_VERSION):
            self._extracted(file)
            return self.flow(file)
        return None if not data else self._flow_decoder.decode(data)

    def read(self, path: str) -> bytes | None:
        """The bytes of a file of any kind, None where no source has that path or they are not there."""
        for provider in self.providers.values():
            with suppress(SourceError):
                if (content := provider.read_path(path)) is not None:
                    return content
        return None

    def _keep(self, rows: Iterable[FactsRow]) -> None:
        """Into the store with what would come out again the next time."""
        lasting = []
        for row in rows:
            if row.lasting:
                lasting.append(row)
            else:
                self.unread[row.kind, row.blob] = row
        self.store.add_facts(lasting, EXTRACTOR_VERSION)

    def give_up(self, unread: Iterable[tuple[str, str]]) -> None:
        """Take content for empty: when it was indexed it could not be read, and it is not at hand any more."""
        for kind, blob in unread:
            if self.store.facts(blob, kind, EXTRACTOR_VERSION) is None:
                facts, flow = empty(kind, ())
                self.unread[kind, blob] = FactsRow(blob, kind, (), facts, flow or None, lasting=False)

    def prefetch(self, files: Iterable[SourceFile], workers: int) -> None:
        """Have what is missing of `files` extracted, in that order, while other things are done, ahead of their being
        asked for one by one; not of so many that this would take longer than the few that are asked for in the end."""
        wanted = list(files)
        if len(wanted) <= _MOST_AHEAD:
            self._begin(self.missing(wanted), workers)

    def advance(self) -> None:
        """Take what the workers are done with, and give them more to do."""
        if self._pending and self._extractor is not None:
            self._arrived(self._extractor.done(wait=False))

    def _begin(self, files: Iterable[SourceFile], workers: int) -> None:
        """Through workers that stay for the next time; forked after the extractor is imported, they start at once."""
        jobs = [job for job in map(self.job, files) if job.key not in self._pending]
        if self._extractor is None and jobs:
            import tracer.extract.python  # noqa: F401

            self._extractor = pool.Extractor(workers)
        if self._extractor is not None:
            self._pending.update(job.key for job in jobs)
            self._arrived(self._extractor.begin(jobs))

    def _extracted(self, file: SourceFile) -> None:
        """Wait until the facts of a file are there."""
        key = self.job(file).key
        if key not in self._pending:
            self._begin([file], 1)
        while key in self._pending and self._extractor is not None:
            self._extractor.hurry(key)
            self._arrived(self._extractor.done(wait=True))

    def _arrived(self, outcomes: Iterable[pool.Outcome]) -> None:
        rows = []
        for outcome in outcomes:
            row = facts_row(outcome)
            self._pending.discard(outcome.key)
            self._fresh[row.kind, row.blob] = row.data
            rows.append(row)
        if rows:
            self._keep(rows)

    def close(self) -> None:
        """End the workers that `facts` and `prefetch` started."""
        if self._extractor is not None:
            self._extractor.close()
            self._extractor = None

    def job(self, file: SourceFile) -> pool.Job:
        provider = self.providers.get(file.source)
        if provider is None:
            raise NotIndexed("what was read from a file is gone", where=file.path, hint="run `tracer index` again")
        kind: Any = facts_kind(file)

        def read() -> bytes:
            content = self.contents.get(file.blob)
            return provider.read(file) if content is None else content

        return pool.Job(f"{kind}:{file.blob}", kind, file.size, read)

    def missing(self, files: Iterable[SourceFile]) -> list[SourceFile]:
        """One file for each content that the store has no facts of."""
        distinct: dict[tuple[str, str], SourceFile] = {}
        for file in files:
            distinct.setdefault((facts_kind(file), file.blob), file)
        if len(distinct) <= _MOST_AHEAD:
            has = self.store.has_facts
            return [file for (kind, blob), file in distinct.items() if not has(blob, kind, EXTRACTOR_VERSION)]
        kinds = {kind for kind, _ in distinct}
        known = {kind: self.store.known_facts(kind, EXTRACTOR_VERSION) for kind in kinds}
        return [file for (kind, blob), file in distinct.items() if blob not in known[kind]]

    def extract(
        self,
        files: Iterable[SourceFile],
        workers: int,
        progress: Progress,
        *,
        keep: bool = False,
        cluster: str | None = None,
    ) -> int:
        """Extract what is missing of `files` into the store; returns how many files were read for that. C++ files that
        no word says to register anything are not.

        With `keep`, the facts also stay in memory until they are asked for: linking follows. `cluster` is the address
        of a Dask scheduler to extract on, in place of `workers` processes here.
        """
        wanted = self._without_plain_cpp(self.missing(files))
        wanted.sort(key=lambda file: file.size, reverse=True)  # the pool's order
        for name, provider in self.providers.items():
            provider.expect(file for file in wanted if file.source == name)
        jobs = [self.job(file) for file in wanted]

        def advance(done: int, total: int, size: int) -> None:
            del size
            progress("extracting", done, total)

        batch: list[FactsRow] = []
        try:
            for row in map(facts_row, _outcomes(jobs, workers, cluster, advance)):
                batch.append(row)
                if keep:
                    self._fresh[row.kind, row.blob] = row.data
                if len(batch) >= _ROWS_A_TRANSACTION:
                    self._keep(batch)
                    batch = []
        finally:
            self._keep(batch)
        return len(jobs)

    def _without_plain_cpp(self, files: Sequence[SourceFile]) -> list[SourceFile]:
        """`files` without the C++ ones that register nothing; those get empty facts here and now."""
        wanted = [file for file in files if file.kind != "cpp"]
        empty = msgspec.msgpack.encode(CppFacts())
        for name, provider in self.providers.items():
            cpp = [file for file in files if file.kind == "cpp" and file.source == name]
            telling = provider.containing(CPP_HINTS, cpp) if cpp else set()
            wanted += (file for file in cpp if file.path in telling)
            plain = (FactsRow(file.blob, "cpp", (), empty, None) for file in cpp if file.path not in telling)
            self.store.add_facts(plain, EXTRACTOR_VERSION)
        return wanted


def _outcomes(
    jobs: Sequence[pool.Job], workers: int, cluster: str | None, advance: pool.Progress
) -> Iterator[pool.Outcome]:
    if cluster is None:
        return pool.extract_all(jobs, workers, advance)
    from tracer.extract.cluster import extract_on_cluster

    return extract_on_cluster(jobs, cluster, advance)


def facts_row(outcome: pool.Outcome) -> FactsRow:
    """An outcome of the pool as the store keeps it; the job's key was made by `FactsLoader.job`."""
    blob = outcome.key.partition(":")[2]
    problems = _problems(outcome.problems)
    return FactsRow(blob, outcome.kind, problems, outcome.facts, outcome.flow or None, outcome.lasting)


def _problems(problems: Iterable[Problem]) -> tuple[tuple[str, int, str], ...]:
    return tuple((problem.reason, problem.line, problem.severity) for problem in problems)
