"""Extraction of many files in worker processes that may crash, hang or run out of memory: each costs its one file.

Jobs go out largest first. Every worker has a pipe of its own and answers in order, so when one dies, the first job
it has not answered is the one that did it; the others it held go to the next worker.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, Literal

from tracer.children import safe_path
from tracer.errors import TracerError
from tracer.extract.worker import TOO_MUCH_MEMORY, empty, pack_job, unpack_answer, work
from tracer.facts import Problem

Kind = Literal["python", "cpp", "api_def", "build"]
Progress = Callable[[int, int, int], None]

LARGEST_FILE = 16 << 20
"""Bytes; a larger file is named and left out, for its syntax tree would take hundreds of times as much."""
_SECONDS = 15.0
_SECONDS_PER_BYTE = 10e-6  # ten times what an ordinary file takes
_PATIENCE = 10  # times its limit that a worker may sleep or wait for a processor
_AHEAD = 32 << 10  # bytes: what a pipe holds for certain, so that sending ahead never blocks
_JOBS_AHEAD = 64
"""Jobs a worker may hold. A message takes up to 1 KiB of a pipe however small it is, so Linux's default holds fewer
than 300 of them; with more, we would wait for the worker to read while it waits for us to read its answers."""
_STARTS = 3
_FROM_OUTSIDE = (-signal.SIGTERM, -9)
_CRASHES = {getattr(signal, name, None) for name in ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE")}
"""Signals that the parser's own code ends with: the same bytes will do it again."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file to extract. `read` is called in the calling process, just before the bytes are needed."""

    key: str
    kind: Kind
    size: int
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: facts and flow as MessagePack (flow is empty but for Python), and their problems."""

    key: str
    kind: Kind
    facts: bytes
    flow: bytes
    problems: tuple[Problem, ...]
    lasting: bool = True
    """Whether it follows from the bytes alone; not so where reading, time or memory failed: another try may do."""


class ExtractionError(TracerError):
    """No worker process could be started."""


def extract_all(jobs: Iterable[Job], workers: int, on_progress: Progress | None = None) -> Iterator[Outcome]:
    """Extract `jobs` in up to `workers` processes, and yield each outcome as it arrives.

    `on_progress` is called with the files done, the files in all and the bytes done. Closing the iterator, or an
    exception in its consumer, ends the workers. A job that cannot be read or extracted yields the empty facts of
    its kind with one `Problem`. Raises ExtractionError where no worker can be started.
    """
    waiting = deque(sorted(jobs, key=lambda job: job.size, reverse=True))
    total, done, size = len(waiting), 0, 0
    pool = _Pool(waiting, max(1, workers))
    try:
        for job, outcome in pool.run():
            done += 1
            size += job.size
            if on_progress is not None:
                on_progress(done, total, size)
            yield outcome
    finally:
        pool.close()


class Extractor:
    """Workers kept for one batch of jobs after another, when it is not known beforehand what is needed."""

    def __init__(self, workers: int) -> None:
        self._pool = _Pool(deque(), max(1, workers))

    def begin(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Start with some jobs, in their order; yields what is done already, of earlier ones too."""
        self._pool.waiting.extend(jobs)
        return self.done(wait=False)

    def done(self, *, wait: bool) -> Iterator[Outcome]:
        """What is done since it was last asked; with `wait`, at least one outcome if there is a job."""
        for _, outcome in self._pool.turn(None if wait else 0.0):
            yield outcome

    def hurry(self, key: str) -> None:
        """Have that job done before all that no worker has begun with."""
        job = next((job for job in self._pool.waiting if job.key == key), None)
        if job is not None:
            self._pool.waiting.remove(job)
            self._pool.waiting.appendleft(job)

    def close(self) -> None:
        self._pool.close()


def time_limit(size: int) -> float:
    """Seconds that a file of `size` bytes may take."""
    return _SECONDS + size * _SECONDS_PER_BYTE


def failed(job: Job, reason: str, *, lasting: bool) -> Outcome:
    problems = (Problem(reason),)
    facts, flow = empty(job.kind, problems)
    return Outcome(job.key, job.kind, facts, flow, problems, lasting)


