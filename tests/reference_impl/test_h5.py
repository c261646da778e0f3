"""Weights files: Keras's layout both ways, errors that name the layer, nothing half loaded."""

from __future__ import annotations

import importlib
import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl.saving import WeightsFileError

h5py = pytest.importorskip("h5py")


def _model(api: Any) -> Any:
    L = api.layers
    model = api.Sequential([api.Input((4,)), L.Dense(3, activation="relu", name="hidden"), L.BatchNormalization()])
    model.add(L.Dense(2, name="out"))
    model.compile(api.optimizers.Adam(0.01), "mse")
    return model


def _sequence_model(api: Any) -> Any:
    L = api.layers
    inner = api.Sequential([api.Input((3,)), L.Dense(3), L.Dense(2)])
    inputs = api.Input((5,))
    x = L.Embedding(7, 3)(inputs)
    x = L.TimeDistributed(inner)(x)
    x = L.Bidirectional(L.LSTM(2, return_sequences=True))(x)
    x = L.GRU(3, return_sequences=True)(x)
    x = L.SimpleRNN(3)(x)
    return api.Model(inputs, L.Add()([L.Dense(2)(x), L.Dense(2)(x)]))


MODELS = {"dense": _model, "sequence": _sequence_model}


def _fit(model: Any) -> None:
    generator = np.random.default_rng(0)
    x, y = generator.normal(size=(8, 4)).astype("float32"), generator.normal(size=(8, 2)).astype("float32")
    model.fit(x, y, epochs=2, shuffle=False, verbose=0)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("to_keras", [True, False], ids=["to Keras", "from Keras"])
def test_between_keras_and_here(name: str, to_keras: bool, tmp_path: Path) -> None:
    keras = pytest.importorskip("keras")
    source, target = (reference_impl, keras) if to_keras else (keras, reference_impl)
    written, read = MODELS[name](source), MODELS[name](target)
    written.save_weights(tmp_path / "x.weights.h5")
    read.load_weights(tmp_path / "x.weights.h5")
    for a, b in zip(written.get_weights(), read.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("name", MODELS)
def test_the_same_groups_as_keras(name: str, tmp_path: Path) -> None:
    keras = pytest.importorskip("keras")

    def layout(api: Any) -> list[tuple[str, Any]]:
        model = MODELS[name](api)
        model.save_weights(tmp_path / "x.weights.h5")
        found: list[tuple[str, Any]] = []
        with h5py.File(tmp_path / "x.weights.h5") as file:
            file.visititems(lambda path, item: found.append((path, getattr(item, "shape", None))))
        return [entry for entry in found if not entry[0].startswith("optimizer")]

    assert layout(reference_impl) == layout(keras)


def test_the_optimizer_goes_along(tmp_path: Path) -> None:
    keras = pytest.importorskip("keras")
    theirs, ours = _model(keras), _model(reference_impl)
    _fit(theirs)
    theirs.save_weights(tmp_path / "x.weights.h5")
    _fit(ours)
    ours.load_weights(tmp_path / "x.weights.h5")
    for model in (theirs, ours):
        _fit(model)
    for a, b in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5)


def _state(api: Any, kind: str) -> Any:
    """A model whose optimizer has no state yet, or that of all layers, of some, or of another optimizer."""
    model = _model(api)
    if kind == "frozen":
        model.layers[0].trainable = False
    if kind == "sgd":
        model.compile("sgd", "mse")
    if kind != "fresh":
        _fit(model)
    return model


@pytest.mark.parametrize("saved", ["fresh", "fitted", "frozen", "sgd"])
@pytest.mark.parametrize("filled", ["fresh", "fitted", "frozen", "sgd"])
def test_optimizer_state_that_does_not_fit_is_warned_of_as_in_keras(saved: str, filled: str, tmp_path: Path) -> None:
    keras = pytest.importorskip("keras")
    found = []
    for api in (keras, reference_impl):
        path = tmp_path / f"{api.__name__}.weights.h5"
        _state(api, saved).save_weights(path)
        model = _state(api, filled)
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always", UserWarning)
            model.load_weights(path)
        texts = [str(one.message).strip() for one in seen if "optimizer" in str(one.message)]
        found.append([re.sub("'.*?'", "", text) for text in texts])
    assert found[0] == found[1]
    as_many = saved == filled or {saved, filled} == {"fresh", "sgd"}
    assert len(found[0]) == (not as_many)


