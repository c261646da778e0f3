"""Every loss with every option, reduction, shape of weights and mask gives Keras's number."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl.backend import current, use_backend

keras = pytest.importorskip("keras")
pytest.importorskip("tensorflow")

RNG = np.random.default_rng(11)
ROWS, STEPS, CLASSES = 6, 5, 4


def _floats(*shape: int) -> Any:
    return RNG.normal(size=shape).astype("float32")


def _shares(values: Any) -> Any:
    powers = np.exp(values)
    return powers / powers.sum(-1, keepdims=True)


LABELS = RNG.integers(CLASSES, size=(ROWS, STEPS))
LOGITS = _floats(ROWS, STEPS, CLASSES)
SHARES, ONE_HOT = _shares(LOGITS), np.eye(CLASSES, dtype="float32")[LABELS]
BITS = RNG.integers(2, size=(ROWS, STEPS, CLASSES)).astype("float32")
SIGMOIDS = 1 / (1 + np.exp(-LOGITS))
POSITIVE, NUMBERS = np.abs(_floats(ROWS, STEPS, CLASSES)) + 0.1, _floats(ROWS, STEPS, CLASSES)

#: loss -> pairs (targets, outputs), and the values its options take
LOSSES: dict[str, tuple[list[tuple[Any, Any]], dict[str, list[Any]]]] = {
    **{
        name: ([(NUMBERS, LOGITS), (NUMBERS[:, 0, 0], LOGITS[:, 0, :1])], {})
        for name in ("MeanSquaredError", "MeanAbsoluteError", "MeanAbsolutePercentageError", "LogCosh")
    },
    "MeanSquaredLogarithmicError": ([(POSITIVE, SHARES)], {}),
    "Huber": ([(NUMBERS, LOGITS)], {"delta": [1.0, 0.3, 2.5]}),
    "CosineSimilarity": ([(NUMBERS, LOGITS)], {"axis": [-1, 1, 2]}),
    **{name: ([(BITS, LOGITS), (NUMBERS, LOGITS)], {}) for name in ("Hinge", "SquaredHinge")},
    "CategoricalHinge": ([(ONE_HOT, LOGITS)], {}),
    "KLDivergence": ([(_shares(NUMBERS), SHARES)], {}),
    "Poisson": ([(POSITIVE, SHARES)], {}),
    "BinaryCrossentropy": (
        [(BITS, SIGMOIDS), (BITS[:, 0, 0], SIGMOIDS[:, 0, :1])],
        {"from_logits": [False, True], "label_smoothing": [0.0, 0.2], "axis": [-1, 0]},
    ),
    "BinaryFocalCrossentropy": (
        [(BITS, SIGMOIDS)],
        {
            "from_logits": [False, True], "label_smoothing": [0.0, 0.2], "axis": [-1, 1], "gamma": [2.0, 0.5],
            "apply_class_balancing": [False, True],
        },
    ),
    "CategoricalCrossentropy": (
        [(ONE_HOT, SHARES)],
        {"from_logits": [False, True], "label_smoothing": [0.0, 0.2], "axis": [-1, 1, 2]},
    ),
    "CategoricalFocalCrossentropy": (
        [(ONE_HOT, SHARES)],
        {"from_logits": [False, True], "label_smoothing": [0.0, 0.2], "axis": [-1, 1], "alpha": [0.25, 0.7]},
    ),
    "SparseCategoricalCrossentropy": (
        [(LABELS, SHARES), (LABELS[..., None], SHARES), (LABELS[:, 0], SHARES[:, 0])],
        {"from_logits": [False, True], "ignore_class": [None, 1, 0, -1, 9]},
    ),
}  # fmt: skip
REDUCTIONS = ["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none", None]


def _options(choices: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    for values in product(*choices.values()):
        yield dict(zip(choices, values, strict=True))


def _weights(rank: int) -> Iterator[Any]:
    """None, and weights a row, a value, and with a last dimension of one."""
    rng = np.random.default_rng(3)
    yield None
    for shape in [(ROWS,), (ROWS, 1), (ROWS, STEPS), (ROWS, STEPS, 1)][: 2 if rank == 1 else 4]:
        yield rng.uniform(0, 2, size=shape).astype("float32")


def _keras_mask(y: Any, mask: Any) -> Any:
    tensor = keras.ops.convert_to_tensor(y)
    if mask is not None:
        keras.src.backend.set_keras_mask(tensor, keras.ops.convert_to_tensor(mask))
    return tensor


def _own_mask(y: Any, mask: Any) -> Any:
    ops = current()
    return y if mask is None else ops.annotate(ops.tensor(y), mask=ops.tensor(mask))


def _value(function: Any) -> Any:
    """What a call gives, or that it fails."""
    try:
        return np.asarray(function())
    except Exception as error:
        return type(error)


def _difference(ours: Any, theirs: Any) -> str | None:
    if isinstance(theirs, type):
        return None if isinstance(ours, type) else f"Keras raises {theirs}"
    if isinstance(ours, type):
        return f"raises {ours}"
    if ours.shape != theirs.shape:
        return f"shapes {ours.shape}, {theirs.shape}"
    return None if np.allclose(ours, theirs, rtol=2e-5, atol=2e-6) else f"{ours.ravel()[:3]}, {theirs.ravel()[:3]}"


def _cases(name: str) -> Iterator[tuple[dict[str, Any], Any, Any, Any, Any]]:
    """(options, targets, outputs, weights, mask): all options plainly, all reductions with all weights and masks."""
    pairs, choices = LOSSES[name]
    plain = {option: values[0] for option, values in choices.items()}
    most = {option: values[min(1, len(values) - 1)] for option, values in choices.items()}
    for y_true, y_pred in pairs:
        for options in _options(choices):
            yield options, y_true, y_pred, None, None
        mask = np.random.default_rng(4).random(y_pred.shape[:-1]) < 0.7
        rank = y_pred.ndim - 1
        for options, reduction, weight in product([plain, most], REDUCTIONS, _weights(rank)):
            for chosen in (None, mask, np.zeros_like(mask)):
                yield {**options, "reduction": reduction}, y_true, y_pred, weight, chosen


@pytest.mark.parametrize("name", LOSSES)
def test_loss(name: str) -> None:
    wrong = []
    for options, y_true, y_pred, weight, mask in _cases(name):
        theirs = _value(lambda: getattr(keras.losses, name)(**options)(y_true, _keras_mask(y_pred, mask), weight))  # noqa: B023
        for backend in ("numpy", "tensorflow"):
            with use_backend(backend):
                ours = _value(
                    lambda: getattr(reference_impl.losses, name)(**options)(y_true, _own_mask(y_pred, mask), weight)  # noqa: B023
                )
            found = _difference(ours, theirs)
            if found:
                shapes = [None if a is None else a.shape for a in (y_true, y_pred, weight, mask)]
                wrong.append(f"{backend} {options} {shapes}: {found}")
    assert not wrong, f"{len(wrong)}: " + "\n".join(wrong[:6])
