"""Ratios of times measured in one run: `pytest -m benchmark -s tests/benchmarks`, with TRACER_TENSORFLOW_CLONE set.

TRACER_BENCHMARK_REVISION (default v2.1.0-rc2) and TRACER_BENCHMARK_OTHER (another tag) choose what is measured. Each
figure is printed when it is known; what takes minutes (the call graph, test files, memory) comes last.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import pytest

from tests.benchmarks.timing import CLONE, REVISION, processor, report, timed, tracer

pytestmark = pytest.mark.benchmark
OTHER = os.environ.get("TRACER_BENCHMARK_OTHER", "v2.1.0-rc1")
needs_clone = pytest.mark.skipif(not CLONE, reason="TRACER_TENSORFLOW_CLONE names no clone")


@pytest.fixture(scope="module", autouse=True)
def bytecode(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compiled modules, as an installed package has them: it is the store that is cold in what follows, not Python."""
    folder = tmp_path_factory.mktemp("bytecode")
    small = folder / "small"
    small.mkdir()
    (small / "module.py").write_text("class Small:\n    pass\n")
    (small / "ops.cc").write_text('REGISTER_OP("Small").Output("y: float");\n')
    with mock.patch.dict(os.environ, PYTHONPYCACHEPREFIX=str(folder / "compiled")):
        tracer("where", "Small", "--at", str(small), cache=folder / "first")
        tracer("index", str(small), cache=folder / "second")
        yield


class Cost(NamedTuple):
    """Seconds by the clock, and of processor time: the ratio of the latter says something on a busy machine too."""

    seconds: float
    processor: float


def _parse(sources: list[bytes]) -> float:
    import libcst

    start = time.process_time()
    for source in sources:
        try:
            libcst.parse_module(source)
        except Exception:
            continue
    return time.process_time() - start


@pytest.fixture(scope="module")
def parse_cost() -> Cost:
    """What `libcst.parse_module` alone needs on the same files with two processes."""
    return _parse_cost(tests=False)


def _parse_cost(*, tests: bool) -> Cost:
    from tracer.sources import open_source

    provider = open_source(f"{CLONE}@{REVISION}", tests=tests)
    files = sorted((f for f in provider.listing().files if f.kind in ("python", "stub")), key=lambda file: -file.size)
    sources = [provider.read(file) for file in files]
    provider.close()
    halves = [sources[0::2], sources[1::2]]
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        list(pool.map(_parse, [[], []]))
        start = time.perf_counter()
        spent = sum(pool.map(_parse, halves))
        return Cost(time.perf_counter() - start, spent)


@pytest.fixture(scope="module")
def cold(tmp_path_factory: pytest.TempPathFactory, parse_cost: Cost) -> tuple[Path, float]:
    """A cache with the revision indexed, names only, and the seconds that took."""
    cache = tmp_path_factory.mktemp("cold")
    return cache, timed(lambda: tracer("index", f"{CLONE}@{REVISION}", "--jobs", "2", "--no-calls", cache=cache))


@needs_clone
def test_cold_index(cold: tuple[Path, float], parse_cost: Cost) -> None:
    ratio = cold[1] / parse_cost.seconds
    report("cold index / libcst.parse_module alone", ratio, 1.6, f"{cold[1]:.1f} s / {parse_cost.seconds:.1f} s")
    assert ratio <= 1.6


