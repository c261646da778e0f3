from __future__ import annotations

from pathlib import Path

import pytest

from tests.tracer.repositories import KERAS, commit


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache directory of the test's own."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("TRACER_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def keras(tmp_path: Path) -> Path:
    """A checked-out repository in the shape of TensorFlow 2.1, tagged v1."""
    folder = tmp_path / "clone"
    commit(folder, KERAS, tag="v1")
    return folder
