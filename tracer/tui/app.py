"""The application: themes, the main screen, state between starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from tracer.tui import themes
from tracer.tui.gateway import Gateway
from tracer.tui.models import keys, state
from tracer.tui.models.state import UiState
from tracer.tui.screens.main import MainScreen


class TracerApp(App[None]):
    """Opens with the state of last time; `open_gateway` is called in a thread after the first paint."""

    TITLE = "tracer"
    CSS_PATH = "styles.tcss"
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (160, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(
        self, open_gateway: Callable[[], Gateway], *, state_path: Path | None = None, name: str | None = None
    ) -> None:
        super().__init__()
        self._open_gateway = open_gateway
        self._state_path = state_path
        self._name = name
        self._restored = state.load(state_path) if state_path else UiState()
        self.register_theme(themes.DARK)
        self.register_theme(themes.LIGHT)
        chosen = self._restored.theme
        self.theme = chosen if chosen in self.available_themes else themes.DARK.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colours of ours for themes that bring none."""
        return themes.DARK_COLOURS if self.current_theme.dark else themes.LIGHT_COLOURS

    def get_default_screen(self) -> Screen[None]:
        return MainScreen(self._restored, self._open_gateway, self._name)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Everything that has a key, by name; then what Textual offers."""
        main = self.screen_stack[0]
        if screen is main:
            for key in keys.TABLE:
                if key.action != "command_palette":
                    yield SystemCommand(f"{key.label}  ({key.shown})", key.help, lambda key=key: self.act(key.action))
        for command in super().get_system_commands(screen):
            if command.title in {"Theme", "Screenshot", "Quit"}:
                yield command

    def act(self, action: str) -> None:
        """Run an action of the main screen."""
        self.run_worker(self.run_action(action, self.screen_stack[0]), exit_on_error=False)

    def flip_theme(self) -> None:
        """Light to dark and back."""
        self.theme = themes.LIGHT.name if self.current_theme.dark else themes.DARK.name

    async def on_unmount(self) -> None:
        self.save_state()

    def save_state(self) -> None:
        """Keep what the next start takes up again; failing to is told, not fatal."""
        if self._state_path is None:
            return
        screen = next((screen for screen in self.screen_stack if isinstance(screen, MainScreen)), None)
        if screen is None:
            return
        try:
            state.save(self._state_path, replace(screen.state, theme=self.theme))
        except OSError as error:
            self.log.warning(f"state not saved: {error}")
