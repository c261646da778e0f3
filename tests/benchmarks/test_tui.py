"""The terminal UI: first paint, and keys at 60,000 symbols. Figures are printed with `-s`."""

from __future__ import annotations

import asyncio
import os
import pty
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import RenderableType
from textual import events
from textual.screen import Screen
from textual.widgets import Input

from tests.tracer.tui.driving import settle
from tests.tracer.tui.fake_gateway import FakeGateway
from tracer.queries.symbol_search import Entry, SymbolIndex
from tracer.tui import app as application
from tracer.tui.app import TracerApp
from tracer.tui.screens.main import MainScreen

pytestmark = pytest.mark.benchmark

SYMBOLS = 60_000
KEY_BUDGET = 0.050
PAINT_BUDGET = 0.7
ROUNDS = 5
WALK = (
    "2", "j", "pagedown", "n", "i", "G", "home", "3", "down", "space", "c", "c", "1", "down", "space", "a", "a",
    "4", "down", "z", "z", "f", "escape", "r", "down", "down", "escape", "m", "b", "B", "escape", "y", "escape",
    "g", "x", "escape", "?", "escape", "s", "escape", "L", "m", "escape", "T", "T", "[", "]",
)  # fmt: skip
OPENING = frozenset("BygsLfrT?")
"""Keys that build another screen, or restyle this one: the widgets of a screen take Textual longer than a frame."""
NAMES = {"?": "question_mark", "[": "left_square_bracket", "]": "right_square_bracket"}
PARTS = (
    "keras", "src", "layers", "dense", "conv", "model", "train", "step", "fit", "compile", "loss", "metric", "gradient",
    "optimizer", "ops", "math", "nn", "backend", "tensorflow", "python", "numpy", "random", "init", "call", "build",
)  # fmt: skip


