"""Open a place in the user's editor."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.tui.gateway import Local

if TYPE_CHECKING:
    from textual.app import App

WITH_COLON = {"code", "code-insiders", "codium", "subl", "zed", "hx", "helix", "cursor", "windsurf"}


def command(editor: str, path: str, line: int) -> list[str]:
    """The editor's command line for a file at a line."""
    words = shlex.split(editor)
    name = Path(words[0]).stem
    if name in {"code", "code-insiders", "codium", "cursor", "windsurf"}:
        return [*words, "--goto", f"{path}:{line}"]
    if name in WITH_COLON:
        return [*words, f"{path}:{line}"]
    return [*words, f"+{line}", path]


def open_in_editor(app: App[None], local: Local | None) -> None:
    """Suspend the UI and open `$VISUAL` or `$EDITOR`; says why where that cannot be."""
    from textual.app import SuspendNotSupported

    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if local is None:
        app.notify("This source was read from git objects: there is no file to edit", severity="warning")
        return
    if not editor:
        app.notify("Set $EDITOR (or $VISUAL) to open sources", severity="warning")
        return
    try:
        with app.suspend():
            code = subprocess.call(command(editor, local.path, local.line))
    except SuspendNotSupported:
        app.notify("An editor cannot be opened from a browser", severity="warning")
        return
    except (OSError, ValueError) as error:
        app.notify(f"{editor} did not start: {error}", severity="error", markup=False)
        return
    app.refresh()
    if code:
        app.notify(f"{editor} ended with status {code}", severity="warning", markup=False)
    elif local.warning:
        app.notify(local.warning, severity="warning", markup=False)
