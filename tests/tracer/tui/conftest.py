"""The application on the small world."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from fake_gateway import FakeGateway
from textual.pilot import Pilot

from tracer.tui.app import TracerApp

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


@pytest.fixture
def running() -> Running:
    @asynccontextmanager
    async def run(
        gateway: FakeGateway | None = None,
        *,
        name: str | None = None,
        size: tuple[int, int] = (200, 50),
        **options: object,
    ) -> AsyncIterator[Pilot[None]]:
        world = gateway or FakeGateway()
        app = TracerApp(lambda: world, name=name, **options)  # type: ignore[arg-type]
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            yield pilot

    return run
