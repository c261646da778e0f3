"""Extraction on a Dask cluster: batches of files go to its workers, facts come back as they are done.

The cluster's machines need `tracer` installed, and no repository: the bytes travel with the batch. A batch whose worker
is lost more often than Dask allows is extracted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

from tracer.errors import MissingExtra, TracerError
from tracer.extract.batch import Item, extract_batch, extractor_version
from tracer.extract.pool import Job, Outcome, Progress, extract_all, failed
from tracer.facts import EXTRACTOR_VERSION

BATCH_BYTES = 2 << 20
"""Source bytes in a batch: some seconds of work, so that starting a process for it does not matter."""
_BATCHES_A_CORE = 2
_CONNECT_SECONDS = 10


class ClusterError(TracerError):
    """The Dask scheduler cannot be reached, or has no workers."""


def extract_on_cluster(jobs: Iterable[Job], address: str, on_progress: Progress | None = None) -> Iterator[Outcome]:
    """Extract `jobs` on the cluster whose scheduler is at `address`, and yield each outcome as it arrives.

    Only as many batches are read into memory as the cluster has work for. Raises `ClusterError`, and `MissingExtra`
    where Dask is not installed.
    """
    batches = _batches(sorted(jobs, key=lambda job: job.size, reverse=True))
    total = sum(len(batch) for batch in batches)
    done = size = 0
    with _client(address) as client, client.as_current():
        cores = sum(client.nthreads().values())
        if not cores:
            raise ClusterError("the Dask cluster has no workers", where=address, hint="start some: dask worker ADDRESS")
        _check_versions(client, address)
        for batch, outcomes in _run(client, batches, cores * _BATCHES_A_CORE):
            done += len(batch)
            size += sum(job.size for job in batch)
            if on_progress is not None:
                on_progress(done, total, size)
            yield from outcomes


def _client(address: str) -> Any:
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise MissingExtra("a Dask cluster needs distributed", extra="dask") from error
    hint = "give the scheduler's address, such as tcp://host:8786"
    if "://" not in address and not address.rpartition(":")[2].isdigit():
        raise ClusterError("not the address of a Dask scheduler", where=address, hint=hint)
    try:
        return distributed.Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise ClusterError("no Dask scheduler answers", where=address, hint=hint) from error


def _check_versions(client: Any, address: str) -> None:
    """Facts of another version of tracer would be kept as this one's."""
    hint = "install this version of tracer on each of the cluster's machines"
    try:
        versions: dict[str, int] = client.run(extractor_version)
    except Exception as error:  # whatever importing tracer there raises
        raise ClusterError(f"the Dask workers cannot run tracer, {error}", where=address, hint=hint) from error
    for worker, version in versions.items():
        if version != EXTRACTOR_VERSION:
            raise ClusterError("a Dask worker has another version of tracer", where=worker, hint=hint)


def _batches(jobs: Iterable[Job]) -> list[list[Job]]:
    batches: list[list[Job]] = []
    room = 0
    for job in jobs:
        if job.size > room or not batches:
            batches.append([])
            room = BATCH_BYTES
        batches[-1].append(job)
        room -= job.size
    return batches


def _run(client: Any, batches: list[list[Job]], ahead: int) -> Iterator[tuple[list[Job], Iterable[Outcome]]]:
    """Each batch with its outcomes, in the order in which they are done."""
    waiting = list(reversed(batches))
    running: Any = import_module("distributed").as_completed()
    sent: dict[str, tuple[list[Job], list[Outcome]]] = {}

    def send() -> None:
        batch = waiting.pop()
        items, unread = _read(batch)
        future = client.submit(extract_batch, items, pure=False)
        sent[future.key] = (batch, unread)
        running.add(future)

    for _ in range(min(ahead, len(waiting))):
        send()
    for future in running:
        batch, unread = sent.pop(future.key)
        read = [job for job in batch if job.key not in {outcome.key for outcome in unread}]
        if future.status == "finished":
            yield batch, [*unread, *future.result()]
        else:
            yield batch, [*unread, *extract_all(read, 1)]
        if waiting:
            send()


def _read(batch: Iterable[Job]) -> tuple[list[Item], list[Outcome]]:
    """What is sent of a batch, and the outcomes of the files whose bytes are not to be had."""
    items: list[Item] = []
    unread = []
    for job in batch:
        try:
            items.append((job.key, job.kind, job.read()))
        except (OSError, TracerError) as error:
            unread.append(failed(job, f"could not be read: {error}", lasting=False))
    return items, unread
