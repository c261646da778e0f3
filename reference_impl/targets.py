"""What `compile` asked for: the loss that is minimized and the metrics that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import losses, metrics
from .backend import current
from .backend.base import Value
from .counterpart import counterpart
from .losses.base import Loss, LossFunctionWrapper
from .metrics.base import Mean, MeanMetricWrapper, Metric


class Objective:
    """The compiled loss and metrics of a model with one output; several outputs are left to `several_outputs.py`."""

    def __init__(self, loss: Any, loss_weights: Any, metrics: Any, weighted_metrics: Any, model: Any) -> None:
        _check_metrics(metrics, "metrics")
        _check_metrics(weighted_metrics, "weighted_metrics")
        self.arguments = (loss, loss_weights, metrics, weighted_metrics)
        self.model, self.tracker, self.built = model, Mean(name="loss"), False
        self.parts: list[Any] = []
        self.several: Any = None
        for name in _strings(loss):
            get_loss(name, None, None) if name not in _BY_SHAPE else None

    def build(self, y_true: Any, y_pred: Any) -> None:
        """Resolve losses and metrics, some of which depend on the shapes of targets and outputs."""
        if self.built:
            return
        loss, loss_weights, shown, weighted = self.arguments
        if isinstance(y_pred, (list, tuple, dict)):
            from .several_outputs import SeveralOutputs

            self.several = SeveralOutputs(self.arguments, self.model, y_true, y_pred)
        else:
            y_true = _only(y_true)
            self.criterion = get_loss(_only(loss), y_true, y_pred)
            self.scale = None if loss_weights is None else float(_only(loss_weights))
            self.shown = [get_metric(m, y_true, y_pred) for m in _flat(shown)]
            self.weighted = [get_metric(m, y_true, y_pred) for m in _flat(weighted)]
        self.built = True

    @property
    def metrics(self) -> list[Metric]:
        """The loss's mean and all metrics."""
        if not self.built:
            return [self.tracker]
        return [self.tracker, *(self.several.metrics if self.several else [*self.shown, *self.weighted])]

    @counterpart("keras.Model.compute_loss")
    def loss(self, y: Any, y_pred: Any, sample_weight: Any, penalties: Sequence[Value]) -> Value:
        """The scalar to minimize: the compiled loss and then the penalties of regularizers, summed.

        Raises ValueError when there is none of either.
        """
        if not self.built:
            self.build(y, y_pred)
        if self.several is not None:
            total = self.several.loss(y, y_pred, sample_weight)
        elif self.criterion is not None:
            total = self.criterion(_only(y), y_pred, _only(sample_weight))
            total = total if self.scale is None else current().multiply(total, self.scale)
        else:
            total = None
        for penalty in penalties:
            total = penalty if total is None else current().add(total, penalty)
        if total is None:
            raise ValueError("No loss to compute. Provide a `loss` argument in `compile()`.")
        return total

    @counterpart("keras.Model.compute_metrics")
    def update(self, x: Any, y: Any, y_pred: Any, sample_weight: Any, loss: Value) -> None:
        """Take a batch into the epoch's loss (weighted by its rows) and metrics."""
        ops, tracker = current(), self.tracker
        rows = ops.count_rows(_first(x), tracker.dtype)
        ops.assign_add(tracker.total.value, ops.multiply(loss, rows))
        ops.assign_add(tracker.count.value, rows)
        if self.several is not None:
            self.several.update(y, y_pred, sample_weight)
            return
        y = _only(y)
        for metric in self.shown:
            metric.update_state(y, y_pred)
        for metric in self.weighted:
            metric.update_state(y, y_pred, _only(sample_weight))

    def make_states(self, y: Any, y_pred: Any) -> None:
        """Let metrics that size their variables by their first batch do so."""
        if self.several is None:
            for metric in [*self.shown, *self.weighted]:
                metric.update_state(_only(y), y_pred)

    def logs(self, extra: Sequence[Metric] = ()) -> dict[str, float]:
        """Name -> value so far: the loss first, then the metrics in order."""
        ops = current()
        found = {"loss": self.tracker.result()}
        if self.several is not None:
            found |= self.several.results()
        else:
            for metric in [*self.shown, *self.weighted] if self.built else ():
                found[_free_name(metric, found, metric in self.weighted)] = metric.result()
        for metric in extra:
            found.setdefault(metric.name, metric.result()) if metric not in self.metrics else None
        return {name: float(ops.numpy(ops.tensor(value))) for name, value in found.items()}


