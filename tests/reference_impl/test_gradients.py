"""Gradients of every layer on NumPy against `tf.GradientTape`, and dropout masks and float64 against Keras."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import reference_impl as K
from reference_impl import layers as L
from reference_impl.backend import current, use_backend

tf = pytest.importorskip("tensorflow")
R = np.random.default_rng(0)
ROWS, IMAGES, SEQUENCES, TOKENS = (
    R.normal(size=(4, 6)),
    R.normal(size=(2, 7, 8, 3)),
    R.normal(size=(3, 5, 4)),
    R.integers(0, 9, (3, 5)),
)

CASES: dict[str, tuple[Callable[[], Any], Any]] = {
    "Dense": (lambda: L.Dense(5, activation="tanh"), ROWS),
    "Dense of sequences": (lambda: L.Dense(5, activation="softmax"), SEQUENCES),
    "Activation": (lambda: L.Activation("selu"), ROWS),
    "Flatten": (lambda: L.Flatten(), IMAGES),
    "Reshape": (lambda: L.Reshape((3, -1)), ROWS),
    "Conv2D": (lambda: L.Conv2D(4, 3, strides=2, padding="same"), IMAGES),
    "Conv2D dilated": (lambda: L.Conv2D(4, (2, 3), dilation_rate=2, activation="relu"), IMAGES),
    "MaxPooling2D": (lambda: L.MaxPooling2D(2, strides=1, padding="same"), IMAGES),
    "AveragePooling2D": (lambda: L.AveragePooling2D(3, strides=2, padding="same"), IMAGES),
    "GlobalAveragePooling2D": (lambda: L.GlobalAveragePooling2D(), IMAGES),
    "BatchNormalization": (lambda: L.BatchNormalization(), IMAGES),
    "LayerNormalization": (lambda: L.LayerNormalization(axis=[1, 2]), SEQUENCES),
    "Embedding": (lambda: L.Embedding(9, 4), TOKENS),
    "SimpleRNN": (lambda: L.SimpleRNN(4, return_sequences=True), SEQUENCES),
    "LSTM": (lambda: L.LSTM(4), SEQUENCES),
    "LSTM backwards": (lambda: L.LSTM(4, return_sequences=True, go_backwards=True), SEQUENCES),
    "GRU": (lambda: L.GRU(4), SEQUENCES),
    "Bidirectional": (lambda: L.Bidirectional(L.SimpleRNN(3)), SEQUENCES),
    "Add": (lambda: L.Add(), [ROWS, ROWS[:, :1]]),
    "Concatenate": (lambda: L.Concatenate(axis=1), [SEQUENCES, SEQUENCES[:, :2]]),
}


def _run(make: Callable[[], Any], x: Any, backend: str) -> tuple[Any, list[Any]]:
    """Outputs of a layer, and gradients of a weighted sum of them by its weights and its float inputs."""
    with use_backend(backend):
        ops = current()
        K.utils.set_random_seed(1)
        layer = make()
        given = x if isinstance(x, list) else [x]
        values = [ops.tensor(v.astype("float32") if v.dtype.kind == "f" else v) for v in given]
        inputs = values if isinstance(x, list) else values[0]
        layer(inputs)
        sources = [K.Variable(ops, v) for v in ([] if values[0].dtype in ("int64", tf.int64) else values)]
        watched = [*layer.trainable_weights, *sources]
        with ops.tape(watched) as tape:
            given = [s.value for s in sources] or values
            y = layer(given if isinstance(x, list) else given[0], training=True)
            w = np.cos(np.arange(np.prod(y.shape))).reshape(tuple(y.shape)).astype("float32")
            total = ops.sum(ops.multiply(y, w))
        grads = tape.gradient(total, watched)
        return ops.numpy(y), [ops.numpy(g.dense() if hasattr(g, "dense") else g) for g in grads]


@pytest.mark.parametrize("name", CASES)
def test_layer_gradients(name: str) -> None:
    make, x = CASES[name]
    (ours, grads), (theirs, expected) = _run(make, x, "numpy"), _run(make, x, "tensorflow")
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)
    assert len(grads) == len(expected)
    for a, b in zip(grads, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_dropout_masks_are_tensorflows(dtype: str) -> None:
    """Also where masks are drawn ahead, and batches of another size come between (the last of an epoch)."""
    keras = pytest.importorskip("keras")
    ours, theirs = (api.layers.Dropout(0.3, seed=7, dtype=dtype) for api in (K, keras))
    for rows in (5, 5, 5, 3, 5, 5, 300, 2, 300, 300, 2, 2):
        x = np.ones((rows, 11), dtype)
        np.testing.assert_array_equal(ours(x, training=True), np.asarray(theirs(x, training=True)))


@pytest.mark.parametrize("optimizer", ["sgd", "rmsprop", "adam", "nadam", "adamax", "adagrad", "adadelta", "adamw"])
def test_float64_equals_keras_to_1e_10(optimizer: str) -> None:
    keras = pytest.importorskip("keras")
    x, y = R.normal(size=(24, 6)), R.normal(size=(24, 2))

    def trained(api: Any) -> tuple[Any, Any]:
        api.backend.set_floatx("float64")
        keras.config.set_dtype_policy("float64")  # Keras settles its policy with the first layer it makes
        try:
            api.utils.set_random_seed(2)
            L = api.layers
            middle = L.Dense(4, "gelu", kernel_regularizer="l2")  # their constants pass through float32
            model = api.Sequential([api.Input((6,)), L.Dense(5, activation="tanh"), middle, L.Dense(2)])
            model.compile(optimizer, "mse")
            history = model.fit(x, y, epochs=2, batch_size=8, verbose=0)
            return history.history["loss"], model.get_weights()
        finally:
            api.backend.set_floatx("float32")
            keras.config.set_dtype_policy("float32")

    (ours, own), (theirs, others) = trained(K), trained(keras)
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)
    for a, b in zip(own, others, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-10)
