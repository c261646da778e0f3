"""What `compile` asked for: the loss that is minimized, and the mean of it that is shown."""

from collections.abc import Sequence
from typing import Any

from . import losses
from .backend import current
from .backend.base import Value, Variable
from .config import floatx
from .lazy import elsewhere


class LossMean:
    """The epoch's loss: the mean over batches, each weighted by its rows (as `keras.metrics.Mean` tracks it)."""

    name = "loss"

    def __init__(self) -> None:
        self.dtype = floatx()
        self.variables = [Variable(current(), 0, self.dtype, False, name) for name in ("total", "count")]

    def reset_state(self) -> None:
        for v in self.variables:
            v.assign(0.0)

    def update_state(self, loss: Value, sample_weight: Value) -> None:
        """Take in a batch of so many rows."""
        ops, (total, count) = current(), self.variables
        ops.assign_add(total.value, ops.tensor(loss, self.dtype) * sample_weight)
        ops.assign_add(count.value, sample_weight)

    def result(self) -> Value:
        return self.variables[0].numpy() / max(self.variables[1].numpy(), 1)


class Objective:
    """The loss of a model with one output; `choosing.FullObjective` has metrics, weights and several outputs too."""

    build = results = all_logs = elsewhere(".choosing")
    is_plain = True

    def __init__(self, loss: str | None) -> None:
        found, self.tracker = losses.get(loss), LossMean()
        is_loss = found is None or isinstance(found, losses.Loss)
        self.criterion = found if is_loss else losses.LossFunctionWrapper(found, name=loss)

    @classmethod
    def of(cls, model: Any, loss: Any, *others: Any) -> Any:
        """What the arguments of `compile` ask for. Raises ValueError for unknown names."""
        is_named = isinstance(loss, str) and loss.lower() not in {"crossentropy", "ce"}
        if is_named and model.has_one_output and not (any(others) or model.has_own_steps):
            return cls(loss)
        from .choosing import FullObjective

        return FullObjective((loss, *others), model)

    @property
    def metrics(self) -> list[Any]:
        """The loss's mean and all metrics."""
        return [self.tracker]

    def compiled_loss(self, y: Any, y_pred: Any, sample_weight: Any) -> Value:
        """The loss asked for, weighted; None if none was."""
        return self.criterion and self.criterion(only(y), y_pred, only(sample_weight))

    def loss(self, y: Any, y_pred: Any, sample_weight: Any, penalties: Sequence[Value]) -> Value:
        """The scalar to minimize: the compiled loss and the penalties of regularizers. Raises ValueError for none."""
        total = self.compiled_loss(y, y_pred, sample_weight)
        for penalty in penalties:
            total = penalty if total is None else current().add(total, current().tensor(penalty, total.dtype))
        if total is None:
            raise ValueError("No loss to compute. Provide a `loss` argument in `compile()`.")
        return total

    def update(self, loss: Value, x: Any) -> None:
        """Take a batch into the epoch's loss, weighted by its rows."""
        self.tracker.update_state(loss, current().count_rows(first(x), self.tracker.dtype))

    def logs(self, metrics: Sequence[Any]) -> dict[str, float]:
        """Name -> value so far, by name."""
        return {"loss": float(self.tracker.result())} if len(metrics) == 1 else self.all_logs(metrics)


def first(values: Any) -> Any:
    """The first entry of a list, tuple or dict, however deep."""
    while isinstance(values, (list, tuple, dict)):
        values = next(iter(values.values() if isinstance(values, dict) else values))
    return values


def only(value: Any) -> Any:
    """The one entry of a list, tuple or dict. Raises ValueError if there are more."""
    while isinstance(value, (list, tuple, dict)):
        if len(value) != 1:
            raise ValueError(f"The model has a single output, but a {type(value).__name__} of {len(value)} was given.")
        value = first(value)
    return value
