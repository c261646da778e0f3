"""Callbacks made of functions, schedules, and a log file."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable
from typing import Any, TextIO

import numpy as np

from ..counterpart import counterpart
from . import Callback, Logs


@counterpart("keras.callbacks.LambdaCallback")
class LambdaCallback(Callback):
    """`LambdaCallback(on_epoch_end=function, ...)`: any of Callback's methods."""

    def __init__(self, **functions: Callable[..., Any] | None) -> None:
        self.__dict__.update({name: f for name, f in functions.items() if f is not None})


@counterpart("keras.callbacks.LearningRateScheduler")
class LearningRateScheduler(Callback):
    """Before each epoch: learning_rate = schedule(epoch, learning_rate), or schedule(epoch).

    Raises ValueError when that is no float.
    """

    def __init__(self, schedule: Callable[..., Any], verbose: int = 0) -> None:
        self.schedule, self.verbose = schedule, verbose

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:  # noqa: ARG002
        optimizer = self.model.optimizer
        try:
            rate = self.schedule(epoch, float(optimizer.learning_rate))
        except TypeError:
            rate = self.schedule(epoch)
        if not isinstance(rate, (float, np.floating)):
            raise ValueError(f"The output of the `schedule` function should be a float. Got: {rate}")
        optimizer.learning_rate = rate
        if self.verbose > 0:
            print(f"\nEpoch {epoch + 1}: LearningRateScheduler setting learning rate to {rate}.")

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:  # noqa: ARG002
        if logs is not None:
            logs["learning_rate"] = float(self.model.optimizer.learning_rate)


@counterpart("keras.callbacks.CSVLogger")
class CSVLogger(Callback):
    """A line of numbers an epoch."""

    def __init__(self, filename: Any, separator: str = ",", append: bool = False) -> None:
        self.filename, self.separator, self.append = os.fspath(filename), separator, append
        self.file: TextIO | None = None
        self.keys: list[str] | None = None

    def on_train_begin(self, logs: Logs = None) -> None:  # noqa: ARG002
        started = self.append and os.path.exists(self.filename) and os.path.getsize(self.filename) > 0
        self.file = open(self.filename, "a" if self.append else "w", newline="")  # noqa: SIM115
        self.keys, self._header = None, not started

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        logs = logs or {}
        if self.file is None:
            return
        if self.keys is None:
            self.keys = sorted(logs)
            if not any(k.startswith("val_") for k in self.keys):
                self.keys += [f"val_{k}" for k in self.keys]
            if self._header:
                self._row(["epoch", *self.keys])
        self._row([epoch, *(_cell(logs.get(k, "NA")) for k in self.keys)])
        self.file.flush()

    def _row(self, cells: list[Any]) -> None:
        csv.writer(self.file, delimiter=self.separator).writerow(cells)  # type: ignore[arg-type]

    def on_train_end(self, logs: Logs = None) -> None:  # noqa: ARG002
        if self.file is not None:
            self.file.close()
            self.file = None


def _cell(value: Any) -> Any:
    if isinstance(value, str) or np.ndim(value) == 0:
        return value
    return f'"[{", ".join(map(str, value))}]"' if isinstance(value, Iterable) else value


class BaseLogger(Callback):
    """Kept for scripts of before Keras 3: the logs are averaged anyway."""

    def __init__(self, stateful_metrics: Any = None) -> None:
        self.stateful_metrics = set(stateful_metrics or ())
