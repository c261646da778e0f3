"""Losses and metrics of models with several outputs (`keras/src/trainers/compile_utils.py`)."""

from __future__ import annotations

from typing import Any

from .backend import current
from .backend.base import Value
from .choosing import get_loss, get_metric
from .metrics.base import Mean, Metric


class SeveralOutputs:
    """One loss, weight and list of metrics an output; outputs in the model's order, or by name in a dict.

    Raises ValueError when losses, weights or targets do not match the outputs.
    """

    def __init__(self, arguments: Any, model: Any, y_true: Any, y_pred: Any) -> None:
        loss, loss_weights, metrics, weighted = arguments
        self.model = model
        self.names = list(y_pred) if isinstance(y_pred, dict) else self._names_of(model, len(y_pred))
        self.count = len(self.names)
        y_pred, y_true = self._list(y_pred), self.targets(y_true, loss)
        losses = self._spread(loss, "loss", shared=True)
        self.losses = [
            None if one is None else get_loss(one, t, p) for one, t, p in zip(losses, y_true, y_pred, strict=True)
        ]
        self.scales = self._scales(loss_weights)
        used = [name for name, one in zip(self.names, self.losses, strict=True) if one is not None]
        self.trackers = {name: Mean(name=f"{name}_loss") for name in used} if len(used) > 1 else {}
        self.shown = self._metrics(metrics, "metrics", y_true, y_pred)
        self.weighted = self._metrics(weighted, "weighted_metrics", y_true, y_pred)

    @staticmethod
    def _names_of(model: Any, count: int) -> list[str]:
        names = getattr(model, "output_names", None)
        return names if names and len(names) == count else [f"output_{i + 1}" for i in range(count)]

    def _list(self, values: Any) -> list[Any]:
        if isinstance(values, dict):
            return [values.get(name) for name in self.names]
        return list(values) if isinstance(values, (list, tuple)) else [values]

    def targets(self, y: Any, loss: Any) -> list[Any]:
        """Targets in the order of the outputs; those of outputs without a loss may be left out."""
        found = self._list(y)
        if len(found) == self.count:
            return found
        given = self._spread(loss, "loss", shared=True)
        places = [i for i, one in enumerate(given) if one is not None]
        if len(places) != len(found):
            raise ValueError(
                f"y_true and y_pred have different structures.\ny_true: {len(found)} arrays\ny_pred: "
                f"{self.count} outputs"
            )
        spread: list[Any] = [None] * self.count
        for place, value in zip(places, found, strict=True):
            spread[place] = value
        return spread

    def _spread(self, given: Any, argument: str, shared: bool = False) -> list[Any]:
        """One entry an output from a list, a dict by name, or one for all."""
        if isinstance(given, dict):
            unknown = set(given) - set(self.names)
            if unknown:
                raise ValueError(
                    f"Expected keys {self.names} in {argument} dict, but found {argument}.keys()={list(given)}"
                )
            return [given.get(name) for name in self.names]
        if isinstance(given, (list, tuple)) and len(given) == self.count:
            return list(given)
        if isinstance(given, (list, tuple)) or not shared:
            raise ValueError(
                f"`{argument}` must match the number of outputs: the model has {self.count} ({self.names}), "
                f"received {argument}={given}"
            )
        return [given] * self.count

    def _scales(self, loss_weights: Any) -> list[float | None]:
        if loss_weights is None:
            return [None] * self.count
        given = self._spread(loss_weights, "loss_weights")
        return [None if w is None else float(w) for w in given]

    def _metrics(self, given: Any, argument: str, y_true: list[Any], y_pred: list[Any]) -> list[list[Metric]]:
        if not given:
            return [[] for _ in self.names]
        if isinstance(given, (list, tuple)) and len(given) != self.count:
            raise ValueError(
                f"Invalid `{argument}`. `{argument}` should contain metrics objects and either be a "
                "dict or a list matching "
                f"the output names of the functional model {self.names}.\nReceived: {argument}={given}"
            )
        wanted = [
            m if isinstance(m, (list, tuple)) else [] if m is None else [m] for m in self._spread(given, argument)
        ]
        return [[get_metric(one, t, p) for one in own] for own, t, p in zip(wanted, y_true, y_pred, strict=True)]

    @property
    def metrics(self) -> list[Metric]:
        flat = [m for own in (*self.shown, *self.weighted) for m in own]
        return [*flat, *self.trackers.values()]

    def _weights(self, sample_weight: Any) -> list[Any]:
        if isinstance(sample_weight, (list, tuple, dict)):
            found = self._list(sample_weight)
            return found if len(found) == self.count else found + [None] * (self.count - len(found))
        return [sample_weight] * self.count

    def loss(self, y: Any, y_pred: Any, sample_weight: Any) -> Value:
        """The sum of the outputs' losses, each times its weight."""
        ops, total = current(), None
        targets, outputs = self.targets(y, self.losses), self._list(y_pred)
        self.last: dict[str, Value] = {}
        parts = zip(self.names, self.losses, self.scales, targets, outputs, self._weights(sample_weight), strict=True)
        for name, one, scale, t, p, w in parts:
            if one is None:
                continue
            value = one(t, p, w)
            self.last[name] = value
            value = value if scale is None else ops.multiply(value, scale)
            total = value if total is None else ops.add(total, value)
        return total

    def update(self, y: Any, y_pred: Any, sample_weight: Any) -> None:
        """Take a batch into the means of the losses and the metrics.

        A loss of one output is not scaled by its weight; each batch counts alike, as Keras, whose graph does not know
        the batch's size when it is made, has it (`compile_utils.py`), unless it runs eagerly.
        """
        ops, outputs = current(), self._list(y_pred)
        for name, tracker in self.trackers.items():
            rows = ops.count_rows(outputs[0], tracker.dtype) if self.model.run_eagerly else ops.tensor(1, tracker.dtype)
            ops.assign_add(tracker.total.value, ops.multiply(ops.tensor(self.last[name], tracker.dtype), rows))
            ops.assign_add(tracker.count.value, rows)
        targets, weights = self.targets(y, self.losses), self._weights(sample_weight)
        for shown, weighted, t, p, w in zip(self.shown, self.weighted, targets, outputs, weights, strict=True):
            for metric in shown:
                metric.update_state(t, p)
            for metric in weighted:
                metric.update_state(t, p, w)

    def results(self) -> dict[str, Value]:
        """`output_metric` -> value, then `output_loss` -> value."""
        found: dict[str, Value] = {}
        for group, prefix in ((self.shown, ""), (self.weighted, "weighted_")):
            for output, own in zip(self.names, group, strict=True):
                for metric in own:
                    name = f"{output}_{metric.name}"
                    name = f"{output}_{prefix}{metric.name}" if name in found else name
                    number, unique = 1, name
                    while unique in found:
                        unique, number = f"{name}_{number}", number + 1
                    found[unique] = metric.result()
        return found | {tracker.name: tracker.result() for tracker in self.trackers.values()}
