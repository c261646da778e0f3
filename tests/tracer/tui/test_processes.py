"""What runs beside the UI: indexing and the comparison, with progress, verdict and cancel."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input, ProgressBar, Static

from tests.tracer.tui.driving import Running, settle
from tests.tracer.tui.fake_gateway import FakeGateway
from tests.tracer.tui.test_models import RUN
from tracer.children import python_command
from tracer.tui.gateway import Unindexed
from tracer.tui.processes import Child
from tracer.tui.screens.compare import CompareScreen
from tracer.tui.screens.index import IndexScreen, LinkCallsScreen
from tracer.tui.screens.main import MainScreen


def stub(monkeypatch: pytest.MonkeyPatch, module: str, script: str) -> list[list[str]]:
    """Let the screens of a module start a Python script instead of their command; returns the commands."""
    commands: list[list[str]] = []

    class Stub(Child):
        def __init__(self, command: list[str], environment: dict[str, str] | None = None) -> None:
            commands.append(command)
            super().__init__([sys.executable, "-u", "-c", script], environment)

    monkeypatch.setattr(f"tracer.tui.screens.{module}.Child", Stub)
    return commands


async def wait(pilot: Pilot[None], condition: object, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "the condition did not come about"
        await pilot.pause(0.05)


# --------------------------------------------------------------------------------------------- processes


async def test_a_child_hands_on_its_lines_and_its_status() -> None:
    out: list[str] = []
    script = "import sys; print('a'); print('b\\rc', file=sys.stderr); sys.stdout.write('last'); sys.exit(3)"
    child = Child([sys.executable, "-c", script])
    assert await child.run(out.append, lambda line: None) == 3
    assert out == ["a", "last"]
    assert list(child.errors) == ["b", "c", ""] or list(child.errors) == ["b", "c"]


async def test_cancel_ends_the_child_and_its_children(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    script = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(mark)!r}, 'w').write(str(child.pid)); print('up', flush=True)\n"
        "time.sleep(60)"
    )
    child = Child([sys.executable, "-c", script])
    code = await asyncio.wait_for(child.run(lambda line: child.cancel(), lambda line: None), 20)
    assert code != 0
    pid = int(mark.read_text())
    for _ in range(100):
        if not _runs(pid):
            break
        await asyncio.sleep(0.05)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


async def test_a_program_that_is_not_there_is_an_error() -> None:
    with pytest.raises(OSError, match="no-such-program"):
        await Child(["/no-such-program"]).run(print, print)


# ---------------------------------------------------------------------------------------------- indexing

INDEXING = (
    "import sys, time, json\n"
    "print(json.dumps({'stage': 'extracting', 'done': 5, 'total': 10}), file=sys.stderr)\n"
    "time.sleep({seconds})\n"
    "print('tensorflow@v2.1.0: 10 files (10 read anew)')\n"
)


async def test_indexing_from_inside_opens_the_new_snapshot(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = stub(monkeypatch, "index", INDEXING.replace("{seconds}", "0.5"))
    async with running() as pilot:
        await pilot.press("I")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, IndexScreen)
        screen.query_one("#sources", Input).value = "~/tensorflow keras"
        screen.query_one("#revision", Input).value = "v2.1.0"
        await pilot.press("enter")
        await wait(pilot, lambda: screen._run.fraction == 0.5)
        await pilot.pause(0.1)
        assert screen.query_one(ProgressBar).progress == 50
        assert str(screen.query_one(Button).label) == "Cancel"
        await wait(pilot, lambda: isinstance(pilot.app.screen, MainScreen))
        await settle(pilot)
        assert pilot.app.screen.title_bar.snapshot == "tensorflow@v2.1.0"
    assert commands[0] == [
        *python_command("tracer"),
        "index",
        "--progress",
        "json",
        "--rev",
        "v2.1.0",
        "--",
        "~/tensorflow",
        "keras",
    ]


async def test_indexing_is_cancelled_and_closes(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    stub(monkeypatch, "index", INDEXING.replace("{seconds}", "60"))
    async with running() as pilot:
        await pilot.press("I")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, IndexScreen)
        await pilot.press("enter")
        assert screen._run.status == "idle"
        screen.query_one("#sources", Input).value = "keras"
        await pilot.click("#start")
        await wait(pilot, lambda: screen._run.fraction == 0.5)
        await pilot.press("escape")
        await wait(pilot, lambda: screen._run.status == "cancelled")
        assert "Cancelled" in str(screen.query_one("#stage", Static).render())
        await pilot.press("escape")
        await wait(pilot, lambda: isinstance(pilot.app.screen, MainScreen))


async def test_a_failed_index_says_why(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    stub(monkeypatch, "index", "import sys; print('tracer: not a directory: /x', file=sys.stderr); sys.exit(2)")
    async with running() as pilot:
        await pilot.press("I")
        await settle(pilot)
        screen = pilot.app.screen
        screen.query_one("#sources", Input).value = "/x"
        await pilot.press("enter")
        await wait(pilot, lambda: screen._run.status == "failed")
        stage = screen.query_one("#stage", Static)
        assert "not a directory: /x" in str(stage.render())
        assert stage.has_class("error")


async def test_a_first_start_indexes_what_it_needs(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = stub(monkeypatch, "index", INDEXING.replace("{seconds}", "0.2"))
    async with running(FakeGateway(missing=Unindexed(("tensorflow", "keras")))) as pilot:
        main = pilot.app.screen_stack[0]
        assert isinstance(main, MainScreen)
        await wait(pilot, lambda: main.gateway is not None)
        await settle(pilot)
        assert main.title_bar.snapshot == "tensorflow@v2.1.0"
    assert commands[0][-2:] == ["tensorflow", "keras"]


async def test_who_cancels_a_first_index_gets_the_snapshot_that_there_is(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = stub(monkeypatch, "index", INDEXING.replace("{seconds}", "60"))
    async with running(FakeGateway(missing=Unindexed(("/my folder",), "tensorflow@v2.1.0"))) as pilot:
        main = pilot.app.screen_stack[0]
        await wait(pilot, lambda: isinstance(pilot.app.screen, IndexScreen))
        screen = pilot.app.screen
        await wait(pilot, lambda: screen._run.fraction == 0.5)
        await pilot.press("escape")
        await wait(pilot, lambda: screen._run.status == "cancelled")
        await pilot.press("escape")
        await wait(pilot, lambda: main.gateway is not None)
        assert main.title_bar.snapshot == "tensorflow@v2.1.0"
        assert any("Not indexed: this is tensorflow@v2.1.0" in toast.message for toast in pilot.app._notifications)
    assert commands[0][-1] == "/my folder"


async def test_calls_are_linked_from_inside(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = stub(monkeypatch, "index", "import sys, time; print('linking', file=sys.stderr); time.sleep(3)")
    async with running(name="Model.fit") as pilot:
        await pilot.press("C")
        await wait(pilot, lambda: isinstance(pilot.app.screen, LinkCallsScreen))
        await wait(pilot, lambda: isinstance(pilot.app.screen, MainScreen))
        await settle(pilot)
        assert pilot.app.screen.details is not None
    assert commands[0] == [*python_command("tracer"), "callees", "--at", "keras@v3.15.1", "--", "keras.Model.fit"]


# --------------------------------------------------------------------------------------------- comparing


def comparing(end: str = "") -> str:
    lines = "".join(f"print({json.dumps(json.dumps(event))}, flush=True)\n" for event in RUN)
    return lines + end


async def test_a_comparison_draws_both_losses_and_the_verdict(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = stub(monkeypatch, "compare", comparing())
    async with running() as pilot:
        await pilot.press("R")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, CompareScreen)
        await pilot.press("right", "b", "R")
        await wait(pilot, lambda: screen._comparison.status == "done")
        await wait(pilot, lambda: "Within the tolerance" in str(screen.query_one("#status", Static).render()))
        assert "dense" in str(screen.query_one("#layers").render())
        await pilot.press("escape")
        await wait(pilot, lambda: isinstance(pilot.app.screen, MainScreen))
    arguments = ["compare", "binary", "--json-lines", "--backend", "tensorflow"]
    assert commands[0] == [*python_command("reference_impl"), *arguments]


async def test_a_comparison_is_cancelled_at_any_time(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = stub(
        monkeypatch, "compare", comparing()[: comparing().index("print", 400)] + "import time; time.sleep(60)"
    )
    async with running() as pilot:
        await pilot.press("R")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, CompareScreen)
        await pilot.press("o")
        await pilot.pause()
        screen.query_one("#own", Input).value = "mine.py:model"
        await pilot.press("enter")
        await wait(pilot, lambda: screen._comparison.keras)
        await pilot.press("escape")
        assert screen._comparison.status == "cancelled"
        await wait(pilot, lambda: "Cancelled" in str(screen.query_one("#status", Static).render()))
    assert "mine.py:model" in commands[0]


async def test_a_comparison_that_fails_says_why(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    stub(monkeypatch, "compare", "import sys; print('ImportError: no tensorflow', file=sys.stderr); sys.exit(2)")
    async with running() as pilot:
        await pilot.press("R")
        await settle(pilot)
        screen = pilot.app.screen
        await pilot.press("R")
        await wait(pilot, lambda: screen._comparison.status == "failed")
        await wait(pilot, lambda: "no tensorflow" in str(screen.query_one("#status", Static).render()))
