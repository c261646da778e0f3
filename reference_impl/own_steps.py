"""Models whose class has a `train_step`, `test_step`, `predict_step`, `compute_loss` or metrics of its own.

Such a step is called as Keras calls it, with `data` packed as `fit` was given it, and what it returns is shown
(`keras/src/trainers/trainer.py`, `keras/src/backend/tensorflow/trainer.py`). Its gradients come of `tf.GradientTape` on
TensorFlow, of `reference_impl.GradientTape` on either backend.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .backend import current
from .backend.base import Value, map_values
from .choosing import numbers, results_of
from .counterpart import counterpart
from .data_checks import unpack
from .targets import first


@counterpart("keras.utils.pack_x_y_sample_weight")
def pack(x: Any, y: Any = None, sample_weight: Any = None) -> Any:
    """x alone, (x, y) or (x, y, sample_weight), as `data` reaches a step; several inputs come as a tuple."""
    x, y, sample_weight = (tuple(part) if isinstance(part, list) else part for part in (x, y, sample_weight))
    if y is None:
        return (x,) if isinstance(x, tuple) else x
    return (x, y) if sample_weight is None else (x, y, sample_weight)


@counterpart("tf.GradientTape")
def GradientTape(persistent: bool = False, watch_accessed_variables: bool = True) -> Any:
    """A `tf.GradientTape` for the backend in scope: TensorFlow's, or one that does the same on NumPy."""
    return current().gradient_tape(persistent, watch_accessed_variables)


def own_step(self: Any, step: Callable[..., Any], kind: str) -> Callable[..., Any]:
    """`step` on packed data; the logs that it returned last are kept for `own_logs`."""

    def run(batch: Any) -> Any:
        returned = step(pack(*batch))
        if kind != "predict":
            self.__dict__["_returned"] = kind, returned
        return returned

    return run


def unpacked(self: Any, data: Any) -> tuple[Any, Any, Any]:
    """(x, y, sample_weight) of a batch, for which the model is built, outside of the graph that a step may be in."""
    batch = unpack(data)
    if not all(layer.built for layer in self.sublayers()):
        with self.ops.outside_step():
            self._prepare(map_values(_zeros, batch[0]), training=None)
    self._prepare(batch[0], training=None)
    return batch


def _zeros(x: Any) -> np.ndarray:
    """An array of this shape, of two rows where their number is not known."""
    return np.zeros([2 if n is None else n for n in x.shape], getattr(x.dtype, "name", x.dtype))


def own_logs(self: Any) -> dict[str, Any]:
    """The metrics now, or what the last step returned where that has other names.

    Raises ValueError when it returned no dict.
    """
    results, (kind, returned) = numbers(self.get_metrics_result()), self.__dict__.get("_returned", ("train", {}))
    if not isinstance(returned, Mapping):
        raise ValueError(
            f"`{kind}_step()` of {type(self).__name__} should return a dict of names and values, for instance "
            f"`self.compute_metrics(x, y, y_pred, sample_weight)`. Received: {returned!r}"
        )
    logs = results if returned.keys() == results.keys() else numbers(returned)
    return dict(sorted(logs.items()))


@counterpart("keras.Model.compute_metrics")
def compute_metrics(self: Any, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> dict[str, Any]:
    """Take a batch into the metrics. What they have come to is found only where a subclass may ask."""
    self._objective_of("fit").update_metrics(y, y_pred, sample_weight)
    return self.get_metrics_result() if self.has_own_steps else {}


@counterpart("keras.Model.get_metrics_result")
def get_metrics_result(self: Any) -> dict[str, Any]:
    """Name -> value of `metrics` so far, of the backend."""
    if self.has_own_steps or self._objective is None:
        return results_of(self.metrics)
    return dict(self._objective.results(self.metrics))


def compiled_loss(
    self: Any, y: Any, y_pred: Any, sample_weight: Any = None, regularization_losses: Any = None
) -> Value:  # fmt: skip
    """The compiled loss and these penalties, taken into the mean of the loss too (`tf.keras.Model` up to 2.15)."""
    loss = self._objective_of("fit").loss(y, y_pred, sample_weight, regularization_losses or [])
    self._objective.update(loss, first(y))
    return current().annotate(loss)


def compiled_metrics(self: Any) -> Any:
    """The metrics of `compile`, to be updated together (`tf.keras.Model` up to 2.15)."""
    return self._objective_of("fit").together


def metrics_names(self: Any) -> list[str]:
    return [m.name for m in self.metrics]
