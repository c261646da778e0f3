"""Losses and metrics from what `compile` was given (`keras/src/trainers/compile_utils.py`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from . import losses, metrics
from .backend import current
from .backend.base import Value
from .counterpart import counterpart
from .lazy import snake_case
from .losses import Loss, LossFunctionWrapper
from .metrics.base import Mean, MeanMetricWrapper, Metric
from .targets import Objective, only


@counterpart("keras.src.trainers.compile_utils.CompileMetrics")
class CompileMetrics:
    """The metrics of `compile` as one, which is what a user's own training step sees of them."""

    name = "compile_metrics"

    def __init__(self, objective: Any) -> None:
        self._objective = objective

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in a batch; the weights reach `weighted_metrics` only."""
        self._objective.update_metrics(y_true, y_pred, sample_weight)

    def result(self) -> dict[str, Value]:
        """Name, made unique -> value."""
        objective, found = self._objective, dict[str, Value]()
        if objective.several is not None:
            found |= objective.several.results()
        for metric in [*objective.shown, *objective.weighted]:
            found[free_name(metric, {"loss", *found}, metric in objective.weighted)] = metric.result()
        return found

    def reset_state(self) -> None:
        for metric in self._objective.compiled_metrics:
            metric.reset_state()


BY_SHAPE = ("accuracy", "acc", "crossentropy", "ce")


class FullObjective(Objective):
    """Losses and metrics of any kind, resolved when the shapes of the first targets and outputs are known.

    `arguments` are those of `compile`: loss, loss_weights, metrics, weighted_metrics.
    """

    is_plain = False
    several: Any = None
    scale: float | None = None

    def __init__(self, arguments: tuple[Any, ...], model: Any) -> None:
        super().__init__(None)
        self.tracker: Any = Mean(name="loss") if model.has_own_steps else self.tracker
        self.together = CompileMetrics(self)
        self.arguments = arguments
        self.model, self.built = model, False
        self.shown: list[Any] = []
        self.weighted: list[Any] = []
        self._check_arguments()

    def _check_arguments(self) -> None:
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

    @property
    def metrics(self) -> list[Any]:
        """The loss's mean and all metrics."""
        if self.model.has_own_steps:
            return [self.tracker, self.together]
        return [self.tracker, *self.compiled_metrics]

    @property
    def compiled_metrics(self) -> list[Any]:
        """Those that `compile` asked for, and the means of several losses."""
        return self.several.metrics if self.several else [*self.shown, *self.weighted]

    def resolve(self, y_true: Any, y_pred: Any) -> None:
        """Choose the losses and metrics for these targets and outputs."""
        loss, loss_weights, shown, weighted = self.arguments
        self.built = True
        if isinstance(y_pred, (list, tuple, dict)):
            from .several_outputs import SeveralOutputs

            self.several = SeveralOutputs(self.arguments, self.model, y_true, y_pred)
            return
        y_true = only(y_true)
        self.criterion = get_loss(only(loss), y_true, y_pred)
        self.scale = None if loss_weights is None else float(only(loss_weights))
        self.shown, self.weighted = (get_metrics(given, y_true, y_pred) for given in (shown, weighted))

    def build(self, y: Any, y_pred: Any, sample_weight: Any) -> None:
        """Resolve, try the loss, and let metrics that size their variables by their first batch do so."""
        self.loss(y, y_pred, sample_weight, [])
        for metric in [*self.shown, *self.weighted]:
            metric.update_state(only(y), y_pred)

    def compiled_loss(self, y: Any, y_pred: Any, sample_weight: Any) -> Value:
        """The loss asked for, weighted; None if none was."""
        if not self.built:
            self.resolve(y, y_pred)
        if self.several is not None:
            return self.several.loss(y, y_pred, sample_weight)
        total = super().compiled_loss(y, y_pred, sample_weight)
        return total if self.scale is None else current().multiply(total, self.scale)

    def update_metrics(self, y: Any, y_pred: Any, sample_weight: Any) -> None:
        """Take a batch into the metrics."""
        if not self.built:
            self.resolve(y, y_pred)
        if self.several is not None:
            self.several.update(y, y_pred, sample_weight)
            return
        y = only(y)
        for metric in self.shown:
            metric.update_state(y, y_pred)
        for metric in self.weighted:
            metric.update_state(y, y_pred, only(sample_weight))


def build(self: Any, y: Any, y_pred: Any, sample_weight: Any) -> None:
    """Try targets and outputs before any weight changes."""
    self.loss(y, y_pred, sample_weight, [])


def results(self: Any, metrics: Sequence[Any]) -> dict[str, Any]:
    """Name -> value so far: the loss, the metrics under names made unique, those of layers and of the model last."""
    found = {"loss": self.tracker.result()}
    if isinstance(self, FullObjective):
        found |= self.together.result()
    own = self.metrics
    return found | results_of([metric for metric in metrics if metric not in own])


def all_logs(self: Any, metrics: Sequence[Any]) -> dict[str, Any]:
    """`results` as numbers, by name."""
    return dict(sorted(numbers(results(self, metrics)).items()))


def results_of(metrics: Sequence[Any]) -> dict[str, Any]:
    """Name -> value of metrics; one whose result is a dict has several."""
    found: dict[str, Any] = {}
    for metric in metrics:
        result = metric.result()
        found |= result if isinstance(result, dict) else {metric.name: result}
    return found


def numbers(logs: Mapping[str, Any]) -> dict[str, Any]:
    """Scalars of a backend as Python's floats, others as arrays (`keras.src.utils.python_utils.pythonify_logs`)."""
    ops, found = current(), dict[str, Any]()
    for name, value in logs.items():
        if isinstance(value, Mapping):
            found |= numbers(value)
        else:
            array = ops.numpy(ops.tensor(value))
            found[name] = float(array) if array.ndim == 0 else array
    return found


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
        name = getattr(found, "name", None) or snake_case(getattr(found, "__name__", type(found).__name__))
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
    """What lists, tuples and dicts hold; nothing at all is None by itself."""
    return [] if value is None else _leaves(value)


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    return [m for part in value for m in _leaves(part)] if isinstance(value, (list, tuple)) else [value]
