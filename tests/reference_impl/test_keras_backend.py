"""The functions of `keras.backend` beside Keras's own, which it keeps in `keras.src.legacy.backend`."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl import backend_functions as functions
from reference_impl.backend import use_backend

keras = importlib.import_module("keras")
legacy = importlib.import_module("keras.src.legacy.backend")

R = np.random.default_rng(3)
X = R.normal(size=(3, 4)).astype("float32")
Y = R.normal(size=(3, 4)).astype("float32")
POSITIVE = R.random((3, 4)).astype("float32") + 0.1
CUBE = R.normal(size=(2, 3, 4)).astype("float32")
TRUTH = X > 0
LABELS = np.eye(4, dtype="float32")[[0, 2, 3]]
SHARES = POSITIVE / POSITIVE.sum(-1, keepdims=True)

CASES: list[tuple[str, tuple[Any, ...]]] = [
    *((name, (X,)) for name in (
        "abs", "square", "exp", "round", "sign", "sin", "cos", "relu", "elu", "softmax", "sigmoid", "tanh", "softplus",
        "softsign", "sum", "mean", "var", "std", "max", "min", "prod", "argmax", "argmin",
        "transpose", "flatten", "batch_flatten", "zeros_like", "ones_like", "l2_normalize", "shape", "ndim",
        "stop_gradient", "cast_to_floatx", "count_params", "int_shape", "cumsum",
    )),
    *((name, (POSITIVE,)) for name in ("sqrt", "log")),
    *((name, (X, Y)) for name in (
        "maximum", "minimum", "equal", "not_equal", "greater", "greater_equal", "less", "less_equal",
    )),
    *((name, (X, 1, True)) for name in ("sum", "mean", "var", "std", "max", "min", "prod")),
    ("any", (TRUTH, 0)), ("all", (TRUTH, 1)), ("pow", (POSITIVE, 2)), ("clip", (X, -0.5, 0.5)),
    ("switch", (TRUTH, X, Y)), ("reshape", (X, (2, 6))), ("permute_dimensions", (CUBE, (2, 0, 1))),
    ("expand_dims", (X, 1)), ("squeeze", (X[:, :1], 1)), ("concatenate", ([X, Y], 0)), ("stack", ([X, Y], 1)),
    ("repeat_elements", (X, 2, 1)), ("repeat", (X, 3)), ("tile", (X, (2, 1))), ("reverse", (X, 0)),
    ("gather", (X, np.array([2, 0]))), ("one_hot", (np.array([1, 0, 3]), 4)), ("dot", (X, Y.T)),
    ("batch_dot", (CUBE, CUBE, (1, 1))), ("zeros", ((2, 3),)), ("ones", ((2, 3),)), ("eye", (3,)),
    ("arange", (1, 9, 2)),
    ("cast", (X, "int32")), ("constant", (3.0,)), ("binary_crossentropy", (LABELS, SHARES)),
    ("binary_crossentropy", (LABELS, X, True)), ("categorical_crossentropy", (LABELS, SHARES)),
    ("categorical_crossentropy", (LABELS, X, True)),
    ("sparse_categorical_crossentropy", (LABELS.argmax(-1), SHARES)),
]  # fmt: skip


@pytest.fixture(params=["numpy", "tensorflow"])
def backend(request: pytest.FixtureRequest) -> Iterator[str]:
    with use_backend(request.param):
        yield request.param


def array(value: Any) -> Any:
    return np.asarray(value.numpy() if hasattr(value, "numpy") else value)


@pytest.mark.parametrize(("name", "arguments"), CASES)
def test_function(name: str, arguments: tuple[Any, ...], backend: str) -> None:
    of_tensors = [keras.ops.convert_to_tensor(a) if isinstance(a, np.ndarray) else a for a in arguments]
    expected, found = getattr(legacy, name)(*of_tensors), getattr(functions, name)(*arguments)
    np.testing.assert_allclose(array(found), array(expected), rtol=2e-5, atol=2e-6)


def test_variables_are_read_and_written(backend: str) -> None:
    one, other = functions.variable(X), functions.variable(Y)
    functions.set_value(one, Y)
    functions.batch_set_value([(other, X)])
    first, second = functions.batch_get_value([one, other])
    np.testing.assert_array_equal(first, Y)
    np.testing.assert_array_equal(second, X)
    functions.update(one, X)
    functions.update_add(one, Y)
    functions.update_sub(one, np.ones_like(X))
    np.testing.assert_allclose(functions.get_value(one), X + Y - 1, rtol=1e-6)
    assert functions.dtype(one) == "float32"
    assert functions.backend() == backend
    assert functions.floatx() == "float32"


def test_random_values_are_in_their_range(backend: str) -> None:
    drawn = array(functions.random_uniform((100,), -2.0, -1.0))
    assert drawn.shape == (100,)
    assert (drawn >= -2).all()
    assert (drawn < -1).all()
    assert abs(float(array(functions.random_normal((1000,), 5.0, 0.1)).mean()) - 5) < 0.1


# ------------------------------------------------------------------------------------- callbacks, text


def fitted(package: Any, *callbacks: Any) -> Any:
    package.utils.set_random_seed(1)
    model = package.Sequential([package.Input((4,)), package.layers.Dense(2)])
    model.compile(optimizer=package.optimizers.SGD(0.1), loss="mse")
    return model.fit(X, Y[:, :2], epochs=3, verbose=0, callbacks=list(callbacks))


def test_a_schedule_and_functions_as_callbacks() -> None:
    histories = []
    for package in (keras, reference_impl):
        seen: list[int] = []
        rates = package.callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.5 if epoch else rate)
        noted = package.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs, seen=seen: seen.append(epoch))
        histories.append((fitted(package, rates, noted).history, seen))
    (theirs, _), (ours, seen) = histories
    assert seen == [0, 1, 2]
    np.testing.assert_allclose(ours["learning_rate"], theirs["learning_rate"], rtol=1e-6)
    np.testing.assert_allclose(ours["loss"], theirs["loss"], rtol=1e-5)


def test_a_log_file_has_a_line_an_epoch(tmp_path: Path) -> None:
    texts = []
    for package in (keras, reference_impl):
        path = tmp_path / f"{package.__name__}.csv"
        fitted(package, package.callbacks.CSVLogger(str(path)))
        fitted(package, package.callbacks.CSVLogger(str(path), append=True))
        texts.append(path.read_text().splitlines())
    assert [line.partition(",")[0] for line in texts[1]] == [line.partition(",")[0] for line in texts[0]]
    assert texts[1][0] == texts[0][0]


def test_plateaus_and_early_stopping() -> None:
    for name, options in (
        ("ReduceLROnPlateau", {"monitor": "loss", "patience": 1, "factor": 0.1, "min_delta": 10.0}),
        ("EarlyStopping", {"monitor": "loss", "patience": 0, "min_delta": 10.0, "restore_best_weights": True}),
        ("TerminateOnNaN", {}),
    ):
        theirs = fitted(keras, getattr(keras.callbacks, name)(**options)).history["loss"]
        ours = fitted(reference_impl, getattr(reference_impl.callbacks, name)(**options)).history["loss"]
        assert len(ours) == len(theirs)
        np.testing.assert_allclose(ours, theirs, rtol=1e-5)


def test_a_tokenizer_numbers_words_by_how_often_they_occur() -> None:
    text = importlib.import_module("keras.src.legacy.preprocessing.text")
    from reference_impl import preprocessing

    lines = ["The cat sat.", "The dog, the cat!", "A mouse"]
    for options in ({}, {"num_words": 3}, {"oov_token": "?"}, {"num_words": 4, "oov_token": "?"}):
        theirs, ours = text.Tokenizer(**options), preprocessing.Tokenizer(**options)
        for tokenizer in (theirs, ours):
            tokenizer.fit_on_texts(lines)
        assert ours.word_index == theirs.word_index
        assert ours.texts_to_sequences([*lines, "the bird"]) == theirs.texts_to_sequences([*lines, "the bird"])
        for mode in ("binary", "count", "freq"):
            np.testing.assert_allclose(ours.texts_to_matrix(lines, mode), theirs.texts_to_matrix(lines, mode))
    assert preprocessing.text_to_word_sequence("A b,c", lower=False) == ["A", "b", "c"]
    assert preprocessing.one_hot("a b a", 10)[0] == preprocessing.one_hot("a b a", 10)[2]
    with pytest.raises(ValueError, match="Unknown vectorization mode"):
        preprocessing.Tokenizer(3).texts_to_matrix(lines, "other")
