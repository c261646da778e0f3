"""`tracer record` as a user runs it: a Keras fit, and how much of it the static graph had."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.installed

FIT = """
import sys
import keras
import numpy as np

model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(64, activation="relu"), keras.layers.Dropout(0.5)])
model.add(keras.layers.Dense(10, activation="softmax"))
model.compile(optimizer="sgd", loss="categorical_crossentropy", metrics=["accuracy"])
x, y = np.random.random((256, 20)), np.eye(10)[np.random.randint(10, size=256)]
model.fit(x, y, epochs=int(sys.argv[1]), batch_size=64, verbose=0)
print("loss", model.evaluate(x, y, verbose=0)[0])
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("record")
    (folder / "fit.py").write_text(FIT)
    tracer(folder, "index", "tensorflow", "keras", "--as", "pair", "--progress", "none")
    return folder


def tracer(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "TRACER_CACHE_DIR": str(folder / "cache"), "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-m", "tracer", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def recorded(folder: Path) -> dict[str, Any]:
    printed = tracer(folder, "record", "--at", "pair", "--json", "fit.py", "2")
    assert "loss " in printed
    answer: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return answer


def test_the_static_graph_has_most_of_a_fit(recorded: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    """Of calls inside Keras, and of all that TensorFlow does below them."""
    keras, all_of_it = recorded["packages"]["keras"]["recall"], recorded["recall"]
    with capsys.disabled():
        print(f"\n{recorded['pairs']:,} pairs, {all_of_it}; inside keras {keras}")
    assert recorded["exit"] == 0
    assert recorded["packages"]["keras"]["observed"] > 500
    assert keras["inferred"] >= 0.85
    assert keras["candidate"] >= 0.95
    assert all_of_it["inferred"] >= 0.85
    assert all_of_it["candidate"] >= 0.9


def test_the_report_says_the_same(recorded: dict[str, Any], folder: Path) -> None:
    report = json.loads(tracer(folder, "record", "--at", "pair", "--report", "--json"))
    assert report["recall"] == recorded["recall"]
    assert [(run["script"], run["arguments"]) for run in report["runs"]] == [("fit.py", ["2"])]
    text = tracer(folder, "record", "--at", "pair", "--report")
    assert f"of {recorded['pairs']:,} pairs" in text


def test_what_was_observed_is_in_the_answers(recorded: dict[str, Any], folder: Path) -> None:
    callers = json.loads(tracer(folder, "callers", "keras.layers.Dense.call", "--at", "pair", "--json"))
    assert any(call["edge"].get("count") for call in callers["root"]["calls"])
    callees = json.loads(tracer(folder, "callees", "Sequential.fit", "--at", "pair", "--json"))
    counted = {call["name"]: call["edge"]["count"] for call in callees["root"]["calls"] if call["edge"].get("count")}
    assert counted.get("on_epoch_begin") == 2
    path = json.loads(tracer(folder, "path", "Sequential.fit", "keras.layers.Dense.call", "--at", "pair", "--json"))
    assert any(edge.get("count") for found in path["paths"] for edge in found["edges"])
