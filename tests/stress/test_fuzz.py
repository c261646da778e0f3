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
import warnings
from collections.abc import Callable
from contextlib import suppress
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.tracer.clones import clone_specs
from tests.tracer.cpp import test_fuzz as other
from tests.tracer.extract import test_extract_fuzz as python
from tracer.errors import SourceError, UsageError
from tracer.extract import api_def, build_rules
from tracer.queries.explain.documents import blocks_of
from tracer.sources.git import Git

MINUTES = float(os.environ.get("TRACER_FUZZ_MINUTES", "2"))
SLOW = 5
FOUND = Path(__file__).parent / "found"


def read_python(source: bytes) -> None:
    python.compare(source)


def read_document(source: bytes) -> None:
    for path in ("a.ipynb", "a.md", "a.py"):
        with suppress(UsageError):
            blocks_of(source.decode("utf-8", "replace"), path)


READERS: dict[str, Callable[[bytes], object]] = {
    "python": read_python,
    "cpp": other.read_cpp,
    "api_def": api_def.extract,
    "build": build_rules.extract,
    "golden": other.read_golden,
    "proto": other.read_definitions,
    "document": read_document,
}

NOTEBOOK = b"""{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "id": "a",
"execution_count": null, "metadata": {}, "outputs": [], "source": ["%matplotlib inline\\n", "x = f(1)"]}]}"""
PAGE = b"# Title\n\n```python\n>>> x = f(1)\n1\n```\n\n    code\n\n~~~ {.python}\n!ls\nx\n~~~\n"
PROTO = b"""syntax = "proto3"; package a.b; option (x) = { a: [1] };
message M { reserved 2, 4 to max; map<string, N> m = 1 [deprecated = true]; oneof o { int32 i = 3; }
  enum E { option allow_alias = true; A = 0; B = -1; } message N { repeated M r = 5 [packed=true]; } }
service S { rpc R (M) returns (stream M) {} }
"""
SMALL = {
    "python": [(python.STANDARD_LIBRARY / name).read_bytes() for name in python.SAMPLES],
    "cpp": other.CPP,
    "api_def": other.PBTXT,
    "build": other.BUILD,
    "golden": [other.GOLDEN_LAYER.encode()],
    "proto": [PROTO],
    "document": [NOTEBOOK, PAGE],
}
IN_CLONES = {
    "python": ["*.py"],
    "cpp": ["*_ops.cc", "tensorflow/core/kernels/*.h"],
    "api_def": ["tensorflow/core/api_def/*.pbtxt"],
    "build": ["*BUILD", "*.bzl"],
    "golden": ["tensorflow/tools/api/golden/*.pbtxt"],
    "proto": ["*.proto"],
    "document": ["*.md", "*.ipynb"],
}
FILES_OF_A_CLONE = 300


@cache
def samples(reader: str) -> list[bytes]:
    """Small files made for this reader, and as many real ones from the clones as a run may go through."""
    found = list(SMALL[reader])
    for spec in clone_specs():
        path, _, revision = spec.partition("@")
        git = Git.find(Path(path))
        assert git is not None, spec
        lines = git.run("ls-tree", "-r", "--full-tree", revision or "HEAD").decode("utf-8", "replace").splitlines()
        entries = [line.partition("\t") for line in lines if line.startswith("100")]
        blobs = [head.split()[2] for head, _, name in entries if any(fnmatchcase(name, g) for g in IN_CLONES[reader])]
        for blob in random.Random(0).sample(blobs, min(len(blobs), FILES_OF_A_CLONE)):
            with suppress(SourceError):
                found.append(git.run("cat-file", "blob", blob))
    return found


def mutant(reader: str, chance: random.Random) -> bytes:
    """Some lines of a sample or, one time in eight, all of them, mutated as Python is or as anything is."""
    source = chance.choice(samples(reader))
    if len(source) > 1_000_000 or chance.randrange(8):
        lines = source.splitlines(keepends=True)
        start = chance.randrange(len(lines) + 1)
        source = b"".join(lines[start : start + chance.choice([5, 30, 200])])
    return chance.choice([python.mutated, other.mutated])(source, chance)


def keep(reader: str, source: bytes) -> None:
    FOUND.mkdir(exist_ok=True)
    (FOUND / f"{reader}-{hashlib.sha1(source, usedforsecurity=False).hexdigest()[:12]}").write_bytes(source)


def read(reader: str, source: bytes) -> None:
    """Read; what fails or is slow is kept."""
    before = time.process_time()
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            READERS[reader](source)
        assert not told, "Python's warnings of a stranger's text would be printed"
        assert time.process_time() - before < SLOW, "takes too long"
    except BaseException:
        keep(reader, source)
        raise


@pytest.mark.stress
@pytest.mark.parametrize("reader", READERS)
def test_mutated_files_for_long(reader: str) -> None:
    seed = time.time_ns()
    chance = random.Random(seed)
    samples(reader)
    deadline = time.process_time() + MINUTES * 60
    count = 0
    while time.process_time() < deadline:
        read(reader, mutant(reader, chance))
        count += 1
    print(f"{reader}: {count} mutants of {len(samples(reader))} files, from seed {seed}")
    assert count > 0


@pytest.mark.parametrize("reader", READERS)
def test_any_bytes(reader: str) -> None:
    @settings(max_examples=100, deadline=None)
    @given(st.one_of(st.binary(max_size=200), st.text("ab0\"'(){}[]<>:;=,.#/*\\\n \t-_", max_size=60).map(str.encode)))
    def reads(source: bytes) -> None:
        read(reader, source)

    reads()


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
def test_what_once_failed(path: str, recwarn: pytest.WarningsRecorder) -> None:
    before = time.process_time()
    READERS[path.partition("-")[0]]((FOUND / path).read_bytes())
    assert time.process_time() - before < SLOW
    assert not recwarn.list
