"""`keras.ops`, one call after the other: the same values, types and gradients as Keras's, on both backends."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl import ops
from reference_impl.backend import use_backend

keras: Any = importlib.import_module("keras")
tf: Any = importlib.import_module("tensorflow")
X = np.random.default_rng(1).uniform(0.2, 2.0, size=(4, 6)).astype("float32")
Y = X[::-1] + 0.3
CUBE = np.arange(24, dtype="float32").reshape(2, 3, 4) / 7

UNARY = (
    "abs absolute exp expm1 log log1p sqrt rsqrt square sin cos negative erf relu relu6 sigmoid tanh softplus softsign "
    "silu gelu elu selu celu leaky_relu hard_sigmoid mean sum max min prod var std logsumexp norm softmax log_softmax"
)
BINARY = "add subtract multiply divide true_divide maximum minimum power"
COMPARISONS = "equal not_equal greater greater_equal less less_equal"
LOGICAL = "logical_and logical_or"
STEPS = "floor ceil round sign argmax argmin"

DIFFERENTIABLE: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    *((name, (X,), {}) for name in UNARY.split()),
    *((name, (X, Y), {}) for name in BINARY.split()),
    ("mean", (X,), {"axis": -1, "keepdims": True}), ("sum", (X,), {"axis": (0, 1)}), ("var", (X,), {"axis": 0}),
    ("norm", (X,), {"axis": 1}), ("norm", (X,), {"ord": 1, "axis": 0, "keepdims": True}),
    ("average", (X,), {"axis": 1}),
    ("average", (X,), {"weights": Y, "axis": 0}), ("matmul", (X, Y.T), {}), ("dot", (X, Y.T), {}),
    ("reshape", (X, (3, 8)), {}), ("transpose", (CUBE,), {}), ("transpose", (CUBE,), {"axes": (2, 0, 1)}),
    ("swapaxes", (CUBE, 0, -1), {}), ("expand_dims", (X, 1), {}), ("squeeze", (X[:, :1],), {"axis": 1}),
    ("concatenate", ([X, Y],), {}), ("concatenate", ([X, Y],), {"axis": -1}), ("stack", ([X, Y],), {"axis": 1}),
    ("repeat", (X, 2), {"axis": 1}), ("repeat", (X, 3), {}), ("tile", (X, (2, 1)), {}), ("flip", (X, 1), {}),
    ("pad", (X, ((1, 0), (2, 3))), {}), ("pad", (X, ((1, 1), (1, 1))), {}), ("clip", (X, 0.5, 1.0), {}),
    ("where", (X > 1, X, Y), {}), ("where", (X > 1, X, 0.0), {}), ("take", (CUBE, [1, 0, 1]), {"axis": 1}),
    ("take", (CUBE, [5, 2]), {}), ("cumsum", (X,), {"axis": 1}), ("softmax", (X,), {"axis": 0}),
]  # fmt: skip
OTHERS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    *((name, (X, Y), {}) for name in COMPARISONS.split()),
    *((name, (X > 1, Y > 1), {}) for name in LOGICAL.split()),
    *((name, (X * 3 - 2,), {}) for name in STEPS.split()),
    ("argmax", (X,), {"axis": 1}), ("argmin", (X,), {"axis": -1}), ("any", (X > 1,), {"axis": 1}),
    ("all", (X > 1,), {}), ("one_hot", (np.array([1, 0, 2]), 3), {}),
    ("one_hot", (np.array([[1], [0]]), 3), {"axis": 1}),
    ("zeros", ((2, 3),), {}), ("ones", ((2,),), {"dtype": "int32"}), ("full", ((2, 2), 1.5), {}), ("eye", (3,), {}),
    ("linspace", (0.0, 1.0, 5), {}), ("arange", (5,), {}), ("zeros_like", (X,), {}), ("cast", (X, "int32"), {}),
    ("sum", (np.arange(6),), {}), ("mean", (np.arange(6),), {}), ("concatenate", ([X, np.ones((1, 6), "int32")],), {}),
    ("convert_to_tensor", ([[1.0, 2.0]],), {}),
]  # fmt: skip


def _array(value: Any) -> np.ndarray:
    return np.asarray(value.numpy() if hasattr(value, "numpy") else value)


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
@pytest.mark.parametrize(("name", "args", "options"), DIFFERENTIABLE + OTHERS)
def test_values(name: str, args: Any, options: Any, backend: str) -> None:
    expected = _array(getattr(keras.ops, name)(*args, **options))
    with use_backend(backend):
        found = _array(getattr(ops, name)(*args, **options))
    assert (found.shape, found.dtype) == (expected.shape, expected.dtype)
    np.testing.assert_allclose(found, expected, rtol=2e-6, atol=1e-6)


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
@pytest.mark.parametrize(("name", "args", "options"), DIFFERENTIABLE)
def test_gradients(name: str, args: Any, options: Any, backend: str) -> None:
    def slopes(k: Any, tape_class: Any, variable_class: Any) -> list[np.ndarray]:
        first = args[0] if isinstance(args[0], list) else args[:1] if name != "where" else args[1:2]
        variables = [variable_class(value) for value in first]
        given = [variables, *args[1:]] if isinstance(args[0], list) else [*variables, *args[1:]]
        given = [args[0], variables[0], *args[2:]] if name == "where" else given
        with tape_class() as tape:
            result = getattr(k.ops, name)(*given, **options)
            total = k.ops.sum(k.ops.square(result + 1.0))
        return [_array(slope) for slope in tape.gradient(total, variables)]

    expected = slopes(keras, tf.GradientTape, keras.Variable)
    with use_backend(backend):
        found = slopes(reference_impl, reference_impl.GradientTape, reference_impl.backend.variable)
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-5, atol=2e-5)


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
def test_split_and_sizes(backend: str) -> None:
    with use_backend(backend):
        for sections in (3, [1, 4]):
            for found, expected in zip(
                ops.split(X, sections, axis=1), keras.ops.split(X, sections, axis=1), strict=True
            ):
                np.testing.assert_array_equal(_array(found), _array(expected))
        assert (ops.size(X), ops.ndim(X), tuple(ops.shape(X))) == (24, 2, (4, 6))
        assert type(ops.convert_to_numpy(ops.exp(X))) is np.ndarray
        assert ops.is_tensor(ops.exp(X))
        assert not ops.is_tensor([1.0])


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
def test_a_graph_and_a_layer_of_ops(backend: str) -> None:
    def trained(k: Any) -> Any:
        class Attention(k.layers.Layer):  # type: ignore[misc]
            def build(self, shape: Any) -> None:
                self.w = self.add_weight(shape=(shape[-1], 5), initializer="glorot_uniform", name="w")

            def call(self, x: Any) -> Any:
                scores = k.ops.softmax(k.ops.matmul(x, self.w), axis=-1)
                return k.ops.concatenate([scores, k.ops.expand_dims(k.ops.mean(x, axis=-1), -1)], axis=-1)

        k.utils.set_random_seed(5)
        x = k.Input((6,))
        hidden = Attention()(k.ops.relu(k.ops.subtract(x, 1.0)))
        model = k.Model(x, k.layers.Dense(1)(k.ops.square(hidden)))
        model.compile(k.optimizers.SGD(0.1), lambda t, p: k.ops.mean(k.ops.square(t - p), axis=-1))
        return model.fit(X, Y[:, :1], epochs=3, verbose=0).history["loss"], model.get_weights()

    expected = trained(keras)
    with use_backend(backend):
        found = trained(reference_impl)
    np.testing.assert_allclose(found[0], expected[0], rtol=1e-5)
    for a, b in zip(found[1], expected[1], strict=True):
        np.testing.assert_allclose(a, b, atol=1e-5)


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
def test_lengths_that_a_graph_does_not_know(backend: str) -> None:
    class Rows(reference_impl.metrics.Metric):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(name="rows")
            self.count = self.add_weight(name="count", initializer="zeros")

        def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
            self.count.assign_add(ops.cast(ops.shape(y_pred)[0], "float32"))

        def result(self) -> Any:
            return self.count + 0.0

    with use_backend(backend):
        model = reference_impl.Sequential([reference_impl.Input((6,)), reference_impl.layers.Dense(1)])
        model.compile("sgd", "mse", metrics=[Rows()])
        assert model.fit(X[:, :6], Y[:, :1], batch_size=3, verbose=0).history["rows"] == [4.0]


def test_an_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(AttributeError, match=r"'reference_impl.ops' has no .*Did you mean: 'matmul'.* It has: abs, "):
        ops.matmull  # noqa: B018
    assert [name for name in dir(ops) if not hasattr(keras.ops, name)] == []
