"""A change of theme looks as a start in that theme does, and parses nothing that is known."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot

from tests.tracer.tui.driving import Running, settle
from tracer.tui import themes
from tracer.tui.restyling import QuickStylesheet


class Plain(Stylesheet):
    """As Textual has it."""

    def prepare(self, variables: dict[str, str]) -> None:
        """Nothing is kept."""


def picture(app: App[None]) -> list[list[Segment]]:
    return [list(strip.simplify()) for strip in app.screen._compositor.render_strips()]


async def turned(pilot: Pilot[None], times: int) -> None:
    for _ in range(times):
        await pilot.press("T")
        await settle(pilot)


@pytest.mark.parametrize("key", ["2", "3", "slash", "L", "r", "R"])
async def test_there_and_back_looks_as_before(running: Running, key: str) -> None:
    async with running(name="Model.fit", size=(120, 40)) as pilot:
        await pilot.press(key)
        await settle(pilot)
        dark = picture(pilot.app)
        pilot.app.theme = themes.LIGHT.name
        await settle(pilot)
        light = picture(pilot.app)
        pilot.app.theme = themes.DARK.name
        await settle(pilot)
        assert picture(pilot.app) == dark != light


async def test_turned_light_looks_as_textual_would_draw_it(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = []
    for make in (QuickStylesheet, Plain):
        monkeypatch.setattr("tracer.tui.app.QuickStylesheet", make)
        async with running(name="Model.fit", size=(120, 40)) as pilot:
            await turned(pilot, 1)
            pictures.append(picture(pilot.app))
    assert pictures[0] == pictures[1]


async def test_a_theme_that_was_prepared_is_not_parsed_again(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(name="Model.fit") as pilot:
        sheet = pilot.app.stylesheet
        assert isinstance(sheet, QuickStylesheet)
        sheet.prepare(themes.variables_of(themes.LIGHT))

        def parse(self: Stylesheet) -> None:
            raise AssertionError(list(self.source))

        monkeypatch.setattr(Stylesheet, "parse", parse)
        await turned(pilot, 2)
        assert pilot.app.theme == themes.DARK.name
