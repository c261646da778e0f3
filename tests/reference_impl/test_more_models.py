"""Models that the random ones leave out - several outputs, stateful layers, rarer options - against Keras's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import reference_impl
from tests.reference_impl.parity import judge

pytest.importorskip("keras")
pytest.importorskip("tensorflow")

R = np.random.default_rng(0)
X, OTHER = R.normal(size=(50, 4)).astype("float32"), R.normal(size=(50, 3)).astype("float32")
STEPS = R.normal(size=(20, 3, 2)).astype("float32")
BINARY = R.integers(2, size=(50, 1)).astype("float32")
Y, WEIGHTS = R.random((50, 2), "float32"), R.random(50, "float32")


def several(api: Any) -> Any:
    """Two inputs, two outputs; the last of the batches is smaller."""
    layers = api.layers
    a, b = api.Input((4,), name="a"), api.Input((3,), name="b")
    merged = layers.Concatenate()([layers.Dense(5, activation="relu")(a), b])
    outputs = [layers.Dense(1, activation="sigmoid", name="first")(merged), layers.Dense(2, name="second")(merged)]
    model = api.Model([a, b], outputs)
    model.compile(
        "adam", {"first": "binary_crossentropy", "second": "huber"}, loss_weights={"first": 0.5, "second": 2.0},
        metrics={"first": ["accuracy"], "second": ["mse", "mae"]},
    )  # fmt: skip
    return model


def stateful(kind: str, count: int) -> Callable[[Any], Any]:
    def model_fn(api: Any) -> Any:
        layer = getattr(api.layers, kind)
        below = [layer(3, return_sequences=True, stateful=True) for _ in range(count - 1)]
        model = api.Sequential([api.Input(batch_shape=(5, 3, 2)), *below, layer(4, stateful=True), api.layers.Dense(1)])
        model.compile(api.optimizers.SGD(0.05), "mse")
        return model

    return model_fn


def averaged_and_constrained(api: Any) -> Any:
    layers = api.layers
    dense = layers.Dense(
        5, activation="tanh", kernel_constraint="unit_norm", bias_constraint="non_neg",
        kernel_regularizer=api.regularizers.OrthogonalRegularizer(0.1),
    )  # fmt: skip
    model = api.Sequential([api.Input((4,)), dense, layers.Dense(2)])
    model.compile(api.optimizers.AdamW(0.01, use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=2), "mse")
    return model


def regularized_recurrence(kind: str) -> Callable[[Any], Any]:
    """Keras 3 takes SimpleRNN's activity regularizer and leaves it out."""

    def model_fn(api: Any) -> Any:
        recurrent = getattr(api.layers, kind)
        options = {f"{part}_regularizer": "l2" for part in ("kernel", "recurrent", "bias", "activity")}
        model = api.Sequential([api.Input((3, 2)), recurrent(4, recurrent_constraint="max_norm", **options)])
        model.add(api.layers.Dense(1))
        model.compile(api.optimizers.SGD(0.05), "mse")
        return model

    return model_fn


def bent_at_zero(api: Any) -> Any:
    """Kernels that leave features exactly zero, where the gradient of an activation is a matter of convention."""
    layers = api.layers
    bent = [
        layers.Dense(6, activation=name, use_bias=False, kernel_initializer="identity")
        for name in ("relu6", "selu", "hard_sigmoid")
    ]
    model = api.Sequential([api.Input((4,)), *bent, layers.Dense(2)])
    model.compile(api.optimizers.SGD(0.05), "mse")
    return model


CASES: dict[str, tuple[Callable[[Any], Any], Any, dict[str, Any]]] = {
    "several": (several, ([X, OTHER], [BINARY, Y]), {"epochs": 2, "batch_size": 16}),
    "several, validated": (several, ([X, OTHER], [BINARY, Y]), {"epochs": 2, "batch_size": 9, "validation_split": 0.3}),
    "several, by name, weighted": (
        several, ({"a": X, "b": OTHER}, [BINARY, Y], [WEIGHTS, WEIGHTS[::-1]]),
        {"epochs": 2, "batch_size": 16},
    ),
    **{f"stateful {kind} {count}": (stateful(kind, count), (STEPS, BINARY[:20]),
                                    {"epochs": 2, "batch_size": 5, "shuffle": False})
       for kind in ("SimpleRNN", "LSTM", "GRU") for count in (1, 2)},
    **{f"regularized {kind}": (regularized_recurrence(kind), (STEPS, BINARY[:20]), {"epochs": 2, "batch_size": 8})
       for kind in ("SimpleRNN", "LSTM", "GRU")},
    "averaged and constrained": (averaged_and_constrained, (X, Y), {"epochs": 2, "batch_size": 16}),
    "bent at zero": (bent_at_zero, (X, Y), {"epochs": 2, "batch_size": 16}),
}  # fmt: skip


def test_layers_that_hold_each_other_are_found_once() -> None:
    a, b = (reference_impl.layers.Dense(1) for _ in range(2))
    a.other, b.other = b, a
    assert a.sublayers() == [a, b]
    assert a.weights == []


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
@pytest.mark.parametrize("name", CASES)
def test_as_keras(name: str, backend: str) -> None:
    model_fn, data, options = CASES[name]
    assert judge(model_fn, data, options, backend=backend).problems == []
