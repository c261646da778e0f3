"""Each entry of the derivative table against differences of its function, to second order."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from reference_impl.backend.numpy_backend import NUMPY as ops
from reference_impl.backend.numpy_tensor import ALL_RULES

R = np.random.default_rng(0)
A, B = R.normal(size=(3, 4)), R.normal(size=(3, 4)) + 3.0
POSITIVE = R.random((3, 4)) + 0.5
IMAGE = R.normal(size=(2, 5, 6, 2))
LABELS = R.random((3, 4))
LABELS /= LABELS.sum(-1, keepdims=True)
INDEX = np.array([[0, 2], [1, 1], [3, 0]])

CASES: dict[str, tuple[Any, ...]] = {
    "identity": (A,),
    "add": (A, B[0]),
    "subtract": (A[:, :1], B),
    "multiply": (A, B[0]),
    "divide": (A, B[:, :1]),
    "divide_no_nan": (A, B),
    "power": (POSITIVE, B),
    "mod": (A, B),
    "maximum": (A, B - 3),
    "minimum": (A, B - 3),
    "where": (A > 0, A, B),
    "clip": (A, -0.5, 0.5),
    "negative": (A,),
    "exp": (A,),
    "expm1": (A,),
    "log": (POSITIVE,),
    "log1p": (POSITIVE,),
    "sqrt": (POSITIVE,),
    "rsqrt": (POSITIVE,),
    "square": (A,),
    "absolute": (A,),
    "sin": (A,),
    "cos": (A,),
    "erf": (A,),
    "tanh": (A,),
    "sigmoid": (A,),
    "softplus": (A,),
    "relu": (A,),
    "cast": (A, "float64"),
    "sum": (A, 0),
    "mean": (A, -1, True),
    "max": (A, 1),
    "min": (A,),
    "prod": (POSITIVE, 0),
    "cumsum": (A, 1),
    "softmax": (A,),
    "log_softmax": (A,),
    "matmul": (R.normal(size=(2, 3, 4)), R.normal(size=(4, 5))),
    "swap": (A,),
    "transpose": (A, (1, 0)),
    "reshape": (A, (2, 6)),
    "expand_dims": (A, 1),
    "squeeze": (A[:, :1], 1),
    "broadcast_to": (A[0], (3, 4)),
    "pad": (A, [(1, 0), (0, 2)]),
    "repeat": (A, 2, 1),
    "tile": (A, (2, 1)),
    "flip": (A, 0),
    "getitem": (A, (slice(1, 3), 2)),
    "scatter": (A, (slice(0, 3), slice(1, 5)), (4, 6)),
    "take": (A, np.array([0, 2, 2])),
    "scatter_rows": (A, np.array([0, 2, 2]), (5, 4)),
    "affine": (R.normal(size=(2, 3, 4)), R.normal(size=(4, 5)), R.normal(size=5)),
    "take_along_axis": (A, INDEX, 1),
    "put_along_axis": (A[:, :2], np.array([[0, 2], [1, 3], [3, 0]]), 1, (3, 4)),
    "patches": (IMAGE, (2, 3), (2, 1), (1, 2)),
    "fold": (R.normal(size=(2, 2, 2, 2, 3, 2)), (2, 3), (2, 1), (1, 2), (2, 5, 6, 2)),
    "softmax_crossentropy": (LABELS, A),
    "sparse_softmax_crossentropy": (np.array([0, 3, 1]), A),
    "sigmoid_crossentropy": (LABELS, A),
    "concat": (A, B),
    "stack_": (A, B),
}
DIFFERENTIATED = {"where": (1, 2), "softmax_crossentropy": (1,), "sparse_softmax_crossentropy": (1,)}


def test_every_entry_is_checked() -> None:
    assert set(ALL_RULES) == set(CASES)


@pytest.mark.parametrize("name", sorted(CASES))
def test_lists_stand_for_arrays(name: str) -> None:
    args = CASES[name]
    given = [a.tolist() if isinstance(a, np.ndarray) else a for a in args]
    expected = getattr(ops, name)(*args)
    np.testing.assert_array_equal(getattr(ops, name)(*given), expected)
    with ops.tape([]) as tape:
        place = DIFFERENTIATED.get(name, (0,))[0]
        x = args[place]
        tape.tracked.add(id(x))
        y = ops.sum(getattr(ops, name)(*given[:place], x, *given[place + 1 :]))
    found, wanted = tape.gradient(y, [x])[0], _gradient(lambda x: ops.sum(_call(name, args, place, x)), x.copy())
    np.testing.assert_array_equal(found.dense() if hasattr(found, "dense") else found, wanted)


def _call(name: str, args: tuple[Any, ...], place: int, x: Any) -> Any:
    return getattr(ops, name)(*args[:place], x, *args[place + 1 :])


def _function(name: str, args: tuple[Any, ...], place: int, weights: Any = None) -> Any:
    run = getattr(ops, name)

    def scalar(x: Any) -> Any:
        y = run(*args[:place], x, *args[place + 1 :])
        w = np.cos(np.arange(np.size(y), dtype=float)).reshape(np.shape(y)) if weights is None else weights
        return ops.sum(ops.multiply(y, w))

    return scalar


def _gradient(function: Any, x: Any) -> Any:
    with ops.tape([]) as tape:
        tape.tracked.add(id(x))
        y = function(x)
    (g,) = tape.gradient(y, [x])
    return np.zeros_like(x) if g is None else g.dense() if hasattr(g, "dense") else g


def _numeric(function: Any, x: Any, step: float = 1e-5) -> Any:
    found = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        moved = x.copy()
        moved[place] += step
        high = function(moved)
        moved[place] -= 2 * step
        found[place] = (high - function(moved)) / (2 * step)
    return found


@pytest.mark.parametrize("name", sorted(CASES))
def test_first_and_second_derivative(name: str) -> None:
    args = CASES[name]
    places = DIFFERENTIATED.get(name, [i for i, a in enumerate(args) if isinstance(a, np.ndarray) and a.dtype == float])
    for place in places:
        function, x = _function(name, args, place), args[place].copy()
        np.testing.assert_allclose(_gradient(function, x), _numeric(function, x), atol=1e-7, rtol=1e-5)

        def directional(x: Any, function: Any = function) -> Any:
            """A scalar of the gradient, whose own gradient is the second derivative."""
            g = _gradient(function, x)
            return ops.sum(ops.multiply(g, np.sin(np.arange(x.size, dtype=float) + 1).reshape(x.shape)))

        np.testing.assert_allclose(_gradient(directional, x), _numeric(directional, x), atol=1e-6, rtol=1e-4)
