"""Under `set_floatx("float64")` each part alone gives Keras's numbers to twelve digits, on both backends.

A constant that Keras rounds to float32 on its way (`tf.cast` of a Python number), or that it does not, shows here from
the eighth digit on.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl.backend import current, use_backend
from tests.reference_impl import test_loss_options, test_same_as_keras
from tests.reference_impl.test_same_as_keras import ACTIVATIONS, CONSTRAINTS, LOSSES, METRICS, RELUS, SCHEDULES

keras = importlib.import_module("keras")
pytestmark = pytest.mark.usefixtures("float64")

GENERATOR = np.random.default_rng(5)
X, Y = GENERATOR.normal(size=(24, 6)), GENERATOR.normal(size=(24, 2))
IMAGES, WORDS = GENERATOR.normal(size=(24, 6, 6, 2)), GENERATOR.integers(0, 4, size=(24, 5))
KINKED = np.concatenate([test_same_as_keras.KINKS[0], test_same_as_keras.X.ravel()]).reshape(6, 7).astype("float64")

#: optimizer -> its arguments
OPTIMIZERS: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in (
        "SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "AdamW", "Adamax", "Nadam",
    )),
    *((name, {"learning_rate": 0.03, "weight_decay": 0.013}) for name in (
        "SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "AdamW", "Adamax", "Nadam",
    )),
    *(("SGD", {"learning_rate": 0.03, option: 0.013}) for option in ("clipnorm", "clipvalue", "global_clipnorm")),
    *(("Adam", {option: 0.13}) for option in ("clipnorm", "clipvalue", "global_clipnorm")),
    ("SGD", {"learning_rate": 0.03, "momentum": 0.87}),
    ("SGD", {"learning_rate": 0.03, "momentum": 0.87, "nesterov": True}),
    ("RMSprop", {"rho": 0.83, "momentum": 0.37, "centered": True, "epsilon": 1e-3}),
    ("RMSprop", {"momentum": 0.37}),
    ("Adagrad", {"learning_rate": 0.03, "initial_accumulator_value": 0.3, "epsilon": 1e-3}),
    ("Adadelta", {"learning_rate": 0.7, "rho": 0.83, "epsilon": 1e-3}),
    ("Adam", {"beta_1": 0.83, "beta_2": 0.97, "epsilon": 1e-3}),
    ("Adam", {"amsgrad": True}),
    ("Adamax", {"beta_1": 0.83, "beta_2": 0.97, "epsilon": 1e-3}),
    ("Nadam", {"beta_1": 0.83, "beta_2": 0.97, "epsilon": 1e-3}),
    ("Adam", {"use_ema": True, "ema_momentum": 0.87, "ema_overwrite_frequency": 2}),
    ("SGD", {"gradient_accumulation_steps": 3}),
    ("SGD", {"loss_scale_factor": 3.3}),
]  # fmt: skip

INITIALIZERS: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in (
        "GlorotUniform", "GlorotNormal", "HeNormal", "HeUniform", "LecunNormal", "LecunUniform", "RandomUniform",
        "RandomNormal", "TruncatedNormal", "Orthogonal", "Zeros", "Ones", "VarianceScaling",
    )),
    ("RandomUniform", {"minval": -0.3, "maxval": 0.7}),
    ("RandomNormal", {"mean": 0.1, "stddev": 0.3}),
    ("TruncatedNormal", {"mean": 0.1, "stddev": 0.3}),
    ("VarianceScaling", {"scale": 0.3, "mode": "fan_avg", "distribution": "uniform"}),
    ("Orthogonal", {"gain": 1.3}),
    ("Constant", {"value": 0.1}),
]  # fmt: skip

REGULARIZERS: list[tuple[str, dict[str, Any]]] = [
    ("L1", {}),
    ("L2", {"l2": 0.03}),
    ("L1L2", {"l1": 0.03, "l2": 0.07}),
]  # Keras's OrthogonalRegularizer multiplies by a tensor of float32: it has none of float64


@pytest.fixture(params=["numpy", "tensorflow"])
def backend(request: pytest.FixtureRequest) -> Iterator[None]:
    with use_backend(request.param):
        yield


def same(expected: Any, found: Any) -> None:
    found = np.asarray(found.numpy() if hasattr(found, "numpy") else found)
    np.testing.assert_allclose(found, np.asarray(keras.ops.convert_to_numpy(expected)), rtol=1e-12, atol=1e-14)


def double(values: Any) -> Any:
    return values.astype("float64") if values.dtype == "float32" else values


def make(api: Any, name: str, options: dict[str, Any]) -> Any:
    return attrgetter(name)(api)(**options)


def trained(api: Any, layers: Any, optimizer: Any = "sgd", loss: Any = "mse", x: Any = X, **fit: Any) -> list[Any]:
    """Initial weights, every epoch's logs, and weights after training of `layers()` and a Dense layer of two units."""
    api.utils.set_random_seed(3)
    model = api.Sequential([api.Input(x.shape[1:]), *layers(), api.layers.Dense(2)])
    model.compile(optimizer, loss, metrics=["mae"], weighted_metrics=["mse"])
    initial = model.get_weights()
    history = model.fit(x, Y, epochs=3, batch_size=7, verbose=0, **fit).history
    return [*initial, *(np.asarray(history[name]) for name in sorted(history)), *model.get_weights()]


