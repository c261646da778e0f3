"""The progress bar, as `keras.utils.Progbar` draws it."""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..counterpart import counterpart
from . import Callback, Logs


@counterpart("keras.utils.Progbar")
class Progbar:
    """`verbose` 1: a bar with time and values; 2: one line at the end.

    Values not in `stateful_metrics` are averaged.
    """

    def __init__(
        self, target: int | None, width: int = 20, verbose: int = 1, interval: float = 0.05,
        stateful_metrics: Any = None,
        unit_name: str = "step",
    ) -> None:  # fmt: skip
        self.target, self.width, self.verbose, self.interval, self.unit_name = (
            target,
            width,
            verbose,
            interval,
            unit_name,
        )
        self.stateful = set(stateful_metrics) if stateful_metrics else set()
        self.values: dict[str, list[float]] = {}
        self.seen, self._last, self._drawn = 0, 0.0, 0
        self._start = time.time()
        self._after_first: float | None = None
        terminal = hasattr(sys.stdout, "isatty") and sys.stdout.isatty()
        self._dynamic = (
            terminal or "ipykernel" in sys.modules or "posix" in sys.modules or "PYCHARM_HOSTED" in os.environ
        )

    def due(self) -> bool:
        """Whether it is time to draw again."""
        return self.verbose == 1 and time.time() - self._last >= self.interval

    def update(
        self, current: int, values: Sequence[tuple[str, Any]] | None = None, finalize: bool | None = None
    ) -> None:
        """Show step `current` with these values."""
        if finalize is None:
            finalize = self.target is not None and current >= self.target
        self._collect(current, values or (), finalize)
        now = time.time()
        step_time = self._step_time(current, now)
        if self.verbose == 1 and (finalize or now - self._last >= self.interval):
            self._write(self._bar_line(current, now, step_time, finalize))
        elif self.verbose == 2 and finalize and self.target:
            digits = int(math.log10(self.target)) + 1
            head = f"{current:{digits}d}/{self.target} - {now - self._start:.0f}s"
            self._write(f"{head} -{self._format_time(step_time)}{self._shown(signed=False)}\n")
        else:
            return
        self._last = now

    def add(self, n: int, values: Sequence[tuple[str, Any]] | None = None) -> None:
        """`n` more steps."""
        self.update(self.seen + n, values)

    def _collect(self, current: int, values: Sequence[tuple[str, Any]], finalize: bool) -> None:
        for name, value in values:
            if finalize or name in self.stateful or self.verbose != 1:
                self.values[name] = [value, 1]
            else:
                weight = max(current - self.seen, 1)
                total, count = self.values.get(name, [0.0, 0])
                self.values[name] = [total + value * weight, count + weight]
        self.seen = current

    def _bar_line(self, current: int, now: float, step_time: float, finalize: bool) -> str:
        bar, colours = f"{current:7d}/Unknown", 0
        if self.target:
            digits = int(math.log10(self.target)) + 1
            filled = int(self.width * float(current) / self.target)
            bar = f"\x1b[1m{current:{digits}d}/{self.target}\x1b[0m "
            colours = 8 + 9 * (1 + bool(filled))
            bar += f"\33[32m{'━' * filled}\x1b[0m" if filled else ""
            bar += f"\33[37m{'━' * (self.width - filled)}\x1b[0m"
        if self.target and not finalize:
            left = step_time * (self.target - current)
            hours, minutes, seconds = int(left // 3600), int(left % 3600 // 60), int(left % 60)
            text = (
                f"{hours}:{minutes:02d}:{seconds:02d}"
                if left > 3600
                else f"{int(left // 60)}:{seconds:02d}"
                if left > 60
                else f"{int(left)}s"
            )
        else:
            text = f"{now - self._start:.0f}s"
        info = f" \x1b[1m{text}\x1b[0m{self._format_time(step_time)}{self._shown()}"
        width, before = len(bar) + len(info) - colours - 8, self._drawn
        self._drawn = width
        line = ("\b" * before + "\r" if self._dynamic else "\n") + bar + info
        return line + " " * max(0, before - width) + ("\n" if finalize else "")

    def _shown(self, signed: bool = True) -> str:
        text = ""
        for name, (total, count) in self.values.items():
            mean = np.mean(total) / max(1, count)
            text += f" - {name}: " + (f"{mean:.4f}" if (abs(mean) if signed else mean) > 1e-3 else f"{mean:.4e}")
        return text

    def _format_time(self, step_time: float) -> str:
        if step_time >= 1 or step_time == 0:
            return f" {step_time:.0f}s/{self.unit_name}"
        return (
            f" {step_time * 1e3:.0f}ms/{self.unit_name}"
            if step_time >= 1e-3
            else f" {step_time * 1e6:.0f}us/{self.unit_name}"
        )

    def _step_time(self, current: int, now: float) -> float:
        """Of one step; the first, slow one does not count once there are more."""
        if not current:
            return 0.0
        if self._after_first is not None and current > 1:
            found = (now - self._after_first) / (current - 1)
        else:
            found = (now - self._start) / current
        if current == 1:
            self._after_first = now
        return found

    @staticmethod
    def _write(text: str) -> None:
        try:
            sys.stdout.write(text)
        except UnicodeEncodeError:
            sys.stdout.write(text.replace("━", "="))
        sys.stdout.flush()


@counterpart("keras.callbacks.ProgbarLogger")
class ProgbarLogger(Callback):
    """Draws a progress bar each epoch."""

    takes_lazy_logs = True

    def __init__(self) -> None:
        self.seen, self.progbar, self.target, self.verbose, self.epochs = 0, None, None, 1, 1
        self._in_fit = False

    def set_params(self, params: dict[str, Any]) -> None:
        verbose = params["verbose"]
        self.verbose, self.epochs, self.target = (
            1 if verbose == "auto" else int(verbose),
            params["epochs"],
            params["steps"],
        )

    def on_train_begin(self, logs: Logs = None) -> None:  # noqa: ARG002
        self._in_fit = True

    def on_test_begin(self, logs: Logs = None) -> None:  # noqa: ARG002
        if not self._in_fit:
            self._reset()

    def on_predict_begin(self, logs: Logs = None) -> None:  # noqa: ARG002
        self._reset()

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:  # noqa: ARG002
        self._reset()
        if self.verbose and self.epochs > 1:
            Progbar._write(f"Epoch {epoch + 1}/{self.epochs}\n")

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._update(batch, logs)

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        if not self._in_fit:
            self._update(batch, logs)

    def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:  # noqa: ARG002
        self._update(batch, dict)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:  # noqa: ARG002
        self._finish(logs)

    def on_test_end(self, logs: Logs = None) -> None:
        if not self._in_fit:
            self._finish(logs)

    def on_predict_end(self, logs: Logs = None) -> None:
        self._finish(logs)

    def _reset(self) -> None:
        self.seen, self.progbar = 0, None

    def _bar(self) -> Progbar:
        if self.progbar is None:
            self.progbar = Progbar(self.target, verbose=self.verbose)  # type: ignore[assignment]
        return self.progbar  # type: ignore[return-value]

    def _update(self, batch: int, logs: Callable[[], dict[str, Any]]) -> None:
        bar, self.seen = self._bar(), batch + 1
        if self.seen == 1:
            bar._step_time(1, time.time())
        if bar.due():
            bar.stateful = {*logs()}
            bar.update(self.seen, list(logs().items()), finalize=False)

    def _finish(self, logs: Logs) -> None:
        bar = self._bar()
        if self.target is None:
            self.target = bar.target = self.seen  # type: ignore[assignment]
        bar.update(self.target, list((logs or {}).items()), finalize=True)  # type: ignore[arg-type]
