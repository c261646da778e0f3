"""Masks in functional models: Keras's nodes, configuration and table, and the same numbers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl.backend import use_backend

keras = pytest.importorskip("keras")


def _embedded(api: Any) -> Any:
    x = api.Input((5,), dtype="int32")
    y = api.layers.Dense(3)(api.layers.Embedding(7, 3, mask_zero=True)(x))
    return api.Model(x, api.layers.LSTM(2)(y))


def _joined(api: Any) -> Any:
    layers = api.layers
    x = api.Input((5, 3))
    first = layers.GRU(3, return_sequences=True)(layers.Masking()(x))
    both = layers.Concatenate()([layers.Add()([first, layers.Dense(3)(first)]), first])
    return api.Model(x, layers.Bidirectional(layers.LSTM(2))(both))


def _one_masked_of_two(api: Any) -> Any:
    layers = api.layers
    x = api.Input((5, 3))
    return api.Model(x, layers.LSTM(2)(layers.Concatenate(axis=1)([layers.Masking()(x), x])))


def _different_masks(api: Any) -> Any:
    layers = api.layers
    a, b = api.Input((5, 3)), api.Input((5, 3))
    return api.Model([a, b], layers.SimpleRNN(2)(layers.Concatenate()([layers.Masking()(a), layers.Masking()(b)])))


def _shared(api: Any) -> Any:
    a, b = api.Input((5,), dtype="int32"), api.Input((5,), dtype="int32")
    embedding, shared = api.layers.Embedding(7, 3, mask_zero=True), api.layers.LSTM(2)
    return api.Model([a, b], api.layers.Dense(3)(api.layers.Concatenate()([shared(embedding(v)) for v in (a, b)])))


def _states(api: Any) -> Any:
    layers = api.layers
    x = api.Input((5, 3))
    y, *states = layers.LSTM(3, return_state=True)(layers.Masking()(x))
    z = layers.LSTM(3)(x, initial_state=states)
    return api.Model(x, layers.Add()([y, z]))


MODELS = [_embedded, _joined, _one_masked_of_two, _different_masks, _shared, _states]


def _made(api: Any, make: Callable[[Any], Any]) -> Any:
    api.backend.clear_session()
    api.utils.set_random_seed(1)
    return make(api)


def _data(model: Any) -> list[np.ndarray]:
    generator = np.random.default_rng(0)
    found = []
    for tensor in model.inputs:
        if "int" in tensor.dtype:
            found.append(generator.integers(0, 4, size=(6, 5)))
        else:
            kept = generator.integers(0, 2, size=(6, 5, 1))
            found.append((kept * generator.normal(size=(6, 5, 3))).astype("float32"))
    return found


@pytest.mark.parametrize("make", MODELS)
def test_configuration_and_table(make: Callable[[Any], Any]) -> None:
    ours, theirs = _made(reference_impl, make), _made(keras, make)
    assert json.dumps(ours.get_config(), sort_keys=True) == json.dumps(theirs.get_config(), sort_keys=True)
    tables: list[str] = []
    for model in (ours, theirs):
        model.summary(print_fn=lambda text, **_: tables.append(text))
    assert tables[0] == tables[1]


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
@pytest.mark.parametrize("make", MODELS)
def test_outputs_also_after_a_round_trip(make: Callable[[Any], Any], backend: str) -> None:
    theirs = _made(keras, make)
    data = _data(theirs)
    data = data if len(data) > 1 else data[0]
    expected = np.asarray(theirs(data))
    with use_backend(backend):
        ours = _made(reference_impl, make)
        copies = [ours, reference_impl.from_keras(theirs), reference_impl.from_keras(ours.to_keras())]
        again = reference_impl.Model.from_config(ours.get_config())
        again.set_weights(ours.get_weights())
        clone = reference_impl.models.clone_model(ours)
        clone.set_weights(ours.get_weights())
        for model in (*copies, again, clone):
            np.testing.assert_allclose(np.asarray(model(data)), expected, rtol=1e-5, atol=1e-6)
