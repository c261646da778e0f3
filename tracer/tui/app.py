"""The application: themes, the main screen, state between starts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import ClassVar

from rich.console import RenderableType
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.events import Event, InputEvent
from textual.screen import Screen
from textual.theme import Theme

from tracer.tui import collection, themes
from tracer.tui.gateway import Catalog
from tracer.tui.models import keys, state
from tracer.tui.models.state import UiState
from tracer.tui.restyling import QuickStylesheet
from tracer.tui.screens.main import MainScreen

SAVE_EVERY = 5.0
"""Seconds between looks whether there is something new to remember."""
IDLE = 2.0
"""Seconds without a key or the mouse after which there is time to tidy up and to prepare."""


class TracerApp(App[None]):
    """Opens with the state of last time; `catalog` is asked in a thread after the first paint."""

    TITLE = "tracer"
    CSS_PATH = "styles.tcss"
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (140, "-medium"), (180, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, catalog: Catalog, *, state_path: Path | None = None, name: str | None = None) -> None:
        super().__init__()
        self._catalog = catalog
        self._state_path = state_path
        self._name = name
        self._saved: UiState | None = None
        self._last_input = monotonic()
        self._restored = state.load(state_path) if state_path else UiState()
        self.register_theme(themes.DARK)
        self.register_theme(themes.LIGHT)
        chosen = self._restored.theme
        self.theme = chosen if chosen in self.available_themes else themes.DARK.name
        self.stylesheet: QuickStylesheet = QuickStylesheet(variables=self.get_css_variables())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colours of ours for themes that bring none."""
        return themes.DARK_COLOURS if self.current_theme.dark else themes.LIGHT_COLOURS

    def get_default_screen(self) -> Screen[None]:
        return MainScreen(self._restored, self._catalog, self._name)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Everything that has a key, by name; then what Textual offers."""
        main = self.screen_stack[0]
        if screen is main:
            for key in keys.TABLE:
                if key.action != "app.command_palette":
                    yield SystemCommand(f"{key.label}  ({key.shown})", key.help, lambda key=key: self.act(key.action))
        for command in super().get_system_commands(screen):
            if command.title in {"Theme", "Screenshot", "Quit"}:
                yield command

    def act(self, action: str) -> None:
        """Run an action of the main screen."""
        self.run_worker(self.run_action(action, self.screen_stack[0]), exit_on_error=False)

    @property
    def other_theme(self) -> Theme:
        """What `flip_theme` changes to."""
        return themes.LIGHT if self.current_theme.dark else themes.DARK

    def flip_theme(self) -> None:
        """Light to dark and back."""
        self.theme = self.other_theme.name

    def on_mount(self) -> None:
        self.set_interval(SAVE_EVERY, self.save_state)
        self.set_interval(IDLE / 2, self._tidy)

    def on_unmount(self) -> None:
        collection.release()

    async def on_event(self, event: Event) -> None:
        if isinstance(event, InputEvent):
            self._last_input = monotonic()
        await super().on_event(event)

    def _tidy(self) -> None:
        if monotonic() - self._last_input > IDLE:
            collection.tidy()
            self.stylesheet.prepare(themes.variables_of(self.other_theme))

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        self.save_state()
        super().exit(result, return_code, message)

    def save_state(self) -> None:
        """Keep what the next start takes up again; where it cannot be written, that is told once."""
        main = self.screen_stack[0] if self.screen_stack else None
        if self._state_path is None or not isinstance(main, MainScreen):
            return
        now = replace(main.state, theme=self.theme)
        if now == self._saved:
            return
        self._saved = now
        try:
            state.save(self._state_path, now)
        except OSError as error:
            self._state_path = None
            self.notify(f"What is open will not be remembered: {error}", severity="warning", markup=False)
