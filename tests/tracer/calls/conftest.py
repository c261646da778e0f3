from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.tracer.repositories import without_reference, write
from tracer.index.build import Request, index
from tracer.store import Snapshot, Store


@pytest.fixture(scope="module")
def snapshot(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """The snapshot, with its calls, of the files that a module of tests has as `SOURCE`."""
    folder = tmp_path_factory.mktemp("indexed")
    write(folder / "source", request.module.SOURCE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACER_CACHE_DIR", str(folder / "cache"))
        with without_reference(), Store.open_for_writing() as store:
            report = index(Request([str(folder / "source")], name="indexed"), store, lambda *_: None)
            with store.snapshot(report.snapshot.name) as snapshot:
                yield snapshot