@dataclass(slots=True)
class _Worker:
    process: Any
    connection: Connection
    said: Connection
    """The reading end of its standard error."""
    jobs: deque[tuple[int, Job, int]] = field(default_factory=deque)
    """Jobs sent and not answered: number, job, bytes of the message."""
    deadline: float = 0.0
    last_deadline: float = 0.0
    spent_before: float = 0.0
    ready: bool = False

    def begin(self) -> None:
        """Start the clock for the first of its jobs."""
        now = time.monotonic()
        limit = time_limit(self.jobs[0][2])
        self.deadline, self.last_deadline = now + limit, now + limit * _PATIENCE
        self.spent_before = self.processor_time()

    def is_overdue(self, now: float) -> bool:
        """Whether its job took too long: on a busy machine, time that it did not run does not count."""
        if not self.jobs or now < self.deadline:
            return False
        left = time_limit(self.jobs[0][2]) - (self.processor_time() - self.spent_before)
        if sys.platform != "linux" or left <= 0 or now >= self.last_deadline:
            return True
        self.deadline = min(now + left, self.last_deadline)
        return False

    def processor_time(self) -> float:
        """Seconds of processor time it has used, where the platform tells."""
        if sys.platform != "linux":
            return 0.0
        with suppress(OSError):
            return time.clock_gettime((~self.process.pid << 3) | 2)  # clock_getcpuclockid(3)
        return 0.0

    def has_room(self, size: int) -> bool:
        """Whether a job of `size` bytes can be sent without waiting for the worker to read it."""
        if len(self.jobs) >= _JOBS_AHEAD:
            return False
        return not self.jobs or size + sum(sent for _, _, sent in self.jobs) <= _AHEAD


