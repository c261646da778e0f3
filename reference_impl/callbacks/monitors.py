"""Callbacks that watch a number: stop, save, slow down."""

from __future__ import annotations

import math
import operator
import os
import warnings
from collections.abc import Callable
from typing import Any

from ..counterpart import counterpart
from . import Callback, Logs

_GREATER_IS_BETTER = (
    "acc",
    "auc",
    "precision",
    "recall",
    "f1",
    "true_positives",
    "true_negatives",
    "r2",
    "cosine_similarity",
)


@counterpart("keras.src.callbacks.monitor_callback.MonitorCallback")
class MonitorCallback(Callback):
    """Compares `logs[monitor]` with the best so far; better is less for losses and errors, more for accuracies.

    Raises ValueError when `mode` is "auto" and the name does not tell.
    """

    def __init__(
        self, monitor: str = "val_loss", mode: str = "auto", baseline: float | None = None, min_delta: float = 0
    ) -> None:
        if mode not in {"auto", "min", "max"}:
            warnings.warn(f"{type(self).__name__} mode '{mode}' is unknown, fallback to auto mode.", stacklevel=3)
            mode = "auto"
        self.monitor, self.mode, self.best, self.min_delta = monitor, mode, baseline, abs(min_delta)
        self.better: Callable[[Any, Any], bool] | None = None

    def choose_direction(self) -> None:
        """Decide, once the model's metrics exist, which way is better."""
        if self.better is not None:
            return
        name = self.monitor.removeprefix("val_")
        known = {m.name: m for m in self.model.metrics}
        if self.mode != "auto":
            up = self.mode == "max"
        elif name in known or any(name.endswith(f"_{k}") for k in known) or name.endswith("loss"):
            metric = type(known[name]).__name__.lower() if name in known else ""
            up = any(part in name.lower() or part in metric for part in _GREATER_IS_BETTER) and not name.endswith(
                "loss"
            )
        else:
            raise ValueError(
                f"{type(self).__name__} callback received monitor={self.monitor}, but it cannot be "
                "determined automatically "
                "whether that metric should be maximized or minimized. Pass `mode='max'` or `mode='min'`."
            )
        self.better = operator.gt if up else operator.lt
        self.min_delta *= 1 if up else -1

    def improved(self, value: Any, reference: Any) -> bool:
        return reference is None or bool(self.better and self.better(value - self.min_delta, reference))


