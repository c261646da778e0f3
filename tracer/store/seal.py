"""A checksum of the whole store beside it, NAME.seal, for what SQLite does not see: a letter changed inside of a text.

The seal is there only while the store is as it was when the seal was made: every transaction takes it away before it
writes, and the writer that closes the store with nothing left in the write-ahead log makes it anew, holding the lock
that transactions begin with. So a store that disagrees with its seal was changed by something else. To compare takes
reading the file (some 0.9 s a GiB), which is done only where its time of change is not the sealed one, or the seal has
not been looked at for a week: once. Where that can't be noted, because the cache directory can't be written, a small
store is compared each time; of a large one only the size is.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time

from tracer.errors import StoreError

WRITABLE_HINT = "make the cache directory writable or point TRACER_CACHE_DIR at another folder"
_WEEK = 7 * 24 * 3600.0
_CHUNK = 1 << 24
_AT_EACH_OPENING = 1 << 26
"""Bytes of a store that are compared each time where nothing can be noted: some 60 ms."""


def seal_path(path: str) -> str:
    """Where the seal of the store at `path` lies."""
    return f"{path}.seal"


def agrees(path: str) -> bool:
    """Whether the store at `path` is as it was sealed; also where it is not sealed."""
    seal = _read(path)
    if seal is None:
        return True
    size, changed, checksum, looked_at = seal
    found = os.stat(path)
    if (found.st_size, found.st_mtime_ns) == (size, changed) and time.time() - looked_at < _WEEK:
        return True
    if found.st_size == size and size > _AT_EACH_OPENING and not os.access(seal_path(path), os.W_OK):
        return True
    if found.st_size == size and _checksum(path) == checksum:
        with contextlib.suppress(OSError):  # so that the next one need not compare again
            os.utime(path, ns=(found.st_atime_ns, changed))
            os.utime(seal_path(path))
        return True
    return _read(path) != seal  # else a writer took it away meanwhile


def take_away(path: str) -> None:
    """To be called within a transaction, before it writes; "" is a store in memory.

    Raises:
        StoreError: there is a seal that can't be deleted.
    """
    if not path:
        return
    try:
        os.unlink(seal_path(path))
    except FileNotFoundError:
        pass
    except OSError as error:
        raise StoreError(
            f"the store cannot be written, {error.strerror}", where=seal_path(path), hint=WRITABLE_HINT
        ) from error


def make(connection: sqlite3.Connection, path: str) -> None:
    """Seal the store at `path`, open for writing in `connection`; not where others are at work on it."""
    if os.path.exists(seal_path(path)):
        return
    with contextlib.suppress(sqlite3.Error, OSError):
        connection.execute("PRAGMA busy_timeout = 0")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("BEGIN IMMEDIATE")
        try:
            if os.path.getsize(f"{path}-wal") == 0:
                _write(path)
        finally:
            connection.execute("ROLLBACK")


def _write(path: str) -> None:
    checksum = _checksum(path)
    found = os.stat(path)
    draft = f"{seal_path(path)}.{os.getpid()}"
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(f"{found.st_size} {found.st_mtime_ns} {checksum}")
    os.replace(draft, seal_path(path))


def _read(path: str) -> tuple[int, int, int, float] | None:
    """Size and time of change of the store, its checksum, and when that was last compared (seconds since the epoch)."""
    try:
        with open(seal_path(path), encoding="ascii") as file:
            size, changed, checksum = map(int, file.read().split())
            return size, changed, checksum, os.fstat(file.fileno()).st_mtime
    except (OSError, ValueError):
        return None


def _checksum(path: str) -> int:
    from zlib import crc32

    checksum = 0
    with open(path, "rb") as file:
        while chunk := file.read(_CHUNK):
            checksum = crc32(chunk, checksum)
    return checksum
