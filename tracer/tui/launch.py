"""How the terminal UI starts: in this terminal, or served to a browser."""

from __future__ import annotations

import os
import shlex
import socket
from functools import cached_property
from pathlib import Path

from tracer.children import SAFE_PATH, python_command
from tracer.errors import MissingExtra, UsageError
from tracer.tui.gateway import Catalog, Gateway, SnapshotInfo

STATE_FILE = "tui.json"


def state_path() -> Path:
    """Where the state between starts lies: beside the store."""
    from tracer.cache import cache_dir

    return cache_dir() / STATE_FILE


def last_snapshot(state_path: Path | None) -> str | None:
    """The snapshot that was open when the UI was left."""
    from tracer.tui.models.state import load

    return load(state_path).snapshot if state_path is not None else None


def in_browser() -> bool:
    """Whether textual-serve runs this process: it speaks to it through pipes."""
    return "TEXTUAL_DRIVER" in os.environ


class LazyCatalog:
    """The store's snapshots; what reads the store is imported when it is asked first, after the first paint."""

    def __init__(self, at: str | None, backend: str, last: str | None = None) -> None:
        self._at = at
        self._backend = backend
        self._last = last

    @cached_property
    def _catalog(self) -> Catalog:
        from tracer.tui.store_gateway import StoreCatalog

        return StoreCatalog(self._at, self._backend, self._last)

    def open(self) -> Gateway:
        return self._catalog.open()

    def at(self, snapshot: str) -> Gateway:
        return self._catalog.at(snapshot)

    def snapshots(self) -> tuple[SnapshotInfo, ...]:
        return self._catalog.snapshots()


def run(catalog: Catalog, *, state_path: Path | None, name: str | None = None) -> int:
    """Run until the user quits. The catalog is asked in threads, after the first paint."""
    from tracer.tui.app import TracerApp

    app = TracerApp(catalog, state_path=state_path, name=name)
    app.run()
    return app.return_code or 0


def serve(arguments: list[str], *, host: str = "127.0.0.1", port: int = 8000) -> int:
    """Serve the UI to browsers on this machine; each visitor gets a process that runs `tracer tui ARGUMENTS`.

    Raises:
        MissingExtra: textual-serve is not installed.
        UsageError: another program has the port, or it is not for this user.
    """
    try:
        from textual_serve.server import Server
    except ImportError:
        raise MissingExtra("serving to a browser needs textual-serve", extra="web") from None
    _check_port(host, port)
    command = shlex.join(python_command("tracer", "tui", *arguments))
    os.environ.setdefault("TERM", "xterm-256color")
    os.environ.update(SAFE_PATH)
    Server(command, host=host, port=port, title="tracer").serve()
    return 0


def _check_port(host: str, port: int) -> None:
    """Try the port first: the server says that it serves before it finds out that it cannot."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            where = f"{host}:{port}"
            hint = "give another one with --port"
            raise UsageError(f"cannot serve on this port, {error.strerror}", where=where, hint=hint) from None
