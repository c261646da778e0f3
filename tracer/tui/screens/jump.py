"""Jump mode: letters on panes and visible calls; typing one goes there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from tracer.tui.screens.backdrop import Backdrop

LETTERS = "asdfghjklqwertyuiopzxcvbnm"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a label stands, and the main screen's action that it runs."""

    x: int
    y: int
    action: str


def labels(count: int) -> list[str]:
    """As many labels, one letter each where that suffices, none the start of another."""
    if count <= len(LETTERS):
        return list(LETTERS[:count])
    single = len(LETTERS) - -(-(count - len(LETTERS)) // (len(LETTERS) - 1))
    double = ["".join(pair) for pair in product(LETTERS[max(0, single) :], LETTERS)]
    return [*LETTERS[: max(0, single)], *double][:count]


class JumpScreen(Backdrop[str | None]):
    """Labels over the screen below."""

    def __init__(self, targets: list[Target]) -> None:
        super().__init__()
        self._targets = dict(zip(labels(len(targets)), targets, strict=False))
        self._typed = ""

    def compose(self) -> ComposeResult:
        for label, target in self._targets.items():
            widget = Static(label, classes="jump-label", markup=False)
            widget.styles.offset = (target.x, target.y)
            widget.styles.position = "absolute"
            yield widget

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self._typed += event.key
        if self._typed in self._targets:
            self.dismiss(self._targets[self._typed].action)
        elif not any(label.startswith(self._typed) for label in self._targets):
            self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        near = (
            target
            for target in self._targets.values()
            if target.y == event.screen_y and 0 <= event.screen_x - target.x < 2
        )
        target = next(near, None)
        self.dismiss(target.action if target else None)
