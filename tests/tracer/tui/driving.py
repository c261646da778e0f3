"""Driving the application in tests."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from textual.pilot import Pilot

Running = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


async def settle(pilot: Pilot[None], until: Callable[[], object] | None = None) -> None:
    """Wait until queries are answered and drawn, or until a condition holds."""
    for _ in range(100):
        await pilot.pause(0.02)
        await pilot.app.workers.wait_for_complete(
            [worker for worker in pilot.app.workers if worker.group not in {"compare", "index"}]
        )
        await pilot.pause()
        if until is None or until():
            return
    assert until is None, "the condition did not come about"
