"""Counts of right and wrong decisions, and what is made of them. Formulas: `keras/src/metrics/confusion_metrics.py`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..backend import current
from ..backend.base import Value
from ..counterpart import counterpart
from ..losses import match_rank
from ..settings import epsilon
from .base import Metric

_LEAST, _FAR = -1e10, 1e30
"""Below every output: all that are among the greatest count as positive (`metrics_utils.NEG_INF`)."""


def _greatest(ops: Any, y_pred: Value, count: int) -> Value:
    """The `count` greatest outputs a row, the first of equal ones; the others become `_LEAST`."""
    chosen, left = ops.zeros_like(y_pred), y_pred
    for _ in range(count):
        hit = ops.cast(ops.one_hot(ops.argmax(left, -1), int(y_pred.shape[-1])), y_pred.dtype)
        chosen, left = ops.add(chosen, hit), ops.subtract(left, ops.multiply(hit, _FAR))
    return ops.where(ops.greater(chosen, 0.0), y_pred, ops.multiply(ops.ones_like(y_pred), _LEAST))


class _Confusion(Metric):
    """Counts at one or more thresholds; `kinds` of true/false positives/negatives."""

    kinds: Sequence[str] = ()

    multi_label = False

    def __init__(
        self, thresholds: Any = None, name: str | None = None, dtype: Any = None, class_id: int | None = None,
        top_k: int | None = None, label_weights: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(dtype, name)
        default = 0.5 if top_k is None else _LEAST
        given = [default] if thresholds is None else list(thresholds) if np.iterable(thresholds) else [thresholds]
        if thresholds is not None and any(t is None or not 0 <= t <= 1 for t in given):
            raise ValueError(f"Threshold values must be in [0, 1]. Received: {given}")
        self.thresholds, self.class_id, self.top_k = np.asarray(given, "float32"), class_id, top_k
        self.label_weights = None if label_weights is None else np.asarray(label_weights, self.dtype)
        self.counts: dict[str, Any] = {}
        if not self.multi_label:
            self._make_counts()

    def _make_counts(self, *labels: int) -> None:
        shape = (len(self.thresholds), *labels)
        self.counts = {kind: self.add_variable(shape, name=kind) for kind in self.kinds}

    def _weights(self, ops: Any, sample_weight: Value, y_pred: Value) -> Value:
        """Weights of the outputs' shape, from those of the samples and of the labels."""
        weights = ops.ones_like(y_pred)
        if sample_weight is not None:
            w = ops.tensor(sample_weight, self.dtype)
            for _ in range(len(y_pred.shape) - len(w.shape)):
                w = ops.expand_dims(w, -1)
            weights = ops.multiply(weights, w)
        if self.label_weights is not None and not self.multi_label:
            weights = ops.multiply(weights, ops.tensor(self.label_weights, self.dtype))
        return weights

    def update_state(self, y_true: Value, y_pred: Value, sample_weight: Value = None) -> None:
        ops = current()
        y_pred, y_true = match_rank(ops, ops.tensor(y_pred, self.dtype), ops.tensor(y_true, self.dtype))
        if self.top_k is not None:
            y_pred = _greatest(ops, y_pred, self.top_k)
        if self.class_id is not None:
            y_true, y_pred = (ops.getitem(y, (..., self.class_id)) for y in (y_true, y_pred))
        if not self.counts:
            self._make_counts(int(y_pred.shape[-1]))
        weights = self._weights(ops, sample_weight, y_pred)
        shape = (1, -1, int(y_pred.shape[-1])) if self.multi_label else (1, -1)
        truth, guess, weights = (ops.reshape(v, shape) for v in (y_true, y_pred, weights))
        limits = ops.tensor(self.thresholds.reshape(-1, *[1] * (len(shape) - 1)), self.dtype)
        positive, actual = (
            ops.cast(ops.greater(guess, limits), self.dtype),
            ops.cast(ops.cast(truth, "bool"), self.dtype),
        )
        parts = {
            "true_positives": (positive, actual), "false_positives": (positive, ops.subtract(1.0, actual)),
            "false_negatives": (ops.subtract(1.0, positive), actual),
            "true_negatives": (ops.subtract(1.0, positive), ops.subtract(1.0, actual)),
        }  # fmt: skip
        for kind, count in self.counts.items():
            a, b = parts[kind]
            ops.assign_add(count.value, ops.sum(ops.multiply(ops.multiply(a, b), weights), 1))

    def _count(self, kind: str) -> Value:
        return current().tensor(self.counts[kind])

    def _scalar(self, values: Value) -> Value:
        return current().getitem(values, 0) if len(self.thresholds) == 1 else values


class _Count(_Confusion):
    def __init__(self, thresholds: Any = None, name: str | None = None, dtype: Any = None) -> None:
        super().__init__(thresholds, name, dtype)
        self._options = {"thresholds": thresholds}

    def result(self) -> Value:
        return self._scalar(self._count(self.kinds[0]))