def entries() -> tuple[Entry, ...]:
    """Names of the length and make of TensorFlow's."""

    def name(n: int) -> str:
        parts = [PARTS[n // step % len(PARTS)] for step in (1, 25, 7, 3)]
        return f"{'.'.join(parts[:3])}.{parts[3].title()}{n}"

    return tuple(Entry(name(n), f"m{n}:f", "function", n % 3) for n in range(SYMBOLS))


@dataclass(frozen=True)
class Took:
    """`wall` is what a person waits, `work` what the event loop's thread computed: load slows the first most."""

    wall: float
    work: float


class Clock:
    """Time since it was made."""

    def __init__(self) -> None:
        self._wall, self._work = time.perf_counter(), time.thread_time()

    @property
    def took(self) -> Took:
        return Took(time.perf_counter() - self._wall, time.thread_time() - self._work)


def crowding() -> float:
    """How many times longer than its work a thread takes on this machine now, from other programs' load."""
    clock = Clock()
    while clock.took.work < 0.3:
        pass
    return clock.took.wall / clock.took.work


def told(name: str, times: list[Took]) -> str:
    walls, works = sorted(took.wall for took in times), sorted(took.work for took in times)
    middle = len(times) // 2
    return (
        f"{name}: median {walls[middle] * 1e3:.1f} ms, worst {walls[-1] * 1e3:.1f} ms; "
        f"of it work: median {works[middle] * 1e3:.1f} ms, worst {works[-1] * 1e3:.1f} ms"
    )


async def echo(app: TracerApp, letter: str) -> Took:
    """From a key to the frame that shows it."""
    field = app.screen.query_one("#search", Input)
    before = field.value
    clock = Clock()
    app.post_message(events.Key(letter, letter))
    while field.value == before:
        await asyncio.sleep(0)
    painted = asyncio.Event()
    field.call_after_refresh(painted.set)
    await painted.wait()
    return clock.took


class Painting(TracerApp):
    """Says when a frame has been drawn."""

    CSS_PATH = Path(application.__file__).with_name("styles.tcss")

    def __init__(self, gateway: FakeGateway) -> None:
        super().__init__(gateway, name="Model.fit")
        self.painted = asyncio.Event()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        self.painted.set()


async def frame(app: Painting, key: str) -> Took | None:
    """From any key to the first frame after it; None for a key that changes nothing."""
    app.painted.clear()
    clock = Clock()
    app.post_message(events.Key(NAMES.get(key, key), key if len(key) == 1 else None))
    with suppress(TimeoutError):
        await asyncio.wait_for(app.painted.wait(), 1)
        return clock.took
    return None


async def test_keys_are_answered_while_queries_run() -> None:
    """Each key's echo is on the screen within the budget, also while searches over all symbols run behind it."""
    gateway = FakeGateway(entries=entries())
    app = TracerApp(gateway, name="Model.fit")
    async with app.run_test(size=(200, 50)) as pilot:
        await settle(pilot)
        main = app.screen
        assert isinstance(main, MainScreen)
        await pilot.press("slash", "x", "y")
        await settle(pilot, lambda: not main._search.pending)
        await pilot.press("backspace", "backspace")
        await settle(pilot)
        times = []
        for letter in "sequentialdensekeraslayers":
            times.append(await echo(app, letter))
            await asyncio.sleep(0.06)
        await settle(pilot, lambda: not main._search.pending)
    crowded = crowding()
    print("\n" + told("letter of a search to its frame", times), f"(the machine was {crowded:.1f} x crowded)")
    assert sorted(took.wall for took in times)[len(times) // 2] <= KEY_BUDGET * max(1.0, crowded)


async def test_every_key_has_its_frame_in_time() -> None:
    """Keys of every pane and every dialog, at the largest of the usual sizes."""
    app = Painting(FakeGateway(entries=entries(), fan_out=100))
    times: dict[str, list[Took]] = {}
    async with app.run_test(size=(200, 50)) as pilot:
        await settle(pilot)
        for _ in range(3):
            for key in WALK:
                if (took := await frame(app, key)) is not None:
                    times.setdefault(key, []).append(took)
                await settle(pilot)
    crowded = crowding()
    print(f"\nthe slowest keys, the machine being {crowded:.1f} x crowded")
    # The first time imports a dialog's module and parses its styles: the best of three is what a key takes.
    slowest = sorted(times, key=lambda key: -min(took.wall for took in times[key]))
    for key in slowest[:6]:
        print(told(key, times[key]))
    assert len(times) > len(set(WALK)) / 2
    for key, took in ((key, min(one.wall for one in times[key])) for key in slowest):
        assert took <= KEY_BUDGET * max(1.0, crowded) * (2 if key in OPENING else 1), key


def test_a_search_over_all_symbols() -> None:
    index = SymbolIndex(entries())
    plain = [entry.name.lower() for entry in entries()]
    start = time.perf_counter()
    for _ in range(ROUNDS):
        assert any("zzz" in name for name in plain) is False
    scan = (time.perf_counter() - start) / ROUNDS
    worst = 0.0
    for pattern in ("s", "dense", "layers dense", "zzzz", "kerdns", "*.Dense4*", "model.train"):
        start = time.perf_counter()
        index.search(pattern)
        worst = max(worst, time.perf_counter() - start)
    print(f"\nslowest search {worst * 1e3:.1f} ms = {worst / scan:.1f} x a plain scan of all names")
    assert worst <= 30 * scan


def test_first_paint(tmp_path: Path) -> None:
    """From exec to the first frame on a terminal; the index is opened after that."""
    package = tmp_path / "src" / "pkg"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("def f():\n    return 1\n", encoding="utf-8")
    environment = {**os.environ, "TRACER_CACHE_DIR": str(tmp_path / "cache"), "TERM": "xterm-256color"}
    index = [sys.executable, "-m", "tracer", "index", str(tmp_path / "src"), "--as", "small"]
    subprocess.run(index, env=environment, check=True, capture_output=True)
    paints = [first_frame([sys.executable, "-m", "tracer", "tui", "--at", "small"], environment) for _ in range(ROUNDS)]
    bare = min(timed([sys.executable, "-c", "import sqlite3"]) for _ in range(ROUNDS))
    textual = min(timed([sys.executable, "-c", "import textual.app"]) for _ in range(ROUNDS))
    best = min(paints)
    print(
        f"\nfirst paint {best:.2f} s = {best / bare:.1f} x python with sqlite3, {best / textual:.1f} x import textual"
    )
    assert best <= PAINT_BUDGET


def timed(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - start


def first_frame(command: list[str], environment: dict[str, str]) -> float:
    """Seconds until the frame of the source pane is drawn."""
    start = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(command[0], command, environment)
    output = b""
    try:
        while b"2 Source" not in output:
            assert time.perf_counter() - start < 30, output[-500:]
            if select.select([terminal], [], [], 0.1)[0]:
                output += os.read(terminal, 65_536)
        return time.perf_counter() - start
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with suppress(OSError):
            os.close(terminal)
