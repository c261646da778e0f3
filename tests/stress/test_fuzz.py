"""Long fuzzing of every reader of foreign bytes, and the inputs that ever made one fail, replayed.

    TRACER_FUZZ_MINUTES=10 pytest -m stress tests/stress/test_fuzz.py

Minutes are of processor time, for each reader. What makes a reader fail is written to `tests/stress/found/READER-HASH`,
to be committed with the mend: from then on the replay below is its test.
"""

from __future__ import annotations

import hashlib
import os
import random
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.tracer.cpp import test_fuzz as other
from tests.tracer.extract import test_extract_fuzz as python
from tracer.extract import api_def, build_rules

MINUTES = float(os.environ.get("TRACER_FUZZ_MINUTES", "2"))
SLOW = 5
FOUND = Path(__file__).parent / "found"


def read_python(source: bytes) -> None:
    python.compare(source)


READERS: dict[str, Callable[[bytes], object]] = {
    "python": read_python,
    "cpp": other.read_cpp,
    "api_def": api_def.extract,
    "build": build_rules.extract,
    "golden": other.read_golden,
}


def python_sample(chance: random.Random) -> bytes:
    lines = (python.STANDARD_LIBRARY / chance.choice(python.SAMPLES)).read_bytes().splitlines(keepends=True)
    start = chance.randrange(len(lines))
    return python.mutated(b"".join(lines[start : start + chance.choice([5, 30, 200])]), chance)


def sample_of(samples: list[bytes], chance: random.Random) -> bytes:
    return other.mutated(chance.choice(samples), chance)


SAMPLES: dict[str, Callable[[random.Random], bytes]] = {
    "python": python_sample,
    "cpp": partial(sample_of, other.CPP),
    "api_def": partial(sample_of, other.PBTXT),
    "build": partial(sample_of, other.BUILD),
    "golden": partial(sample_of, [other.GOLDEN_LAYER.encode()]),
}


def keep(reader: str, source: bytes) -> None:
    FOUND.mkdir(exist_ok=True)
    (FOUND / f"{reader}-{hashlib.sha1(source, usedforsecurity=False).hexdigest()[:12]}").write_bytes(source)


def read(reader: str, source: bytes) -> None:
    """Read; what fails or is slow is kept."""
    before = time.process_time()
    try:
        READERS[reader](source)
        assert time.process_time() - before < SLOW, "takes too long"
    except BaseException:
        keep(reader, source)
        raise


@pytest.mark.stress
@pytest.mark.parametrize("reader", READERS)
def test_mutated_files_for_long(reader: str) -> None:
    seed = time.time_ns()
    chance = random.Random(seed)
    deadline = time.process_time() + MINUTES * 60
    count = 0
    while time.process_time() < deadline:
        read(reader, SAMPLES[reader](chance))
        count += 1
    print(f"{reader}: {count} files from seed {seed}")
    assert count > 0


@pytest.mark.stress
def test_generated_python_for_long() -> None:
    deadline = time.process_time() + MINUTES * 60
    count = 0

    @settings(max_examples=400, deadline=None, database=None, suppress_health_check=list(HealthCheck),
              phases=[Phase.generate])  # fmt: skip
    @given(python.MODULES)
    def generated(text: str) -> None:
        nonlocal count
        count += 1
        read("python", text.encode())

    while time.process_time() < deadline:
        generated()
    print(f"generated Python: {count} modules")
    assert count > 0


@pytest.mark.parametrize("path", sorted(path.name for path in FOUND.glob("*-*")))
def test_what_once_failed(path: str) -> None:
    before = time.process_time()
    READERS[path.partition("-")[0]]((FOUND / path).read_bytes())
    assert time.process_time() - before < SLOW