class _Pool:
    def __init__(self, waiting: deque[Job], workers: int) -> None:
        self.waiting = waiting
        self.wanted = workers
        self.workers: list[_Worker] = []
        self.context = _context()
        self.number = 0
        self.failed_starts = 0
        self.retried: set[str] = set()

    def run(self) -> Iterator[tuple[Job, Outcome]]:
        while self.waiting or any(worker.jobs for worker in self.workers):
            yield from self.turn()

    def turn(self, patience: float | None = None) -> Iterator[tuple[Job, Outcome]]:
        """Hand out jobs, and yield what is decided; where nothing is, wait for `patience` seconds, None: as long as it
        takes."""
        while len(self.workers) < self.wanted and len(self.workers) < self._unfinished():
            self._start()
        yield from self._dispatch()
        if any(worker.jobs for worker in self.workers):
            yield from self._collect(patience)

    def close(self) -> None:
        for worker in self.workers:
            worker.process.kill()
        for worker in self.workers:
            self._bury(worker)
        self.workers.clear()

    def _unfinished(self) -> int:
        return len(self.waiting) + sum(bool(worker.jobs) for worker in self.workers)

    # ----------------------------------------------------------------------------------------- workers

    def _start(self) -> None:
        ours, theirs = self.context.Pipe()
        said, errors = self.context.Pipe(duplex=False)
        forked = self.context.get_start_method() == "fork"
        inherited = [ours, said, *(end for worker in self.workers for end in (worker.connection, worker.said))]
        arguments = (theirs, errors, inherited if forked else [], os.getpid())
        process = self.context.Process(target=work, args=arguments, daemon=True)
        with safe_path():
            process.start()
        theirs.close()
        errors.close()
        self.workers.append(_Worker(process, ours, said))

    def _bury(self, worker: _Worker) -> str:
        """Wait for a dead worker; what it wrote on its standard error."""
        worker.process.join()
        worker.connection.close()
        text = os.read(worker.said.fileno(), 4_000) if sys.platform != "win32" else b""
        worker.said.close()
        return text.decode(errors="replace")

    # -------------------------------------------------------------------------------------------- jobs

    def _dispatch(self) -> Iterator[tuple[Job, Outcome]]:
        """Give the workers all they have room for, idle ones first; yield the jobs that no worker will see."""
        for worker in sorted(self.workers, key=lambda worker: len(worker.jobs)):
            while self.waiting and worker.has_room(self.waiting[0].size):
                job = self.waiting.popleft()
                outcome = self._send(worker, job)
                if outcome is not None:
                    yield job, outcome

    def _send(self, worker: _Worker, job: Job) -> Outcome | None:
        if job.size > LARGEST_FILE:
            return failed(job, f"larger than {LARGEST_FILE >> 20} MiB", lasting=True)
        try:
            source = job.read()
        except (OSError, TracerError) as error:
            return failed(job, f"could not be read: {error}", lasting=False)
        self.number += 1
        message = pack_job(self.number, job.kind, source)
        worker.jobs.append((self.number, job, len(message)))
        if len(worker.jobs) == 1:
            worker.begin()
        with suppress(OSError):  # It died: what it held is dealt with when its end is seen.
            worker.connection.send_bytes(message)
        return None

    def _collect(self, patience: float | None) -> Iterator[tuple[Job, Outcome]]:
        """Wait for answers, deaths, a deadline or the end of patience, and yield what was decided."""
        by_connection = {worker.connection: worker for worker in self.workers}
        now = time.monotonic()
        deadline = min((worker.deadline for worker in self.workers if worker.jobs), default=now + 1)
        left = max(0.0, deadline - now)
        for connection in wait(list(by_connection), timeout=left if patience is None else min(left, patience)):
            worker = by_connection[connection]  # type: ignore[index]
            try:
                message = worker.connection.recv_bytes()
            except (EOFError, OSError):
                yield from self._died(worker)
                continue
            if message:
                yield self._answered(worker, message)
            else:
                worker.ready = True
                self.failed_starts = 0
                if worker.jobs:
                    worker.begin()
        yield from self._overdue()

    def _answered(self, worker: _Worker, message: bytes) -> tuple[Job, Outcome]:
        _, facts, flow, problems = unpack_answer(message)
        _, job, _ = worker.jobs.popleft()
        if worker.jobs:
            worker.begin()
        lasting = all(problem.reason != TOO_MUCH_MEMORY for problem in problems)
        return job, Outcome(job.key, job.kind, facts, flow, problems, lasting)

    def _overdue(self) -> Iterator[tuple[Job, Outcome]]:
        now = time.monotonic()
        for worker in [worker for worker in self.workers if worker.is_overdue(now)]:
            if worker.connection.poll():
                continue
            worker.process.kill()
            seconds = time_limit(worker.jobs[0][2])
            yield from self._died(worker, f"took longer than {seconds:.0f} s")

    def _died(self, worker: _Worker, reason: str = "") -> Iterator[tuple[Job, Outcome]]:
        self.workers.remove(worker)
        said = self._bury(worker)
        code = worker.process.exitcode
        if not worker.ready and not reason:
            self._failed_to_start(worker, said)
            return
        jobs = [job for _, job, _ in worker.jobs]
        culprit = jobs.pop(0) if jobs else None
        self.waiting.extendleft(reversed(jobs))
        if culprit is None:
            return
        if not reason and code in _FROM_OUTSIDE and culprit.key not in self.retried:
            self.retried.add(culprit.key)
            self.waiting.appendleft(culprit)
            return
        cause = reason or _cause_of_death(code, said)
        is_crash = not reason and cause != TOO_MUCH_MEMORY and -code in _CRASHES
        yield culprit, failed(culprit, cause, lasting=is_crash)

    def _failed_to_start(self, worker: _Worker, said: str) -> None:
        self.waiting.extendleft(job for _, job, _ in reversed(worker.jobs))
        self.failed_starts += 1
        if self.failed_starts >= _STARTS:
            last = said.strip().splitlines()[-1:] or [f"exit status {worker.process.exitcode}"]
            raise ExtractionError(f"extraction workers do not start: {last[0]}", hint="try again with --jobs 1")


def _cause_of_death(code: int, said: str) -> str:
    if "memory allocation" in said or "MemoryError" in said or "Cannot allocate" in said:
        return TOO_MUCH_MEMORY
    if "overflowed its stack" in said or code == -getattr(signal, "SIGSEGV", 11):
        return "nested too deeply: the parser overflowed its stack"
    name = signal.Signals(-code).name if code < 0 else f"exit status {code}"
    return f"the parser crashed ({name})"


def _context() -> Any:
    """Forking is quickest, but only safe where it is the custom of the platform and no other thread runs."""
    if sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")
