"""Driving the application in tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from textual.pilot import Pilot

from tracer.tui.models import text
from tracer.tui.screens.main import MainScreen
from tracer.tui.widgets.call_tree import CallTree
from tracer.tui.widgets.symbol_tree import SymbolTree

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


def main(pilot: Pilot[None]) -> MainScreen:
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, MainScreen)
    return screen


def opened(pilot: Pilot[None]) -> str | None:
    details = main(pilot).details
    return details.ref.key if details else None


def rows(tree: CallTree) -> list[str]:
    """What the call tree shows, a row each."""
    nodes = (tree.get_node_at_line(line) for line in range(tree.last_line + 1))
    return [text.plain(tree.spans(node.data)) if node.data else str(node.label) for node in nodes if node]


def labels(tree: SymbolTree) -> list[str]:
    """What a tree of symbols shows, a row each."""
    nodes = (tree.get_node_at_line(line) for line in range(tree.last_line + 1))
    return [node.data.label for node in nodes if node and node.data]


async def typed(pilot: Pilot[None], words: str) -> None:
    for letter in words:
        await pilot.press({" ": "space", "_": "underscore", ".": "full_stop"}.get(letter, letter))
    await settle(pilot)


async def pressed(pilot: Pilot[None], *names: str) -> None:
    await pilot.press(*names)
    await settle(pilot)
