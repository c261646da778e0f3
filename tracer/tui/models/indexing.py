"""An index run, as its progress lines tell it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Literal

Status = Literal["idle", "running", "done", "failed", "cancelled"]
COUNT = re.compile(r"([\d,]+)\s*(?:/|of)\s*([\d,]+)")


@dataclass(frozen=True, slots=True)
class IndexRun:
    """`fraction` is None while the length of the stage is unknown."""

    status: Status = "idle"
    stage: str = ""
    fraction: float | None = None
    snapshot: str | None = None
    tail: tuple[str, ...] = ()

    def feed(self, line: str) -> IndexRun:
        """Take in a line of the index command's progress, JSON or words."""
        text = line.strip()
        if not text:
            return self
        if text.startswith("{"):
            return self._event(text)
        match = COUNT.search(text)
        return replace(
            self,
            status="running",
            stage=text,
            fraction=_ratio(match.group(1), match.group(2)) if match else self.fraction,
            tail=(*self.tail, text)[-6:],
        )

    def _event(self, text: str) -> IndexRun:
        try:
            event = json.loads(text)
        except ValueError:
            return replace(self, stage=text, tail=(*self.tail, text)[-6:])
        total = event.get("total")
        return replace(
            self,
            status="running",
            stage=str(event.get("stage", self.stage)),
            fraction=_ratio(str(event.get("done", 0)), str(total)) if total else None,
            snapshot=event.get("snapshot", self.snapshot),
        )

    def finished_as(self, line: str) -> IndexRun:
        """Take in a line of the command's output: the first begins with the snapshot's name."""
        name, colon, _ = line.partition(": ")
        return replace(self, snapshot=name) if colon and self.snapshot is None else self

    def ended(self, code: int) -> IndexRun:
        if self.status == "cancelled":
            return self
        if code == 0:
            return replace(self, status="done", fraction=1.0, stage="Indexed")
        return replace(self, status="failed", stage=self.tail[-1] if self.tail else f"exit status {code}")

    def cancel(self) -> IndexRun:
        return replace(self, status="cancelled", stage="Cancelled; what was read is kept for the next run")


def _ratio(done: str, total: str) -> float:
    whole = int(total.replace(",", ""))
    return min(1.0, int(done.replace(",", "")) / whole) if whole else 0.0
