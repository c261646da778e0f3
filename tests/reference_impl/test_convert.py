"""from_keras and to_keras: the same outputs on both sides, and training goes on alike."""

from __future__ import annotations

import importlib
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl.conversion import ConversionError

pytest.importorskip("keras")


def _mlp(keras: Any) -> Any:
    L = keras.layers
    return keras.Sequential(
        [keras.Input((6,)), L.Dense(5, activation="relu"), L.BatchNormalization(), L.Dropout(0.5), L.Dense(2)]
    )


def _convnet(keras: Any) -> Any:
    L = keras.layers
    model = keras.Sequential(
        [keras.Input((9, 9, 2)), L.Conv2D(3, 3, strides=2, padding="same", kernel_regularizer="l2")]
    )
    model.add(L.MaxPooling2D())
    model.add(L.Flatten())
    model.add(L.Dense(3, activation="softmax", kernel_initializer="he_normal"))
    return model


def _recurrent(keras: Any) -> Any:
    L = keras.layers
    model = keras.Sequential(
        [keras.Input((5,)), L.Embedding(9, 4, mask_zero=True), L.Bidirectional(L.LSTM(3, return_sequences=True))]
    )
    model.add(L.TimeDistributed(L.Dense(2)))
    model.add(L.GRU(3))
    return model


def _graph(keras: Any) -> Any:
    L = keras.layers
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    shared = L.Dense(3, activation="tanh", name="shared")
    merged = L.Concatenate()([shared(a), shared(b), L.Add()([a, b])])
    inner = keras.Sequential([keras.Input((10,)), L.Dense(4), L.LayerNormalization()], name="inner")
    out = inner(merged)
    return keras.Model([a, b], [L.Dense(1, name="first")(out), L.Dense(2, name="second")(out)])


MODELS = {"mlp": _mlp, "convnet": _convnet, "recurrent": _recurrent, "graph": _graph}


def _inputs(name: str) -> Any:
    generator = np.random.default_rng(0)
    if name == "recurrent":
        return generator.integers(9, size=(7, 5))
    shapes = {"mlp": (7, 6), "convnet": (7, 9, 9, 2)}
    if name == "graph":
        return [generator.normal(size=(7, 4)).astype("float32") for _ in range(2)]
    return generator.normal(size=shapes[name]).astype("float32")


def _outputs(model: Any, x: Any) -> list[Any]:
    found = model.predict(x, verbose=0)
    return list(found) if isinstance(found, list) else [found]


