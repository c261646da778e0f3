"""Queries of the call graph, each a whole process on a warm index, beyond what `tracer --version` takes.

By processor time, the least of a few runs: what else the machine does only ever adds; budgets are in start-ups, which
take as much longer as the machine is slower. Asked are the symbols whose trees
are the largest among those most called and most calling. TRACER_BENCHMARK_CACHE keeps the index from run to run.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import pytest

from tests.benchmarks.timing import CLONE, REVISION, processor, report, tracer
from tracer.queries.call_trees import CallTree, Limits, call_tree
from tracer.queries.calls import Calls
from tracer.store import Store

pytestmark = pytest.mark.benchmark
MOST, WORST, RUNS, DEPTH = 50, 3, 5, 5
TREE_BUDGET, PATH_BUDGET = 2.0, 4.0
"""Beyond start-up, in start-ups: 100 and 200 ms where one takes 50."""
PATHS = """
    Sequential.fit MatMul, Sequential.predict MatMul, Model.evaluate keras.metrics.Accuracy.update_state, LSTM MatMul,
    Dense.call BiasAdd, Dense.call softmax, Dense softmax, softmax Dense, get call, relu MatMul, load_model Dense,
    Adam MatMul, Adam ResourceApplyAdam, tf.abs Abs, tf.GradientTape.gradient MatMul, tf.convert_to_tensor MatMul,
    fit train_step, gather scatter, call build, EarlyStopping SGD, tf.image.resize ResizeBilinear, MatMul fit
"""
"""Ends of paths that there are and that there are not, near and far, of one meaning and of several."""


class Warm(NamedTuple):
    """An index with calls."""

    cache: Path
    snapshot: str
    start_up: float


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("clone", marks=pytest.mark.skipif(not CLONE, reason="TRACER_TENSORFLOW_CLONE names no clone")),
        pytest.param("installed", marks=pytest.mark.installed),
    ],
)
def warm(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    kept = os.environ.get("TRACER_BENCHMARK_CACHE")
    cache = Path(kept) if kept else tmp_path_factory.mktemp("cache")
    sources = [f"{CLONE}@{REVISION}"] if request.param == "clone" else ["installed:keras", "installed:tensorflow"]
    compiled = str(tmp_path_factory.mktemp("compiled"))
    with mock.patch.dict(os.environ, PYTHONPYCACHEPREFIX=compiled, TRACER_CACHE_DIR=str(cache)):
        tracer("index", *sources, "--jobs", "2", cache=cache)
        names = tracer("status", "--names", cache=cache).stdout.split()
        snapshot = next(name for name in names if ("+" in name) == (request.param == "installed"))
        yield Warm(cache, snapshot, least(cache, "--version"))


def least(cache: Path, *arguments: str, statuses: tuple[int, ...] = (0,)) -> float:
    """Processor seconds of a command, once all it imports is compiled."""
    return min(processor(lambda: tracer(*arguments, cache=cache, statuses=statuses)) for _ in range(RUNS))


@pytest.mark.parametrize("direction", ["callers", "callees"])
def test_trees(direction: str, warm: Warm) -> None:
    late = {}
    for name in largest(warm.snapshot, inward=direction == "callers"):
        asked = (direction, name, "--depth", str(DEPTH), "--at", warm.snapshot)
        late[name] = least(warm.cache, *asked) / warm.start_up - 1
        report(f"{direction} {name} to depth {DEPTH}, start-ups beyond one", late[name], TREE_BUDGET)
    assert max(late.values()) <= TREE_BUDGET


@pytest.mark.parametrize("ends", [pair.strip() for pair in PATHS.split(",")])
def test_paths(ends: str, warm: Warm) -> None:
    late = least(warm.cache, "path", *ends.split(), "--at", warm.snapshot, statuses=(0, 1)) / warm.start_up - 1
    report(f"path {ends}, start-ups beyond one", late, PATH_BUDGET)
    assert late <= PATH_BUDGET


def largest(name: str, *, inward: bool) -> list[str]:
    """Dotted names of the most called (most calling) symbols whose trees are the largest."""
    store = Store.open_for_reading()
    assert store is not None
    with store, store.snapshot(name) as snapshot:
        ends = (edge.callee if inward else edge.caller for edge in snapshot.edges() if edge.confidence != "candidate")
        most = Counter(end for end in ends if not end.startswith("<")).most_common(MOST)
        sizes = {
            key: size(call_tree(Calls(snapshot), key, inward=inward, depth=DEPTH, limits=Limits(40, 20)))
            for key, _ in most
        }
    return [key.replace(":", ".") for key in sorted(sizes, key=sizes.__getitem__, reverse=True)[:WORST]]


def size(tree: CallTree) -> int:
    return 1 + sum(map(size, tree.children))
