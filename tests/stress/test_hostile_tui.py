"""The terminal UI on the hostile repository, through the real store."""

from __future__ import annotations

from pathlib import Path

from tests.stress.hostile import harmful, hostile_repository
from tests.tracer.tui.driving import settle
from tracer.cli import main
from tracer.tui.app import TracerApp
from tracer.tui.screens.main import MainScreen
from tracer.tui.store_gateway import StoreCatalog


async def test_a_hostile_source_is_shown_and_does_nothing(warm: Path, tmp_path: Path) -> None:
    hostile = hostile_repository(tmp_path / "hostile")
    assert main(["index", str(hostile.folder), "--as", "disk", "--jobs", "1", "--progress", "none"]) == 0
    app = TracerApp(StoreCatalog("disk", "tensorflow"))
    async with app.run_test(size=(200, 50)) as pilot:
        await settle(pilot)
        for key in ("pkg.layers:Layer", "pkg.layers:", "pkg.layers:helper"):
            screen = app.screen_stack[0]
            assert isinstance(screen, MainScreen)
            screen.open_symbol(key)
            await settle(pilot)
            picture = app.export_screenshot()
            assert "alert(1)" in picture
            assert "<script>" not in picture
            assert not harmful(picture.replace("\xa0", " "))
        assert app.is_running
    assert hostile.attacks_that_ran() == []
