"""Averages of the weights, and gradients collected over several steps: as Keras's optimizers."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl.backend import use_backend

keras = importlib.import_module("keras")

R = np.random.default_rng(0)
X, Y = R.random((60, 6), "float32"), R.random((60, 2), "float32")
OPTIONS: list[dict[str, Any]] = [
    {"use_ema": True},
    {"use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 3},
    {"gradient_accumulation_steps": 3},
    {"gradient_accumulation_steps": 2, "use_ema": True, "ema_overwrite_frequency": 2, "clipnorm": 0.5},
    {"gradient_accumulation_steps": 2, "weight_decay": 0.01},
    {"loss_scale_factor": 8.0},
]


def trained(api: Any, optimizer: str, options: dict[str, Any]) -> tuple[list[float], list[Any], list[Any]]:
    """Losses of two fits, the weights, and the optimizer's variables."""
    api.utils.set_random_seed(3)
    model = api.Sequential([api.Input((6,)), api.layers.Dense(5, activation="tanh"), api.layers.Dense(2)])
    made = getattr(api.optimizers, optimizer)(**options)
    model.compile(made, "mse")
    losses = [loss for epochs in (2, 1) for loss in model.fit(X, Y, 16, epochs=epochs, verbose=0).history["loss"]]
    return losses, model.get_weights(), [np.asarray(v) for v in made.variables]


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
@pytest.mark.parametrize("optimizer", ["SGD", "Nadam"])
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_as_keras(options: dict[str, Any], optimizer: str, backend: str) -> None:
    theirs = trained(keras, optimizer, options)
    with use_backend(backend):
        ours = trained(reference_impl, optimizer, options)
    np.testing.assert_allclose(ours[0], theirs[0], rtol=1e-6)
    for found, expected in zip(ours[1] + ours[2], theirs[1] + theirs[2], strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-6)


@pytest.mark.parametrize(
    "options", [{"gradient_accumulation_steps": 1}, {"use_ema": True, "ema_momentum": 2},
                {"use_ema": True, "ema_overwrite_frequency": 0.5}], ids=str,
)  # fmt: skip
def test_values_out_of_range_are_refused_as_by_keras(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError) as theirs:
        keras.optimizers.SGD(**options)
    with pytest.raises(ValueError) as ours:
        reference_impl.optimizers.SGD(**options)
    assert str(ours.value) == str(theirs.value)
