"""Models that the random ones leave out - several outputs, stateful layers, rarer options - against Keras's."""

from __future__ import annotations

import importlib
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
PADDED = np.where(np.arange(60).reshape(20, 3, 1) % 9 < 7, STEPS, 0)
"""Of some rows the last step, of some others the first or the second, is to be left out."""
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


def masked(*between: str, functional: bool = False) -> Callable[[Any], Any]:
    """A layer that masks steps before one that leaves them out."""

    def model_fn(api: Any) -> Any:
        layers = api.layers

        class Positive(layers.Layer):  # type: ignore[misc]
            def __init__(self) -> None:
                super().__init__()
                self.supports_masking = True

            def call(self, inputs: Any) -> Any:
                return inputs * 1.0

            def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
                del previous_mask
                return inputs[..., 0] > 0

        made = {"Positive": Positive, "Dense": lambda: layers.Dense(4), "LSTM": lambda: layers.LSTM(3),
                "Unrolled": lambda: layers.Bidirectional(layers.GRU(3, return_sequences=True, unroll=True)),
                "Steps": lambda: layers.GRU(3, return_sequences=True),
                "Inner": lambda: api.Sequential([layers.Masking()])}  # fmt: skip
        inputs = api.Input((3, 2))
        body = [made.get(name, getattr(layers, name, None))() for name in between]
        if functional:
            outputs = inputs
            for layer in body:
                outputs = layer(outputs)
            model = api.Model(inputs, layers.Dense(1)(outputs))
        else:
            model = api.Sequential([inputs, *body, layers.Dense(1)])
        model.compile(api.optimizers.SGD(0.05), "mse", metrics=["mae"])
        return model

    return model_fn


def penalized_steps(inner: str) -> Callable[[Any], Any]:
    """A layer or model with penalties, applied to every step: those of the layer itself count for nothing in Keras."""

    def model_fn(api: Any) -> Any:
        layers = api.layers

        class Own(layers.Layer):  # type: ignore[misc]
            def call(self, inputs: Any) -> Any:
                self.add_loss(api.ops.mean(inputs) if api is not reference_impl else self.ops.mean(inputs))
                return inputs * 1.0

            def compute_output_shape(self, input_shape: Any) -> Any:
                return input_shape

        made = {
            "layer": lambda: layers.Dense(3, activity_regularizer="l2", kernel_regularizer="l2"),
            "model": lambda: api.Sequential([layers.Dense(3, activity_regularizer="l2"), layers.Dense(2)]),
            "model with a penalty": lambda: api.Sequential([layers.Dense(3), layers.ActivityRegularization(l1=0.1)]),
            "own": Own,
        }
        body = [Own() if inner == "own, at once" else layers.TimeDistributed(made[inner]())]
        body += [layers.Flatten(), layers.Dense(1)]
        model = api.Sequential([api.Input((3, 2)), *body])
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
    **{f"masked {' '.join(names)} {functional}": (masked(*names, functional=functional), (PADDED, BINARY[:20]),
                                                  {"epochs": 2, "batch_size": 8})
       for names in (("Masking", "LSTM"), ("Masking", "Dense", "LSTM"), ("Inner", "LSTM"), ("Positive", "LSTM"),
                     ("Masking", "Unrolled", "LSTM"),
                     ("Masking", "Steps", "GlobalAveragePooling1D")) for functional in (False, True)},
    **{f"steps of a penalized {inner}": (penalized_steps(inner), (STEPS, BINARY[:20]), {"epochs": 2, "batch_size": 8})
       for inner in ("layer", "model", "model with a penalty", "own", "own, at once")},
    "averaged and constrained": (averaged_and_constrained, (X, Y), {"epochs": 2, "batch_size": 16}),
    "bent at zero": (bent_at_zero, (X, Y), {"epochs": 2, "batch_size": 16}),
}  # fmt: skip


def test_layers_that_hold_each_other_are_found_once() -> None:
    a, b = (reference_impl.layers.Dense(1) for _ in range(2))
    a.other, b.other = b, a
    assert a.sublayers() == [a, b]
    assert a.weights == []


def test_the_history_has_keras_s_order() -> None:
    """By name, those of the validation among the others."""
    found = []
    for api in (importlib.import_module("keras"), reference_impl):
        model = api.Sequential([api.Input((4,)), api.layers.Dense(2)])
        model.compile("sgd", "mse", metrics=["mse"], weighted_metrics=["mse"])
        found.append(list(model.fit(X, Y, sample_weight=WEIGHTS, validation_split=0.2, verbose=0).history))
    assert found[0] == found[1]
    assert found[0][-1] == "weighted_mse"


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
@pytest.mark.parametrize("name", CASES)
def test_as_keras(name: str, backend: str) -> None:
    model_fn, data, options = CASES[name]
    assert judge(model_fn, data, options, backend=backend).problems == []
