from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from tests.tracer.cpp.tensorflow_in_small import FILES
from tests.tracer.repositories import write
from tracer.store import Snapshot


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a small TensorFlow."""
    folder = tmp_path_factory.mktemp("small") / "tensorflow"
    write(folder, dict(FILES))
    return folder


@pytest.fixture(scope="session")
def snapshot(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """The small TensorFlow, indexed with its calls."""
    from tracer.index.build import Request, index
    from tracer.store import Store

    cache = tmp_path_factory.mktemp("cache")
    with mock.patch.dict(os.environ, TRACER_CACHE_DIR=str(cache)), Store.open_for_writing() as store:
        report = index(Request([str(small)]), store, lambda stage, done, total: None)
        with store.snapshot(report.snapshot.name) as snapshot:
            yield snapshot
