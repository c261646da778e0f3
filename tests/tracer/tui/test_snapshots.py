"""SVG snapshots of the main screens at three sizes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from tests.tracer.tui.driving import settle
from tests.tracer.tui.fake_gateway import FakeGateway
from tracer.tui.app import TracerApp

SIZES = [(80, 24), (120, 40), (200, 50)]
SCREENS = {
    "welcome": (None, []),
    "symbol": ("Model.fit", ["n"]),
    "class": ("keras.Sequential", ["4"]),
    "op": ("MatMul", []),
    "search": (None, ["slash", "s", "e", "q", "u"]),
    "calls": ("Model.fit", ["3", "down", "down", "down", "space"]),
    "side_by_side": ("Model.fit", ["r", "down", "down", "down"]),
    "counterparts": (None, ["L"]),
    "help": (None, ["question_mark"]),
    "jump": ("Model.fit", ["f"]),
    "compare": (None, ["R"]),
    "index": (None, ["I"]),
    "light": ("Model.fit", ["T"]),
}


def driver(keys: list[str]) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def drive(pilot: Pilot[None]) -> None:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        # A cursor that blinks would make pictures differ.
        for widget in pilot.app.screen.query("Input"):
            widget.cursor_blink = False  # type: ignore[attr-defined]
        await settle(pilot)

    return drive


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
@pytest.mark.parametrize("screen", SCREENS)
def test_screen(screen: str, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    name, keys = SCREENS[screen]
    app = TracerApp(FakeGateway(), name=name)
    assert snap_compare(app, terminal_size=size, run_before=driver(keys))
