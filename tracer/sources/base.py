"""What every source has in common: it lists its files, hashes them as git does, and hands out their bytes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from tracer.errors import SourceError
from tracer.facts import SourceFile
from tracer.paths_of_tests import is_test
from tracer.sources import layout

MAX_BYTES = 16 * 1024 * 1024
"""Larger files are skipped: nobody writes them by hand, and one would take the memory of a whole index."""


class MissingContent(SourceError):
    """A file that is listed but can't be read: a blob that a partial clone left out, a file deleted meanwhile."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A path of a source before anybody knows what it is: `blob` is git's hash, `size` in bytes."""

    path: str
    blob: str
    size: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A path that is not read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listing:
    files: tuple[SourceFile, ...]
    skipped: tuple[Skipped, ...] = ()

    def skipped_counts(self) -> dict[str, int]:
        return dict(Counter(skip.reason for skip in self.skipped))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a source's bytes come from.

    `kind` is git, worktree, directory or distribution; `root` the absolute path that file paths are relative to (the
    git directory for "git"); `revision` as the user named it; `sha` the commit, or a distribution's version; `url` what
    permalinks begin with, such as https://github.com/owner/name.
    """

    kind: str
    root: str
    revision: str | None = None
    sha: str | None = None
    url: str | None = None
    details: dict[str, Any] = field(default_factory=dict)


class SourceProvider(Protocol):
    """A source of files. Close it when done."""

    @property
    def name(self) -> str:
        """How answers call it; unique in a snapshot."""

    @property
    def origin(self) -> Origin: ...

    def listing(self) -> Listing:
        """The files that are indexed, and what is left out with its reason."""

    def expect(self, files: Iterable[SourceFile]) -> None:
        """Say which files are going to be read, about in this order."""

    def read(self, file: SourceFile) -> bytes:
        """The bytes whose git hash is `file.blob`.

        Raises:
            MissingContent: they are not there.
        """

    def read_path(self, path: str) -> bytes | None:
        """The bytes of any path of the source, also of one that is not indexed; None if there is no such file."""

    def paths(self, prefix: str) -> list[str]:
        """All regular files below the folder `prefix`, also those that are not indexed."""

    def containing(
        self, words: Sequence[bytes], files: Iterable[SourceFile], meanwhile: Callable[[], None] | None = None
    ) -> set[str]:
        """The paths of those of `files` that contain one of `words`, or that could not be searched. `meanwhile` is
        called again and again where another process does the search."""

    def close(self) -> None: ...


def blob_hash(content: bytes) -> str:
    """Git's hash of a file's content."""
    digest = hashlib.sha1(b"blob %d\0" % len(content), usedforsecurity=False)
    digest.update(content)
    return digest.hexdigest()


def is_text(path: str) -> bool:
    """Whether a path can be written as UTF-8: bytes of another encoding are kept as lone surrogates."""
    return path.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in path)


def printable(path: str) -> str:
    """`path` with what is not UTF-8 in it as escapes."""
    return path if is_text(path) else path.encode("utf-8", "backslashreplace").decode("utf-8")


def build_listing(
    source: str, entries: Iterable[Entry], skipped: Iterable[Skipped], *, tests: bool, prefix: str = ""
) -> Listing:
    """Sort out which entries are indexed, as what, and under which module name.

    Args:
        source: the source's name.
        entries: all regular files of the source.
        skipped: what the provider could not or would not list.
        tests: whether test files are indexed.
        prefix: what module names begin with, when the source's root lies inside a package.
    """
    left_out = [Skipped(printable(skip.path), skip.reason) for skip in skipped]
    wanted: list[tuple[Entry, str]] = []
    for entry in entries:
        kind = layout.kind_of(entry.path)
        if kind is None:
            continue
        if not is_text(entry.path):
            left_out.append(Skipped(printable(entry.path), "name that is not UTF-8"))
        elif not tests and is_test(entry.path):
            left_out.append(Skipped(entry.path, "test file"))
        elif entry.size > MAX_BYTES:
            left_out.append(Skipped(entry.path, f"larger than {MAX_BYTES // 2**20} MiB"))
        else:
            wanted.append((entry, kind))
    roots = layout.import_roots(entry.path for entry, kind in wanted if kind == "python")
    return Listing(tuple(_source_file(source, entry, kind, roots, prefix) for entry, kind in wanted), tuple(left_out))


def _source_file(source: str, entry: Entry, kind: str, roots: Sequence[str], prefix: str) -> SourceFile:
    module, is_package = layout.module_name(entry.path, roots) if kind in ("python", "stub") else (None, False)
    return SourceFile(
        source=source,
        path=entry.path,
        blob=entry.blob,
        kind=kind,  # type: ignore[arg-type]
        module=None if module is None else prefix + module if module else prefix.rstrip(".") or None,
        is_package=is_package,
        is_test=is_test(entry.path),
        size=entry.size,
    )


def contains_any(content: bytes, words: Sequence[bytes]) -> bool:
    return any(word in content for word in words)


def search(provider: SourceProvider, words: Sequence[bytes], files: Iterable[SourceFile]) -> set[str]:
    """`containing` for a provider that has no quicker way than to read each file."""
    found = set()
    for file in files:
        try:
            if contains_any(provider.read(file), words):
                found.add(file.path)
        except MissingContent:
            found.add(file.path)
    return found
