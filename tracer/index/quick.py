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
    reader = QuickReader(
        program,
        lambda pattern, word: searched(loader, python, pattern, word),
        sources,
        lambda: defined(loader, python),
    )
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


def searched(
    loader: FactsLoader, files: Iterable[SourceFile], pattern: re.Pattern[bytes], word: bytes
) -> list[SourceFile]:
    """The files whose bytes match `pattern`, which always contains `word`. Their facts are extracted already (in
    parallel) when they are not too many."""
    found = [
        file
        for name, provider in loader.providers.items()
        for file in matching(provider, [file for file in files if file.source == name], pattern, word)
    ]
    if len(found) <= _TOO_MANY:
        loader.prefetch(found, available_cores())
    return found


def defined(loader: FactsLoader, files: Iterable[SourceFile]) -> Iterator[tuple[str, str]]:
    """Kind and name of the public classes and functions that start a line in one of `files`, by their bytes alone."""
    for file in files:
        try:
            content = loader.providers[file.source].read(file)
        except MissingContent:
            continue
        for keyword, name in _TOP_LEVEL.findall(content):
            yield "class" if keyword == b"class" else "function", name.decode("ascii")


def matching(
    provider: SourceProvider, files: Sequence[SourceFile], pattern: re.Pattern[bytes], word: bytes
) -> Iterator[SourceFile]:
    """Those of `files` that match: the provider's own search for `word` narrows them down first."""
    wanted = provider.containing([word], files) if word else {file.path for file in files}
    for file in files:
        if file.path in wanted:
            try:
                if pattern.search(provider.read(file)):
                    yield file
            except MissingContent:
                continue