def all_same(theirs: list[Any], ours: list[Any]) -> None:
    assert len(theirs) == len(ours)
    for expected, found in zip(theirs, ours, strict=True):
        assert expected.dtype == found.dtype
        np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize(("name", "options"), ACTIVATIONS + RELUS)
def test_activations(name: str, options: dict[str, Any], backend: None) -> None:
    x = KINKED[:, :6]
    same(make(keras.activations, name, {"x": keras.ops.convert_to_tensor(x), **options}),
         make(reference_impl.activations, name, {"x": current().tensor(x), **options}))  # fmt: skip


@pytest.mark.parametrize(("name", "options", "y_true", "y_pred"), LOSSES)
def test_losses(name: str, options: dict[str, Any], y_true: Any, y_pred: Any, backend: None) -> None:
    y_true, y_pred, weights = double(y_true), double(y_pred), double(test_same_as_keras.WEIGHTS)
    for w in (None, weights):
        same(*(make(api.losses, name, options)(y_true, y_pred, sample_weight=w) for api in (keras, reference_impl)))


@pytest.mark.parametrize("name", test_loss_options.LOSSES)
def test_options_of_losses(name: str, backend: None) -> None:
    pairs, choices = test_loss_options.LOSSES[name]
    for option, values in choices.items():
        for value in values:
            for y_true, y_pred in pairs:
                same(*(make(api.losses, name, {option: value, "reduction": "sum"})(double(y_true), double(y_pred))
                       for api in (keras, reference_impl)))  # fmt: skip


@pytest.mark.parametrize(
    ("name", "options", "y_true", "y_pred"),
    [case for case in METRICS if "TopK" not in case[0]],
)  # Keras has no kernel for TopK of float64
def test_metrics(name: str, options: dict[str, Any], y_true: Any, y_pred: Any, backend: None) -> None:
    theirs, ours = (make(api.metrics, name, options) for api in (keras, reference_impl))
    for part, weights in ((slice(0, 5), None), (slice(5, 8), double(test_same_as_keras.WEIGHTS)[5:])):
        for metric in (theirs, ours):
            metric.update_state(double(y_true)[part], double(y_pred)[part], sample_weight=weights)
        same(theirs.result(), ours.result())


@pytest.mark.parametrize(("name", "options"), CONSTRAINTS)
def test_constraints(name: str, options: dict[str, Any], backend: None) -> None:
    w = double(test_same_as_keras.W)
    theirs = make(keras.constraints, name, options)(keras.ops.convert_to_tensor(w))
    same(theirs, make(reference_impl.constraints, name, options)(w))


@pytest.mark.parametrize(("name", "options"), REGULARIZERS)
@pytest.mark.parametrize("zeros", [0, 1])
def test_regularizers(name: str, options: dict[str, Any], zeros: int, backend: None) -> None:
    w = double(test_same_as_keras.W).copy()
    w[:zeros] = 0
    theirs, ours = (make(api.regularizers, name, options) for api in (keras, reference_impl))
    same(theirs(keras.ops.convert_to_tensor(w)), ours(current().tensor(w)))


@pytest.mark.parametrize(("name", "options"), SCHEDULES)
@pytest.mark.parametrize("scalar", [float, np.float64])
def test_schedules(name: str, options: dict[str, Any], scalar: Any, backend: None) -> None:
    given = {key: scalar(value) if key == "initial_learning_rate" else value for key, value in options.items()}
    theirs, ours = (make(api.optimizers.schedules, name, given) for api in (keras, reference_impl))
    for step in range(60):
        same(theirs(np.int64(step)), ours(np.int64(step)))


#: schedules that a step of `fit` computes in another order than a call does
REORDERED: list[tuple[str, dict[str, Any]]] = [
    ("CosineDecay", {"initial_learning_rate": 0.01, "decay_steps": 10}),
    ("CosineDecay", {"initial_learning_rate": 0.013, "decay_steps": 37, "warmup_target": 0.3, "warmup_steps": 7}),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 7, "m_mul": 0.8, "alpha": 0.1}),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 4, "t_mul": 1.5, "m_mul": 0.9}),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.01, "first_decay_steps": 7, "t_mul": 1.0, "alpha": 0.03}),
    ("InverseTimeDecay", {"initial_learning_rate": 0.03, "decay_steps": 7, "decay_rate": 0.37, "staircase": True}),
]


