"""Child processes whose output is read as it comes, and which can be ended at any time."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections import deque
from collections.abc import Callable

from tracer.children import SAFE_PATH

ERROR_LINES = 200


class Child:
    """One child in a process group of its own, so that its workers end with it."""

    def __init__(self, command: list[str], environment: dict[str, str] | None = None) -> None:
        self._command = command
        self._environment = environment
        self._process: asyncio.subprocess.Process | None = None
        self.errors: deque[str] = deque(maxlen=ERROR_LINES)

    async def run(self, on_output: Callable[[str], None], on_error: Callable[[str], None]) -> int:
        """Start, hand on lines of both streams, and return the exit status. Raises OSError where it cannot start."""
        self._process = process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, **SAFE_PATH, **(self._environment or {})},
        )
        try:
            await asyncio.gather(
                _lines(process.stdout, on_output), _lines(process.stderr, lambda line: self._error(line, on_error))
            )
            return await process.wait()
        finally:
            self.cancel()

    def _error(self, line: str, on_error: Callable[[str], None]) -> None:
        self.errors.append(line)
        on_error(line)

    def cancel(self) -> None:
        """End the child and what it started."""
        process = self._process
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGTERM)


async def _lines(stream: asyncio.StreamReader | None, take: Callable[[str], None]) -> None:
    """Lines of a stream; a progress line that ends in a carriage return counts as one."""
    assert stream is not None
    rest = ""
    while chunk := await stream.read(65_536):
        *lines, rest = (rest + chunk.decode("utf-8", "replace")).replace("\r", "\n").split("\n")
        for line in lines:
            take(line)
    if rest:
        take(rest)
