"""What fit, evaluate and predict print, compared with Keras's: every redraw of the bar, times left out."""

from __future__ import annotations

import importlib
import inspect
import re
from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl.backend import use_backend
from reference_impl.callbacks import progress

keras = importlib.import_module("keras")

R = np.random.default_rng(0)
X, Y = R.random((50, 4), "float32"), R.integers(2, size=(50, 1)).astype("float32")


@pytest.fixture(autouse=True)
def redrawn_at_each_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    for bar in (keras.utils.Progbar, progress.Progbar):
        names = list(inspect.signature(bar.__init__).parameters)
        defaults = list(bar.__init__.__defaults__ or ())
        defaults[names.index("interval") - len(names)] = -1.0
        monkeypatch.setattr(bar.__init__, "__defaults__", tuple(defaults))


def said(api: Any, verbose: Any) -> None:
    def batches(count: int) -> Any:
        yield from ((X[10 * i : 10 * i + 10], Y[10 * i : 10 * i + 10]) for i in range(count))

    api.utils.set_random_seed(2)
    layers, callbacks = api.layers, api.callbacks
    model = api.Sequential([api.Input((4,)), layers.Dense(3, activation="tanh"), layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy", metrics=["mse", "accuracy"])
    model.fit(X, Y, batch_size=16, epochs=2, verbose=verbose)
    model.fit(X, Y, epochs=3, initial_epoch=2, verbose=verbose, validation_split=0.2)
    model.fit(batches(5), verbose=verbose)
    model.fit(X * 1e-4, Y, epochs=4, verbose=verbose, callbacks=[
        callbacks.LearningRateScheduler(lambda _, lr: lr * 0.5, verbose=1),
        callbacks.EarlyStopping("loss", patience=0, min_delta=10, verbose=1, restore_best_weights=True),
    ])  # fmt: skip
    model.evaluate(X, Y, batch_size=7, verbose=verbose)
    model.predict(X, batch_size=7, verbose=verbose)


def masked(text: str) -> str:
    text = re.sub(r"\b\d+(ms|us|s)/(step|epoch)", "T/step", text)
    text = re.sub(r"\x1b\[1m[\d:]+s?\x1b\[0m T", "T T", text)
    text = re.sub(r" - \d+s - ", " - T - ", text).replace("\x08", "")
    return re.sub(r" +(?=\r|\n|$)", "", text)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
@pytest.mark.parametrize("verbose", [0, 1, 2, "auto"])
def test_the_same_is_printed(verbose: Any, backend: str, capsys: pytest.CaptureFixture[str]) -> None:
    said(keras, verbose)
    theirs = masked(capsys.readouterr().out)
    with use_backend(backend):
        said(reference_impl, verbose)
    assert masked(capsys.readouterr().out).splitlines() == theirs.splitlines()
