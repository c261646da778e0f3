"""Every metric with every option and shape of weights gives Keras's number, over two batches."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl.backend import use_backend
from tests.reference_impl.test_loss_options import (
    BITS,
    LABELS,
    LOGITS,
    NUMBERS,
    ONE_HOT,
    POSITIVE,
    SHARES,
    SIGMOIDS,
    _difference,
    _keras_mask,
    _options,
    _own_mask,
    _value,
    _weights,
    keras,
)

PLAIN = [(BITS[:, 0], SIGMOIDS[:, 0]), (BITS[:, 0, 0], SIGMOIDS[:, 0, 0]), (BITS[:, 0, 0], SIGMOIDS[:, 0, :1])]
ROWS = [(BITS[:, 0], SIGMOIDS[:, 0])]
CROSSENTROPY: dict[str, list[Any]] = {"from_logits": [False, True], "label_smoothing": [0, 0.2]}
DECISIONS: dict[str, list[Any]] = {"thresholds": [None, 0.3, [0.2, 0.7]]}
SHARE: dict[str, list[Any]] = {**DECISIONS, "top_k": [None, 2], "class_id": [None, 1]}

#: metric -> pairs (targets, outputs), and the values its options take
METRICS: dict[str, tuple[list[tuple[Any, Any]], dict[str, list[Any]]]] = {
    **{
        name: ([(NUMBERS, LOGITS), (NUMBERS[:, 0, 0], LOGITS[:, 0, :1])], {})
        for name in ("MeanSquaredError", "MeanAbsoluteError", "LogCoshError", "RootMeanSquaredError")
    },
    **{name: ([(POSITIVE, SHARES)], {}) for name in ("MeanSquaredLogarithmicError", "Poisson", "KLDivergence")},
    "MeanAbsolutePercentageError": ([(NUMBERS, LOGITS)], {}),
    **{name: ([(BITS, LOGITS)], {}) for name in ("Hinge", "SquaredHinge", "CategoricalHinge")},
    "CosineSimilarity": ([(NUMBERS, LOGITS)], {"axis": [-1, 1]}),
    "R2Score": (
        [(NUMBERS[:, 0], LOGITS[:, 0])],
        {"class_aggregation": ["uniform_average", "variance_weighted_average", None], "num_regressors": [0, 2]},
    ),
    "Accuracy": ([(LABELS, LABELS[::-1]), (LABELS[:, 0], LABELS[::-1, 0])], {}),
    "BinaryAccuracy": ([(BITS, SIGMOIDS), *PLAIN], {"threshold": [0.5, 0.3]}),
    "CategoricalAccuracy": ([(ONE_HOT, SHARES)], {}),
    "SparseCategoricalAccuracy": ([(LABELS, SHARES), (LABELS[..., None], SHARES)], {}),
    "TopKCategoricalAccuracy": ([(ONE_HOT, SHARES), (ONE_HOT[:, 0], SHARES[:, 0])], {"k": [1, 2, 5]}),
    "SparseTopKCategoricalAccuracy": ([(LABELS, SHARES), (LABELS[:, 0], SHARES[:, 0])], {"k": [1, 2, 5]}),
    "BinaryCrossentropy": ([(BITS, SIGMOIDS)], CROSSENTROPY),
    "CategoricalCrossentropy": ([(ONE_HOT, SHARES)], {**CROSSENTROPY, "axis": [-1, 1]}),
    "SparseCategoricalCrossentropy": ([(LABELS, SHARES)], {"from_logits": [False, True]}),
    **dict.fromkeys(("TruePositives", "TrueNegatives", "FalsePositives", "FalseNegatives"), (PLAIN, DECISIONS)),
    "Precision": (ROWS, SHARE),
    "Recall": (ROWS, SHARE),
    "AUC": (
        ROWS,
        {
            "num_thresholds": [200], "curve": ["ROC", "PR"],
            "summation_method": ["interpolation", "minoring", "majoring"], "thresholds": [None, [0.6, 0.1, 0.3, 0.35]],
            "multi_label": [False, True], "label_weights": [None, [0.1, 2.0, 1.0, 0.7]], "from_logits": [False, True],
        },
    ),
    "F1Score": (
        [(ONE_HOT[:, 0], SHARES[:, 0]), (ONE_HOT[:, 0], np.round(SHARES[:, 0]))],
        {"average": [None, "micro", "macro", "weighted"], "threshold": [None, 0.4]},
    ),
}  # fmt: skip


def _result(metric: Any, y_true: Any, y_pred: Any, weight: Any, put: Any, mask: Any) -> Any:
    """The metric of two batches."""
    half = len(y_true) // 2
    for rows in (slice(half), slice(half, None)):
        chosen, w = (None if a is None else a[rows] for a in (mask, weight))
        metric.update_state(y_true[rows], put(y_pred[rows], chosen), w)
    return metric.result()


@pytest.mark.parametrize("name", METRICS)
def test_metric(name: str) -> None:
    pairs, choices = METRICS[name]
    plain = {option: values[0] for option, values in choices.items()}
    cases = [(options, *pair, None, None) for pair in pairs for options in _options(choices)]
    for y_true, y_pred in pairs:
        mask = np.random.default_rng(4).random(y_pred.shape[:-1] or y_pred.shape) < 0.7
        cases += [
            (plain, y_true, y_pred, weight, chosen)
            for weight, chosen in product(_weights(max(1, y_pred.ndim - 1)), (None, mask))
        ]
    wrong = []
    for options, y_true, y_pred, weight, mask in cases:
        arguments = (y_true, y_pred, weight)
        theirs = _value(lambda: _result(getattr(keras.metrics, name)(**options), *arguments, _keras_mask, mask))  # noqa: B023
        for backend in ("numpy", "tensorflow"):
            with use_backend(backend):
                ours = _value(
                    lambda: _result(getattr(reference_impl.metrics, name)(**options), *arguments, _own_mask, mask)  # noqa: B023
                )
            found = _difference(ours, theirs)
            if found:
                shapes = [None if a is None else a.shape for a in (*arguments, mask)]
                wrong.append(f"{backend} {options} {shapes}: {found}")
    assert not wrong, f"{len(wrong)}: " + "\n".join(wrong[:6])
