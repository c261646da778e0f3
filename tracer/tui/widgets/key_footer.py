"""The footer with the keys."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen

from tracer.tui.widgets.line import Line

Shown = tuple[tuple[str, str, str], ...]
"""Of each key its name, how people write it, and what it does."""


class KeyFooter(Line):
    """One line of keys, as many as fit; a click presses one.

    Textual's own footer is a widget a key, built anew whenever the focus moves: it takes longer than the rest of a
    screen.
    """

    DEFAULT_CSS = "KeyFooter { dock: bottom; padding: 0 1; }"
    shown: reactive[Shown] = reactive[Shown](())

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self.bindings_changed)
        self.bindings_changed(self.screen)

    def bindings_changed(self, screen: Screen[object]) -> None:
        if screen is self.screen:
            shown: dict[str, tuple[str, str, str]] = {}
            for active in screen.active_bindings.values():
                binding = active.binding
                if binding.show and active.enabled:
                    written = self.app.get_key_display(binding)
                    shown.setdefault(binding.action, (binding.key, written, binding.description))
            self.shown = tuple(shown.values())

    def render(self) -> Content:
        room = self.size.width
        parts: list[Content] = []
        for key, written, label in self.shown:
            room -= len(written) + len(label) + 3
            if room < -2:
                break
            text = Content.assemble((written, "$footer-key-foreground bold"), (f" {label}", ""))
            parts.append(text.stylize(f"@click=press('{key}')"))
        return Content("  ").join(parts)

    def action_press(self, key: str) -> None:
        self.app.simulate_key(key)
