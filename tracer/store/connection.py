"""Opening the SQLite file: where it lies, which version it is, and what to do when it is broken."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracer.cache import cache_dir as cache_dir  # noqa: PLC0414  # where others look for it
from tracer.cache import cache_folder
from tracer.errors import DamagedStore, StoreError
from tracer.store import seal

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA_VERSION = 9
"""Raise it with every change of schema.sql, and of how the store is written (a version that leaves the seal where it is
would make the store look damaged): each version has a file of its own, so that two of them get along."""

FILE_NAME = f"store-{SCHEMA_VERSION}.sqlite3"
BUSY_SECONDS = 60.0
MAPPED = 1 << 30
"""Bytes of a store that readers map into memory: a packed call graph of some MiB is read four times as fast."""
DAMAGED = "damaged"
_WRITE_HINT = "free some space or point TRACER_CACHE_DIR at another folder"
_CLEAN_HINT = "run `tracer cache clean` and index again"
_ENVIRONMENT = (
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM,
)  # fmt: skip


def store_path() -> Path:
    return cache_dir() / FILE_NAME


def store_file() -> str:
    """`store_path` as text: a warm query does without pathlib."""
    return os.path.join(cache_folder(), FILE_NAME)


def connect_for_reading(path: str) -> sqlite3.Connection | None:
    """A connection that can't write, or None where there is no store of this version yet.

    Raises:
        StoreError: the file is there but is no readable database, or is not what was written.
    """
    if not has_content(path):
        return None
    if not seal.agrees(path):
        raise _damaged("it is not what was written", path)
    with translated(path):
        connection = _open(path, read_only=True)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version != SCHEMA_VERSION:
            connection.close()
            return None
        return connection


def connect_for_writing(path: str) -> sqlite3.Connection:
    """A connection to the store at `path`, made or rebuilt where it is missing, of another version or broken.

    Raises:
        StoreError: the folder can't be written.
    """
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"cannot create the cache directory, {error.strerror}", where=os.path.dirname(path), hint=_WRITE_HINT
        ) from error
    try:
        with translated(path):
            return _connect(path)
    except OSError as error:
        is_forbidden = error.errno in (errno.EROFS, errno.EACCES, errno.EPERM)
        hint = seal.WRITABLE_HINT if is_forbidden else f"end what else uses it, or {_WRITE_HINT}"
        what = "written" if is_forbidden else "rebuilt"
        raise StoreError(f"the store cannot be {what}, {error.strerror}", where=path, hint=hint) from error


def _connect(path: str) -> sqlite3.Connection:
    from tracer.store import upkeep

    if not has_content(path):
        upkeep.drop_older(path)
    if upkeep.unfit(path) is None:
        connection = _made(path)
    else:
        with upkeep.locked(path):
            reason = upkeep.unfit(path)  # again: another process may have been quicker
            if reason is not None:
                print(f"tracer: rebuilding the store, {reason}", file=sys.stderr)
                upkeep.set_aside(path)
            connection = _made(path)
    upkeep.enter(path)
    return connection


def _made(path: str) -> sqlite3.Connection:
    if not has_content(path):
        seal.take_away(path)  # of a store that somebody deleted
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite would let others read it
    connection = _open(path, read_only=False)
    try:
        _create(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_in_memory() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    _create(connection)
    return connection


def marker(path: str) -> str:
    """The file that says who writes the store at `path`; or that it was found DAMAGED."""
    return f"{path}.writing"


@contextlib.contextmanager
def translated(path: str) -> Iterator[None]:
    """Turn SQLite's errors, and those of stored text that is none, into `StoreError`s that say what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translation(error, path) from error
    except UnicodeEncodeError as error:
        message = f"text that is not Unicode can't be stored or looked up, {error.object!a}"
        raise StoreError(message, where=path) from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise StoreError(f"the store is damaged, {error}", where=path, hint=_CLEAN_HINT) from error


def _translation(error: sqlite3.Error, path: str) -> StoreError:
    """By SQLite's primary result code (https://sqlite.org/rescode.html)."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or "decode to UTF-8" in str(error):
        return _damaged(error, path)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        hint = "wait for the other `tracer index` to end and try again"
        return StoreError("another process keeps the store locked", where=path, hint=hint)
    if code == sqlite3.SQLITE_CONSTRAINT:
        hint = "this is a mistake in tracer, please report it; the store is as it was before"
        return StoreError(f"two rows contradict each other, {error}", where=path, hint=hint)
    if code in _ENVIRONMENT:
        return StoreError(f"the store cannot be used, {error}", where=path, hint=_WRITE_HINT)
    return StoreError(f"the store cannot be used, {error}", where=path, hint=_CLEAN_HINT)


def _damaged(error: Exception | str, path: str) -> StoreError:
    """Whoever writes next makes the store anew."""
    if path and os.path.isfile(path):
        with contextlib.suppress(OSError), open(marker(path), "w", encoding="utf-8") as file:
            file.write(DAMAGED)
    return DamagedStore(f"the store is damaged, {error}", where=path, hint=_CLEAN_HINT)


def _open(path: str, *, read_only: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        return _configure(connection, read_only=read_only)
    except sqlite3.OperationalError:
        connection.close()
        if not read_only or os.access(os.path.dirname(path), os.W_OK) or has_content(f"{path}-wal"):
            raise
        # WAL mode needs a file beside the store; where none can be made, nobody writes either.
        from pathlib import Path

        uri = f"{Path(path).as_uri()}?immutable=1"
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA schema_version").fetchone()
        return connection


def _configure(connection: sqlite3.Connection, *, read_only: bool) -> sqlite3.Connection:
    connection.execute("PRAGMA schema_version").fetchone()
    if read_only:
        connection.execute("PRAGMA query_only = 1")
        connection.execute(f"PRAGMA mmap_size = {MAPPED}")
    else:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -32000")
        connection.execute("PRAGMA wal_autocheckpoint = 4000")
    return connection


def _create(connection: sqlite3.Connection) -> None:
    """Make the tables unless they are there; two processes may try at the same time."""
    if connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
        return
    with open(os.path.join(os.path.dirname(__file__), "schema.sql"), encoding="utf-8") as file:
        schema = file.read()
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] != SCHEMA_VERSION:
            for statement in _statements(schema):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION:d}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite itself has rolled back where the disk is full
            connection.execute("ROLLBACK")
        raise


def _statements(schema: str) -> Iterator[str]:
    statement = ""
    for line in schema.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def has_content(path: str) -> bool:
    return os.path.isfile(path) and os.path.getsize(path) > 0
