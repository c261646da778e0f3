"""What a first answer asks of the sources' bytes; the index package answers it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Protocol

from tracer.facts import SourceFile


class Files(Protocol):
    """A snapshot's files by what they contain. Kinds are those of `SourceFile`; stubs count as "python", and of the
    "cpp" files some are a "header" that others include, each of the rest a "unit"."""

    def of_kind(self, kind: str) -> Sequence[SourceFile]:
        """All files of that kind."""

    def containing(self, words: Iterable[bytes], kind: str = "python") -> Sequence[SourceFile]:
        """The files of that kind with one of `words` in them."""

    def matching(
        self, pattern: re.Pattern[bytes], words: Iterable[bytes], kind: str = "python"
    ) -> Sequence[SourceFile]:
        """The files of that kind in which `pattern` is found; every match contains one of `words`."""

    def found(self, pattern: re.Pattern[bytes], file: SourceFile) -> Sequence[bytes]:
        """What a pattern finds in a file (`re.Pattern.findall`), but for what is empty."""

    def read(self, file: SourceFile) -> bytes:
        """The bytes of a file, none where they are missing."""

    def read_all(self, kind: str) -> Iterable[tuple[SourceFile, bytes]]:
        """All files of that kind with their bytes."""

    def fetch(self, files: Iterable[SourceFile]) -> None:
        """Have the facts of `files` at hand: they are asked for next."""


def pattern(template: bytes, name: str) -> re.Pattern[bytes]:
    """A pattern with `name` for its %s."""
    return re.compile(template.replace(b"%s", re.escape(name).encode()))


class Words:
    """Finds any of some words where they stand by themselves, as `\\b(?:one|other)\\b` does: ten times as fast, since
    each is looked for by its letters, and not at each place where one may begin."""

    def __init__(self, words: Iterable[bytes]) -> None:
        self._patterns = tuple(re.compile(rb"%s(?<!\w%s)\b" % (word, word)) for word in words)

    def search(self, text: bytes) -> re.Match[bytes] | None:
        """The first one in a text."""
        found = filter(None, (pattern.search(text) for pattern in self._patterns))
        return min(found, key=re.Match.start, default=None)

    def finditer(self, text: bytes) -> Iterator[re.Match[bytes]]:
        """All in a text, one word after the other."""
        return chain.from_iterable(pattern.finditer(text) for pattern in self._patterns)
