"""What `compile` asked for: the loss that is minimized and the metrics that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from . import losses
from .backend import current
from .backend.base import Value, Variable
from .config import floatx
from .counterpart import counterpart
from .lazy import elsewhere


class LossMean:
    """The epoch's loss: the mean over batches, each weighted by its rows (as `keras.metrics.Mean` tracks it)."""

    name = "loss"

    def __init__(self) -> None:
        self.dtype, ops = floatx(), current()
        self.total, self.count = (Variable(ops, np.zeros(()), self.dtype, False, n) for n in ("total", "count"))

    def reset_state(self) -> None:
        for v in (self.total, self.count):
            v.ops.assign(v.value, np.zeros((), self.dtype))

    def result(self) -> Value:
        return current().divide_no_nan(self.total.value, self.count.value)

    @property
    def variables(self) -> list[Variable]:
        return [self.total, self.count]


class Objective:
    """The compiled loss and metrics of a model with one output; several outputs are left to `several_outputs.py`."""

    def __init__(self, loss: Any, loss_weights: Any, metrics: Any, weighted_metrics: Any, model: Any) -> None:
        self.arguments = (loss, loss_weights, metrics, weighted_metrics)
        self.model, self.tracker, self.built = model, LossMean(), False
        self.several: Any = None
        self.shown: list[Any] = []
        self.weighted: list[Any] = []
        if metrics or weighted_metrics or not isinstance(loss, str):
            self.check_arguments()
        else:
            losses.get(None if loss.lower() in {"crossentropy", "ce"} else loss)

    check_arguments = elsewhere(".choosing")

    def build(self, y_true: Any, y_pred: Any) -> None:
        """Resolve losses and metrics, some of which depend on the shapes of targets and outputs."""
        loss, loss_weights, shown, weighted = self.arguments
        if self.built:
            return
        if isinstance(y_pred, (list, tuple, dict)):
            from .several_outputs import SeveralOutputs

            self.several = SeveralOutputs(self.arguments, self.model, y_true, y_pred)
        else:
            y_true = only(y_true)
            self.criterion = losses.choose(only(loss), y_true, y_pred)
            self.scale = None if loss_weights is None else float(only(loss_weights))
            if shown or weighted:
                from .choosing import get_metrics

                self.shown, self.weighted = (get_metrics(given, y_true, y_pred) for given in (shown, weighted))
        self.built = True

    @property
    def metrics(self) -> list[Any]:
        """The loss's mean and all metrics."""
        return [self.tracker, *(self.several.metrics if self.several else [*self.shown, *self.weighted])]

    @counterpart("keras.Model.compute_loss")
    def loss(self, y: Any, y_pred: Any, sample_weight: Any, penalties: Sequence[Value]) -> Value:
        """The scalar to minimize: the compiled loss and then the penalties of regularizers, summed.

        Raises ValueError when there is none of either.
        """
        self.build(y, y_pred)
        total = None
        if self.several is not None:
            total = self.several.loss(y, y_pred, sample_weight)
        elif self.criterion is not None:
            total = self.criterion(only(y), y_pred, only(sample_weight))
            total = total if self.scale is None else current().multiply(total, self.scale)
        for penalty in penalties:
            total = penalty if total is None else current().add(total, penalty)
        if total is None:
            raise ValueError("No loss to compute. Provide a `loss` argument in `compile()`.")
        return total

    @counterpart("keras.Model.compute_metrics")
    def update(self, x: Any, y: Any, y_pred: Any, sample_weight: Any, loss: Value) -> None:
        """Take a batch into the epoch's loss (weighted by its rows) and metrics."""
        ops, tracker = current(), self.tracker
        rows = ops.count_rows(first(x), tracker.dtype)
        ops.assign_add(tracker.total.value, ops.multiply(loss, rows))
        ops.assign_add(tracker.count.value, rows)
        if self.several is not None:
            self.several.update(y, y_pred, sample_weight)
            return
        y = only(y)
        for metric in self.shown:
            metric.update_state(y, y_pred)
        for metric in self.weighted:
            metric.update_state(y, y_pred, only(sample_weight))

    def make_states(self, y: Any, y_pred: Any) -> None:
        """Let metrics that size their variables by their first batch do so."""
        for metric in [*self.shown, *self.weighted]:
            metric.update_state(only(y), y_pred)

    def logs(self, extra: Sequence[Any] = ()) -> dict[str, float]:
        """Name -> value so far: the loss first, then the metrics in order."""
        ops, found = current(), {"loss": self.tracker.result()}
        if len(extra) > 1:
            self.add_results(found, extra)
        return {name: float(ops.numpy(ops.tensor(value))) for name, value in found.items()}

    add_results = elsewhere(".choosing")


def first(values: Any) -> Any:
    """The first entry of a list, tuple or dict, however deep."""
    while isinstance(values, (list, tuple, dict)):
        values = next(iter(values.values() if isinstance(values, dict) else values))
    return values


def only(value: Any) -> Any:
    """The one entry of a list, tuple or dict. Raises ValueError if there are more."""
    while isinstance(value, (list, tuple, dict)):
        if len(value) != 1:
            raise ValueError(f"The model has a single output, but {len(value)} values were given for it: {value}")
        value = first(value)
    return value
