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
from tracer.link.ops_macros import HEADERS
from tracer.link.program import Program
from tracer.link.quick import QuickReader
from tracer.sources import MissingContent, SourceProvider
from tracer.sources.opening import no_progress
from tracer.store import Store

_NARROWED = 400
"""A word is looked for among no more files than these that hold a part of it."""
_MOST_READ = 10_000
"""Python files that are all read; their bytes are kept in memory for as long as they fit."""


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
    program.read = loader.read
    sources = [source_row(position, provider) for position, provider in enumerate(providers)]
    reader = QuickReader(program, loader.facts, SearchedFiles(loader, files), sources)
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


def largest_first(files: Iterable[SourceFile]) -> list[SourceFile]:
    """So that workers side by side end together."""
    return sorted(files, key=lambda file: file.size, reverse=True)


class SearchedFiles:
    """Files by their bytes (`tracer.link.quick_files.Files`).

    All Python files are read, once, which costs less than having git search them twice; of other kinds, and of sources
    with very many files, only those in which a word was found. A word is looked for once, and where a part of it was
    found if that is known.
    """

    def __init__(self, loader: FactsLoader, files: Iterable[SourceFile]) -> None:
        self._loader = loader
        self._kinds: dict[str, list[SourceFile]] = {}
        for file in files:
            kind = facts_kind(file)
            self._kinds.setdefault(kind, []).append(file)
            if kind == "cpp":
                part = "header" if file.path.endswith(HEADERS) else "unit"
                self._kinds.setdefault(part, []).append(file)
        self._having: dict[tuple[str, bytes], list[SourceFile]] = {}
        self._matching: dict[tuple[re.Pattern[bytes], str, tuple[bytes, ...]], list[SourceFile]] = {}
        self._contents = loader.contents

    def of_kind(self, kind: str) -> Sequence[SourceFile]:
        return self._kinds.get(kind, ())

    def containing(self, words: Iterable[bytes], kind: str = "python") -> Sequence[SourceFile]:
        wanted = tuple(dict.fromkeys(words))
        if kind == "cpp":
            return [*self.containing(wanted, "header"), *self.containing(wanted, "unit")]
        unknown = [word for word in wanted if (kind, word) not in self._having and not self._within_known(word, kind)]
        if unknown:
            self._look_for(unknown, kind)
        found = {(file.source, file.path): file for word in wanted for file in self._having[kind, word]}
        return list(found.values())

    def matching(
        self, pattern: re.Pattern[bytes], words: Iterable[bytes], kind: str = "python"
    ) -> Sequence[SourceFile]:
        wanted = tuple(words)
        key = (pattern, kind, wanted)
        if key not in self._matching:
            found = self.containing(wanted, kind)
            self._matching[key] = [file for file in found if pattern.search(self.read(file))]
        return self._matching[key]

    def found(self, pattern: re.Pattern[bytes], file: SourceFile) -> Sequence[bytes]:
        return list(filter(None, pattern.findall(self.read(file))))

    def _within_known(self, word: bytes, kind: str) -> bool:
        """Whether a part of `word` was looked for, so that only those files need to be searched."""
        for (known_kind, known), files in tuple(self._having.items()):
            if known_kind == kind and known in word and len(files) <= _NARROWED:
                self._having[kind, word] = [file for file in files if word in self.read(file)]
                return True
        return False

    def _look_for(self, words: Sequence[bytes], kind: str) -> None:
        files = self.of_kind(kind)
        if not self._is_read_whole(kind):
            files = self._told_by_source(words, files)
        contents = [(file, self.read(file)) for file in self._expected(files)]
        for word in words:
            self._having[kind, word] = [file for file, content in contents if word in content]

    def _is_read_whole(self, kind: str) -> bool:
        return kind == "python" and len(self.of_kind(kind)) <= _MOST_READ

    def _told_by_source(self, words: Sequence[bytes], files: Iterable[SourceFile]) -> list[SourceFile]:
        by_source: dict[str, list[SourceFile]] = {}
        for file in files:
            by_source.setdefault(file.source, []).append(file)
        found = []
        for source, those in by_source.items():
            paths = self._loader.providers[source].containing(words, those, self._loader.advance)
            found += [file for file in those if file.path in paths]
        return found

    def _expected(self, files: Iterable[SourceFile]) -> list[SourceFile]:
        """`files`, which are going to be read in this order."""
        wanted = list(files)
        unread: dict[str, dict[str, SourceFile]] = {}
        for file in wanted:
            if file.blob not in self._contents:
                unread.setdefault(file.source, {})[file.blob] = file
        for source, those in unread.items():
            self._loader.providers[source].expect(those.values())
        return wanted

    def read_all(self, kind: str) -> Iterator[tuple[SourceFile, bytes]]:
        for file in self._expected(self.of_kind(kind)):
            yield file, self.read(file)

    def read(self, file: SourceFile) -> bytes:
        content = self._contents.get(file.blob)
        if content is None:
            try:
                content = self._loader.providers[file.source].read(file)
            except MissingContent:
                content = b""
            self._contents.keep(file.blob, content)
        return content

    def fetch(self, files: Iterable[SourceFile]) -> None:
        self._loader.prefetch(largest_first(files), available_cores())
