"""The README's pictures of the terminal UI, of a real snapshot of the store.

tracer index ~/tensorflow@v2.1.0
python -m tests.tracer.tui.screenshots --at tensorflow@v2.1.0 browse path op
tracer index keras tensorflow
python -m tests.tracer.tui.screenshots --at keras@3.15.1+tensorflow@2.21.0 side-by-side
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from tests.tracer.tui.driving import main, pressed, settle
from tracer.tui.app import TracerApp
from tracer.tui.launch import LazyCatalog

FOLDER = Path(__file__).parents[3] / "docs"
NOTICES = 5.5
"""Seconds until notices, such as of two marked ends, are gone."""


@dataclass(frozen=True)
class Picture:
    """A symbol that is opened, in a terminal of a size, and what is done then."""

    name: str
    size: tuple[int, int]
    drive: Callable[[Pilot[None]], Awaitable[None]]


async def browse(pilot: Pilot[None]) -> None:
    await pressed(pilot, "2", "n", "3", "down", "down", "space")


async def path(pilot: Pilot[None]) -> None:
    await pressed(pilot, "m")
    await op(pilot)
    await pressed(pilot, "m")
    await asyncio.sleep(NOTICES)
    await pressed(pilot, "p")


async def op(pilot: Pilot[None]) -> None:
    key = (await asyncio.to_thread(lambda: main(pilot).gateway.resolve("MatMul")))[0].key
    main(pilot).open_symbol(key)
    await settle(pilot)


async def side_by_side(pilot: Pilot[None]) -> None:
    await pressed(pilot, "r")


PICTURES = {
    "browse": Picture("keras.layers.Dense.call", (200, 50), browse),
    "path": Picture("keras.layers.Dense.call", (120, 40), path),
    "op": Picture("MatMul", (160, 45), op),
    "side-by-side": Picture("Sequential.fit", (200, 50), side_by_side),
}


async def take(name: str, at: str) -> Path:
    picture = PICTURES[name]
    app = TracerApp(LazyCatalog(at, "tensorflow"), name=picture.name)
    async with app.run_test(size=picture.size) as pilot:
        await settle(pilot, lambda: main(pilot).details is not None)
        await asyncio.sleep(NOTICES)
        await picture.drive(pilot)
        await asyncio.sleep(1)
        await settle(pilot)
        target = FOLDER / f"tui-{name}.svg"
        target.write_text(app.export_screenshot(title="tracer"), encoding="utf-8")
    return target


def take_all() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--at", required=True, help="a snapshot of the store, with calls")
    parser.add_argument("picture", nargs="+", choices=PICTURES)
    arguments = parser.parse_args()
    for name in arguments.picture:
        print(asyncio.run(take(name, arguments.at)))


if __name__ == "__main__":
    take_all()
