"""Layers, models and functions of a user's own, written with operators, train as they do in Keras on both backends."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import reference_impl
from tests.reference_impl.parity import judge, keras_run

keras = importlib.import_module("keras")
R = np.random.default_rng(5)
DATA = R.normal(size=(12, 4)).astype("float32"), R.normal(size=(12, 3)).astype("float32")


def block(k: Any, trains_by_default: bool = False) -> Any:
    """A layer whose inner layers depend on the training phase, and are not told it."""

    class Block(k.layers.Layer):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.inner = [k.layers.Dense(4), k.layers.BatchNormalization(), k.layers.Dropout(0.3)]

        def call(self, x: Any) -> Any:
            for layer in self.inner:
                x = layer(x)
            return x

    class Training(Block):
        def call(self, x: Any, training: Any = True) -> Any:
            return super().call(x)

    return Training() if trains_by_default else Block()


def subclassed(k: Any, takes_training: bool, normalizes_in: Any = None) -> Any:
    class Mine(k.Model):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.first, self.norm = k.layers.Dense(4), k.layers.BatchNormalization()
            self.drop, self.last = k.layers.Dropout(0.3), k.layers.Dense(3)

        def call(self, x: Any) -> Any:
            x = self.first(x)
            x = self.norm(x) if normalizes_in is None else self.norm(x, training=normalizes_in)
            return self.last(self.drop(x))

    class Taking(Mine):
        def call(self, x: Any, training: Any = False) -> Any:
            return super().call(x)

    return Taking() if takes_training else Mine()


def cell(k: Any) -> Any:
    class Cell(k.layers.Layer):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.state_size, self.units = 3, 3

        def build(self, shape: Any) -> None:
            self.w = self.add_weight(shape=(shape[-1], 3), initializer="glorot_uniform", name="w")
            self.u = self.add_weight(shape=(3, 3), initializer="glorot_uniform", name="u")

        def call(self, x: Any, states: Any) -> Any:
            h = x @ self.w + states[0] @ self.u
            return h, [h]

    return Cell()


def functional(k: Any, **options: Any) -> Any:
    x = k.Input((4,))
    return k.Model(x, k.layers.Dense(3)(k.layers.Dropout(0.4)(block(k)(x, **options))))


LAYERS: dict[str, Callable[[Any], Any]] = {
    "a Lambda between layers": lambda k: [k.layers.Dense(3), k.layers.Lambda(lambda x: x * 2.0)],
    "a Lambda in a nested model": lambda k: [k.layers.Dense(3), k.Sequential([k.layers.Lambda(lambda x: x * x)])],
    "a Lambda told the phase": lambda k: [
        k.layers.Dense(3), k.layers.Lambda(lambda x, training=None: x * 2.0 if training else x)
    ],
    "an activation": lambda k: [k.layers.Dense(3, activation=lambda x: x * x * 0.5)],
    "a regularizer": lambda k: [k.layers.Dense(3, kernel_regularizer=lambda w: 0.1 * (w * w)[0, 0])],
    "a regularizer of activity": lambda k: [k.layers.Dense(3, activity_regularizer=lambda x: 0.1 * x[0, 1] ** 2)],
    "a constraint": lambda k: [k.layers.Dense(3, kernel_constraint=lambda w: w * 0.5)],
    "a cell": lambda k: [k.layers.Reshape((2, 2)), k.layers.RNN(cell(k))],
    "a block": lambda k: [block(k)],
    "a block that trains by default": lambda k: [block(k, trains_by_default=True), k.layers.Dropout(0.2)],
}  # fmt: skip
MODELS: dict[str, Callable[[Any], Any]] = {
    "a model that takes the phase": lambda k: subclassed(k, True),
    "a model that does not": lambda k: subclassed(k, False),
    "a layer told another phase": lambda k: subclassed(k, True, normalizes_in=False),
    "a graph made in no phase": functional,
    "a graph made in another phase": lambda k: functional(k, training=False),
}


def stacked(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda k: k.Sequential([k.Input((4,)), *make(k), k.layers.Dense(3)])


MODELS |= {name: stacked(make) for name, make in LAYERS.items()}


def compiled(make: Callable[[Any], Any], loss: Any = "mse", **options: Any) -> Callable[[Any], Any]:
    def model_fn(k: Any) -> Any:
        model = make(k)
        model.compile(k.optimizers.SGD(0.05), loss(k) if callable(loss) else loss, **options)
        return model

    return model_fn


def assert_same_training(model_fn: Callable[[Any], Any], fit: dict[str, Any]) -> None:
    theirs = keras_run(model_fn, DATA, 4, fit)
    for backend in ("numpy", "tensorflow"):
        assert not judge(model_fn, DATA, fit, seed=4, backend=backend, theirs=theirs).problems, backend


@pytest.mark.parametrize("name", MODELS)
def test_own_parts_train_as_in_keras(name: str) -> None:
    assert_same_training(compiled(MODELS[name]), {"epochs": 2, "batch_size": 5, "validation_split": 0.25})


LOSSES: dict[str, Callable[[Any], Any]] = {
    "of doubles": lambda k: k.losses.MeanSquaredError(dtype="float64"),
    "of doubles from a softmax": lambda k: k.losses.CategoricalCrossentropy(dtype="float64"),
    "a function": lambda k: lambda y_true, y_pred: (y_true - y_pred) ** 2,
}


@pytest.mark.parametrize("name", LOSSES)
def test_losses_beside_penalties(name: str) -> None:
    def make(k: Any) -> Any:
        dense = k.layers.Dense(3, kernel_regularizer="l2", activation="softmax")
        return k.Sequential([k.Input((4,)), k.layers.Dense(4, activity_regularizer="l1"), dense])

    assert_same_training(compiled(make, LOSSES[name]), {"epochs": 2})


@pytest.mark.parametrize("metric", ["MyMetric", "<lambda>"])
def test_functions_give_metrics_their_names_in_snake_case(metric: str) -> None:
    def own(y_true: Any, y_pred: Any) -> Any:
        return (y_true - y_pred) ** 2

    own.__name__ = metric
    logs = []
    for k in (keras, reference_impl):
        model = k.Sequential([k.Input((4,)), k.layers.Dense(3)])
        model.compile("sgd", "mse", metrics=[own])
        logs.append(list(model.fit(*DATA, verbose=0).history))
    assert logs[0] == logs[1]


def test_the_iterations_of_an_optimizer_that_collects_gradients_are_its_updates() -> None:
    counts = []
    for k in (keras, reference_impl):
        model = k.Sequential([k.Input((4,)), k.layers.Dense(3)])
        model.compile(k.optimizers.SGD(gradient_accumulation_steps=2), "mse")
        model.fit(*DATA, verbose=0, batch_size=2, epochs=2)
        counts.append(int(np.asarray(model.optimizer.iterations)))
    assert counts == [6, 6]


@pytest.mark.parametrize(
    ("cell", "message"),
    [("nothing", "Argument `cell` should have a `call` method"), (reference_impl.layers.Dense(2), "`state_size`")],
    ids=["no call", "no size"],
)
def test_what_is_no_cell_is_refused(cell: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        reference_impl.layers.RNN(cell)
