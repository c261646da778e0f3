"""What the next start takes up again, as a small JSON file."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tracer.tui.models.history import History, Location, Marks

VERSION = 1


@dataclass(frozen=True, slots=True)
class UiState:
    """The state of the main screen. Bookmarks and history belong to `snapshot`."""

    snapshot: str | None = None
    theme: str | None = None
    tree: str = "api"
    direction: str = "callees"
    pane: str = "source"
    history: History = field(default_factory=History)
    marks: Marks = field(default_factory=Marks)


def save(path: Path, state: UiState) -> None:
    """Write atomically. Raises OSError where the folder cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"version": VERSION, **asdict(state)}, indent=1)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def load(path: Path) -> UiState:
    """The saved state; a fresh one where there is none or where another version, or a damaged file, lies there."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return _state(data) if data["version"] == VERSION else UiState()
    except (OSError, ValueError, KeyError, TypeError):
        return UiState()


def _state(data: dict[str, Any]) -> UiState:
    history, marks = data["history"], data["marks"]
    return UiState(
        snapshot=data["snapshot"],
        theme=data["theme"],
        tree="modules" if data["tree"] == "modules" else "api",
        direction="callers" if data["direction"] == "callers" else "callees",
        pane=str(data["pane"]),
        history=History.restored([Location(**entry) for entry in history["entries"]], int(history["index"])),
        marks=Marks(
            tuple(Location(**entry) for entry in marks["bookmarks"]),
            tuple(Location(**entry) for entry in marks["ends"]),
        ),
    )
