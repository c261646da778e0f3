"""A first answer on sources that were never indexed: only files that can hold the name are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from tracer.errors import StoreError
from tracer.extract.cores import available_cores
from tracer.facts import SourceFile
from tracer.index.build import opened, without_collection
from tracer.index.extraction import FactsLoader, facts_kind
from tracer.index.rows import default_name, source_row
from tracer.link.program import Program
from tracer.link.quick import QuickReader
from tracer.sources import MissingContent, SourceProvider
from tracer.sources.opening import no_progress
from tracer.store import Store

_TOP_LEVEL = re.compile(rb"(?m)^(class|def)[ \t]+([A-Za-z][A-Za-z0-9_]*)")
_TOO_MANY = 150
"""With more candidates than this, extracting them ahead would take longer than the few that are needed."""


@contextmanager
def quick_reader(specs: Sequence[str], backend: str) -> Iterator[QuickReader]:
    """A reader over sources that have no snapshot; facts that it needs are extracted, and kept in the store.

    Raises:
        SourceError: a source can't be read.
    """
    with store_or_memory() as store, opened(specs, None, tests=False, progress=no_progress) as providers:
        loader = FactsLoader(store, providers)
        try:
            with without_collection():
                yield reader_of(loader, providers, backend)
        finally:
            loader.close()


def reader_of(loader: FactsLoader, providers: Sequence[SourceProvider], backend: str) -> QuickReader:
    files = [file for provider in providers for file in provider.listing().files]
    program = Program(files, loader.facts, backend=backend, load_flow=loader.flow)
    sources = [source_row(position, provider) for position, provider in enumerate(providers)]
    python = [file for file in files if facts_kind(file) == "python"]
    reader = QuickReader(program, Search(loader, python), sources, lambda: defined(loader, python))
    reader.name = default_name(sources)
    return reader


@contextmanager
def store_or_memory() -> Iterator[Store]:
    """The store, or one in memory where the cache directory can't be written: an answer is worth more than a cache."""
    try:
        store = Store.open_for_writing()
    except StoreError:
        store = Store.in_memory()
    with store:
        yield store


class Search:
    """Finds files by their bytes. A word is looked for once, whatever patterns with it are asked for."""

    def __init__(self, loader: FactsLoader, files: Iterable[SourceFile]) -> None:
        self._loader = loader
        self._files: dict[str, list[SourceFile]] = {}
        for file in files:
            self._files.setdefault(file.source, []).append(file)
        self._having: dict[bytes, list[SourceFile]] = {}

    def __call__(self, pattern: re.Pattern[bytes], word: bytes) -> list[SourceFile]:
        """The files whose bytes match `pattern`, which always contains `word`. Their facts are extracted already (in
        parallel) when they are not too many."""
        found = [file for file in self._with(word) if self._matches(file, pattern)]
        if len(found) <= _TOO_MANY:
            self._loader.prefetch(found, available_cores())
        return found

    def _with(self, word: bytes) -> list[SourceFile]:
        if word not in self._having:
            found = self._having[word] = []
            for source, files in self._files.items():
                paths = self._loader.providers[source].containing([word], files)
                found += [file for file in files if file.path in paths]
        return self._having[word]

    def _matches(self, file: SourceFile, pattern: re.Pattern[bytes]) -> bool:
        try:
            return pattern.search(self._loader.providers[file.source].read(file)) is not None
        except MissingContent:
            return False


def defined(loader: FactsLoader, files: Iterable[SourceFile]) -> Iterator[tuple[str, str]]:
    """Kind and name of the public classes and functions that start a line in one of `files`, by their bytes alone."""
    for file in files:
        try:
            content = loader.providers[file.source].read(file)
        except MissingContent:
            continue
        for keyword, name in _TOP_LEVEL.findall(content):
            yield "class" if keyword == b"class" else "function", name.decode("ascii")
