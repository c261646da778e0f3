"""The store's file before it is written: whether it is fit for use, setting it aside, and who has it open.

Beside the store lie NAME.lock (held while it is made anew), NAME.writing (who opened it for writing first: where it
outlives that writer, it tells of an unclean end; or that damage was met), NAME.seal (its checksum, see
tracer.store.seal) and NAME.old (the last store set aside).
"""

from __future__ import annotations

import contextlib
import glob
import os
import re
import sqlite3
import sys
from collections.abc import Iterator

from tracer.store import seal
from tracer.store.connection import BUSY_SECONDS, DAMAGED, FILE_NAME, SCHEMA_VERSION, has_content, marker
from tracer.store.owner import identity, may_be_alive

_PARTS = ("-wal", "-shm", "")
"""The database itself last: while it is there under its name, none of its parts is taken for a new one's."""


def unfit(path: str) -> str | None:
    """Why the file at `path` can't be used as it is, or None. After an unclean end it is read as a whole (a second for
    100 MB); what SQLite itself finds on opening it is found at any time."""
    if not has_content(path):
        return None
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if version != SCHEMA_VERSION and tables:
            return "it was made by another version of tracer"
        if _owner(path) == DAMAGED:
            return "it was damaged"
        if not seal.agrees(path):
            return "it was damaged (it is not what was written)"
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0] if _ended_uncleanly(path) else "ok"
    except sqlite3.OperationalError:
        return None
    except sqlite3.DatabaseError as error:
        return f"it was damaged ({error})"
    finally:
        connection.close()
    return None if found == "ok" else f"it was damaged ({found.splitlines()[-1]})"


@contextlib.contextmanager
def locked(path: str) -> Iterator[None]:
    """Let no other process set the store at `path` aside meanwhile, where the platform and the file system can."""
    with open(f"{path}.lock", "ab") as file:
        if sys.platform != "win32":
            import fcntl

            with contextlib.suppress(OSError):  # a network file system without locks
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


def set_aside(path: str) -> None:
    """Move a store out of the way; processes that have it open go on with it, unseen by new ones."""
    seal.take_away(path)
    for part in _PARTS:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(f"{path}.old{part}")
    for part in _PARTS:
        with contextlib.suppress(FileNotFoundError):
            os.replace(f"{path}{part}", f"{path}.old{part}")
    with contextlib.suppress(FileNotFoundError):
        os.unlink(marker(path))


def drop_older(path: str) -> None:
    """Delete the stores of earlier versions of tracer beside `path`, with a word on stderr; those of later ones stay,
    and all of them where `path` is named otherwise."""
    if os.path.basename(path) != FILE_NAME:
        return
    folder, dropped = os.path.dirname(path), False
    for other in glob.glob(os.path.join(glob.escape(folder), "store*.sqlite3*")):
        found = re.match(r"store(?:-([0-9]+))?\.sqlite3", os.path.basename(other))
        if found and int(found[1] or 0) < SCHEMA_VERSION:
            with contextlib.suppress(OSError):
                os.unlink(other)
                dropped = dropped or found[0] == os.path.basename(other)
    if dropped:
        print(f"tracer: making a new store, an earlier version of tracer made the one in {folder}", file=sys.stderr)


def enter(path: str) -> None:
    """Note that this process writes, unless another one is noted that may be alive."""
    if _owner(path) is None or _ended_uncleanly(path):
        with contextlib.suppress(OSError):
            draft = f"{marker(path)}.{os.getpid()}"
            with open(draft, "w", encoding="utf-8") as file:
                file.write(identity())
            os.replace(draft, marker(path))


def leave(path: str) -> None:
    """Note that this process ended as it should."""
    with contextlib.suppress(OSError):
        if _owner(path) == identity():
            os.unlink(marker(path))


def _ended_uncleanly(path: str) -> bool:
    owner = _owner(path)
    return owner is not None and not may_be_alive(owner, os.path.getmtime(marker(path)))


def _owner(path: str) -> str | None:
    try:
        with open(marker(path), encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return None
