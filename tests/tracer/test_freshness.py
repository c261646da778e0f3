"""What lies at the path of an indexed file by now: read only if it still is a file of the source."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from tests.tracer.repositories import write
from tracer.index.freshness import _resolve, changed_content
from tracer.sources import blob_hash
from tracer.store import File, Snapshot, Source

FILE = File(0, 0, "pkg/a.py", blob_hash(b"x = 1\n"), "python", "pkg.a", False, False)


class OneSource:
    def __init__(self, root: Path, kind: str) -> None:
        self._source = Source(0, "pkg", kind, str(root), None, None, None, None, {})

    def source_of(self, file: File) -> Source:
        return self._source


def changed(root: Path, kind: str = "directory") -> bytes | None:
    return changed_content(cast(Snapshot, cast(Any, OneSource(root, kind))), FILE)


def linked_file(root: Path) -> None:
    (root / "pkg").mkdir(parents=True)
    (root / "pkg/a.py").symlink_to(root.parent / "secret.py")


def linked_folder(root: Path) -> None:
    write(root.parent, {"elsewhere/a.py": "secret"})
    root.mkdir()
    (root / "pkg").symlink_to(root.parent / "elsewhere")


def pipe(root: Path) -> None:
    (root / "pkg").mkdir(parents=True)
    os.mkfifo(root / "pkg/a.py")


@pytest.mark.parametrize("make", [linked_file, linked_folder, pipe], ids=lambda make: make.__name__)
def test_what_is_no_file_of_the_source_is_not_read(tmp_path: Path, make: Callable[[Path], None]) -> None:
    write(tmp_path, {"secret.py": "secret"})
    make(tmp_path / "root")
    assert changed(tmp_path / "root") == b""


def test_a_changed_file_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"pkg/a.py": "x = 1\n"})
    assert changed(tmp_path) is None
    write(tmp_path, {"pkg/a.py": "x = 2\n"})
    assert changed(tmp_path) == b"x = 2\n"


def test_the_links_of_an_installed_distribution_are_followed(tmp_path: Path) -> None:
    write(tmp_path, {"secret.py": "x = 1\n"})
    linked_file(tmp_path / "root")
    assert changed(tmp_path / "root", "distribution") is None


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "refs/pipe"])
def test_refs_are_read_from_the_repository_alone(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"secret": "secret", "git/refs/heads/main": "0" * 40 + "\n"})
    os.mkfifo(tmp_path / "git/refs/pipe")
    assert _resolve(str(tmp_path / "git"), name) is None
    assert _resolve(str(tmp_path / "git"), "refs/heads/main") == "0" * 40
