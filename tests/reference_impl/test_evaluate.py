"""`evaluate` for every loss: the number Keras gives, also where freed memory is full of NaN."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import reference_impl

keras = pytest.importorskip("keras")
LOSSES = ["hinge", "squared_hinge", "categorical_hinge", "mape", "kl_divergence", "cosine_similarity"]


def _evaluated(api: Any, loss: str) -> list[float]:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(50, 6)).astype("float32")
    y = np.eye(3, dtype="float32")[rng.integers(3, size=50)]
    api.utils.set_random_seed(5)
    model = api.Sequential([api.Input((6,)), api.layers.Dense(9, "tanh"), api.layers.Dense(3, "softmax")])
    model.compile("rmsprop", loss, metrics=["mae"])
    found = model.evaluate(x, y, batch_size=16, verbose=0)
    model.fit(x, y, batch_size=16, epochs=2, verbose=0)
    weighted = model.evaluate(x, y, sample_weight=rng.random(50), verbose=0)
    return [*found, *weighted]


def _fill_freed_memory() -> None:
    arrays = [np.full(size, np.nan, dtype) for size in range(1, 300) for dtype in ("float32", "float64")]
    del arrays


@pytest.mark.parametrize("loss", LOSSES)
def test_gives_keras_s_number(loss: str) -> None:
    theirs = _evaluated(keras, loss)
    _fill_freed_memory()
    np.testing.assert_allclose(_evaluated(reference_impl, loss), theirs, rtol=1e-5)


def test_a_model_of_a_fixed_batch_takes_other_batches() -> None:
    def shapes(api: Any) -> list[tuple[int, ...]]:
        stack = api.Sequential([api.Input(batch_shape=(4, 3)), api.layers.Dense(2)])
        x = api.Input(batch_shape=(4, 3))
        graph = api.Model(x, api.layers.Dense(2)(x))
        data = np.ones((5, 3), "float32")
        return [tuple(found.shape) for m in (stack, graph) for found in (m(data), m.predict(data, verbose=0))]

    assert shapes(reference_impl) == shapes(keras) == [(5, 2)] * 4


def test_what_a_callback_adds_to_an_epochs_logs_is_not_in_the_last_logs() -> None:
    def told(api: Any) -> list[list[str]]:
        found: list[list[str]] = []
        listening = api.callbacks.LambdaCallback(
            on_epoch_end=lambda _, logs: found.append(sorted(logs)),
            on_train_end=lambda logs: found.append(sorted(logs)),
        )
        model = api.Sequential([api.Input((3,)), api.layers.Dense(1)])
        model.compile("sgd", "mse")
        scheduler = api.callbacks.LearningRateScheduler(lambda _, rate: rate)
        model.fit(np.ones((4, 3)), np.ones((4, 1)), verbose=0, callbacks=[scheduler, listening])
        return found

    assert told(reference_impl) == told(keras) == [["learning_rate", "loss"], ["loss"]]