@pytest.mark.parametrize("suffix", [".keras", ".h5", ""])
def test_whole_models(suffix: str, tmp_path: Path) -> None:
    model = _model(reference_impl)
    _fit(model)
    model.save(tmp_path / f"model{suffix}")
    again = reference_impl.models.load_model(tmp_path / f"model{suffix}")
    x = np.ones((3, 4), "float32")
    np.testing.assert_array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))
    assert type(again.optimizer).__name__ == "Adam"


def test_whole_models_of_keras(tmp_path: Path) -> None:
    keras = pytest.importorskip("keras")
    theirs = _model(keras)
    theirs.save(tmp_path / "model.keras")
    x = np.ones((3, 4), "float32")
    ours = reference_impl.models.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(ours.predict(x, verbose=0), theirs.predict(x, verbose=0), rtol=1e-5)
    ours.save(tmp_path / "back.keras")
    back = importlib.import_module("keras").models.load_model(tmp_path / "back.keras")
    np.testing.assert_allclose(back.predict(x, verbose=0), theirs.predict(x, verbose=0), rtol=1e-5)


def test_files_of_keras_2(tmp_path: Path) -> None:
    model = _model(reference_impl)
    arrays = [w + 1 for w in model.get_weights()]
    with h5py.File(tmp_path / "old.h5", "w") as file:
        layers = {layer.name: len(layer.weights) for layer in model.layers}
        file.attrs["layer_names"] = [name.encode() for name in layers]
        left = list(arrays)
        for name, count in layers.items():
            group = file.create_group(name)
            names = [f"{name}/weight_{i}:0" for i in range(count)]
            group.attrs["weight_names"] = [each.encode() for each in names]
            for each in names:
                group.create_dataset(each, data=left.pop(0))
    model.load_weights(tmp_path / "old.h5")
    for a, b in zip(model.get_weights(), arrays, strict=True):
        np.testing.assert_array_equal(a, b)


def test_by_name_fills_only_layers_of_that_name(tmp_path: Path) -> None:
    model = _model(reference_impl)
    model.save_weights(tmp_path / "x.weights.h5")
    L = reference_impl.layers
    other = reference_impl.Sequential([reference_impl.Input((4,)), L.Dense(3, name="hidden"), L.Dense(9, name="new")])
    new = other.layers[1].get_weights()
    other.load_weights(tmp_path / "x.weights.h5", by_name=True)
    np.testing.assert_array_equal(other.layers[0].get_weights()[0], model.layers[0].get_weights()[0])
    np.testing.assert_array_equal(other.layers[1].get_weights()[0], new[0])


def _wider() -> Any:
    L = reference_impl.layers
    model = reference_impl.Sequential([reference_impl.Input((4,)), L.Dense(3, name="hidden"), L.BatchNormalization()])
    model.add(L.Dense(5, name="out"))
    return model


def test_a_mismatch_names_the_layer_and_changes_nothing(tmp_path: Path) -> None:
    _model(reference_impl).save_weights(tmp_path / "x.weights.h5")
    other = _wider()
    before = other.get_weights()
    with pytest.raises(WeightsFileError, match=r"'out'.*expected shape \(3, 5\), found shape \(3, 2\)"):
        other.load_weights(tmp_path / "x.weights.h5")
    for a, b in zip(before, other.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    other.load_weights(tmp_path / "x.weights.h5", skip_mismatch=True)
    assert not np.array_equal(before[0], other.get_weights()[0])


def test_missing_layers_missing_files_wrong_names(tmp_path: Path) -> None:
    L = reference_impl.layers
    short = reference_impl.Sequential([reference_impl.Input((4,)), L.Dense(3, name="hidden")])
    short.save_weights(tmp_path / "x.weights.h5")
    with pytest.raises(WeightsFileError, match=r"batch_normalization.*nothing there"):
        _model(reference_impl).load_weights(tmp_path / "x.weights.h5")
    with pytest.raises(WeightsFileError, match=r"absent\.weights\.h5"):
        short.load_weights(tmp_path / "absent.weights.h5")
    with pytest.raises(WeightsFileError, match=r"\.weights\.h5"):
        short.save_weights(tmp_path / "x.bin")
    with pytest.raises(WeightsFileError, match="no weights yet"):
        reference_impl.Sequential([L.Dense(2)]).save_weights(tmp_path / "y.weights.h5")
