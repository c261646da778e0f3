"""A worker process: takes one file's bytes after another, answers with encoded facts.

It may die of what it reads: memory is limited, nothing it prints reaches a terminal, and it ends with its parent.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import signal
import struct
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import msgspec

from tracer.facts import ApiDefFacts, BuildFacts, CppFacts, Problem, PythonFacts, PythonFlow

KINDS = ("python", "cpp", "api_def", "build")
MEMORY_LIMIT = 1 << 30
"""Bytes of address space that a worker may take beyond those it starts with."""
DEPTH_LIMIT = 280
"""Frames the traversal may nest: the values of a deeper file could not be decoded under Python's default limit."""

TOO_MUCH_MEMORY = "takes too much memory"

_JOB = struct.Struct("<IB")
_ANSWER = struct.Struct("<III")
_PR_SET_PDEATHSIG = 1

Answer = tuple[int, bytes, bytes, tuple[Problem, ...]]
Facts = PythonFacts | CppFacts | ApiDefFacts | BuildFacts

_encode = msgspec.msgpack.encode
_decode_problems = msgspec.msgpack.Decoder(tuple[Problem, ...]).decode


def pack_job(number: int, kind: str, source: bytes) -> bytes:
    return _JOB.pack(number, KINDS.index(kind)) + source


def unpack_answer(message: bytes) -> Answer:
    """The number of the job, its facts and flow as MessagePack, and its problems."""
    number, facts, flow = _ANSWER.unpack_from(message)
    start = _ANSWER.size
    middle, end = start + facts, start + facts + flow
    return number, message[start:middle], message[middle:end], _decode_problems(message[end:])


def work(connection: Connection, errors: Connection, inherited: list[Connection], parent: int) -> None:
    """Serve `connection` until it closes. `errors` takes the standard error; `inherited` are the parent's ends of
    pipes, which would keep other workers alive."""
    for end in inherited:
        end.close()
    _confine(errors, parent)
    gc.disable()
    extractors: dict[str, Callable[[bytes], tuple[Facts, PythonFlow | None]]] = {}
    connection.send_bytes(b"")
    while True:
        try:
            message = connection.recv_bytes()
        except (EOFError, OSError):
            os._exit(0)
        number, kind_code = _JOB.unpack_from(message)
        kind = KINDS[kind_code]
        if kind not in extractors:
            extractors[kind] = _extractor(kind)
        connection.send_bytes(_answer(number, extractors[kind], kind, message[_JOB.size :]))


def _answer(
    number: int, extract: Callable[[bytes], tuple[Facts, PythonFlow | None]], kind: str, source: bytes
) -> bytes:
    try:
        found, bodies = extract(source)
        facts = _encode(found)
        flow = b"" if bodies is None else _encode(bodies)
        problems = found.problems
    except (RecursionError, MemoryError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else TOO_MUCH_MEMORY
        problems = (Problem(reason),)
        facts, flow = empty(kind, problems)
    except Exception as error:  # an extractor's own fault must cost one file, and be seen
        problems = (Problem(f"the extractor failed: {type(error).__name__}: {error}"[:300]),)
        facts, flow = empty(kind, problems)
    return _ANSWER.pack(number, len(facts), len(flow)) + facts + flow + _encode(problems)


def empty(kind: str, problems: tuple[Problem, ...]) -> tuple[bytes, bytes]:
    """The encoded facts and flow of a file of which nothing but its problems is known."""
    if kind == "python":
        return _encode(PythonFacts((), (), problems=problems)), _encode(PythonFlow(()))
    types: dict[str, type[CppFacts | ApiDefFacts | BuildFacts]] = {
        "cpp": CppFacts,
        "api_def": ApiDefFacts,
        "build": BuildFacts,
    }
    return _encode(types[kind](problems=problems)), b""


def _extractor(kind: str) -> Callable[[bytes], tuple[Facts, PythonFlow | None]]:
    if kind == "python":
        from tracer.extract import python

        return python.extract
    extract: Callable[[bytes], Any]
    if kind == "cpp":
        from tracer.extract.cpp import extract
    elif kind == "api_def":
        from tracer.extract.api_def import extract
    else:
        from tracer.extract.build_rules import extract
    return lambda source: (extract(source), None)


def _confine(errors: Connection, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.disable()
    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 0)
    os.dup2(quiet, 1)
    if sys.platform == "win32":
        os.dup2(quiet, 2)
    else:
        # What does not fit is lost: a full pipe must not stop the worker.
        os.set_blocking(errors.fileno(), False)
        os.dup2(errors.fileno(), 2)
        errors.close()
    sys.setrecursionlimit(DEPTH_LIMIT)
    if sys.platform == "linux":
        _end_with_parent(parent)
    if sys.platform != "win32":
        _limit_memory()


def _end_with_parent(parent: int) -> None:
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def _limit_memory() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with open("/proc/self/statm") as file:
            taken = int(file.read().split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY_LIMIT, hard))
    except (OSError, ValueError):
        return  # No /proc, or a hard limit that is lower already: that one holds.