@counterpart("keras.callbacks.EarlyStopping")
class EarlyStopping(MonitorCallback):
    """Stop when `monitor` has not improved for `patience` epochs. Prechelt, "Early stopping - but when?" (1998)."""

    def __init__(
        self, monitor: str = "val_loss", min_delta: float = 0, patience: int = 0, verbose: int = 0, mode: str = "auto",
        baseline: float | None = None, restore_best_weights: bool = False, start_from_epoch: int = 0,
    ) -> None:  # fmt: skip
        super().__init__(monitor, mode, min_delta=min_delta)
        self.patience, self.verbose, self.baseline, self.start_from_epoch = (
            patience,
            verbose,
            baseline,
            start_from_epoch,
        )
        self.restore_best_weights, self.wait, self.stopped_epoch, self.best_epoch = restore_best_weights, 0, 0, 0
        self.best_weights: Any = None

    def on_train_begin(self, logs: Logs = None) -> None:  # noqa: ARG002
        self.wait = self.stopped_epoch = self.best_epoch = 0
        self.best = self.best_weights = None

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        self.choose_direction()
        current = (logs or {}).get(self.monitor)
        if current is None:
            names = ",".join(logs or {})
            warnings.warn(
                f"Early stopping conditioned on metric `{self.monitor}` which is not available. "
                f"Available metrics are: {names}",
                stacklevel=2,
            )
        if current is None or epoch < self.start_from_epoch:
            return
        if self.restore_best_weights and self.best_weights is None:
            self.best_weights, self.best_epoch = self.model.get_weights(), epoch
        self.wait += 1
        if self.improved(current, self.best):
            self.best, self.best_epoch = current, epoch
            if self.restore_best_weights:
                self.best_weights = self.model.get_weights()
            if self.baseline is None or self.improved(current, self.baseline):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch, self.model.stop_training = epoch, True

    def on_train_end(self, logs: Logs = None) -> None:  # noqa: ARG002
        if self.stopped_epoch > 0 and self.verbose > 0:
            print(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.restore_best_weights and self.best_weights is not None:
            if self.verbose > 0:
                print(f"Restoring model weights from the end of the best epoch: {self.best_epoch + 1}.")
            self.model.set_weights(self.best_weights)


@counterpart("keras.callbacks.ModelCheckpoint")
class ModelCheckpoint(MonitorCallback):
    """Save the weights after epochs (or every `save_freq` batches); `filepath` may hold {epoch} and names of logs.

    Raises ValueError for a `save_freq` or file name of a wrong kind.
    """

    def __init__(
        self, filepath: Any, monitor: str = "val_loss", verbose: int = 0, save_best_only: bool = False,
        save_weights_only: bool = False, mode: str = "auto", save_freq: Any = "epoch",
        initial_value_threshold: float | None = None, **_: Any
    ) -> None:  # fmt: skip
        super().__init__(monitor, mode, initial_value_threshold)
        self.filepath, self.verbose, self.save_freq = os.fspath(filepath), verbose, save_freq
        self.save_best_only, self.save_weights_only, self._since, self._epoch = save_best_only, save_weights_only, 0, 0
        if save_freq != "epoch" and not isinstance(save_freq, int):
            raise ValueError(f"Unrecognized save_freq: {save_freq}. Expected save_freq are 'epoch' or integer values")
        if save_weights_only and not self.filepath.endswith(".weights.h5"):
            raise ValueError(
                "When using `save_weights_only=True` in `ModelCheckpoint`, the filepath provided "
                "must end in `.weights.h5` "
                f"(Keras weights format). Received: filepath={self.filepath}"
            )

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:  # noqa: ARG002
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        if self.save_freq == "epoch":
            return
        self._since += 1
        if self._since >= self.save_freq:
            self._since = 0
            self._save(self._epoch, {"batch": batch + 1, **(logs or {})})

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        if self.save_best_only:
            self.choose_direction()
        if self.save_freq == "epoch":
            self._save(epoch, logs or {})

    def _save(self, epoch: int, logs: dict[str, Any]) -> None:
        path = self.filepath.format(epoch=epoch + 1, **logs)
        if not self._wanted(epoch, logs, path):
            return
        if os.path.dirname(path):
            os.makedirs(os.path.dirname(path), exist_ok=True)
        if self.save_weights_only or path.endswith(".h5"):
            self.model.save_weights(path, overwrite=True)
        else:
            self.model.save(path, overwrite=True)
        if self.verbose > 0:
            print(f"\nEpoch {epoch + 1}: finished saving model to {path}")

    def _wanted(self, epoch: int, logs: dict[str, Any], path: str) -> bool:
        if not self.save_best_only:
            if self.verbose > 0:
                print(f"\nEpoch {epoch + 1}: saving model to {path}")
            return True
        current, before = logs.get(self.monitor), "None" if self.best is None else f"{self.best:.5f}"
        if current is None:
            warnings.warn(f"Can save best model only with {self.monitor} available.", stacklevel=2)
            return True
        better = self.improved(current, self.best)
        if self.verbose > 0:
            what = (
                f"improved from {before} to {current:.5f}, saving model to {path}"
                if better
                else f"did not improve from {before}"
            )
            print(f"\nEpoch {epoch + 1}: {self.monitor} {what}")
        self.best = current if better else self.best
        return better


@counterpart("keras.callbacks.ReduceLROnPlateau")
class ReduceLROnPlateau(MonitorCallback):
    """Multiply the learning rate by `factor` when `monitor` has not improved for `patience` epochs.

    Raises ValueError for a factor of one or more.
    """

    def __init__(
        self, monitor: str = "val_loss", factor: float = 0.1, patience: int = 10, verbose: int = 0, mode: str = "auto",
        min_delta: float = 1e-4, cooldown: int = 0, min_lr: float = 0.0, **_: Any
    ) -> None:  # fmt: skip
        super().__init__(monitor, mode, min_delta=min_delta)
        if factor >= 1.0:
            raise ValueError(f"ReduceLROnPlateau does not support a factor >= 1.0. Received factor={factor}")
        self.factor, self.patience, self.verbose, self.cooldown, self.min_lr = (
            factor,
            patience,
            verbose,
            cooldown,
            min_lr,
        )
        self.wait = self.cooldown_counter = 0

    def on_train_begin(self, logs: Logs = None) -> None:  # noqa: ARG002
        self.best, self.wait, self.cooldown_counter = None, 0, 0

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        self.choose_direction()
        logs = logs if logs is not None else {}
        logs["learning_rate"] = rate = float(self.model.optimizer.learning_rate)
        current = logs.get(self.monitor)
        if current is None:
            warnings.warn(
                f"Learning rate reduction is conditioned on metric `{self.monitor}` which is not available. "
                f"Available metrics are: {','.join(logs)}.", stacklevel=2,
            )  # fmt: skip
            return
        if self.cooldown_counter > 0:
            self.cooldown_counter, self.wait = self.cooldown_counter - 1, 0
        if self.improved(current, self.best):
            self.best, self.wait = current, 0
        elif self.cooldown_counter <= 0:
            self.wait += 1
            if self.wait >= self.patience and rate > self.min_lr:
                self._reduce(epoch, rate)

    def _reduce(self, epoch: int, rate: float) -> None:
        self.model.optimizer.learning_rate = lower = max(rate * self.factor, self.min_lr)
        self.cooldown_counter, self.wait = self.cooldown, 0
        if self.verbose > 0:
            print(f"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {lower}.")


@counterpart("keras.callbacks.TerminateOnNaN")
class TerminateOnNaN(Callback):
    """Stop as soon as a batch's loss is not finite."""

    def on_batch_end(self, batch: int, logs: Logs = None) -> None:
        loss = (logs or {}).get("loss")
        if loss is not None and not math.isfinite(loss):
            print(f"Batch {batch}: Invalid loss, terminating training")
            self.model.stop_training = True