_BY_SHAPE = ("accuracy", "acc", "crossentropy", "ce")


def get_loss(identifier: Any, y_true: Any, y_pred: Any) -> Loss | None:
    """A Loss; "crossentropy" becomes the one that fits the shapes (`keras.src.trainers.compile_utils.get_loss`)."""
    if isinstance(identifier, str) and identifier.lower() in _BY_SHAPE[2:]:
        identifier = _by_shape(y_true, y_pred) + "_crossentropy"
    found = losses.get(identifier)
    if found is None or isinstance(found, Loss):
        return found
    return LossFunctionWrapper(
        found, name=identifier if isinstance(identifier, str) else getattr(found, "__name__", None)
    )


def get_metric(identifier: Any, y_true: Any, y_pred: Any) -> Metric:
    """A Metric; "accuracy" becomes the one that fits the shapes (`keras.src.trainers.compile_utils.get_metric`)."""
    wanted = identifier
    if isinstance(identifier, str) and identifier.lower() in _BY_SHAPE[:2]:
        kind = _by_shape(y_true, y_pred)
        wanted = f"{kind}_accuracy"
    found = metrics.get(wanted)
    if found is None:
        raise ValueError("Expected metric, received `None`")
    if isinstance(identifier, str):
        name = identifier
    else:
        name = getattr(found, "name", None) or getattr(found, "__name__", type(found).__name__)
    if not isinstance(found, Metric):
        found = MeanMetricWrapper(found, name)
    found.name = name
    return found


def _by_shape(y_true: Any, y_pred: Any) -> str:
    y_shape, out_shape = tuple(y_true.shape), tuple(y_pred.shape)
    if out_shape[-1] == 1:
        return "binary"
    return "sparse_categorical" if len(y_shape) < len(out_shape) or y_shape[-1] == 1 else "categorical"


def _free_name(metric: Metric, taken: Any, weighted: bool) -> str:
    name = metric.name
    if name in taken and weighted:
        name = f"weighted_{name}"
    number, unique = 1, name
    while unique in taken:
        unique, number = f"{name}_{number}", number + 1
    return unique


def _first(values: Any) -> Any:
    while isinstance(values, (list, tuple, dict)):
        values = next(iter(values.values() if isinstance(values, dict) else values))
    return values


def _only(value: Any) -> Any:
    """The one entry of a list, tuple or dict."""
    while isinstance(value, (list, tuple, dict)):
        if len(value) != 1:
            raise ValueError(f"The model has a single output, but {len(value)} values were given for it: {value}")
        value = next(iter(value.values() if isinstance(value, dict) else value))
    return value


def _flat(value: Any) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, dict):
        value = list(value.values())
    return [m for part in value for m in _flat(part)] if isinstance(value, (list, tuple)) else [value]


def _strings(value: Any) -> list[str]:
    return [s for s in _flat(value) if isinstance(s, str)]


def _check_metrics(given: Any, argument: str) -> None:
    if given and not isinstance(given, (list, tuple, dict)):
        raise ValueError(
            f"Expected `{argument}` argument to be a list, tuple, or dict. "
            f"Received instead: {argument}={given} of type {type(given)}"
        )
    for name in _strings(given):
        metrics.get(name) if name.lower() not in _BY_SHAPE else None
