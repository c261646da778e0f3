"""Training here equals training in Keras: the same seed, nothing copied, both backends. The rules stand in `parity.py`.

A wide run over hundreds of random models is `python tests/reference_impl/run_parity.py FIRST COUNT`.
"""

from __future__ import annotations

import functools
import importlib
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reference_impl.comparison import Run
from tests.reference_impl.parity import judge, keras_run
from tests.reference_impl.random_models import choose

keras = pytest.importorskip("keras")
pytest.importorskip("tensorflow")

#: seeds of `random_models`, chosen so that together they show every optimizer, kind of model, and option of `fit`
SEEDS = (0, 2, 3, 5, 7, 9, 12, 13, 15, 17, 20, 22, 26, 102, 105, 111, 117, 121)
BACKENDS = ("numpy", "tensorflow")


@functools.lru_cache(maxsize=4)
def _keras_run(seed: int) -> Run:
    case = choose(seed)
    return keras_run(case.model_fn, case.data(), seed, case.fit_options())


@pytest.mark.parametrize(("seed", "backend"), [(seed, backend) for seed in SEEDS for backend in BACKENDS])
def test_random_models(seed: int, backend: str) -> None:
    case = choose(seed)
    verdict = judge(case.model_fn, case.data(), case.fit_options(), seed=seed, backend=backend, theirs=_keras_run(seed))
    assert verdict.problems == [], case


@given(st.integers(1000, 1_000_000))
@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_any_random_mlp(seed: int) -> None:
    case = choose(seed, "mlp")
    assert judge(case.model_fn, case.data(), case.fit_options(), seed=seed).problems == [], case


@pytest.mark.gpu
@pytest.mark.parametrize("seed", SEEDS)
def test_random_models_on_a_gpu(seed: int) -> None:
    tf = importlib.import_module("tensorflow")
    if not tf.config.list_physical_devices("GPU"):
        pytest.skip("TensorFlow sees no GPU here")
    case = choose(seed)
    with tf.device("CPU:0"):
        theirs = _keras_run(seed)
    verdict = judge(
        case.model_fn, case.data(), case.fit_options(), seed=seed, backend="tensorflow", device="GPU:0", theirs=theirs,
        loss_tolerance=1e-4, weight_tolerance=1e-3,
    )  # fmt: skip
    assert verdict.problems == [], case


def _double_mlp(api: Any) -> Any:
    L = api.layers
    model = api.Sequential(
        [api.Input((6,)), L.Dense(8, activation="tanh"), L.Dropout(0.3), L.Dense(3, activation="softmax")]
    )
    model.compile(api.optimizers.Adam(0.01), "categorical_crossentropy", metrics=["accuracy"])
    return model


def _double_convnet(api: Any) -> Any:
    L = api.layers
    model = api.Sequential(
        [api.Input((6, 6, 1)), L.Conv2D(3, 3, activation="relu"), L.MaxPooling2D(), L.BatchNormalization()]
    )
    model.add(L.Flatten())
    model.add(L.Dense(3, activation="softmax"))
    model.compile(api.optimizers.RMSprop(0.01), "categorical_crossentropy")
    return model


def _double_lstm(api: Any) -> Any:
    L = api.layers
    model = api.Sequential([api.Input((6, 1)), L.LSTM(4), L.Dense(3, activation="softmax")])
    model.compile(api.optimizers.SGD(0.05, momentum=0.9), "categorical_crossentropy")
    return model


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("model_fn", "shape"), [(_double_mlp, (6,)), (_double_convnet, (6, 6, 1)), (_double_lstm, (6, 1))]
)
def test_doubles_to_ten_digits(model_fn: Any, shape: tuple[int, ...], backend: str, float64: None) -> None:
    generator = np.random.default_rng(1)
    data = generator.normal(size=(30, *shape)), np.eye(3)[generator.integers(3, size=30)]
    verdict = judge(
        model_fn, data, {"epochs": 3, "batch_size": 8}, backend=backend, loss_tolerance=1e-10, weight_tolerance=1e-10
    )
    assert verdict.problems == []
    assert not verdict.nudged


def test_the_harness_notices_a_wrong_model() -> None:
    def model_fn(api: Any) -> Any:
        rate = 0.01 if api is keras else 0.0101
        model = api.Sequential([api.Input((3,)), api.layers.Dense(2)])
        model.compile(api.optimizers.SGD(rate), "mse")
        return model

    data = np.ones((8, 3), "float32"), np.zeros((8, 2), "float32")
    assert judge(model_fn, data, {"epochs": 2, "batch_size": 4}).problems
