"""What goes wrong is named, and never leaves a model half updated."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl import Model, Sequential, layers
from reference_impl.backend import use_backend
from reference_impl.layers import Dense

X, Y = np.random.default_rng(0).normal(size=(20, 3)), np.random.default_rng(1).normal(size=(20, 1))


def _model() -> Any:
    model = Sequential([Dense(4, activation="relu", input_shape=(3,), name="first"), Dense(1)])
    model.compile("adam", "mse")
    return model


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ((X[:, :2], Y), ["first", "expected axis -1", "value 3", "(20, 2)"]),
        ((X, Y[:5]), ["cardinality", "20", "5"]),
        ((X[:0], Y[:0]), ["no samples"]),
        ((np.array([["a"] * 3] * 20, object), Y), ["Unsupported object type"]),
    ],
)
def test_bad_data_changes_no_weight(data: tuple[Any, Any], words: list[str]) -> None:
    model = _model()
    before = model.get_weights()
    with pytest.raises(ValueError) as caught:
        model.fit(*data, batch_size=20, verbose=0)
    assert all(word in str(caught.value) for word in words), str(caught.value)
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    ("call", "listed"),
    [
        (lambda: Dense(3, activation="rulu"), "relu"),
        (lambda: Dense(3, kernel_initializer="glorot"), "glorot_uniform"),
        (lambda: Dense(3, kernel_regularizer="l3"), "l2"),
        (lambda: _model().compile("adamm", "mse"), "adam"),
        (lambda: _model().compile("adam", "msee"), "mean_squared_error"),
        (lambda: _model().compile("adam", "mse", metrics=["acuracy"]), "Did you mean: 'accuracy'?"),
    ],
)
def test_unknown_names_list_what_is_known(call: Any, listed: str) -> None:
    with pytest.raises(ValueError, match="Unknown") as caught:
        call()
    assert listed in str(caught.value)


@pytest.mark.parametrize(
    ("module", "name", "near"),
    [
        (reference_impl, "Sequentail", "Sequential"),
        (reference_impl.layers, "Densee", "Dense"),
        (reference_impl.utils, "to_categorial", "to_categorical"),
        (reference_impl.backend, "maen", "mean"),
    ],
)
def test_unknown_attributes_list_what_is_known(module: Any, name: str, near: str) -> None:
    with pytest.raises(AttributeError, match=f"module '{module.__name__}' has no .* Did you mean: '{near}'. It has: "):
        getattr(module, name)


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ((4, 2), 'layer "first" is incompatible with the layer: expected .*4'),
        ((3,), r"must have the same rank.*\(3,\)"),
    ],
)
@pytest.mark.parametrize("method", ["fit", "evaluate", "predict"])
def test_a_later_batch_of_another_shape_is_named(method: str, shape: tuple[int, ...], words: str) -> None:
    model = _model()
    model.fit(X, Y, verbose=0)
    batches = iter([(X, Y), (np.ones(shape), np.ones((shape[0], 1)))])
    given = (x for x, _ in batches) if method == "predict" else batches
    with pytest.raises(ValueError, match=words):
        getattr(model, method)(given, verbose=0)


@pytest.mark.parametrize("batch_size", [-1, -32])
def test_batches_have_rows(batch_size: int) -> None:
    with pytest.raises(ValueError, match=f"batch_size is {batch_size}"):
        _model().fit(X, Y, batch_size=batch_size, verbose=0)


def test_nan_loss_is_visible() -> None:
    model = _model()
    history = model.fit(np.full((8, 3), np.nan), Y[:8], epochs=1, verbose=0)
    assert np.isnan(history.history["loss"][0])


def test_wrong_labels_are_refused_before_the_update() -> None:
    model = Sequential([Dense(3, activation="softmax", input_shape=(3,))])
    model.compile("sgd", "sparse_categorical_crossentropy")
    before = model.get_weights()
    with pytest.raises(ValueError, match="outside the valid range"):
        model.fit(X, np.full(20, 7), verbose=0)
    np.testing.assert_array_equal(before[0], model.get_weights()[0])


def test_set_weights_changes_all_or_none() -> None:
    model = _model()
    weights = model.get_weights()
    with pytest.raises(ValueError, match="shape"):
        model.set_weights([weights[0] + 1, *[np.zeros((7, 7))] * 3])
    np.testing.assert_array_equal(weights[0], model.get_weights()[0])


def test_use_before_compile_and_names() -> None:
    model = Sequential([Dense(1, input_shape=(3,), name="a")])
    with pytest.raises(ValueError, match="compile"):
        model.fit(X, Y)
    with pytest.raises(ValueError, match="unique names"):
        model.add(Dense(1, name="a"))
    with pytest.raises(ValueError, match="Layer"):
        model.add("dense")
    with pytest.raises(ValueError, match="Existing layers"):
        model.get_layer("b")


def test_a_metric_that_is_none_is_refused() -> None:
    model = Sequential([Dense(1, input_shape=(3,))])
    model.compile("sgd", "mse", metrics=[None])
    with pytest.raises(ValueError, match="Expected metric, received `None`"):
        model.fit(X, Y, verbose=0)


def test_a_model_without_a_shape_has_no_such_attribute() -> None:
    for name in ("input_shape", "output_shape", "inputs", "outputs"):
        assert not hasattr(Sequential([Dense(2)]), name)


def test_numpy_computes_on_the_cpu() -> None:
    for device in ("CPU:0", "cpu", "/device:CPU:0", None):
        with use_backend("numpy", device) as backend:
            assert backend.name == "numpy"


def test_graphs_must_be_connected() -> None:
    a, b = layers.Input((2,)), layers.Input((2,))
    with pytest.raises(ValueError, match="disconnected"):
        Model(a, Dense(1)(b))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: layers.Conv2D(2, 3, strides=2, dilation_rate=2), "not supported in conjunction"),
        (lambda: layers.Conv2D(2, 3, data_format="last"), "data_format"),
        (lambda: layers.Embedding(0, 3), "`input_dim` must be a positive integer"),
        (lambda: layers.Embedding(3, -1), "`output_dim` must be a positive integer"),
        (lambda: layers.Reshape((-1, -1)), "at most one unknown dimension"),
        (lambda: layers.ZeroPadding2D((1, 2, 3)), "two elements"),
        (lambda: layers.ReLU(negative_slope=-1), "negative_slope"),
        (lambda: layers.ReLU(threshold=-1), "threshold"),
        (lambda: layers.LeakyReLU(None), "negative_slope"),
        (lambda: layers.LayerNormalization(axis="last"), "Expected an int or a list/tuple of ints"),
        (lambda: layers.Subtract()([layers.Input((2,))] * 3), "exactly 2 inputs"),
        (lambda: layers.Bidirectional(Dense(2)), "needs a recurrent layer"),
        (lambda: layers.RNN([layers.LSTMCell(2), layers.LSTMCell(2)]), "Stacked cells are not supported"),
        (lambda: layers.Input((2,), batch_shape=(1, 2)), "both `shape` and `batch_shape`"),
        (lambda: Dense(2, dtype="half a float"), "Cannot convert 'half a float' to a dtype"),
        (lambda: Dense(2, dtype="mixed_float16"), "mixed precision is not supported"),
        (lambda: reference_impl.metrics.F1Score(average="all"), "Invalid `average`"),
        (lambda: reference_impl.metrics.F1Score(threshold=1), "Invalid `threshold`"),
        (lambda: _model().get_layer(), "either a layer name or layer index"),
        (lambda: _model().get_layer("first", 0), "only a layer name or a layer index"),
        (lambda: _model().fit({"other": X}, Y, verbose=0), "expected structure"),
        (
            lambda: reference_impl.initializers.HeNormal.from_config({"input_axes": [0]}),
            "`input_axes` is not supported",
        ),
        (lambda: reference_impl.optimizers.SGD.from_config({"learning_rate": {"class_name": "No"}}), "Known ones"),
        (lambda: use_backend("numpy", device="GPU:0").__enter__(), "is for the TensorFlow backend"),
        (lambda: _model().fit(X, verbose=0), "None values not supported"),
        (lambda: _model().fit(X, Y, validation_data=X, verbose=0), "None values not supported"),
        (lambda: _model().test_on_batch(X), "None values not supported"),
        (lambda: _model().fit(X, Y, validation_data=(X, Y), validation_freq="a", verbose=0), "to be a list or int"),
        (lambda: _model().evaluate(X, Y, verbose=0, batchsize=3), "Arguments not recognized: .'batchsize'"),
        (lambda: Model([], []), "cannot be empty"),
        (lambda: Model(layers.Input((2,)), layers.Input((2,))), "not connected to `inputs`"),
        (
            lambda: _model().fit(((x, y) for x, y in [(X, Y)]), class_weight={0: 2.0}, verbose=0),
            "not supported for Python generator",
        ),
    ],
)
def test_wrong_arguments_are_named(call: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
@pytest.mark.parametrize("metrics", [None, ["mae"]], ids=["loss alone", "metrics"])
@pytest.mark.parametrize("trained", [False, True], ids=["new", "trained"])
def test_what_does_not_fit_moves_no_average(trained: bool, metrics: Any, backend: str) -> None:
    """BatchNormalization's averages move in the forward pass, before the loss is computed."""
    if backend == "tensorflow":
        pytest.importorskip("tensorflow")
    x, y = np.ones((8, 3), "float32") * np.arange(3, dtype="float32"), np.ones((8, 2), "float32")
    wide, weights = np.ones((8, 5), "float32"), np.ones((8, 7), "float32")
    with use_backend(backend):
        model = Sequential([layers.Input((3,)), layers.BatchNormalization(), Dense(2)])
        model.compile("sgd", "mse", metrics=metrics)
        if trained:
            model.fit(x, y, verbose=0)
        before = model.get_weights()
        for call in (
            lambda: model.fit(x, wide, verbose=0),
            lambda: model.fit(x, y, sample_weight=weights, verbose=0),
            lambda: model.fit(x, y, validation_data=(x, wide), verbose=0),
            lambda: model.train_on_batch(x, wide),
            lambda: model.train_on_batch(x, y, sample_weight=weights),
        ):
            with pytest.raises(ValueError):
                call()
            for a, b in zip(before, model.get_weights(), strict=True):
                np.testing.assert_array_equal(a, b)
