"""The application on the small world."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from tests.tracer.tui.driving import Running, settle
from tests.tracer.tui.fake_gateway import FakeGateway
from tracer.tui.app import TracerApp


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
        app = TracerApp(world, name=name, **options)  # type: ignore[arg-type]
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            yield pilot

    return run
