"""Generators, sequences and datasets as data: losses, warnings and calls of hooks are Keras's, on both backends."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl.backend import use_backend
from reference_impl.tensorflow_dataset import Dataset

keras = pytest.importorskip("keras")
tf = pytest.importorskip("tensorflow")

RNG = np.random.default_rng(7)
X, LABELS = RNG.normal(size=(42, 6)).astype("float32"), RNG.integers(3, size=42)
Y, WEIGHTS = np.eye(3, dtype="float32")[LABELS], RNG.uniform(0.1, 2, size=42).astype("float32")


def _batches(*arrays: Any, size: int = 6) -> list[Any]:
    return [tuple(a[i : i + size] for a in arrays) for i in range(0, len(X), size)]


def _endless(*arrays: Any) -> Iterator[Any]:
    while True:
        yield from _batches(*arrays)


def _ending(*arrays: Any, size: int = 6) -> Iterator[Any]:
    yield from _batches(*arrays, size=size)


def _sequence(api: Any, *arrays: Any, length: int | None = 7) -> Any:
    class Batches(api.utils.PyDataset):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.calls: list[str] = []

        if length is not None:

            def __len__(self) -> int:
                return length

        else:
            num_batches = None

        def __getitem__(self, index: int) -> Any:
            return _batches(*arrays)[index % 7]

        def on_epoch_begin(self) -> None:
            self.calls.append("begin")

        def on_epoch_end(self) -> None:
            self.calls.append("end")

    return Batches()


def _dataset(*arrays: Any) -> Any:
    return tf.data.Dataset.from_tensor_slices(arrays).batch(8)


#: name -> the arguments of `fit`, made anew for each run
FITS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "generator": lambda api: {"x": _endless(X, Y), "steps_per_epoch": 5},
    "doubles": lambda api: {"x": _endless(X.astype("float64"), Y.astype("float64")), "steps_per_epoch": 5},
    "weights from the generator": lambda api: {"x": _endless(X, Y, WEIGHTS), "steps_per_epoch": 3},
    "ends between epochs": lambda api: {"x": _ending(X, Y), "steps_per_epoch": 5},
    "ends with an epoch": lambda api: {"x": _ending(X, Y, size=3), "steps_per_epoch": 7},
    "no steps": lambda api: {"x": _ending(X, Y)},
    "one batch": lambda api: {"x": _ending(X, Y, size=42)},
    "validation generator": lambda api: {
        "x": _endless(X, Y), "steps_per_epoch": 4, "validation_data": _endless(X, Y), "validation_steps": 2,
    },
    "weighted validation": lambda api: {
        "x": _endless(X, Y), "steps_per_epoch": 4, "validation_data": _endless(X, Y, WEIGHTS), "validation_steps": 2,
    },
    "validation generator that ends": lambda api: {"x": X, "y": Y, "validation_data": _ending(X, Y, WEIGHTS)},
    "validation arrays": lambda api: {"x": _endless(X, Y), "steps_per_epoch": 4, "validation_data": (X, Y)},
    "some of the validation arrays": lambda api: {
        "x": X, "y": Y, "validation_data": (X, Y), "validation_batch_size": 5, "validation_steps": 3,
    },
    "arrays in steps": lambda api: {"x": X, "y": Y, "batch_size": 8, "steps_per_epoch": 4},
    "sequence, shuffled": lambda api: {"x": _sequence(api, X, Y)},
    "sequence in order": lambda api: {"x": _sequence(api, X, Y, WEIGHTS), "shuffle": False},
    "sequence in steps": lambda api: {"x": _sequence(api, X, Y), "steps_per_epoch": 4, "shuffle": False},
    "sequence, classes weighted": lambda api: {"x": _sequence(api, X, Y), "class_weight": {0: 0.5, 2: 3.0}},
    "sequence without end": lambda api: {
        "x": _sequence(api, X, Y, length=None), "steps_per_epoch": 5, "shuffle": False,
    },
    "sequence to validate": lambda api: {"x": X, "y": Y, "validation_data": _sequence(api, X, Y)},
    "dataset": lambda api: {"x": _dataset(X, Y, WEIGHTS), "validation_data": _dataset(X, Y)},
    "dataset repeated": lambda api: {"x": _dataset(X, Y).repeat(), "steps_per_epoch": 4},
    "dataset that ends": lambda api: {"x": _dataset(X, Y), "steps_per_epoch": 4},
    "dataset of unknown length": lambda api: {"x": _dataset(X, Y).filter(lambda x, y: True)},
}  # fmt: skip


def _fitted(api: Any, name: str) -> dict[str, Any]:
    arguments = FITS[name](api)
    api.utils.set_random_seed(3)
    model = api.Sequential([api.Input((6,)), api.layers.Dense(9, "tanh"), api.layers.Dense(3, "softmax")])
    model.compile(api.optimizers.SGD(0.1), "categorical_crossentropy", metrics=["accuracy"])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        history = model.fit(epochs=4, verbose=0, **arguments).history
    told = sum("ran out of data" in str(warning.message) for warning in caught)
    called = [getattr(arguments.get(which), "calls", None) for which in ("x", "validation_data")]
    return {"history": history, "told": told, "called": called, "weights": model.get_weights()}


_keras_fitted = functools.cache(lambda name: _fitted(keras, name))


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
@pytest.mark.parametrize("name", FITS)
def test_trains_as_keras(name: str, backend: str) -> None:
    theirs = _keras_fitted(name)
    with use_backend(backend):
        ours = _fitted(reference_impl, name)
    assert ours["history"].keys() == theirs["history"].keys()
    for key, values in theirs["history"].items():
        np.testing.assert_allclose(ours["history"][key], values, rtol=1e-5, err_msg=key)
    for a, b in zip(ours["weights"], theirs["weights"], strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)
    assert ours["told"] == theirs["told"]
    assert ours["called"] == theirs["called"]


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
def test_evaluates_and_predicts_as_keras(backend: str) -> None:
    def found(api: Any) -> list[Any]:
        api.utils.set_random_seed(3)
        model = api.Sequential([api.Input((6,)), api.layers.Dense(3, "softmax")])
        model.compile("sgd", "categorical_crossentropy", metrics=["accuracy"])
        return [
            model.evaluate(_endless(X, Y, WEIGHTS), steps=9, verbose=0), model.evaluate(_ending(X, Y), verbose=0),
            model.evaluate(_sequence(api, X, Y), verbose=0), model.predict(_endless(X), steps=9, verbose=0).ravel(),
            model.predict(_ending(X), verbose=0).ravel(), model.predict(_sequence(api, X), verbose=0).ravel(),
        ]  # fmt: skip

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = found(keras)
        with use_backend(backend):
            ours = found(reference_impl)
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5)


def test_the_generator_is_left_open() -> None:
    source = _endless(X, Y)
    model = reference_impl.Sequential([reference_impl.Input((6,)), reference_impl.layers.Dense(3)])
    model.compile("sgd", "mse")
    for _ in range(2):
        model.fit(source, steps_per_epoch=3, epochs=2, verbose=0)
    np.testing.assert_array_equal(next(source)[0], _batches(X)[12 % 7][0])


def test_lists_are_tensors_in_datasets_and_elements_without_a_batch_are_refused() -> None:
    assert [int(e) for e in Dataset.from_tensor_slices([1, 2, 3])] == [1, 2, 3]
    with pytest.raises(ValueError, match="rank >= 1"):
        Dataset.from_tensor_slices(1)
    model = reference_impl.Sequential([reference_impl.layers.Dense(1)])
    model.compile("sgd", "mse")
    for call in (model.fit, model.predict):
        with pytest.raises(ValueError, match="incompatible with the layer: expected min_ndim=2"):
            call(Dataset.from_tensor_slices([1.0, 2.0]), verbose=0)


def _broken(third: tuple[Any, ...]) -> Iterator[Any]:
    yield from [(np.ones((4, 6)), np.ones((4, 3)))] * 2
    yield third


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
@pytest.mark.parametrize(
    ("third", "words"),
    [
        ((np.ones((4, 5)), np.ones((4, 3))), r"element of shape \(4, 5\) where an element of shape \(None, 6\)"),
        ((np.ones((4, 6)), np.ones((4, 2))), r"element of shape \(4, 2\) where an element of shape \(None, 3\)"),
        ((np.ones((4, 6, 1)), np.ones((4, 3))), r"element of shape \(4, 6, 1\)"),
        ((np.ones((4, 6)), np.ones((3, 3))), "'x' sizes: 4\n'y' sizes: 3"),
        ((np.ones((4, 6)),), "1 arrays where one of 2"),
        ((np.ones((4, 6)), np.ones((4, 3)), np.ones(4)), "3 arrays where one of 2"),
        ((np.full((4, 6), "a"), np.ones((4, 3))), "Invalid dtype: str32"),
    ],
)
def test_later_batches_that_are_not_as_the_first_are_refused(third: Any, words: str, backend: str) -> None:
    with use_backend(backend):
        model = reference_impl.Sequential([reference_impl.Input((6,)), reference_impl.layers.Dense(3)])
        model.compile("sgd", "mse")
        with pytest.raises(ValueError, match=words):
            model.fit(_broken(third), verbose=0)


def test_lengths_that_the_first_two_batches_differ_in_are_free() -> None:
    model = reference_impl.Sequential(
        [
            reference_impl.Input((None, 2)),
            reference_impl.layers.GlobalAveragePooling1D(),
            reference_impl.layers.Dense(1),
        ]
    )
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match="1 arrays where one of 2"):
        model.fit(iter([(np.ones((3, 4, 2)), np.ones((3, 1))), (np.ones((3, 4, 2)),)]), verbose=0)
    model.fit(((np.ones((rows, steps, 2)), np.ones((rows, 1))) for rows, steps in ((3, 4), (3, 5), (2, 7))), verbose=0)
    with pytest.raises(ValueError, match=r"shape \(3, 5, 2\) where an element of shape \(None, 4, 2\)"):
        model.fit(((np.ones((3, steps, 2)), np.ones((3, 1))) for steps in (4, 4, 5)), verbose=0)
