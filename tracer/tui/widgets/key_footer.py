"""The footer with the keys."""

from __future__ import annotations

from textual.screen import Screen
from textual.widgets import Footer


class KeyFooter(Footer):
    """Textual's footer builds its keys anew, and with them the layout, whenever the focus moves; this one only when
    other keys are to be shown."""

    def __init__(self) -> None:
        super().__init__(compact=True, show_command_palette=False)
        self._shown: tuple[tuple[str, bool], ...] = ()

    def bindings_changed(self, screen: Screen[object]) -> None:
        active = screen.active_bindings.values()
        shown = tuple((entry.binding.key, entry.enabled) for entry in active if entry.binding.show)
        if shown != self._shown and self.is_attached and screen is self.screen:
            self._shown = shown
            super().bindings_changed(screen)