@pytest.fixture(scope="module")
def linked(cold: tuple[Path, float], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the revision indexed and its calls linked, as it is unless one says otherwise."""
    cache = tmp_path_factory.mktemp("linked") / "cache"
    shutil.copytree(cold[0], cache)
    tracer("index", f"{CLONE}@{REVISION}", "--jobs", "2", cache=cache)
    return cache


@needs_clone
@pytest.mark.parametrize("name", ["Sequential", "keras.layers.Dense", "keras.layers.LSTM", "tf.nn.relu", "Model.fit"])
def test_warm_where(name: str, linked: Path) -> None:
    """By processor time, answer and yardstick by turns: other work on the machine slows both down."""
    ratios, seconds = [], []
    for _ in range(15):
        bare = processor(lambda: subprocess.run([sys.executable, "-c", "import sqlite3"], check=True))
        seconds.append(processor(lambda: tracer("where", name, "--at", f"tensorflow@{REVISION}", cache=linked)))
        ratios.append(seconds[-1] / bare)
    ratio = statistics.median(ratios)
    detail = f"{statistics.median(seconds) * 1000:.0f} ms"
    report(f"warm where {name} / python -c 'import sqlite3'", ratio, 4, detail)
    assert ratio <= 4


@needs_clone
def test_queries_a_second(linked: Path) -> None:
    names = public_names(linked)
    queries = "\n".join(names)
    seconds = processor(lambda: tracer("where", "--stdin", "--json", cache=linked, stdin=queries))
    rate = len(names) / seconds
    report(f"where --stdin, {len(names):,} different names, a processor second", rate, 2000)
    assert rate >= 2000


def public_names(cache: Path, most: int = 4_000) -> list[str]:
    """Public names of the snapshot as one types them, each once and in no order: of thousands of symbols."""
    from tracer.linked import public_name
    from tracer.store import Store

    with mock.patch.dict(os.environ, TRACER_CACHE_DIR=str(cache)):
        store = Store.open_for_reading()
    assert store is not None
    with store, store.snapshot(f"tensorflow@{REVISION}") as snapshot:
        api = snapshot.info.info["api"]
        names = sorted({public_name(export, api) for export in snapshot.all_exports()})
    random.Random(0).shuffle(names)
    return names[:most]


@needs_clone
def test_another_tag(cold: tuple[Path, float]) -> None:
    cache, first = cold
    seconds = timed(lambda: tracer("index", f"{CLONE}@{OTHER}", "--jobs", "2", "--no-calls", cache=cache))
    report(f"another tag ({OTHER}) / cold index", seconds / first, 0.5, f"{seconds:.1f} s")
    assert seconds / first <= 0.5


@needs_clone
@pytest.mark.parametrize(
    "name",
    [
        "Sequential",
        "Sequential.add",
        "Sequential.train_on_batch",
        "Model.fit",
        "call",
        "tf.keras.layers.Dense",
        "tensorflow/python/keras/models.py:40",
        "MatMul",
        "tf.nn.relu",
    ],
)
def test_first_where(name: str, tmp_path: Path) -> None:
    seconds = timed(lambda: tracer("where", name, "--at", f"{CLONE}@{REVISION}", cache=tmp_path))
    report(f"first where {name}, seconds", seconds, 2)
    assert seconds <= 2


@needs_clone
@pytest.mark.parametrize("options", [(), ("--tests",)], ids=["", "with tests"])
def test_cold_index_with_calls(options: tuple[str, ...], tmp_path: Path, parse_cost: Cost) -> None:
    """At most 4 x, the goal is 2.5 x; with tests the parse to compare with is that of the tests too."""
    parse = parse_cost if not options else _parse_cost(tests=True)
    start = time.perf_counter()
    spent = processor(lambda: tracer("index", f"{CLONE}@{REVISION}", "--jobs", "2", *options, cache=tmp_path))
    seconds = time.perf_counter() - start
    ratio = seconds / parse.seconds
    detail = f"{seconds:.1f} s / {parse.seconds:.1f} s; of processor time {spent / parse.processor:.2f}"
    report("cold index with calls / libcst.parse_module alone", ratio, 4, detail)
    assert ratio <= 4


@needs_clone
def test_memory_with_tests(tmp_path: Path) -> None:
    assert _largest(tmp_path, f"{CLONE}@{REVISION}", "--tests") <= 1024


@pytest.mark.installed
def test_memory_of_the_installed_pair(tmp_path: Path) -> None:
    assert _largest(tmp_path, "tensorflow", "keras") <= 1024


def _largest(cache: Path, *arguments: str) -> float:
    """MiB: the proportional set size of all processes together while indexing, call graph included."""
    environment = {**os.environ, "TRACER_CACHE_DIR": str(cache)}
    command = [sys.executable, "-m", "tracer", "index", *arguments, "--jobs", "2"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    largest = 0
    while process.poll() is None:
        largest = max(largest, sum(map(_pss, _family(process.pid))))
        time.sleep(0.5)
    report(f"memory of index {' '.join(arguments)}, MiB", largest / 1024, 1024)
    assert process.returncode == 0
    return largest / 1024


def _family(process: int) -> list[int]:
    children = Path(f"/proc/{process}/task/{process}/children")
    found = [process]
    if children.exists():
        for child in children.read_text().split():
            found += _family(int(child))
    return found


def _pss(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