@pytest.mark.parametrize(("name", "options"), SCHEDULES + REORDERED)
def test_schedules_in_a_step(name: str, options: dict[str, Any], backend: None) -> None:
    tf = importlib.import_module("tensorflow")
    theirs, ours = (make(api.optimizers.schedules, name, options) for api in (keras, reference_impl))
    count, found = tf.Variable(0, dtype="int64"), []
    in_graph = tf.function(lambda: theirs(count))
    step = tf.function(ours) if current().name == "tensorflow" else current().compile_step(ours)
    expected = []
    for t in range(60):
        count.assign(t)
        expected.append(in_graph().numpy())
        found.append(np.asarray(step(count if current().name == "tensorflow" else np.int64(t))))
    assert found == expected


@pytest.mark.parametrize(("name", "options"), INITIALIZERS)
@pytest.mark.parametrize("shape", [(6, 5), (3, 3, 2, 4)])
def test_initializers(name: str, options: dict[str, Any], shape: tuple[int, ...], backend: None) -> None:
    seeded = {} if name in {"Zeros", "Ones", "Constant"} else {"seed": 11}
    same(*(make(api.initializers, name, options | seeded)(shape) for api in (keras, reference_impl)))


@pytest.mark.parametrize("name", ["RandomNormal", "TruncatedNormal", "HeNormal", "GlorotUniform", "RandomUniform"])
def test_random_numbers_to_the_last_bit(name: str) -> None:
    theirs, ours = (np.asarray(make(api.initializers, name, {"seed": 5})((40, 70))) for api in (keras, reference_impl))
    np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize(("name", "options"), OPTIMIZERS)
def test_optimizers(name: str, options: dict[str, Any], backend: None) -> None:
    def run(api: Any) -> list[Any]:
        return trained(api, lambda: [api.layers.Dense(5, activation="tanh")], make(api.optimizers, name, options))

    all_same(run(keras), run(reference_impl))


EMBEDDING = ("Embedding", {"input_dim": 4, "output_dim": 3, "mask_zero": True})
#: layers before the last Dense, and their inputs
LAYERS: list[tuple[list[tuple[str, dict[str, Any]]], Any]] = [
    ([("Dropout", {"rate": 0.3}), ("LeakyReLU", {"negative_slope": 0.13}), ("GaussianNoise", {"stddev": 0.3})], X),
    ([("BatchNormalization", {"momentum": 0.87, "epsilon": 0.013}), ("ELU", {"alpha": 0.7}), ("PReLU", {})], X),
    ([("LayerNormalization", {"epsilon": 0.013}), ("ActivityRegularization", {"l1": 0.013, "l2": 0.027})], X),
    ([("Conv2D", {"filters": 3, "kernel_size": 3}), ("MaxPooling2D", {}), ("Flatten", {})], IMAGES),
    ([("Conv2DTranspose", {"filters": 3, "kernel_size": 3, "strides": 2}), ("AveragePooling2D", {"pool_size": 2}),
      ("GlobalAveragePooling2D", {})], IMAGES),
    ([EMBEDDING, ("LSTM", {"units": 4, "dropout": 0.3, "return_sequences": True}), ("GRU", {"units": 3})], WORDS),
    ([EMBEDDING, ("SimpleRNN", {"units": 4, "recurrent_dropout": 0.3})], WORDS),
]  # fmt: skip


@pytest.mark.parametrize(("layers", "x"), LAYERS)
def test_layers(layers: Any, x: Any, backend: None) -> None:
    def run(api: Any) -> list[Any]:
        return trained(api, lambda: [make(api.layers, *layer) for layer in layers], x=x)

    all_same(run(keras), run(reference_impl))


FIT: list[dict[str, Any]] = [
    {"sample_weight": np.linspace(0.1, 1.7, 24)}, {"validation_split": 0.3}, {"validation_data": (X[:5], Y[:5])},
]  # fmt: skip


@pytest.mark.parametrize("options", FIT)
@pytest.mark.parametrize("regularizer", REGULARIZERS[-1:])
def test_fit_options(options: dict[str, Any], regularizer: Any, backend: None) -> None:
    def run(api: Any) -> list[Any]:
        regularizers = {f"{part}_regularizer": make(api.regularizers, *regularizer) for part in ("kernel", "activity")}
        schedule = api.optimizers.schedules.PolynomialDecay(0.03, 7, power=1.3)
        return trained(api, lambda: [api.layers.Dense(5, **regularizers)], api.optimizers.Adam(schedule), **options)

    all_same(run(keras), run(reference_impl))


@pytest.mark.parametrize("loss", ["hinge", "squared_hinge", "categorical_hinge"])
def test_losses_that_begin_with_a_number(loss: str, backend: None) -> None:
    all_same(*(trained(api, lambda: [], loss=loss) for api in (keras, reference_impl)))
