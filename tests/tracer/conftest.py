from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from tests.tracer.repositories import KERAS, commit, without_reference


@pytest.fixture(scope="session")
def warm_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache directory whose store has the facts of reference_impl, and no snapshot."""
    from tracer.index.build import Request, index
    from tracer.store import Store
    from tracer.store.writer import drop_abandoned

    folder = tmp_path_factory.mktemp("warm")
    (folder / "empty").mkdir()
    (folder / "empty" / "warm.py").write_text("warm = True\n")
    with mock.patch.dict(os.environ, TRACER_CACHE_DIR=str(folder / "cache")), Store.open_for_writing() as store:
        report = index(Request([str(folder / "empty")], calls=False), store, lambda stage, done, total: None)
        store._connection.execute("UPDATE snapshots SET visible = 0, owner = '' WHERE id = ?", (report.snapshot.id,))
        drop_abandoned(store._connection, store.path or "")
    return folder / "cache"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache directory of the test's own, not made yet."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("TRACER_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def warm(cache: Path, warm_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache directory of the test's own, with the facts of reference_impl in it; one stands in no repository."""
    shutil.copytree(warm_cache, cache)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return cache


@pytest.fixture
def alone() -> Iterator[None]:
    """Sources are indexed alone."""
    with without_reference():
        yield


@pytest.fixture
def keras(tmp_path: Path) -> Path:
    """A checked-out repository in the shape of TensorFlow 2.1, tagged v1."""
    folder = tmp_path / "clone"
    commit(folder, KERAS, tag="v1")
    return folder
