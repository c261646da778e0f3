"""`fit` here against Keras's in one run: epochs after the first, the best of several, as a ratio. `-m benchmark -s`."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl.backend import use_backend
from reference_impl.comparison_examples import EXAMPLES

pytestmark = pytest.mark.benchmark
keras = pytest.importorskip("keras")


def _wide(width: int) -> Callable[[Any], Any]:
    def make(api: Any) -> Any:
        hidden, last = api.layers.Dense(width, activation="relu"), api.layers.Dense(10, activation="softmax")
        model = api.Sequential([api.Input((784,)), hidden, last])
        model.compile("rmsprop", "categorical_crossentropy", metrics=["accuracy"])
        return model

    return make


#: name -> model, rows, inputs, outputs, batch size, at least how many times Keras's speed on NumPy
WORKLOADS: dict[str, tuple[Callable[[Any], Any], int, int, int, int, float]] = {
    "Dense 100-32-1": (EXAMPLES["binary"][0], 1000, 100, 1, 32, 15.0),
    "Dense 100-32-10": (EXAMPLES["categorical"][0], 1000, 100, 10, 32, 15.0),
    "MLP with Dropout": (EXAMPLES["mlp"][0], 1000, 20, 10, 128, 10.0),
    "Dense 784-512-10": (_wide(512), 60_000, 784, 10, 128, 1.0),
}


def _seconds_an_epoch(api: Any, name: str) -> float:
    make, rows, inputs, outputs, batch_size, _ = WORKLOADS[name]
    generator = np.random.default_rng(0)
    x = generator.random((rows, inputs), "float32")
    labels = generator.integers(max(2, outputs), size=rows)
    y = labels.reshape(-1, 1).astype("float32") if outputs == 1 else np.eye(outputs, dtype="float32")[labels]
    api.utils.set_random_seed(0)
    model = make(api)
    ends: list[float] = []
    callback = api.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: ends.append(time.perf_counter()))
    model.fit(x, y, epochs=3 if rows > 10_000 else 50, batch_size=batch_size, verbose=0, callbacks=[callback])
    return float(np.diff(ends).min())


def _report(name: str, backend: str, ratio: float, wanted: float) -> None:
    print(f"\n{name}, {backend}: {ratio:.1f} x Keras's speed (wanted: {wanted:g} x)")


@pytest.mark.parametrize("name", WORKLOADS)
def test_numpy(name: str) -> None:
    theirs, ours = _seconds_an_epoch(keras, name), _seconds_an_epoch(reference_impl, name)
    _report(name, "NumPy", theirs / ours, WORKLOADS[name][-1])
    assert theirs / ours >= WORKLOADS[name][-1]


@pytest.mark.parametrize("name", WORKLOADS)
def test_tensorflow(name: str) -> None:
    theirs = _seconds_an_epoch(keras, name)
    with use_backend("tensorflow"):
        ours = _seconds_an_epoch(reference_impl, name)
    _report(name, "TensorFlow", theirs / ours, 1.0)
    assert theirs / ours >= 1.0


@pytest.mark.gpu
@pytest.mark.parametrize("batch_size", [128, 1024, 8192])
@pytest.mark.parametrize("width", [512, 4096])
def test_tensorflow_on_a_gpu(width: int, batch_size: int) -> None:
    tf = importlib.import_module("tensorflow")
    if not tf.config.list_physical_devices("GPU"):
        pytest.skip("TensorFlow sees no GPU here")
    name = f"Dense 784-{width}-10, batch {batch_size}"
    WORKLOADS[name] = (_wide(width), 60_000, 784, 10, batch_size, 1.0)
    theirs = _seconds_an_epoch(keras, name)
    with use_backend("tensorflow", device="GPU:0"):
        ours = _seconds_an_epoch(reference_impl, name)
    _report(name, "TensorFlow on a GPU", theirs / ours, 1.0)
    assert theirs / ours >= 1.0
