"""What data a model takes, in which form: as Keras does, on both backends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl.backend import use_backend

keras = pytest.importorskip("keras")

R = np.random.default_rng(5)
X = R.normal(size=(8, 1)).astype("float32")
Y = R.normal(size=(8, 1)).astype("float32")
NUMBERS = R.integers(-3, 4, size=(8, 5))

#: a model of one layer, and what it is trained on
CASES: dict[str, tuple[Callable[[Any], Any], Any, Any]] = {
    "integers, no input layer": (lambda api: api.Sequential([api.layers.Dense(1)]), NUMBERS, Y),
    "integers of one byte": (lambda api: api.Sequential([api.layers.Dense(1)]), NUMBERS.astype("int8"), Y),
    "integers, integer input": (
        lambda api: api.Sequential([api.Input((5,), dtype="int32"), api.layers.Dense(1)]),
        NUMBERS,
        Y,
    ),
    "integers to normalize": (
        lambda api: api.Sequential(
            [api.layers.BatchNormalization(), api.layers.LayerNormalization(), api.layers.Dense(1)]
        ),
        NUMBERS,
        Y,
    ),
    "integers to convolve": (
        lambda api: api.Sequential([api.layers.Conv1D(2, 2), api.layers.Flatten(), api.layers.Dense(1)]),
        NUMBERS[..., None],
        Y,
    ),
    "one dimension": (lambda api: api.Sequential([api.Input((1,)), api.layers.Dense(1)]), X[:, 0], Y[:, 0]),
    "by name": (lambda api: api.Sequential([api.Input((1,), name="it"), api.layers.Dense(1)]), {"it": X}, Y),
    "a list of one": (lambda api: api.Sequential([api.Input((1,)), api.layers.Dense(1)]), [X], Y),
}


def _trained(api: Any, case: str) -> list[Any]:
    make, x, y = CASES[case]
    api.utils.set_random_seed(1)
    model = make(api)
    model.compile("sgd", "mse", metrics=["mae"])
    first = model.train_on_batch(x, y)
    history = model.fit(x, y, batch_size=3, epochs=2, verbose=0).history
    predicted = model.predict(x, verbose=0)
    assert predicted.dtype == np.float32
    return [first, *history.values(), model.evaluate(x, y, verbose=0), predicted]


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
@pytest.mark.parametrize("case", CASES)
def test_trains_on(case: str, backend: str) -> None:
    expected = _trained(keras, case)
    with use_backend(backend):
        found = _trained(reference_impl, case)
    for ours, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
@pytest.mark.parametrize("batches", [[(X, Y), (X, Y[:, 0])], [(X[:, 0], Y), (X, Y)]], ids=["targets", "inputs"])
def test_batches_of_different_ranks_are_refused(batches: list[Any], backend: str) -> None:
    def generate() -> Iterator[Any]:
        yield from batches

    for api in (keras, reference_impl):
        with use_backend(backend):
            model = api.Sequential([api.Input((1,)), api.layers.Dense(1)])
            model.compile("sgd", "mse")
            with pytest.raises(ValueError, match="must have the same rank"):
                model.fit(generate(), verbose=0)


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
def test_losses_are_those_of_the_last_call(backend: str) -> None:
    def losses(api: Any) -> list[float]:
        api.utils.set_random_seed(1)
        layers = api.layers
        model = api.Sequential([api.Input((1,)), layers.Dense(2, activity_regularizer="l2", kernel_regularizer="l1")])
        model.predict(X, verbose=0)
        model(X)
        model(X[:4], training=True)
        return [float(loss) for loss in model.losses]

    with use_backend(backend):
        np.testing.assert_allclose(losses(reference_impl), losses(keras), rtol=1e-6)


def test_shapes_of_models_whose_inputs_have_names() -> None:
    def shapes(api: Any) -> Any:
        a, b = api.Input((2,)), api.Input((3,))
        model = api.Model({"a": a, "b": b}, {"c": api.layers.Concatenate()([a, b])})
        return model.input_shape, model.output_shape

    assert shapes(reference_impl) == shapes(keras)


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
def test_r2_of_one_sample(backend: str) -> None:
    """An output that never varies counts as zero, not as minus infinity."""

    def result(api: Any) -> float:
        metric = api.metrics.R2Score()
        metric.update_state(np.ones((1, 2), "float32"), np.zeros((1, 2), "float32"))
        return float(metric.result())

    with use_backend(backend):
        assert result(reference_impl) == result(keras) == 0
