"""Files on disk: a plain directory, and what a working tree shares with it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from tracer.facts import SourceFile
from tracer.paths_of_tests import is_test
from tracer.sources.base import (
    MAX_BYTES,
    Entry,
    Listing,
    MissingContent,
    Origin,
    Skipped,
    blob_hash,
    build_listing,
    search,
)
from tracer.sources.layout import SKIPPED_FOLDERS, kind_of, main_package


class Tree:
    """A directory; only regular files inside it are read, never through a symbolic link.

    Hashes are of the bytes at hand: no time stamp is trusted. A file that changes between its listing and its reading
    is found out, since its hash is checked again.
    """

    def __init__(self, root: Path, *, name: str | None = None, tests: bool = False, only: str = "") -> None:
        """`only` restricts the listing to one folder below the root, with its "/" at the end."""
        self.root = root
        self._name = name
        self._tests = tests
        self._only = only

    @cached_property
    def name(self) -> str:
        return self._name or self._default_name()

    def _default_name(self) -> str:
        return main_package(e.path for e in self._entries[0]) or self.root.absolute().name or "root"

    @cached_property
    def origin(self) -> Origin:
        return self._make_origin()

    def _make_origin(self) -> Origin:
        return Origin("directory", str(self.root), details={"only": self._only} if self._only else {})

    @cached_property
    def _listing(self) -> Listing:
        return build_listing(self.name, *self._entries, tests=self._tests)

    def listing(self) -> Listing:
        return self._listing

    @cached_property
    def _entries(self) -> tuple[list[Entry], list[Skipped]]:
        entries: list[Entry] = []
        skipped: list[Skipped] = []
        for path in self._candidates():
            if kind_of(path) is None:
                if reason := self._not_followed(path):
                    skipped.append(Skipped(path, reason))
                continue
            if not self._tests and is_test(path):
                entries.append(Entry(path, "", 0))
                continue
            found = self._entry(path)
            if isinstance(found, Entry):
                entries.append(found)
            elif found is not None:
                skipped.append(found)
        skipped += (Skipped(path, f"cannot be read, {reason}") for path, reason in self._unread.items())
        return entries, skipped

    @cached_property
    def _unread(self) -> dict[str, str]:
        """The folders that could not be listed, with the reason."""
        return {}

    def _note_unread(self, error: OSError) -> None:
        self._unread[os.path.relpath(error.filename, self.root).replace(os.sep, "/")] = str(error.strerror)

    def _candidates(self) -> Iterator[str]:
        """All paths below the root, folders that never hold sources left out."""
        top = self.root / self._only
        for folder, names, files in os.walk(top, onerror=self._note_unread, followlinks=False):
            names[:] = sorted(name for name in names if not self._is_left_out(folder, name))
            relative = os.path.relpath(folder, self.root).replace(os.sep, "/")
            prefix = "" if relative == "." else f"{relative}/"
            yield from (prefix + name for name in names if os.path.islink(os.path.join(folder, name)))
            yield from (prefix + name for name in sorted(files))

    def _not_followed(self, path: str) -> str | None:
        """Why what lies behind a path that is no source file stays unread, None if nothing does."""
        full = self.root / path
        return "symbolic link to a folder" if full.is_symlink() and full.is_dir() else None

    @staticmethod
    def _is_left_out(folder: str, name: str) -> bool:
        return name in SKIPPED_FOLDERS or os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))

    def _entry(self, path: str) -> Entry | Skipped | None:
        try:
            status = os.lstat(self.root / path)
            if reason := _irregular(status):
                return Skipped(path, reason)
            if status.st_size > MAX_BYTES:
                return Entry(path, "", status.st_size)
            content = self._content(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            return Skipped(path, f"cannot be read, {error.strerror}")
        return Entry(path, blob_hash(content), len(content))

    def _content(self, path: str) -> bytes:
        """The bytes of a regular file below the root.

        Raises:
            OSError: it is not one, or a folder on the way is a symbolic link that leaves the root.
        """
        full = self.root / path
        if not self._is_inside(full.parent):
            raise PermissionError(1, "path leaves the source")
        descriptor = os.open(full, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise PermissionError(1, "not a regular file")
            return stream.read(MAX_BYTES + 1)

    def _is_inside(self, folder: Path) -> bool:
        known = self._inside.get(folder)
        if known is None:
            known = self._inside[folder] = folder.resolve().is_relative_to(self._real_root)
        return known

    @cached_property
    def _inside(self) -> dict[Path, bool]:
        return {}

    @cached_property
    def _real_root(self) -> Path:
        return self.root.resolve()

    def expect(self, files: Iterable[SourceFile]) -> None:
        """Nothing: the disk needs no notice."""

    def read(self, file: SourceFile) -> bytes:
        try:
            content = self._content(file.path)
        except OSError as error:
            raise MissingContent(f"cannot be read, {error.strerror}", where=file.path) from error
        if blob_hash(content) != file.blob:
            raise MissingContent("changed while it was indexed", where=file.path, hint="run `tracer index` again")
        return content

    def read_path(self, path: str) -> bytes | None:
        try:
            return self._content(path)
        except OSError:
            return None

    def paths(self, prefix: str) -> list[str]:
        folder = prefix.rstrip("/") + "/"
        return [path for path in self._candidates() if path.startswith(folder)]

    def containing(
        self, words: Sequence[bytes], files: Iterable[SourceFile], meanwhile: Callable[[], None] | None = None
    ) -> set[str]:
        del meanwhile
        return search(self, words, files)

    def close(self) -> None:
        """Nothing is held open."""


def _irregular(status: os.stat_result) -> str | None:
    if stat.S_ISLNK(status.st_mode):
        return "symbolic link"
    if not stat.S_ISREG(status.st_mode):
        return "not a regular file"
    return None


class PlainDirectory(Tree):
    """A directory without git. One that is itself a package keeps its name: its root is the folder that it is
    imported from."""

    @classmethod
    def at(cls, path: Path, *, name: str | None = None, tests: bool = False) -> PlainDirectory:
        root = path.absolute()
        while (root / "__init__.py").is_file() and root.parent != root:
            root = root.parent
        only = "" if root == path.absolute() else path.absolute().relative_to(root).as_posix() + "/"
        return cls(root, name=name, tests=tests, only=only)