@pytest.mark.parametrize("name", MODELS)
def test_from_keras(name: str) -> None:
    theirs = MODELS[name](importlib.import_module("keras"))
    ours = reference_impl.from_keras(theirs)
    assert [type(layer).__name__ for layer in ours.layers] == [type(layer).__name__ for layer in theirs.layers]
    for a, b in zip(_outputs(ours, _inputs(name)), _outputs(theirs, _inputs(name)), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", MODELS)
def test_to_keras(name: str) -> None:
    ours = MODELS[name](reference_impl)
    theirs = ours.to_keras()
    assert type(theirs).__module__.startswith("keras.")
    for a, b in zip(_outputs(ours, _inputs(name)), _outputs(theirs, _inputs(name)), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    "convert", [reference_impl.from_keras, lambda model: model.to_keras()], ids=["from_keras", "to_keras"]
)
def test_training_goes_on_alike(convert: Callable[[Any], Any]) -> None:
    api = importlib.import_module("keras") if convert is reference_impl.from_keras else reference_impl
    model = api.Sequential([api.Input((6,)), api.layers.Dense(5, activation="relu"), api.layers.Dense(1)])
    model.compile(api.optimizers.Adam(0.01, clipnorm=1.0), api.losses.Huber(), metrics=["mae"])
    other = convert(model)
    x, y = _inputs("mlp"), np.ones((7, 1), "float32")
    histories = [each.fit(x, y, epochs=3, shuffle=False, verbose=0).history for each in (model, other)]
    assert set(histories[0]) == set(histories[1]) == {"loss", "mae"}
    for key in histories[0]:
        np.testing.assert_allclose(histories[0][key], histories[1][key], rtol=1e-5)


def test_random_numbers_are_left_alone() -> None:
    theirs = _mlp(importlib.import_module("keras"))
    random.seed(4)
    before = random.getstate()
    reference_impl.from_keras(theirs).to_keras()
    assert random.getstate() == before


def test_a_subclass_is_refused_by_name() -> None:
    keras = importlib.import_module("keras")

    class Own(keras.Model):  # type: ignore[misc, name-defined]
        def call(self, x: Any) -> Any:
            return x

    with pytest.raises(ConversionError, match="own"):
        reference_impl.from_keras(Own(name="own"))


def test_an_unknown_layer_is_named() -> None:
    keras = importlib.import_module("keras")
    model = keras.Sequential([keras.Input((4, 4, 4, 1)), keras.layers.Conv3D(2, 2)])
    with pytest.raises(ConversionError, match="Conv3D"):
        reference_impl.from_keras(model)


def _nested(keras: Any) -> Any:
    """A functional model with another, and a Sequential, inside."""
    L = keras.layers
    inner_input = keras.Input((4,))
    inner = keras.Model(inner_input, L.Dense(3, activation="tanh")(inner_input))
    inputs = keras.Input((4,))
    stack = keras.Sequential([keras.Input((4,)), L.Dense(3)])
    return keras.Model(inputs, L.Dense(2)(L.Concatenate()([inner(inputs), stack(inputs)])))


def _causal(keras: Any) -> Any:
    L = keras.layers
    stack = [L.Conv1D(3, 2, dilation_rate=2, padding="causal"), L.Conv1D(2, 3, strides=2), L.SimpleRNN(3), L.Dense(2)]
    return keras.Sequential([keras.Input((9, 2)), *stack])


@pytest.mark.parametrize(("model_fn", "shape"), [(_nested, (4,)), (_causal, (9, 2))])
def test_there_and_back_with_a_schedule(model_fn: Callable[[Any], Any], shape: tuple[int, ...]) -> None:
    api = reference_impl
    model = model_fn(api)
    schedule = api.optimizers.schedules.ExponentialDecay(0.02, 3, 0.8)
    model.compile(api.optimizers.SGD(schedule, momentum=0.5), "mse")
    x = np.random.default_rng(0).normal(size=(7, *shape)).astype("float32")
    theirs = model.to_keras()
    assert float(theirs.optimizer.learning_rate) == pytest.approx(0.02)
    back = api.from_keras(theirs)
    for other in (theirs, back):
        np.testing.assert_allclose(other.predict(x, verbose=0), model.predict(x, verbose=0), rtol=1e-5, atol=1e-6)


def test_functions_given_to_compile_are_saved_by_name(tmp_path: Path) -> None:
    def gap(y_true: Any, y_pred: Any) -> Any:
        return y_true - y_pred

    model = reference_impl.Sequential([reference_impl.layers.Dense(2, input_shape=(3,))])
    model.compile(
        "sgd", reference_impl.losses.mean_squared_error, metrics=[reference_impl.metrics.binary_accuracy, gap]
    )
    x, y = np.ones((4, 3), "float32"), np.zeros((4, 2), "float32")
    model.fit(x, y, verbose=0)
    model.save(tmp_path / "model.keras")
    loaded = reference_impl.models.load_model(tmp_path / "model.keras", custom_objects={"gap": gap})
    assert loaded.evaluate(x, y, verbose=0, return_dict=True) == model.evaluate(x, y, verbose=0, return_dict=True)
    with pytest.raises(ValueError, match="Unknown metric: 'gap'"):
        reference_impl.models.load_model(tmp_path / "model.keras")
