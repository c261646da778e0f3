"""A line of alternatives, one chosen: click or key."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from tracer.tui.widgets.line import Line


class Choice(Line):
    """Names side by side; the chosen one stands out by brackets as well as by colour."""

    chosen: reactive[str] = reactive("")

    @dataclass
    class Chosen(Message):
        """An alternative was clicked."""

        choice: Choice
        value: str

        @property
        def control(self) -> Choice:
            return self.choice

    def __init__(self, options: dict[str, str], chosen: str, *, hint: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._options = options
        self._hint = hint
        self.set_reactive(Choice.chosen, chosen)

    def turn(self, by: int) -> None:
        """Choose the alternative so many places further on."""
        values = list(self._options)
        index = values.index(self.chosen) if self.chosen in values else -1
        self.chosen = values[(index + by) % len(values)]

    def render(self) -> Content:
        parts: list[Content | tuple[str, str]] = []
        for value, label in self._options.items():
            chosen = value == self.chosen
            look = "$primary bold" if chosen else "$muted"
            text = Content.styled(f"[{label}]" if chosen else f" {label} ", look)
            parts.append(text.stylize(_click(value)))
        if self._hint:
            parts.append((f" {self._hint}", "$accent"))
        return Content.assemble(*parts)

    def action_choose(self, value: str) -> None:
        self.post_message(self.Chosen(self, value))


def _click(value: str) -> str:
    return f"@click=choose('{value}')"
