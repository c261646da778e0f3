"""Losses and metrics from what `compile` was given (`keras/src/trainers/compile_utils.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import losses, metrics
from .losses.base import Loss, LossFunctionWrapper
from .metrics.base import MeanMetricWrapper, Metric

BY_SHAPE = ("accuracy", "acc", "crossentropy", "ce")


def check_arguments(self: Any) -> None:
    """Raises ValueError for unknown names, and for metrics that are no list or dict."""
    loss, _, shown, weighted = self.arguments
    for given, argument in ((shown, "metrics"), (weighted, "weighted_metrics")):
        if given and not isinstance(given, (list, tuple, dict)):
            raise ValueError(
                f"Expected `{argument}` argument to be a list, tuple, or dict. "
                f"Received instead: {argument}={given} of type {type(given)}"
            )
        for name in flat(given):
            if isinstance(name, str) and name.lower() not in BY_SHAPE:
                metrics.get(name)
    for name in flat(loss):
        if isinstance(name, str) and name.lower() not in BY_SHAPE:
            losses.get(name)


def add_results(self: Any, found: dict[str, Any], extra: Sequence[Any]) -> None:
    """Add the metrics' values to `found`, under names made unique."""
    if self.several is not None:
        found |= self.several.results()
    for metric in [*self.shown, *self.weighted]:
        found[free_name(metric, found, metric in self.weighted)] = metric.result()
    for metric in extra:
        if metric not in self.metrics:
            found.setdefault(metric.name, metric.result())


def get_loss(identifier: Any, y_true: Any, y_pred: Any) -> Loss | None:
    """A Loss; "crossentropy" becomes the one that fits the shapes (`keras.src.trainers.compile_utils.get_loss`)."""
    if isinstance(identifier, str) and identifier.lower() in BY_SHAPE[2:]:
        identifier = _by_shape(y_true, y_pred) + "_crossentropy"
    found = losses.get(identifier)
    if found is None or isinstance(found, Loss):
        return found
    name = identifier if isinstance(identifier, str) else getattr(found, "__name__", None)
    return LossFunctionWrapper(found, name=name)


def get_metrics(given: Any, y_true: Any, y_pred: Any) -> list[Metric]:
    """The metrics of one output."""
    return [get_metric(m, y_true, y_pred) for m in flat(given)]


def get_metric(identifier: Any, y_true: Any, y_pred: Any) -> Any:
    """A Metric; "accuracy" becomes the one that fits the shapes (`keras.src.trainers.compile_utils.get_metric`)."""
    wanted = identifier
    if isinstance(identifier, str) and identifier.lower() in BY_SHAPE[:2]:
        wanted = f"{_by_shape(y_true, y_pred)}_accuracy"
    found = metrics.get(wanted)
    if found is None:
        raise ValueError("Expected metric, received `None`")
    if isinstance(identifier, str):
        name = identifier
    else:
        name = getattr(found, "name", None) or getattr(found, "__name__", type(found).__name__)  # type: ignore[assignment]
    if not isinstance(found, Metric):
        found = MeanMetricWrapper(found, name)
    found.name = name
    return found


def _by_shape(y_true: Any, y_pred: Any) -> str:
    y_shape, out_shape = tuple(y_true.shape), tuple(y_pred.shape)
    if out_shape[-1] == 1:
        return "binary"
    return "sparse_categorical" if len(y_shape) < len(out_shape) or y_shape[-1] == 1 else "categorical"


def free_name(metric: Metric, taken: Any, weighted: bool) -> str:
    """A name for a metric that no other has: `weighted_...`, then numbered."""
    name = metric.name
    if name in taken and weighted:
        name = f"weighted_{name}"
    number, unique = 1, name
    while unique in taken:
        unique, number = f"{name}_{number}", number + 1
    return unique


def flat(value: Any) -> list[Any]:
    """What lists, tuples and dicts hold."""
    if value is None:
        return []
    if isinstance(value, dict):
        value = list(value.values())
    return [m for part in value for m in flat(part)] if isinstance(value, (list, tuple)) else [value]
