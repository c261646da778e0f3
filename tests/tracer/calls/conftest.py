from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tracer.repositories import write
from tracer.index.build import Request, index
from tracer.store import Snapshot, Store


@pytest.fixture(scope="module")
def snapshot(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, warm_cache: Path
) -> Iterator[Snapshot]:
    """The snapshot, with its calls, of the files that a module of tests has as `SOURCE`."""
    folder = tmp_path_factory.mktemp("indexed")
    write(folder / "source", request.module.SOURCE)
    shutil.copytree(warm_cache, folder / "cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACER_CACHE_DIR", str(folder / "cache"))
        with Store.open_for_writing() as store:
            report = index(Request([str(folder / "source")], name="indexed"), store, lambda *_: None)
            with store.snapshot(report.snapshot.name) as snapshot:
                yield snapshot
