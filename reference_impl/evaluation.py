"""evaluate, predict and single batches: what a compiled model does besides `fit`."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import signature
from typing import Any

import numpy as np

from .backend import use_backend
from .backend.base import map_values
from .callbacks.listeners import CallbackList
from .counterpart import counterpart
from .data_adapter import batches_of
from .data_checks import unpack
from .layers.calling import any_length
from .undisturbed import undisturbed


def wanted_still(self: Any, loss: Any, loss_weights: Any, metrics: Any, weighted_metrics: Any) -> tuple[Any, ...]:
    """What `compile` asks for when it is called again: a loss, or metrics, that it does not name stay as they were.

    So in Keras 3 (`keras/src/trainers/trainer.py`, `compile`); Keras 2 forgot them.
    """
    before = self._wanted
    losses = before[:2] if loss is None else (loss, loss_weights)
    return (*losses, *(before[2:] if metrics is None and weighted_metrics is None else (metrics, weighted_metrics)))


@contextmanager
def of_any_length(wanted: bool) -> Iterator[None]:
    """Layers are built here for batches of any length, or for those of one."""
    token = any_length.set(wanted)
    try:
        yield
    finally:
        any_length.reset(token)


def try_out(self: Any, x: Any, y: Any, sample_weight: Any, training: bool) -> None:
    """Build what is not built yet, and compute loss and metrics, so that what does not fit is found before a weight or
    moving average changes. Shapes that fitted before are not tried again. Raises ValueError for what does not fit.
    """
    _build(self, x, y, sample_weight)
    if training and not self.trainable_weights:
        warnings.warn("The model does not have any trainable weights.", stacklevel=4)


def _build(self: Any, x: Any, y: Any, sample_weight: Any) -> None:
    objective = self._objective if y is not None and not self.has_own_steps else None
    tried: set[str] = getattr(objective, "__dict__", {}).setdefault("tried", set())
    shapes = str(map_values(lambda a: tuple(getattr(a, "shape", ())), [x, y, sample_weight]))
    layers = self.sublayers()
    if (objective is None or shapes in tried) and all(layer.built for layer in layers):
        return
    try:
        with undisturbed(layers), of_any_length(any_length.get() is None and not self.run_eagerly):
            y_pred = self.run(x, training=False)
            if objective is not None:
                objective.build(y, y_pred, sample_weight)
    except self.ops.refusals as error:
        raise ValueError(str(error)) from error
    tried.add(shapes)


@counterpart("keras.Model.test_step")
def test_step(self: Any, data: Any) -> dict[str, Any]:
    """Loss and metrics of a batch."""
    x, y, sample_weight = self.unpacked(data) if self.has_own_steps else data
    for layer in self._with_penalties:
        layer._losses.clear()
    y_pred = self.run(x, training=False)
    phase = {"training": False} if "training" in signature(self.compute_loss).parameters else {}
    loss = self.compute_loss(x, y, y_pred, sample_weight, **phase)
    objective = self._objective_of("evaluate")
    objective.update(loss, x)
    return {} if objective.is_plain else self.compute_metrics(x, y, y_pred, sample_weight)


@counterpart("keras.Model.predict_step")
def predict_step(self: Any, data: Any) -> Any:
    """The outputs for a batch."""
    x, _, _ = self.unpacked(data) if self.has_own_steps else data
    return self.run(x, training=False)


def _validation(self: Any, data: Any, batch_size: int | None, steps: int | None, frequency: Any) -> Any:
    """A function of an epoch's number, from 1, that gives the losses and metrics of `validation_data` when due.

    `data` is (x, y), (x, y, sample_weight), or a generator or dataset; it is tried out now. Raises ValueError when
    `frequency` is no number nor list of epochs.
    """
    if not isinstance(frequency, (int, list, tuple, set, range)):
        raise ValueError(
            f"Expected `validation_freq` to be a list or int. Received: validation_freq={frequency} of the type "
            f"{type(frequency)}."
        )
    x, y, sample_weight = unpack(data)
    batches = batches_of(x, y, sample_weight, batch_size, steps)
    self._prepare(*batches.first())

    def validate(epoch: int, run: Any) -> dict[str, float]:
        is_due = epoch % frequency == 0 if isinstance(frequency, int) else epoch in frequency
        return {f"val_{name}": value for name, value in _evaluate(self, batches, run).items()} if is_due else {}

    return validate


def _evaluate(self: Any, batches: Any, run: CallbackList) -> Any:
    self.stop_evaluating = False
    batches.restart()
    run.on_test_begin()
    self.reset_metrics()
    self._run_epoch(batches, run, "test")
    logs = self._logs()
    run.on_test_end(logs)
    return logs


@counterpart("keras.Model.evaluate")
def evaluate(
    self: Any, x: Any = None, y: Any = None, batch_size: int | None = None, verbose: Any = "auto",
    sample_weight: Any = None,
    steps: int | None = None, callbacks: Any = None, return_dict: bool = False, **of_before: Any
) -> Any:  # fmt: skip
    """The loss, or [loss, *metrics] (a dict with `return_dict`), over the data. Raises ValueError for other arguments
    than Keras has, or had before (`workers` and the like, which are without effect).
    """
    if unknown := of_before.keys() - {"max_queue_size", "workers", "use_multiprocessing"}:
        raise ValueError(f"Arguments not recognized: {sorted(unknown)}")
    self._objective_of("evaluate")
    with use_backend(self.ops):
        batches = batches_of(x, y, sample_weight, batch_size, steps)
        self._prepare(*batches.first())
        logs = self._evaluate(batches, CallbackList.of(callbacks, self, verbose, 1, batches.count))
    return logs if return_dict else _flat(self)


@counterpart("keras.Model.predict")
def predict(
    self: Any,
    x: Any,
    batch_size: int | None = None,
    verbose: Any = "auto",
    steps: int | None = None,
    callbacks: Any = None,
) -> Any:
    """Outputs for all samples, as arrays: (samples, ...)."""
    with use_backend(self.ops):
        batches = batches_of(x, None, None, batch_size, steps)
        self._prepare(batches.first()[0])
        run = CallbackList.of(callbacks, self, verbose, 1, batches.count)
        step, outputs = self._function("predict"), []
        run.on_predict_begin()
        for i, batch in enumerate(batches):
            run.on_batch_begin("predict", i)
            outputs.append(map_values(self.ops.numpy, step(batch)))
            run.on_batch_end("predict", i, dict)
        run.on_predict_end()
    return _joined(outputs)


@counterpart("keras.Model.train_on_batch")
def train_on_batch(
    self: Any, x: Any, y: Any = None, sample_weight: Any = None, class_weight: Any = None,
    return_dict: bool = False, **_: Any
) -> Any:  # fmt: skip
    """One update from one batch; the loss, or [loss, *metrics], of it."""
    return _on_batch(self, "train", x, y, sample_weight, class_weight, return_dict)


@counterpart("keras.Model.test_on_batch")
def test_on_batch(
    self: Any, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False, **_: Any
) -> Any:
    """The loss, or [loss, *metrics], of one batch."""
    return _on_batch(self, "test", x, y, sample_weight, None, return_dict)


def _on_batch(self: Any, kind: str, x: Any, y: Any, sample_weight: Any, class_weight: Any, return_dict: bool) -> Any:
    self._objective_of(f"{kind}_on_batch")
    with use_backend(self.ops), of_any_length(False):
        batch = batches_of(x, y, sample_weight, sys.maxsize, None, False, class_weight).first()
        self._prepare(*batch, training=kind == "train")
        self.reset_metrics()
        self._function(kind)(batch)
        logs = self._logs()
    return logs if return_dict else _flat(self)


@counterpart("keras.Model.predict_on_batch")
def predict_on_batch(self: Any, x: Any) -> Any:
    """Outputs for one batch, as arrays."""
    with use_backend(self.ops), of_any_length(False):
        batch = batches_of(x, batch_size=sys.maxsize).first()
        self._prepare(batch[0])
        return map_values(lambda v: np.asarray(self.ops.numpy(v)), self._function("predict")(batch))


def _flat(self: Any) -> Any:
    """The loss, or [loss, *metrics]: first what `metrics` call by the metrics' own names, then the others, sorted
    (`Trainer._flatten_metrics_in_order`; a metric that is weighted and not comes twice under its bare name there).
    """
    logs, names = self._logs(), [m.name for m in self.metrics]
    found = [logs[name] for name in (*names, *(n for n in logs if n not in names)) if name in logs]
    return found[0] if len(found) == 1 else found


def _joined(outputs: list[Any]) -> Any:
    first = outputs[0]
    if isinstance(first, list):
        return [_joined([o[i] for o in outputs]) for i in range(len(first))]
    if isinstance(first, dict):
        return {k: _joined([o[k] for o in outputs]) for k in first}
    return np.concatenate([np.asarray(o) for o in outputs])
