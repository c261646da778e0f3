"""Opening the SQLite file: where it lies, which version it is, and what to do when it is broken."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracer.cache import cache_dir as cache_dir  # noqa: PLC0414  # where others look for it
from tracer.cache import cache_folder
from tracer.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA_VERSION = 4
"""Raise it with every change of schema.sql: stores of another version are rebuilt."""

FILE_NAME = "store.sqlite3"
_BUSY_SECONDS = 60.0
_WRITE_HINT = "free some space or point TRACER_CACHE_DIR at another folder"


def store_path() -> Path:
    return cache_dir() / FILE_NAME


def store_file() -> str:
    """`store_path` as text: a warm query does without pathlib."""
    return os.path.join(cache_folder(), FILE_NAME)


def connect_for_reading(path: str) -> sqlite3.Connection | None:
    """A connection that can't write, or None where there is no store of this version yet.

    Raises:
        StoreError: the file is there but is no readable database.
    """
    if not _has_content(path):
        return None
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
        os.makedirs(os.path.dirname(path), exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"cannot create the cache directory, {error.strerror}", where=os.path.dirname(path), hint=_WRITE_HINT
        ) from error
    reason = _unfit(path)
    if reason is not None:
        _say(f"rebuilding the store, {reason}")
        _set_aside(path)
    with translated(path):
        connection = _open(path, read_only=False)
        _create(connection)
        return connection


def connect_in_memory() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    _create(connection)
    return connection


@contextlib.contextmanager
def translated(path: str) -> Iterator[None]:
    """Turn SQLite's errors into `StoreError`s that say what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreError(_sentence(error), where=path, hint=_hint(str(error))) from error
    except sqlite3.DatabaseError as error:
        raise StoreError(
            f"the store is damaged, {error}", where=path, hint="run `tracer cache clean` and index again"
        ) from error
    except (UnicodeDecodeError, ValueError) as error:
        raise StoreError(
            f"the store is damaged, {error}", where=path, hint="run `tracer cache clean` and index again"
        ) from error


def _sentence(error: sqlite3.OperationalError) -> str:
    text = str(error)
    if "locked" in text or "busy" in text:
        return "another process keeps the store locked"
    return f"the store cannot be used, {text}"


def _hint(text: str) -> str:
    if "locked" in text or "busy" in text:
        return "wait for the other `tracer index` to end and try again"
    if "disk" in text or "full" in text or "readonly" in text or "unable to open" in text:
        return _WRITE_HINT
    return "run `tracer cache clean` and index again"


def _open(path: str, *, read_only: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        return _configure(connection, read_only=read_only)
    except sqlite3.OperationalError:
        connection.close()
        if not read_only:
            raise
        from pathlib import Path

        uri = f"{Path(path).as_uri()}?immutable=1"
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA schema_version").fetchone()
        return connection


def _configure(connection: sqlite3.Connection, *, read_only: bool) -> sqlite3.Connection:
    connection.execute("PRAGMA schema_version").fetchone()
    if read_only:
        connection.execute("PRAGMA query_only = 1")
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


def _unfit(path: str) -> str | None:
    """Why the file at `path` can't be used as it is, or None."""
    if not _has_content(path):
        return None
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if version != SCHEMA_VERSION and tables:
            return "it was made by another version of tracer"
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError:
        return None
    except sqlite3.DatabaseError as error:
        return f"it was damaged ({error})"
    finally:
        connection.close()
    return None if found == "ok" else f"it was damaged ({found.splitlines()[-1]})"


def _has_content(path: str) -> bool:
    return os.path.isfile(path) and os.path.getsize(path) > 0


def _set_aside(path: str) -> None:
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(f"{path}{suffix}")


def _say(message: str) -> None:
    print(f"tracer: {message}", file=sys.stderr)
