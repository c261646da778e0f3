"""What the next start takes up again, as a small JSON file."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tracer.tui.models.history import History, Location, Marks
from tracer.tui.models.unfolding import Unfolding

VERSION = 3


SESSIONS_KEPT = 20


@dataclass(frozen=True, slots=True)
class Session:
    """Where one was in a snapshot, and what one marked there; `trees` by their names, `call_root` what the call tree
    was rooted at."""

    history: History = field(default_factory=History)
    marks: Marks = field(default_factory=Marks)
    trees: dict[str, Unfolding] = field(default_factory=dict)
    call_root: str | None = None


@dataclass(frozen=True, slots=True)
class UiState:
    """The state of the main screen; `sessions` by the snapshot's name, the one used last at the end."""

    snapshot: str | None = None
    theme: str | None = None
    tree: str = "api"
    direction: str = "callees"
    pane: str = "source"
    sessions: dict[str, Session] = field(default_factory=dict)

    def session(self, snapshot: str) -> Session:
        return self.sessions.get(snapshot, Session())

    def with_session(self, snapshot: str, session: Session) -> dict[str, Session]:
        """The sessions with that of one snapshot replaced; the oldest are forgotten."""
        others = {name: kept for name, kept in self.sessions.items() if name != snapshot}
        return dict([*others.items(), (snapshot, session)][-SESSIONS_KEPT:])


def save(path: Path, state: UiState) -> None:
    """Write atomically. Raises OSError where the folder cannot be written."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
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
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return UiState()


def _state(data: dict[str, Any]) -> UiState:
    return UiState(
        snapshot=data["snapshot"],
        theme=data["theme"],
        tree="modules" if data["tree"] == "modules" else "api",
        direction="callers" if data["direction"] == "callers" else "callees",
        pane=str(data["pane"]),
        sessions={str(name): _session(session) for name, session in data["sessions"].items()},
    )


def _session(data: dict[str, Any]) -> Session:
    history, marks = data["history"], data["marks"]
    return Session(
        History.restored(_locations(history["entries"]), int(history["index"])),
        Marks(_locations(marks["bookmarks"]), _locations(marks["ends"])),
        {str(name): _unfolding(tree) for name, tree in data["trees"].items()},
        data["call_root"],
    )


def _unfolding(data: dict[str, Any]) -> Unfolding:
    return Unfolding.of(map(_path, data["opened"]), _path(data["cursor"]))


def _path(data: list[str]) -> tuple[str, ...]:
    return tuple(map(str, data))


def _locations(data: list[dict[str, Any]]) -> tuple[Location, ...]:
    return tuple(Location(**entry) for entry in data)
