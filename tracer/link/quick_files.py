"""What a first answer asks of the sources' bytes; the index package answers it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
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
