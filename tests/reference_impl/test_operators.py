"""Python's operators on variables and symbolic tensors: Keras's types, values, names and configurations.

Each line is an expression of `v`, a variable or symbolic tensor; `X`, `I`, `B` and `D` are arrays beside it.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl.backend import use_backend

keras: Any = importlib.import_module("keras")
tf: Any = importlib.import_module("tensorflow")
X = np.random.default_rng(0).normal(size=(4, 6)).astype("float32")
ARRAYS = {"X": X, "I": np.arange(1, 25).reshape(4, 6), "B": X > 0.5, "D": X.astype("float64")}
VARIABLES = {"float32": X, "int32": np.arange(24).reshape(4, 6), "bool": X > 0, "float64": X}
OTHERS = ("2", "2.5", "True", "[1, 2, 3, 4, 5, 6]", "X", "I", "B", "D", "v")
BOTH_WAYS = ("+", "-", "*", "/", "//", "%", "**", "<", "<=", ">", ">=", "==", "!=", "&", "|", "^")
UNARY = ("-v", "+v", "abs(v)", "~v", "round(v)", "round(v, 1)", "v[0]", "v @ X.T", "v @ X[0]", "[[1.0, 2.0, 3, 4]] @ v")
SYMBOLIC = """
v + 1; v * 2.5; v / 2; v // 2; 7 // (v + 5); v % 2; 7.5 % (v + 9); v ** 2; 2 ** abs(v); v > 0; v <= 1.5; v < v; v >= 2
v != 2; ~v; ~(v > 0); (v > 0) & (v < 2); (v > 0) | (v < -1); (v > 0) ^ (v < 1); True & v; abs(v); -v; v[:, 0]; v + v
"""


@pytest.fixture(params=["numpy", "tensorflow"])
def backend(request: pytest.FixtureRequest) -> Iterator[str]:
    with use_backend(request.param):
        yield request.param


def _computed(expression: str, v: Any) -> Any:
    return eval(expression, {"__builtins__": {"abs": abs, "round": round}, "v": v, **ARRAYS})


def _array(value: Any) -> np.ndarray:
    return np.asarray(value.numpy() if hasattr(value, "numpy") else value)


def _same(found: Any, expected: Any) -> None:
    found, expected = _array(found), _array(expected)
    assert (found.shape, found.dtype) == (expected.shape, expected.dtype)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("dtype", VARIABLES)
@pytest.mark.parametrize("operator", [*BOTH_WAYS, "unary"])
def test_of_variables(operator: str, dtype: str, backend: str) -> None:
    theirs = keras.Variable(VARIABLES[dtype], dtype=dtype)
    ours = reference_impl.backend.variable(VARIABLES[dtype], dtype=dtype)
    expressions = [f"v {operator} {other}" for other in OTHERS] + [f"{other} {operator} v" for other in OTHERS[:4]]
    for expression in UNARY if operator == "unary" else expressions:
        try:
            expected = _computed(expression, theirs)
        except Exception:  # Keras refuses it
            continue
        with np.errstate(all="ignore"):
            found = _computed(expression, ours)
        _same(found, expected)


def test_a_variable_is_no_truth(backend: str) -> None:
    with pytest.raises(TypeError, match="cannot be used as a boolean"):
        bool(reference_impl.backend.variable(X))


@pytest.mark.parametrize("expression", ["v % 2.0", "7.5 % (v * v + 1.0)", "v * v % (v + 9.0)", "2.0 ** v", "abs(v)"])
def test_slopes(expression: str, backend: str) -> None:
    def slope(k: Any, tape_class: Any) -> np.ndarray:
        v = keras.Variable(X) if k is keras else reference_impl.backend.variable(X)
        with tape_class() as tape:
            total = k.ops.sum(k.ops.square(_computed(expression, v)))
        return np.asarray(tape.gradient(total, v))

    np.testing.assert_allclose(slope(reference_impl, reference_impl.GradientTape), slope(keras, tf.GradientTape), 1e-5)


@pytest.mark.parametrize("dtype", ["float32", "int32"])
@pytest.mark.parametrize("expression", [e.strip() for e in SYMBOLIC.strip().replace("\n", ";").split(";")])
def test_of_symbolic_tensors(expression: str, dtype: str, backend: str) -> None:
    data = (X * 3).astype(dtype)

    def made(k: Any) -> tuple[Any, ...]:
        k.backend.clear_session()
        v = k.Input((6,), dtype=dtype)
        out = _computed(expression, v)
        model = k.Model(v, out)
        again = k.Model.from_config(model.get_config())
        named = [(layer["name"], layer["class_name"]) for layer in model.get_config()["layers"]]
        return out.shape, out.dtype, named, model(data), again(data)

    theirs, ours = made(keras), made(reference_impl)
    assert ours[:3] == theirs[:3]
    for found, expected in zip(ours[3:], theirs[3:], strict=True):
        _same(found, expected)