@counterpart("keras.metrics.TruePositives")
class TruePositives(_Count):
    """How often y is 1 and p above the threshold; weighted."""

    kinds = ("true_positives",)


@counterpart("keras.metrics.TrueNegatives")
class TrueNegatives(_Count):
    """How often y is 0 and p at most the threshold; weighted."""

    kinds = ("true_negatives",)


@counterpart("keras.metrics.FalsePositives")
class FalsePositives(_Count):
    """How often y is 0 and p above the threshold; weighted."""

    kinds = ("false_positives",)


@counterpart("keras.metrics.FalseNegatives")
class FalseNegatives(_Count):
    """How often y is 1 and p at most the threshold; weighted."""

    kinds = ("false_negatives",)


class _Ratio(_Confusion):
    """true positives / (true positives + the second kind)"""

    def __init__(
        self, thresholds: Any = None, top_k: int | None = None, class_id: int | None = None, name: str | None = None,
        dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(thresholds, name, dtype, class_id, top_k)
        self._options = {"thresholds": thresholds, "top_k": top_k, "class_id": class_id}

    def result(self) -> Value:
        hits, misses = (self._count(kind) for kind in self.kinds)
        return self._scalar(current().divide_no_nan(hits, current().add(hits, misses)))


@counterpart("keras.metrics.Precision")
class Precision(_Ratio):
    """The share of positive decisions that are right."""

    kinds = ("true_positives", "false_positives")


@counterpart("keras.metrics.Recall")
class Recall(_Ratio):
    """The share of positives that are found."""

    kinds = ("true_positives", "false_negatives")


@counterpart("keras.metrics.AUC")
class AUC(_Confusion):
    """The area under the ROC or PR curve by the interpolation given (`keras.metrics.AUC`).

    Davis and Goadrich, ICML 2006.
    """

    kinds = ("true_positives", "true_negatives", "false_positives", "false_negatives")

    def __init__(
        self, num_thresholds: int = 200, curve: str = "ROC", summation_method: str = "interpolation",
        name: str | None = None, dtype: Any = None, thresholds: Sequence[float] | None = None,
        multi_label: bool = False, num_labels: int | None = None, label_weights: Any = None, from_logits: bool = False,
    ) -> None:  # fmt: skip
        if thresholds is None and num_thresholds <= 1:
            raise ValueError(
                f"Argument `num_thresholds` must be an integer > 1. Received: num_thresholds={num_thresholds}"
            )
        if num_labels and not multi_label:
            raise ValueError("`num_labels` is needed only when `multi_label` is True.")
        if thresholds is None:
            between = [(i + 1) / (num_thresholds - 1) for i in range(num_thresholds - 2)]
        else:
            between = sorted(thresholds)
        self.multi_label, self.from_logits, self.has_buckets = multi_label, from_logits, thresholds is None
        super().__init__([0.0] * (len(between) + 2), name, dtype, label_weights=label_weights)
        self.thresholds = np.array([-epsilon(), *between, 1.0 + epsilon()], "float32")
        self.curve, self.summation_method = curve, summation_method
        self._options = {
            "num_thresholds": len(self.thresholds), "curve": curve, "summation_method": summation_method,
            "multi_label": multi_label, "num_labels": num_labels, "label_weights": label_weights,
            "from_logits": from_logits, **({} if thresholds is None else {"thresholds": between}),
        }  # fmt: skip
        if curve not in {"ROC", "PR"} or summation_method not in {"interpolation", "minoring", "majoring"}:
            raise ValueError(f"Invalid AUC curve {curve!r} or summation_method {summation_method!r}.")

    def update_state(self, y_true: Value, y_pred: Value, sample_weight: Value = None) -> None:
        """Outputs below 0 count as 0: Keras puts them into the first of its buckets."""
        ops = current()
        y_pred = ops.tensor(y_pred, self.dtype)
        y_pred = ops.sigmoid(y_pred) if self.from_logits else y_pred
        super().update_state(y_true, ops.clip(y_pred, 0.0, 1.0) if self.has_buckets else y_pred, sample_weight)

    def result(self) -> Value:
        """The area; with several labels the mean over them, weighted by `label_weights`."""
        ops, area = current(), self._area()
        if not self.multi_label:
            return area
        if self.label_weights is None:
            return ops.mean(area)
        weights = ops.tensor(self.label_weights, self.dtype)
        return ops.divide_no_nan(ops.sum(ops.multiply(area, weights)), ops.sum(weights))

    def _area(self) -> Value:
        ops = current()
        tp, tn, fp, fn = (self._count(kind) for kind in self.kinds)
        if self.curve == "PR" and self.summation_method == "interpolation":
            return self._pr(tp, fp, fn)
        recall = ops.divide_no_nan(tp, ops.add(tp, fn))
        if self.curve == "ROC":
            x, y = ops.divide_no_nan(fp, ops.add(fp, tn)), recall
        else:
            x, y = recall, ops.divide_no_nan(tp, ops.add(tp, fp))
        a, b = ops.getitem(y, slice(None, -1)), ops.getitem(y, slice(1, None))
        choose = {"interpolation": lambda: ops.divide(ops.add(a, b), 2.0), "minoring": lambda: ops.minimum(a, b),
                  "majoring": lambda: ops.maximum(a, b)}[self.summation_method]  # fmt: skip
        steps = ops.subtract(ops.getitem(x, slice(None, -1)), ops.getitem(x, slice(1, None)))
        return ops.sum(ops.multiply(steps, choose()), 0)  # type: ignore[no-untyped-call]

    def _pr(self, tp: Value, fp: Value, fn: Value) -> Value:
        """Precision between two thresholds follows a hyperbola (Davis and Goadrich)."""
        ops = current()
        head, tail = slice(None, -1), slice(1, None)
        step = ops.subtract(ops.getitem(tp, head), ops.getitem(tp, tail))
        p = ops.add(tp, fp)
        slope = ops.divide_no_nan(step, ops.maximum(ops.subtract(ops.getitem(p, head), ops.getitem(p, tail)), 0.0))
        intercept = ops.subtract(ops.getitem(tp, tail), ops.multiply(slope, ops.getitem(p, tail)))
        both = ops.logical_and(ops.greater(ops.getitem(p, head), 0.0), ops.greater(ops.getitem(p, tail), 0.0))
        ratio = ops.divide_no_nan(ops.maximum(ops.getitem(p, head), 0.0), ops.maximum(ops.getitem(p, tail), 0.0))
        safe = ops.where(both, ratio, ops.ones_like(ratio))
        area = ops.multiply(slope, ops.add(step, ops.multiply(intercept, ops.log(safe))))
        positives = ops.maximum(ops.add(ops.getitem(tp, tail), ops.getitem(fn, tail)), 0.0)
        return ops.sum(ops.divide_no_nan(area, positives), 0)


@counterpart("keras.metrics.F1Score")
class F1Score(Metric):
    """2 precision recall / (precision + recall) a class; `average` "macro", "micro", "weighted" or None.

    All divisors are larger by `epsilon()`. Formula: `keras/src/metrics/f_score_metrics.py`.
    """

    def __init__(
        self, average: str | None = None, threshold: float | None = None, name: str = "f1_score", dtype: Any = None
    ) -> None:
        super().__init__(dtype, name)
        if average not in (None, "micro", "macro", "weighted"):
            raise ValueError(
                "Invalid `average` argument value. Expected one of: None, 'micro', 'macro', 'weighted'. "
                f"Received: average={average}"
            )
        if threshold is not None and not isinstance(threshold, float):
            raise ValueError(f"Invalid `threshold` argument value. It should be a Python float. Received: {threshold}")
        self.average, self.threshold, self.counts = average, threshold, []  # type: ignore[var-annotated]
        self._options = {"average": average, "threshold": threshold}

    def update_state(self, y_true: Value, y_pred: Value, sample_weight: Value = None) -> None:
        ops = current()
        y_true, y_pred = ops.tensor(y_true, self.dtype), ops.tensor(y_pred, self.dtype)
        if sample_weight is not None and len(np.shape(sample_weight)) != 1:
            raise ValueError(
                f"F1Score expects one weight a sample. Received weights of shape {np.shape(sample_weight)}"
            )
        classes = int(y_pred.shape[-1])
        if not self.counts:
            shape = () if self.average == "micro" else (classes,)
            self.counts = [self.add_variable(shape, name=n) for n in ("tp", "fp", "fn", "weight")]
        if self.threshold is None:
            greatest = ops.greater_equal(y_pred, ops.max(y_pred, -1, keepdims=True))
            guess = ops.cast(ops.logical_and(greatest, ops.greater(ops.absolute(y_pred), 1e-9)), self.dtype)
        else:
            guess = ops.cast(ops.greater(y_pred, self.threshold), self.dtype)
        w = (
            ops.ones_like(y_true)
            if sample_weight is None
            else ops.reshape(ops.tensor(sample_weight, self.dtype), (-1, 1))
        )
        axis = None if self.average == "micro" else 0
        wrong, missed = ops.subtract(1.0, y_true), ops.subtract(1.0, guess)
        parts = ops.multiply(guess, y_true), ops.multiply(guess, wrong), ops.multiply(missed, y_true), y_true
        for total, values in zip(self.counts, parts, strict=True):
            ops.assign_add(total.value, ops.sum(ops.multiply(values, w), axis))

    def result(self) -> Value:
        ops = current()
        tp, fp, fn, weight = (ops.tensor(v) for v in self.counts)

        def share(part: Value, whole: Value) -> Value:
            return ops.divide(part, ops.add(whole, epsilon()))

        precision, recall = share(tp, ops.add(tp, fp)), share(tp, ops.add(tp, fn))
        scores = ops.multiply(share(ops.multiply(precision, recall), ops.add(precision, recall)), 2.0)
        if self.average == "weighted":
            return ops.sum(ops.multiply(scores, share(weight, ops.sum(weight))))
        return ops.mean(scores) if self.average == "macro" else scores
