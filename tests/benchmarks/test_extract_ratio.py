"""What extraction costs beside `libcst.parse_module` alone, on the same files in the same run."""

from __future__ import annotations

import gc
import os
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

import libcst
import msgspec
import pytest

from tracer.extract.pool import Job, extract_all
from tracer.extract.python import extract

pytestmark = pytest.mark.benchmark


def sources() -> list[bytes]:
    """Files of a checked-out tree (TRACER_BENCHMARK_TREE), else of the standard library."""
    tree = os.environ.get("TRACER_BENCHMARK_TREE")
    paths = sorted(Path(tree).glob("**/*.py")) if tree else sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py"))
    found = [path.read_bytes() for path in paths if not path.name.endswith("_test.py")]
    return found[:: max(1, len(found) // 150)]


def seconds(work: Callable[[bytes], object], files: list[bytes]) -> float:
    started = time.process_time()
    for source in files:
        work(source)
    return time.process_time() - started


def encoded(source: bytes) -> bytes:
    facts, flow = extract(source)
    return msgspec.msgpack.encode(facts) + msgspec.msgpack.encode(flow)


def test_extraction_beside_the_parse(capsys: pytest.CaptureFixture[str]) -> None:
    files = [source for source in sources() if not extract(source)[0].problems]
    gc.disable()
    try:
        parse = min(seconds(libcst.parse_module, files) for _ in range(2))
        whole = min(seconds(encoded, files) for _ in range(2))
    finally:
        gc.enable()
    with capsys.disabled():
        print(f"\nextract and encode / parse alone: {whole / parse:.2f} ({len(files)} files)")
    assert whole / parse < 1.35


def test_pool_beside_one_process(capsys: pytest.CaptureFixture[str]) -> None:
    files = sources()
    started = time.perf_counter()
    for source in files:
        encoded(source)
    alone = time.perf_counter() - started
    jobs = [Job(str(i), "python", len(source), lambda source=source: source) for i, source in enumerate(files)]
    started = time.perf_counter()
    assert sum(1 for _ in extract_all(jobs, 1)) == len(files)
    pool = time.perf_counter() - started
    with capsys.disabled():
        print(f"\none worker / the same in this process: {pool / alone:.2f} ({len(files)} files)")
    assert pool / alone < 1.4
