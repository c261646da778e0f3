"""One call after another, made of Keras and of this package: the same numbers come out of both backends."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl import preprocessing
from reference_impl.backend import Variable, use_backend

keras = importlib.import_module("keras")

R = np.random.default_rng(7)
X = R.normal(size=(4, 6)).astype("float32")
W = R.normal(size=(5, 3)).astype("float32")
IMAGE = R.normal(size=(2, 4, 6, 3)).astype("float32")
SEQUENCE = R.normal(size=(2, 5, 3)).astype("float32")
OTHER = R.normal(size=(2, 5, 3)).astype("float32")
P = R.random((8, 3)).astype("float32")
ONE_HOT = np.eye(3, dtype="float32")[R.integers(3, size=8)]
BINARY = R.integers(2, size=(8, 1)).astype("float32")
SCORES = R.random((8, 1)).astype("float32")
WEIGHTS = R.random(8).astype("float32")

ACTIVATIONS: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in (
        "linear", "relu", "sigmoid", "softmax", "tanh", "elu", "selu", "softplus", "softsign", "silu", "gelu",
        "exponential", "relu6", "hard_sigmoid", "hard_silu", "hard_tanh", "log_sigmoid", "log_softmax", "leaky_relu",
        "celu", "mish", "soft_shrink", "hard_shrink", "tanh_shrink", "squareplus", "glu",
    )),
    ("relu", {"negative_slope": 0.1, "max_value": 0.8, "threshold": 0.2}),
    ("softmax", {"axis": 0}),
    ("elu", {"alpha": 0.5}),
    ("gelu", {"approximate": True}),
    ("threshold", {"threshold": 0.1, "default_value": 2.0}),
    ("glu", {"axis": 0}),
]  # fmt: skip

LAYERS: list[tuple[str, dict[str, Any], Any]] = [
    ("ReLU", {"max_value": 1.0, "negative_slope": 0.1}, X),
    ("LeakyReLU", {"negative_slope": 0.2}, X),
    ("ELU", {"alpha": 0.7}, X),
    ("PReLU", {"alpha_initializer": "ones"}, X),
    ("Softmax", {"axis": 1}, SEQUENCE),
    ("Activation", {"activation": "mish"}, X),
    ("Permute", {"dims": (2, 1)}, SEQUENCE),
    ("RepeatVector", {"n": 3}, X),
    ("Masking", {"mask_value": 0.0}, np.where(SEQUENCE > 0, SEQUENCE, 0)),
    ("ActivityRegularization", {"l1": 0.1, "l2": 0.2}, X),
    ("ZeroPadding2D", {"padding": ((1, 2), (0, 3))}, IMAGE),
    ("ZeroPadding2D", {"padding": 2}, IMAGE),
    ("UpSampling2D", {"size": (2, 3)}, IMAGE),
    ("Reshape", {"target_shape": (3, -1)}, X),
    ("Flatten", {}, IMAGE),
    ("Add", {}, [SEQUENCE, OTHER]),
    ("Subtract", {}, [SEQUENCE, OTHER]),
    ("Multiply", {}, [SEQUENCE, OTHER]),
    ("Average", {}, [SEQUENCE, OTHER]),
    ("Maximum", {}, [SEQUENCE, OTHER]),
    ("Minimum", {}, [SEQUENCE, OTHER]),
    ("Concatenate", {"axis": 1}, [SEQUENCE, OTHER]),
    ("Dot", {"axes": 2}, [SEQUENCE, OTHER]),
    ("Dot", {"axes": (1, 1), "normalize": True}, [SEQUENCE, OTHER]),
]

LOSSES: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("BinaryCrossentropy", {"label_smoothing": 0.1}, BINARY, SCORES),
    ("BinaryCrossentropy", {"from_logits": True}, BINARY, SCORES),
    ("CategoricalCrossentropy", {"label_smoothing": 0.2}, ONE_HOT, P),
    ("CategoricalCrossentropy", {"from_logits": True}, ONE_HOT, P),
    ("SparseCategoricalCrossentropy", {}, ONE_HOT.argmax(-1), P),
    ("SparseCategoricalCrossentropy", {"from_logits": True}, ONE_HOT.argmax(-1), P),
    ("BinaryFocalCrossentropy", {"apply_class_balancing": True}, BINARY, SCORES),
    ("CategoricalFocalCrossentropy", {}, ONE_HOT, P),
    ("KLDivergence", {}, ONE_HOT, P),
    ("Poisson", {}, ONE_HOT, P),
    ("MeanSquaredError", {"reduction": "sum"}, ONE_HOT, P),
    ("MeanAbsoluteError", {}, ONE_HOT, P),
    ("MeanAbsolutePercentageError", {}, ONE_HOT + 1, P),
    ("MeanSquaredLogarithmicError", {}, ONE_HOT, P),
    ("Huber", {"delta": 0.3}, ONE_HOT, P),
    ("LogCosh", {}, ONE_HOT, P),
    ("Hinge", {}, BINARY, SCORES),
    ("SquaredHinge", {}, BINARY, SCORES),
    ("CategoricalHinge", {}, ONE_HOT, P),
    ("CosineSimilarity", {}, ONE_HOT, P),
]

METRICS: list[tuple[str, dict[str, Any], Any, Any]] = [
    *((name, {}, BINARY, SCORES) for name in (
        "TruePositives", "TrueNegatives", "FalsePositives", "FalseNegatives", "Precision", "Recall", "AUC",
        "BinaryAccuracy", "RootMeanSquaredError", "MeanSquaredError", "MeanAbsoluteError", "LogCoshError", "Hinge",
    )),
    ("TruePositives", {"thresholds": [0.2, 0.7]}, BINARY, SCORES),
    ("Precision", {"thresholds": [0.2, 0.7]}, BINARY, SCORES),
    ("Precision", {"class_id": 1}, ONE_HOT, P),
    ("AUC", {"curve": "PR", "num_thresholds": 20}, BINARY, SCORES),
    ("AUC", {"summation_method": "minoring", "num_thresholds": 20}, BINARY, SCORES),
    ("F1Score", {}, ONE_HOT, P),
    ("F1Score", {"average": "macro", "threshold": 0.5}, ONE_HOT, P),
    ("F1Score", {"average": "weighted"}, ONE_HOT, P),
    ("CosineSimilarity", {}, ONE_HOT, P),
    ("R2Score", {}, ONE_HOT, P),
    ("CategoricalAccuracy", {}, ONE_HOT, P),
    ("SparseTopKCategoricalAccuracy", {"k": 2}, ONE_HOT.argmax(-1), P),
    ("TopKCategoricalAccuracy", {"k": 2}, ONE_HOT, P),
    ("KLDivergence", {}, ONE_HOT, P),
]  # fmt: skip

CONSTRAINTS: list[tuple[str, dict[str, Any]]] = [
    ("MaxNorm", {"max_value": 1.0}), ("NonNeg", {}), ("UnitNorm", {}), ("UnitNorm", {"axis": 1}),
    ("MinMaxNorm", {"min_value": 0.4, "max_value": 0.8, "rate": 0.5}),
]  # fmt: skip

SCHEDULES: list[tuple[str, dict[str, Any]]] = [
    ("ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.9}),
    ("ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.9, "staircase": True}),
    ("InverseTimeDecay", {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5}),
    ("PiecewiseConstantDecay", {"boundaries": [3, 20], "values": [0.1, 0.05, 0.01]}),
    ("PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 15, "power": 2.0}),
    ("PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 15, "cycle": True}),
    ("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 15, "alpha": 0.1}),
    ("CosineDecay", {"initial_learning_rate": 0.0, "decay_steps": 15, "warmup_target": 0.1, "warmup_steps": 5}),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 4, "t_mul": 1.5, "m_mul": 0.9}),
]


@pytest.fixture(params=["numpy", "tensorflow"])
def backend(request: pytest.FixtureRequest) -> Iterator[None]:
    with use_backend(request.param):
        yield


def both(name: str, **options: Any) -> tuple[Any, Any]:
    """The same object made of Keras and of this package."""
    return attrgetter(name)(keras)(**options), attrgetter(name)(reference_impl)(**options)


def same(expected: Any, found: Any) -> None:
    expected, found = (np.asarray(keras.ops.convert_to_numpy(expected)), np.asarray(array(found)))
    assert expected.shape == found.shape
    np.testing.assert_allclose(found, expected, rtol=2e-5, atol=2e-6)


def array(value: Any) -> Any:
    return value.numpy() if hasattr(value, "numpy") else value


@pytest.mark.parametrize(("name", "options"), ACTIVATIONS)
def test_activations(name: str, options: dict[str, Any], backend: None) -> None:
    expected = getattr(keras.activations, name)(keras.ops.convert_to_tensor(X), **options)
    same(expected, getattr(reference_impl.activations, name)(X, **options))


@pytest.mark.parametrize(("name", "options", "inputs"), LAYERS)
def test_layers(name: str, options: dict[str, Any], inputs: Any, backend: None) -> None:
    theirs, ours = both(f"layers.{name}", **options)
    same(theirs(inputs), ours(inputs))
    assert ours.get_config().keys() <= theirs.get_config().keys()
    shape = [array.shape for array in inputs] if isinstance(inputs, list) else inputs.shape
    assert tuple(ours.compute_output_shape(shape)) == tuple(theirs.compute_output_shape(shape))


@pytest.mark.parametrize(("name", "options", "y_true", "y_pred"), LOSSES)
@pytest.mark.parametrize("weighted", [False, True])
def test_losses(name: str, options: dict[str, Any], y_true: Any, y_pred: Any, weighted: bool, backend: None) -> None:
    theirs, ours = both(f"losses.{name}", **options)
    weights = WEIGHTS if weighted else None
    same(theirs(y_true, y_pred, sample_weight=weights), ours(y_true, y_pred, sample_weight=weights))


@pytest.mark.parametrize(("name", "options", "y_true", "y_pred"), METRICS)
def test_metrics(name: str, options: dict[str, Any], y_true: Any, y_pred: Any, backend: None) -> None:
    theirs, ours = both(f"metrics.{name}", **options)
    for part in (slice(0, 5), slice(5, 8)):
        theirs.update_state(y_true[part], y_pred[part])
        ours.update_state(y_true[part], y_pred[part])
        same(theirs.result(), ours.result())
    theirs.reset_state()
    ours.reset_state()
    theirs.update_state(y_true, y_pred, sample_weight=WEIGHTS)
    ours.update_state(y_true, y_pred, sample_weight=WEIGHTS)
    same(theirs.result(), ours.result())


@pytest.mark.parametrize(("name", "options"), CONSTRAINTS)
def test_constraints(name: str, options: dict[str, Any], backend: None) -> None:
    theirs, ours = both(f"constraints.{name}", **options)
    same(theirs(keras.ops.convert_to_tensor(W)), ours(W))
    assert ours.get_config() == theirs.get_config()


@pytest.mark.parametrize(("name", "options"), SCHEDULES)
def test_schedules(name: str, options: dict[str, Any], backend: None) -> None:
    theirs, ours = both(f"optimizers.schedules.{name}", **options)
    for step in (0, 1, 4, 9, 15, 40):
        same(theirs(step), ours(step))
    assert ours.get_config().items() <= theirs.get_config().items()


@pytest.mark.parametrize(
    ("name", "options"),
    [
        *((name, {}) for name in ("Zeros", "Ones", "Identity")),
        ("Constant", {"value": 0.3}),
        *((name, {"seed": 7}) for name in ("GlorotUniform", "HeNormal", "RandomNormal", "RandomUniform", "Orthogonal")),
    ],
)
def test_initializers_without_a_dtype(name: str, options: dict[str, Any]) -> None:
    """They make what `floatx()` says."""
    theirs, ours = (np.asarray(getattr(api.initializers, name)(**options)((4, 6))) for api in (keras, reference_impl))
    assert ours.dtype == theirs.dtype
    np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("name", ["uniform", "normal", "truncated_normal"])
def test_random_numbers_without_a_dtype(name: str) -> None:
    theirs, ours = (np.asarray(getattr(api.random, name)((5, 3), seed=7)) for api in (keras, reference_impl))
    assert ours.dtype == theirs.dtype
    np.testing.assert_array_equal(ours, theirs)


LOGITS = np.random.default_rng(3).normal(size=(10, 4)).astype("float32")
DRAWS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("randint", ((5, 3), -4, 100), {}),
    ("randint", ((50,), -(2**31), 2**31 - 1), {}),
    ("randint", ((50,), -(2**62), 2**62), {"dtype": "int64"}),
    *(("randint", ((7,), 0, 9), {"dtype": dtype}) for dtype in ("int8", "uint8", "int16", "uint32", "uint64")),
    ("categorical", (LOGITS, 7), {}),
    ("categorical", (LOGITS.astype("float64"), 7), {"dtype": "int64"}),
    ("categorical", (np.where(LOGITS > 0.5, -np.inf, LOGITS), 5), {}),
    ("shuffle", (np.arange(20000),), {}),
    ("shuffle", (LOGITS,), {"axis": 1}),
]


@pytest.mark.parametrize("seed", [1, 2**31 + 5])
@pytest.mark.parametrize(("name", "args", "options"), DRAWS, ids=str)
def test_draws(name: str, args: tuple[Any, ...], options: dict[str, Any], seed: int) -> None:
    for given in (seed, (keras.random.SeedGenerator(seed), reference_impl.random.SeedGenerator(seed))):
        seeds = given if isinstance(given, tuple) else (given, given)
        theirs, ours = (
            np.asarray(getattr(api.random, name)(*args, seed=s, **options))
            for api, s in zip((keras, reference_impl), seeds, strict=True)
        )
        assert ours.dtype == theirs.dtype
        np.testing.assert_array_equal(ours, theirs)


def test_utilities() -> None:
    same(keras.utils.to_categorical([0, 2, 1], 4), reference_impl.utils.to_categorical([0, 2, 1], 4))
    same(keras.utils.normalize(X, axis=1, order=1), reference_impl.utils.normalize(X, axis=1, order=1))
    words = [[1, 2, 3], [4], [5, 6, 7, 8, 9]]
    for options in ({}, {"maxlen": 4}, {"maxlen": 4, "padding": "post", "truncating": "post", "value": 7}):
        same(
            keras.utils.pad_sequences(words, **options),  # type: ignore[arg-type]
            preprocessing.pad_sequences(words, **options),  # type: ignore[arg-type]
        )


def test_transposed_convolutions() -> None:
    for options in ({"kernel_size": 3, "strides": 2}, {"kernel_size": (2, 3), "padding": "same"}):
        theirs, ours = both("layers.Conv2DTranspose", filters=2, kernel_initializer="ones", **options)
        same(theirs(IMAGE), ours(IMAGE))


KINKS = np.array([[-9, -6, -4, -3, -2.5, -2, -1, -0.5, 0, 0.5, 1, 2, 2.5, 3, 4, 6, 7, 9]], "float32")
RELUS: list[tuple[str, dict[str, Any]]] = [
    ("relu", {"max_value": 6}),
    ("relu", {"max_value": 1.0}),
    ("relu", {"threshold": 0.5}),
    ("relu", {"negative_slope": 0.5}),
    ("relu", {"negative_slope": 0.5, "max_value": 2.0, "threshold": 1.0}),
]


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
@pytest.mark.parametrize(
    ("name", "options"), [case for case in ACTIVATIONS if "softmax" not in case[0] and case[0] != "glu"] + RELUS
)
def test_gradients_of_activations_where_they_bend(name: str, options: dict[str, Any], backend: str) -> None:
    tf = importlib.import_module("tensorflow")
    theirs = tf.Variable(KINKS)
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(tf.square(getattr(keras.activations, name)(theirs, **options) + 1))
    expected = tf.convert_to_tensor(tape.gradient(total, theirs))
    with use_backend(backend) as ops:
        ours = Variable(ops, KINKS)
        with ops.tape([ours]) as own:
            y = getattr(reference_impl.activations, name)(ops.tensor(ours), **options)
            summed = ops.sum(ops.square(ops.add(y, 1.0)))
        (found,) = own.gradient(summed, [ours])
    np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-4, atol=1e-5)
