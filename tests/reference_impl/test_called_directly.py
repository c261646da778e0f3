"""Activations, losses and metrics of numbers, lists and arrays of other types, without a model: Keras's results."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl.backend import use_backend

keras: Any = importlib.import_module("keras")
ACTIVATIONS = (
    "relu relu6 leaky_relu elu selu celu gelu silu mish sigmoid tanh softplus softsign exponential hard_sigmoid "
    "hard_silu hard_tanh log_sigmoid log_softmax softmax tanh_shrink hard_shrink soft_shrink squareplus glu"
)
GIVEN = [2.5, -3, [1.0, -2.0], [[1.0, -2.0], [3.0, 4.0]], [[1, 2], [3, -4]], np.array([[1.5, -2.0]])]
TRUTHS = [[[0.0, 1.0], [1.0, 0.0]], [[0, 1], [1, 0]], np.array([[0.0, 1.0], [1.0, 0.0]]), np.eye(2, dtype="bool")]
FACTORS = ("r.L1(1)", "r.L2(2)", "r.L1L2(1, 2)", "r.L1L2(0, 1)", "r.L2(True)", "c.MaxNorm(2)", "c.MaxNorm(1, [0, 1])",
           "c.MinMaxNorm(0, 1, 1)", "c.MinMaxNorm(1, 3, 0.5, axis=1)")  # fmt: skip
GUESSES = [[[0.3, 0.7], [0.6, 0.4]], np.array([[0.3, 0.7], [0.6, 0.4]]), np.array([[0, 1], [1, 1]])]
LOSSES = (
    "mean_squared_error mean_absolute_error huber log_cosh binary_crossentropy categorical_crossentropy poisson hinge"
)
METRICS = "MeanSquaredError MeanAbsoluteError BinaryAccuracy CategoricalAccuracy Poisson Precision AUC Hinge"


@pytest.fixture(params=["numpy", "tensorflow"])
def backend(request: pytest.FixtureRequest) -> Iterator[str]:
    with use_backend(request.param):
        yield request.param


def same(compute: Any) -> None:
    try:
        expected = np.asarray(compute(keras))
    except Exception:
        pytest.skip("Keras refuses it")
    result = compute(reference_impl)
    found = np.asarray(result.numpy() if hasattr(result, "numpy") else result)
    assert (found.shape, found.dtype) == (expected.shape, expected.dtype)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("x", GIVEN, ids=str)
@pytest.mark.parametrize("name", ACTIVATIONS.split())
def test_activations(name: str, x: Any, backend: str) -> None:
    same(lambda k: getattr(k.activations, name)(x))


@pytest.mark.parametrize("y_pred", GUESSES[:2], ids=str)
@pytest.mark.parametrize("y_true", TRUTHS, ids=str)
@pytest.mark.parametrize("name", LOSSES.split())
def test_losses(name: str, y_true: Any, y_pred: Any, backend: str) -> None:
    same(lambda k: getattr(k.losses, name)(y_true, y_pred))


@pytest.mark.parametrize("y_pred", GUESSES, ids=str)
@pytest.mark.parametrize("y_true", TRUTHS, ids=str)
@pytest.mark.parametrize("name", METRICS.split())
def test_metrics(name: str, y_true: Any, y_pred: Any, backend: str) -> None:
    def result(k: Any) -> Any:
        metric = getattr(k.metrics, name)()
        metric.update_state(y_true, y_pred)
        metric.update_state(y_true, y_pred, [1, 2])
        return metric.result()

    same(result)


@pytest.mark.parametrize("values", [3, 2.5, [1, 2], [1.0, 2.0], np.array([1.0, 2.0]), np.array([[1], [2]])], ids=str)
@pytest.mark.parametrize("name", ["Mean", "Sum"])
def test_means(name: str, values: Any, backend: str) -> None:
    same(lambda k: getattr(k.metrics, name)()(values))


LABELS = [[0, 2, 1], [[0], [2]], (1, 0), 2, *(np.array([0, 2, 1], dtype) for dtype in ("int32", "uint8", "float32"))]
ROWS: list[Any] = [[[1.0, 2.0], [0.0, 0.0]], [3.0, 4.0], [[1, 2], [3, 4]]]
ROWS += [np.array([[1, 2], [3, 4]], dtype) for dtype in ("float16", "float32", "float64", "int32", "bool")]


@pytest.mark.parametrize("options", [{}, {"num_classes": 4}], ids=str)
@pytest.mark.parametrize("labels", LABELS, ids=repr)
def test_one_hot_labels(labels: Any, options: dict[str, Any], backend: str) -> None:
    same(lambda k: k.utils.to_categorical(labels, **options))


@pytest.mark.parametrize("options", [{}, {"axis": 0}, {"order": 1}, {"order": 3}], ids=str)
@pytest.mark.parametrize("rows", ROWS, ids=repr)
def test_rows_of_norm_one(rows: Any, options: dict[str, Any], backend: str) -> None:
    same(lambda k: k.utils.normalize(rows, **options))


@pytest.mark.parametrize("call", FACTORS)
def test_factors_that_are_integers(call: str, backend: str) -> None:
    weights = np.array([[1.0, -2.0], [3.0, 4.0]], "float32")

    def made(k: Any) -> Any:
        return eval(call, {"r": k.regularizers, "c": k.constraints})

    assert made(reference_impl).get_config() == made(keras).get_config()
    same(lambda k: made(k)(weights))


def test_types_of_a_layer() -> None:
    for dtype in (None, "float64"):
        layer, theirs = reference_impl.layers.Dense(2, dtype=dtype), keras.layers.Dense(2, dtype=dtype)
        assert (layer.dtype, layer.compute_dtype, layer.variable_dtype) == (
            theirs.dtype, theirs.compute_dtype, theirs.variable_dtype)  # fmt: skip


BUILT = [
    ("Dense", (3,), (None, 4)),
    ("Conv2D", (3, 2), (None, 5, 5, 2)),
    ("LSTM", (3,), (None, 3, 4)),
    ("LayerNormalization", (), (None, 4)),
]


@pytest.mark.parametrize(("name", "options", "shape"), BUILT, ids=str)
def test_layers_that_are_built_by_hand(
    name: str, options: tuple[Any, ...], shape: tuple[int | None, ...], backend: str
) -> None:
    """What they were given afterwards stays: calling them builds nothing again."""

    def compute(api: Any) -> Any:
        layer = getattr(api.layers, name)(*options)
        layer.build(shape)
        layer.set_weights([np.full(w.shape, 0.5, "float32") for w in layer.weights])
        return layer(np.arange(np.prod(shape[1:]), dtype="float32").reshape(1, *shape[1:]))

    same(compute)


def test_a_layer_that_builds_its_own(backend: str) -> None:
    def compute(api: Any) -> Any:
        class Own(api.layers.Layer):  # type: ignore[misc]
            def __init__(self) -> None:
                super().__init__()
                self.inner, self.norm = api.layers.Dense(2), api.layers.BatchNormalization()

            def build(self, input_shape: Any) -> None:
                self.inner.build(input_shape)
                self.norm.build((None, 2))
                self.scale = self.add_weight((2,), "ones", name="scale")

            def call(self, x: Any) -> Any:
                return self.norm(self.inner(x)) * self.scale

        api.utils.set_random_seed(3)
        model = api.Sequential([Own(), api.layers.Dense(1)])
        model.compile("sgd", "mse")
        losses = model.fit(np.eye(4, dtype="float32"), np.ones((4, 1)), epochs=2, verbose=0).history["loss"]
        return [*losses, len(model.weights)]

    same(compute)
