"""Extraction on a Dask cluster of two workers, started here, gives what extraction in local processes gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from tracer.errors import SourceError
from tracer.extract import cluster
from tracer.extract.batch import extract_batch
from tracer.extract.cluster import ClusterError, extract_on_cluster
from tracer.extract.pool import Job, extract_all

distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")

SOURCES: dict[str, tuple[Any, bytes]] = {
    "python": ("python", b"class A:\n    def f(self): return g(1)\n"),
    "empty": ("python", b""),
    "broken": ("python", b"def f(:\n"),
    "deep": ("python", b"x = " + b"(" * 100_000 + b")" * 100_000),
    "cpp": ("cpp", b'REGISTER_OP("Neg").Input("x: T").Output("y: T").Attr("T: type");\n'),
}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as local:
        yield local.scheduler_address


def jobs() -> list[Job]:
    return [Job(key, kind, len(source), partial(bytes, source)) for key, (kind, source) in SOURCES.items()]


def test_the_cluster_extracts_what_local_workers_extract(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "BATCH_BYTES", 40)
    progress: list[tuple[int, int]] = []
    found = sorted(
        extract_on_cluster(jobs(), address, lambda done, total, _size: progress.append((done, total))),
        key=lambda outcome: outcome.key,
    )
    assert found == sorted(extract_all(jobs(), 1), key=lambda outcome: outcome.key)
    assert progress[-1] == (len(SOURCES), len(SOURCES))


def test_a_file_that_cannot_be_read_costs_itself(address: str) -> None:
    def gone() -> bytes:
        raise SourceError("deleted")

    (outcome,) = extract_on_cluster([Job("gone", "python", 1, gone)], address)
    assert [problem.reason for problem in outcome.problems] == ["could not be read: deleted"]


def test_a_batch_that_the_cluster_loses_is_extracted_here(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(_items: object) -> None:
        raise RuntimeError("the machine is gone")

    monkeypatch.setattr(cluster, "extract_batch", lost)
    (outcome,) = extract_on_cluster(jobs()[:1], address)
    assert (outcome.key, outcome.problems) == ("python", ())


def of_another_version() -> int:
    return -1


def without_tracer() -> int:
    raise ImportError("no module named tracer")


@pytest.mark.parametrize(
    ("there", "said"), [(of_another_version, "has another version of tracer"), (without_tracer, "cannot run tracer")]
)
def test_workers_that_would_extract_otherwise(
    address: str, monkeypatch: pytest.MonkeyPatch, there: Callable[[], int], said: str
) -> None:
    monkeypatch.setattr(cluster, "extractor_version", there)
    with pytest.raises(ClusterError, match=said):
        list(extract_on_cluster(jobs(), address))


def test_no_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 0.2)
    with pytest.raises(ClusterError, match="no Dask scheduler answers"):
        list(extract_on_cluster(jobs(), "tcp://127.0.0.1:9"))


def test_a_batch_in_a_process_of_its_own() -> None:
    outcomes = extract_batch([("a", "python", b"x = 1\n"), ("b", "python", b"(")])
    assert {outcome.key: len(outcome.problems) for outcome in outcomes} == {"a": 0, "b": 1}
