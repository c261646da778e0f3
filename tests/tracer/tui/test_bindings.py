"""Every binding of every screen and widget: its key, pressed where it counts, runs its action and no other."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import wraps

import pytest
from textual import actions
from textual.binding import Binding
from textual.dom import DOMNode

import tracer.tui.screens
import tracer.tui.widgets
from tests.tracer.tui.driving import Running, settle
from tracer.tui.app import TracerApp
from tracer.tui.screens.compare import CompareScreen
from tracer.tui.screens.counterparts import CounterpartsScreen
from tracer.tui.screens.dialog import Dialog
from tracer.tui.screens.main import MainScreen
from tracer.tui.screens.side_by_side import SideBySideScreen
from tracer.tui.widgets.call_tree import CallTree
from tracer.tui.widgets.details_pane import DetailsPane
from tracer.tui.widgets.lazy_tree import LazyTree
from tracer.tui.widgets.navigator import SearchInput
from tracer.tui.widgets.source_view import SourceView
from tracer.tui.widgets.symbol_tree import SymbolTree

PLACES: dict[type[DOMNode], tuple[str, ...]] = {
    MainScreen: ("2",),
    SourceView: ("2",),
    LazyTree: ("1",),
    SymbolTree: ("1",),
    CallTree: ("3",),
    DetailsPane: ("4",),
    SearchInput: ("slash",),
    SideBySideScreen: ("r",),
    CompareScreen: ("R",),
    CounterpartsScreen: ("L",),
    Dialog: ("question_mark",),
}
"""Keys that lead from the source of `Model.fit` to where the bindings of a class count."""


def owners() -> Iterator[type[DOMNode]]:
    """Classes of the UI that bind keys."""
    for package in (tracer.tui.screens, tracer.tui.widgets):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for value in vars(importlib.import_module(module.name)).values():
                here = isinstance(value, type) and value.__module__ == module.name
                if here and issubclass(value, DOMNode) and vars(value).get("BINDINGS"):
                    yield value


def bound(owner: type[DOMNode]) -> list[tuple[str, str]]:
    """Keys and actions, an alternative key each for itself."""
    found = []
    for binding in vars(owner)["BINDINGS"]:
        assert isinstance(binding, Binding), f"{owner.__name__}: {binding}"
        found += [(key.strip(), binding.action) for key in binding.key.split(",")]
    return found


def test_every_class_with_bindings_has_a_place() -> None:
    assert set(owners()) == set(PLACES)


@pytest.mark.parametrize("owner", PLACES, ids=lambda owner: owner.__name__)
async def test_every_key_runs_its_action(
    owner: type[DOMNode], running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def recorder(place: type[DOMNode], name: str) -> object:
        @wraps(getattr(place, f"action_{name}"))  # Textual passes as many arguments as there are parameters
        def record(self: object, *arguments: object) -> None:
            ran.append(f"{name}{arguments}")

        return record

    async with running(name="Model.fit") as pilot:
        await pilot.press(*PLACES[owner])
        await settle(pilot)
        expected = {key: actions.parse(action) for key, action in bound(owner)}
        for namespace, name, _ in expected.values():
            place = TracerApp if namespace == "app" else owner
            monkeypatch.setattr(place, f"action_{name}", recorder(place, name))
        for key, (_, name, arguments) in expected.items():
            ran.clear()
            await pilot.press(key)
            await pilot.pause()
            assert ran == [f"{name}{arguments}"], key
