"""Driving the application in tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from textual.pilot import Pilot

QUIET_ROUNDS = 3
Running = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


async def settle(pilot: Pilot[None], until: Callable[[], object] | None = None) -> None:
    """Wait until queries are answered and drawn, or until a condition holds.

    One answer may ask the next question (details, then their source, then its colours): it is over when nothing has
    been running for some rounds.
    """
    quiet = 0
    for _ in range(400):
        await pilot.pause()
        running = [
            worker
            for worker in pilot.app.workers
            if worker.group not in {"compare", "index", "link"} and not worker.is_finished
        ]
        quiet = 0 if running else quiet + 1
        await asyncio.sleep(0.02 if running else 0)
        if quiet >= QUIET_ROUNDS and (until is None or until()):
            return
    assert until is None, "the condition did not come about"
