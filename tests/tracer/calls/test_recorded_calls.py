"""The static graph of the installed Keras beside what really was called while it trained small models."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tracer.index.build import Request, index
from tracer.linked import CallEdge
from tracer.store import Store

pytestmark = pytest.mark.installed

FOLDER = Path(__file__).parent
WORKLOADS = {
    "workloads": ("dense", "functional", "convolution", "recurrent", "custom", "attention"),
    "more_workloads": (
        "shared_layers", "custom_step", "sequences", "preprocessing", "saving", "own_parts", "schedules", "images",
        "transformer", "numeric",
    ),
    "further_workloads": ("two_heads", "autoencoder", "text", "decoder", "watched"),
    "varied_workloads": ("towers", "adapters", "subclassed", "pictures", "bare"),
}  # fmt: skip

Place = tuple[str, int]


@pytest.fixture(scope="module")
def edges(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[Place, Place], CallEdge]:
    """Edges of the installed pair by the places of their ends: file and the line of `def`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACER_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        with Store.open_for_writing() as store:
            index(Request(["tensorflow", "keras"], name="pair"), store, lambda *_: None)
            with store.snapshot("pair") as snapshot:
                places = {
                    symbol.key: (snapshot.file(symbol.file).path, symbol.line)
                    for symbol in snapshot.all_symbols()
                    if symbol.file is not None
                }
                return {
                    (places[edge.caller], places[edge.callee]): edge
                    for edge in snapshot.edges()
                    if edge.caller in places and edge.callee in places
                }


@pytest.mark.parametrize("workload", [f"{module}.{name}" for module, names in WORKLOADS.items() for name in names])
def test_recall_and_precision(
    workload: str, edges: dict[tuple[Place, Place], CallEdge], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "pairs.json"
    command = [sys.executable, "record_pairs.py", "keras", workload, str(output)]
    subprocess.run(command, cwd=FOLDER, check=True, capture_output=True)
    pairs = [((caller[0], caller[3]), (callee[0], callee[3])) for caller, callee in json.loads(output.read_text())]
    assert len(pairs) > 500
    known = [edges[pair].confidence for pair in pairs if pair in edges]
    strong = sum(confidence != "candidate" for confidence in known)
    callers = {caller for caller, _ in pairs}
    told = sum(
        caller in callers and callee[0].startswith("keras/") and edge.confidence != "candidate"
        for (caller, callee), edge in edges.items()
    )
    with capsys.disabled():
        print(f"\n{workload}: {strong / len(pairs):.1%}, {len(known) / len(pairs):.1%}, {told / len(pairs):.2f} a pair")
    assert strong / len(pairs) >= 0.85
    assert len(known) / len(pairs) >= 0.95
    assert told / len(pairs) <= 3
