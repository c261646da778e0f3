"""How the terminal UI starts: in this terminal, or served to a browser."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

from tracer.errors import MissingExtra
from tracer.tui.gateway import Gateway

STATE_FILE = "tui.json"


def state_path() -> Path:
    """Where the state between starts lies: beside the store."""
    from tracer.store.connection import cache_dir

    return cache_dir() / STATE_FILE


def in_browser() -> bool:
    """Whether textual-serve runs this process: it speaks to it through pipes."""
    return "TEXTUAL_DRIVER" in os.environ


def opener(at: str | None, backend: str) -> Callable[[], Gateway]:
    """What opens the snapshot, once the first paint is done."""

    def opened() -> Gateway:
        from tracer.tui.store_gateway import open_chosen

        return open_chosen(at, backend)

    return opened


def run(open_gateway: Callable[[], Gateway], *, state_path: Path | None, name: str | None = None) -> int:
    """Run until the user quits. `open_gateway` is called in a thread, after the first paint."""
    from tracer.tui.app import TracerApp

    app = TracerApp(open_gateway, state_path=state_path, name=name)
    app.run()
    return app.return_code or 0


def serve(arguments: list[str], *, host: str = "127.0.0.1", port: int = 8000) -> int:
    """Serve the UI to browsers on this machine; each visitor gets a process that runs `tracer tui ARGUMENTS`.

    Raises:
        MissingExtra: textual-serve is not installed.
    """
    try:
        from textual_serve.server import Server
    except ImportError:
        raise MissingExtra("serving to a browser needs textual-serve", extra="web") from None
    command = shlex.join([sys.executable, "-m", "tracer", "tui", *arguments])
    os.environ.setdefault("TERM", "xterm-256color")
    Server(command, host=host, port=port, title="tracer").serve()
    return 0
