"""Progress of long steps, on stderr: a bar on a terminal, a line a stage elsewhere, JSON lines for programs."""

from __future__ import annotations

import json
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

_SECONDS_BETWEEN_LINES = 0.1
_SECONDS_BETWEEN_PLAIN_LINES = 10.0


class Reporter(Protocol):
    """Takes (stage, done, total); a total of 0 means that it is not known. Used in a `with` statement."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def reporter(style: str = "auto", *, color: bool = True) -> Reporter:
    """`style` is auto, bar, plain, json or none."""
    if style == "auto":
        style = "bar" if sys.stderr.isatty() else "plain"
    if style == "bar":
        return BarReporter(color=color)
    return {"plain": PlainReporter, "json": JsonReporter}.get(style, SilentReporter)()


class SilentReporter:
    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to close."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Nothing to say."""


class PlainReporter(SilentReporter):
    """One line when a stage begins, with what it has to do, and another one each ten seconds that it takes."""

    def __init__(self) -> None:
        self._stage = ""
        self._next = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        is_new = stage != self._stage
        if done >= max(total, 1) or not (is_new or now >= self._next):
            return
        self._stage, self._next = stage, now + _SECONDS_BETWEEN_PLAIN_LINES
        if is_new:
            print(f"tracer: {stage}{_amount(stage, total)} ...", file=sys.stderr, flush=True)
        elif total:
            print(f"tracer: {stage} {done:,} of {total:,} ...", file=sys.stderr, flush=True)


def _amount(stage: str, total: int) -> str:
    """How much a stage has to do, where that says something: cloning counts git's objects."""
    if not total or stage.startswith("cloning"):
        return ""
    return f" {total:,}" if stage == "revisions" else f" {total:,} files"


class JsonReporter(SilentReporter):
    """One object a line: {"stage", "done", "total"}; at most ten a second, and always the last of a stage."""

    def __init__(self) -> None:
        self._stage = ""
        self._next = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage == self._stage and done != total and now < self._next:
            return
        self._stage, self._next = stage, now + _SECONDS_BETWEEN_LINES
        print(json.dumps({"stage": stage, "done": done, "total": total}), file=sys.stderr, flush=True)


class BarReporter:
    """A bar with rate and remaining time."""

    def __init__(self, *, color: bool) -> None:
        self._color = color
        self._bars: Bars | None = None
        self._stage = ""
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self._bars is None:
            self._bars = _bars(color=self._color)
            self._bars.start()
        if stage != self._stage:
            if self._task is not None:
                self._bars.remove_task(self._task)
            self._stage = stage
            self._task = self._bars.add_task(stage, total=total or None, rate="")
        assert self._task is not None
        speed = self._bars.tasks[-1].speed if self._bars.tasks else None
        rate = f"{speed:,.0f}/s" if speed else ""
        self._bars.update(self._task, completed=done, total=total or None, rate=rate)


def _bars(*, color: bool) -> Bars:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True, no_color=not color),
        transient=True,
        auto_refresh=False,
        refresh_per_second=10,
    )
