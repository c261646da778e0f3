"""Marks, counterparts and tools by keys and by mouse, on the small world."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Input, OptionList, Static

from tests.tracer.tui.driving import Running, labels, main, opened, pressed, rows, settle, typed
from tests.tracer.tui.fake_gateway import FIT, MAKE, PAIRS, REFS, STEP, TRAINING, FakeGateway
from tracer.tui.app import TracerApp
from tracer.tui.gateway import SourceText
from tracer.tui.models import keys
from tracer.tui.screens.bookmarks import BookmarksScreen
from tracer.tui.screens.help import HelpScreen
from tracer.tui.screens.main import MainScreen
from tracer.tui.screens.side_by_side import SideBySideScreen
from tracer.tui.widgets.call_tree import CallTree
from tracer.tui.widgets.source_view import SourceView
from tracer.tui.widgets.symbol_tree import SymbolTree

# ----------------------------------------------------------------------------------- history, marks, paths


async def test_back_and_forward_with_the_cursor_where_it_stood(running: Running):
    async with running(name="Model.fit") as pilot:
        await pressed(pilot, "j", "j", "j", "3", "down", "enter")
        assert opened(pilot) == MAKE
        await pressed(pilot, "left_square_bracket")
        assert opened(pilot) == FIT
        assert main(pilot).source_view.cursor_line == REFS[FIT].place.line + 3
        await pressed(pilot, "right_square_bracket")
        assert opened(pilot) == MAKE
        await pressed(pilot, "right_square_bracket")
        assert opened(pilot) == MAKE


async def test_d_goes_back_to_the_definition(running: Running):
    async with running(name="Model.fit") as pilot:
        await pressed(pilot, "3", "down", "x", "d")
        assert main(pilot).source_view.cursor_line == REFS[FIT].place.line


async def test_bookmarks(running: Running):
    async with running(name="Model.fit") as pilot:
        await pressed(pilot, "B", "escape", "b")
        assert "★" in main(pilot).title_bar.flags
        main(pilot).open_symbol(STEP)
        await settle(pilot)
        assert "★" not in main(pilot).title_bar.flags
        await pressed(pilot, "B", "enter")
        assert opened(pilot) == FIT
        await pressed(pilot, "b")
        assert main(pilot).marks.bookmarks == ()


async def test_a_path_between_two_marks_is_a_chain(running: Running):
    async with running(name="Model.fit") as pilot:
        await pressed(pilot, "p")
        assert any("Mark the start" in toast.message for toast in pilot.app._notifications)
        await pressed(pilot, "m")
        main(pilot).open_symbol(STEP)
        await settle(pilot)
        await pressed(pilot, "m", "p")
        options = pilot.app.screen.query_one(OptionList)
        assert [str(options.get_option_at_index(n).prompt).split("\n")[0].split(".")[-1] for n in (0, 2, 4)] == [
            "fit",
            "make_train_function",
            "train_step",
        ]
        assert "2 calls, weakest: ◐ inferred" in str(pilot.app.screen.query_one(Static).render())
        await pressed(pilot, "down", "down", "enter")
        assert opened(pilot) == MAKE


async def test_a_path_begins_with_what_was_asked_for(running: Running):
    gateway = FakeGateway()
    async with running(gateway, name="Model.fit") as pilot:
        for key, asked in ((FIT, "Own.fit"), (STEP, None)):
            main(pilot).open_symbol(key, asked=asked)
            await settle(pilot)
            await pressed(pilot, "m")
        assert [entry.asked for entry in main(pilot).history.entries] == ["Own.fit", None]
        await pressed(pilot, "p")
        await settle(pilot)
    assert ("path", (FIT, STEP, "Own.fit")) in gateway.asked


@pytest.mark.parametrize(
    ("first", "second", "turned"), [(FIT, STEP, False), (STEP, FIT, True), (TRAINING, STEP, False)]
)
async def test_a_chain_that_leads_back_is_said_to(running: Running, first: str, second: str, turned: bool):
    async with running(name="Model.fit") as pilot:
        for key in (first, second):
            main(pilot).open_symbol(key)
            await settle(pilot)
            await pressed(pilot, "m")
        await pressed(pilot, "p")
        assert ("the other way round" in str(pilot.app.screen.query_one(Static).render())) is turned


async def test_no_path_is_said(running: Running):
    async with running(name="keras.Sequential.add") as pilot:
        await pressed(pilot, "m")
        main(pilot).open_symbol(STEP)
        await settle(pilot)
        await pressed(pilot, "p")
        assert "No call chain" in str(pilot.app.screen.query_one(OptionList).get_option_at_index(0).prompt)


# ----------------------------------------------------------------------------------------- counterparts


async def test_side_by_side_follows_and_enter_jumps_in(running: Running):
    async with running(name="Model.fit") as pilot:
        await pressed(pilot, "r")
        screen = pilot.app.screen
        assert isinstance(screen, SideBySideScreen)
        left, right = screen._side("left"), screen._side("right")
        assert left.source_view.cursor_line == REFS[FIT].place.line
        assert right.source_view.cursor_line == REFS[PAIRS[FIT]].place.line
        await pressed(pilot, "down", "down", "down")
        await settle(pilot, lambda: right.source_view.cursor_line == REFS[PAIRS[STEP]].place.line)
        assert left.source_view.cursor_line == REFS[STEP].place.line
        await pressed(pilot, "up", "up")
        await settle(pilot, lambda: right.has_class("-stale"))
        assert left.source_view.cursor_line == REFS[MAKE].place.line
        await pressed(pilot, "2")
        await pressed(pilot, "up")
        await settle(pilot, lambda: left.source_view.cursor_line == REFS[FIT].place.line)
        await pressed(pilot, "down")
        await settle(pilot, lambda: left.source_view.cursor_line == REFS[STEP].place.line)
        await pressed(pilot, "enter")
        assert pilot.app.screen is main(pilot)
        assert opened(pilot) == PAIRS[STEP]


async def test_side_by_side_links_and_enter_in_the_source(running: Running):
    async with running(name="Model.fit") as pilot:
        await pressed(pilot, "r")
        screen = pilot.app.screen
        assert isinstance(screen, SideBySideScreen)
        screen._side("right").source_view.focus()
        await pressed(pilot, "n", "enter")
        await settle(pilot, lambda: screen._side("left").source_view.cursor_line == REFS[STEP].place.line)
        await pressed(pilot, "home", "enter")
        assert opened(pilot) == PAIRS[STEP]


async def test_side_by_side_without_a_counterpart_says_so(running: Running):
    async with running(name="keras.Sequential") as pilot:
        await pressed(pilot, "r")
        screen = pilot.app.screen
        assert isinstance(screen, SideBySideScreen)
        assert "No counterpart" in screen._side("right").source_view.message
        assert any("has no counterpart" in note.message for note in pilot.app._notifications)
        await pressed(pilot, "c", "question_mark", "escape", "escape")
        assert pilot.app.screen is main(pilot)


async def test_side_by_side_goes_on_to_another_pair(running: Running):
    async with running(name="keras.Sequential") as pilot:
        await pressed(pilot, "r")
        screen = pilot.app.screen
        await pressed(pilot, "L", "f", "i", "t", "enter")
        await settle(pilot)
        assert pilot.app.screen is screen
        assert isinstance(screen, SideBySideScreen)
        assert screen._side("left").source_view.cursor_line == REFS[FIT].place.line


async def test_side_by_side_says_where_a_file_changed(running: Running):
    class Changed(FakeGateway):
        def source(self, source: str, path: str) -> SourceText:
            return replace(super().source(source, path), links=(), note="it changed")

    async with running(Changed(), name="Model.fit") as pilot:
        await pressed(pilot, "r")
        screen = pilot.app.screen
        assert isinstance(screen, SideBySideScreen)
        for side in ("left", "right"):
            assert "changed" in screen._side(side).query_one(".side-source").border_subtitle
            assert screen._side(side).source_view._span == (0, 0)


async def test_the_list_of_counterparts_shows_what_has_none(running: Running):
    async with running() as pilot:
        await pressed(pilot, "L")
        assert "3 pairs, 1 without a counterpart" in str(pilot.app.screen.query_one(Static).render())
        await pressed(pilot, "ctrl+t", "ctrl+t")
        options = pilot.app.screen.query_one(OptionList)
        assert options.option_count == 1
        assert "no counterpart" in str(options.get_option_at_index(0).prompt)
        await pressed(pilot, "ctrl+t")
        await typed(pilot, "step")
        await pressed(pilot, "enter")
        assert isinstance(pilot.app.screen, SideBySideScreen)


# ------------------------------------------------------------------------------------------------ tools


async def test_jump_mode_reaches_panes_and_calls(running: Running):
    async with running(name="Model.fit") as pilot:
        await pressed(pilot, "f", "d")
        assert isinstance(pilot.app.focused, CallTree)
        await pressed(pilot, "f", "g")
        assert opened(pilot) == MAKE
        await pressed(pilot, "f", "escape")
        assert pilot.app.screen is main(pilot)


async def test_copy_offers_texts_and_copies(running: Running):
    async with running(name="Model.fit") as pilot:
        await pressed(pilot, "y", "enter")
        assert pilot.app.clipboard == "keras.Model.fit"
        await pressed(pilot, "y", "end", "enter")
        assert pilot.app.clipboard.startswith("https://example.org/blob/v1/")


async def test_editor_opens_the_line(running: Running, monkeypatch: pytest.MonkeyPatch):
    from contextlib import nullcontext

    from tracer.tui import editor
    from tracer.tui.gateway import Local

    calls: list[list[str]] = []
    monkeypatch.setattr(editor.subprocess, "call", lambda command: calls.append(command) or 0)
    monkeypatch.setenv("VISUAL", "vim -p")
    async with running(FakeGateway(local=Local("/src/trainer.py", 13, "it changed")), name="Model.fit") as pilot:
        monkeypatch.setattr(pilot.app, "suspend", nullcontext)
        await pressed(pilot, "o")
        assert calls == [["vim", "-p", "+13", "/src/trainer.py"]]
        assert any(toast.message == "it changed" for toast in pilot.app._notifications)


async def test_sources_from_git_objects_cannot_be_edited(running: Running):
    async with running(name="Model.fit") as pilot:
        await pressed(pilot, "o")
        assert any("read from git objects" in toast.message for toast in pilot.app._notifications)


@pytest.mark.parametrize(
    ("editor", "command"),
    [
        ("vi", ["vi", "+3", "a.py"]),
        ("code -w", ["code", "-w", "--goto", "a.py:3"]),
        ("hx", ["hx", "a.py:3"]),
        ("emacs -nw", ["emacs", "-nw", "+3", "a.py"]),
    ],
)
def test_editor_commands(editor: str, command: list[str]):
    from tracer.tui.editor import command as command_of

    assert command_of(editor, "a.py", 3) == command


async def test_snapshots_are_picked(running: Running):
    async with running(name="Model.fit") as pilot:
        await pressed(pilot, "s", "down", "enter")
        assert main(pilot).title_bar.snapshot == "tensorflow@v2.1.0"
        assert main(pilot).history.entries == ()
        main(pilot).open_snapshot("keras@v3.15.1")
        await settle(pilot, lambda: opened(pilot) == FIT)
        await pilot.click("TitleBar", offset=(10, 0))
        await settle(pilot)
        assert pilot.app.screen.query_one(OptionList).option_count == 2


async def test_help_lists_every_key(running: Running):
    async with running() as pilot:
        await pressed(pilot, "question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        page = "\n".join(str(part.render()) for part in pilot.app.screen.query(Static))
        for key in (*keys.TABLE, *keys.SOURCE, *keys.CALLS):
            assert key.help in page
        await pressed(pilot, "escape")


async def test_command_palette_has_every_action(running: Running):
    async with running(name="Model.fit") as pilot:
        titles = [command.title for command in pilot.app.get_system_commands(main(pilot))]
        assert {f"{key.label}  ({key.shown})" for key in keys.TABLE if key.action != "app.command_palette"} <= set(
            titles
        )
        await pressed(pilot, "ctrl+p")
        await typed(pilot, "bookmark")
        await pilot.pause(0.3)
        await pressed(pilot, "down", "enter")
        await settle(pilot, lambda: isinstance(pilot.app.screen, BookmarksScreen))


async def test_theme_zoom_and_panes(running: Running):
    async with running(name="Model.fit") as pilot:
        await pressed(pilot, "T")
        assert pilot.app.theme == "tracer-light"
        await pressed(pilot, "3", "z")
        assert not main(pilot).source_view.is_on_screen
        assert main(pilot).call_pane.is_on_screen
        await pressed(pilot, "z")
        assert main(pilot).source_view.is_on_screen
        for key, widget in (("1", "navigator"), ("2", "source-pane"), ("3", "calls"), ("4", "details")):
            await pressed(pilot, key)
            assert widget in {owner.id for owner in pilot.app.focused.ancestors_with_self}


async def test_a_narrow_terminal_shows_one_pane(running: Running):
    async with running(name="Model.fit", size=(80, 24)) as pilot:
        assert main(pilot).source_view.is_on_screen
        assert not main(pilot).call_pane.is_on_screen
        await pressed(pilot, "3")
        assert not main(pilot).source_view.is_on_screen
        await pilot.click("#pane-bar", offset=(3, 0))
        await settle(pilot)
        assert main(pilot).navigator.is_on_screen
        await pilot.resize_terminal(200, 50)
        await settle(pilot)
        assert main(pilot).source_view.is_on_screen


async def test_state_is_restored(running: Running, tmp_path):
    path = tmp_path / "tui.json"
    async with running(name="Model.fit", state_path=path) as pilot:
        main(pilot).open_symbol(STEP)
        await settle(pilot)
        await pressed(pilot, "b", "a", "c", "T", "j", "j", "q")
    async with running(state_path=path) as pilot:
        assert opened(pilot) == STEP
        assert main(pilot).source_view.cursor_line == REFS[STEP].place.line + 2
        assert main(pilot).navigator.which == "modules"
        assert main(pilot).call_pane.direction == "callers"
        assert pilot.app.theme == "tracer-light"
        assert "★" in main(pilot).title_bar.flags
        await pressed(pilot, "left_square_bracket")
        assert opened(pilot) == FIT


async def test_unfolded_trees_are_restored(running: Running, tmp_path):
    path = tmp_path / "tui.json"
    async with running(FakeGateway(fan_out=100), name="Model.fit", state_path=path) as pilot:
        # The API tree: both classes unfolded, one by hand.
        await pressed(pilot, "1", "up", "up", "space")
        unfolded = ["keras", "Sequential", "add", "Model", "fit", "train_step", "tf"]
        assert labels(main(pilot).navigator.shown_tree) == unfolded
        # The call tree: a child below what was folded away, walked to with the tree staying rooted at fit.
        await pressed(pilot, "3", "end", "enter")
        tree = main(pilot).call_pane.call_tree
        await pressed(pilot, "home", "down", "space", "down", "enter")
        assert opened(pilot) == STEP
        shown, cursor = rows(tree), tree.cursor_line
        tree.move_cursor_to_line(70)
        await pressed(pilot, "q")
    async with running(FakeGateway(fan_out=100), state_path=path) as pilot:
        trees = main(pilot).navigator
        assert labels(trees.shown_tree) == unfolded
        assert trees.shown_tree.row.label == "train_step"
        tree = main(pilot).call_pane.call_tree
        assert opened(pilot) == STEP
        assert rows(tree)[: cursor + 1] == shown[: cursor + 1]
        assert rows(tree)[70] == shown[70]
        # The cursor goes to its row once the row is drawn.
        await settle(pilot, lambda: tree.cursor_line == 70)


async def test_a_tree_that_never_came_back_is_kept(running: Running, tmp_path):
    path = tmp_path / "tui.json"
    async with running(state_path=path) as pilot:
        await pressed(pilot, "1", "space", "q")
    async with running(state_path=path) as pilot:
        await pressed(pilot, "a", "q")
    async with running(state_path=path) as pilot:
        await pressed(pilot, "a")
        assert labels(main(pilot).navigator.shown_tree) == ["keras", "Sequential", "Model", "tf"]


async def test_every_key_of_the_table_has_an_action():
    for key in keys.TABLE:
        name = key.action.partition("(")[0]
        assert hasattr(TracerApp if name.startswith("app.") else MainScreen, f"action_{name.removeprefix('app.')}"), key
    for table, widget in ((keys.SOURCE, SourceView), (keys.CALLS, CallTree), (keys.TREE, SymbolTree)):
        for key in table:
            assert hasattr(widget, f"action_{key.action}"), key


async def test_no_widget_holds_logic_of_queries():
    from pathlib import Path

    import tracer.tui.widgets as package

    for path in Path(package.__path__[0]).glob("*.py"):
        assert "tracer.queries" not in path.read_text(encoding="utf-8"), path.name
        assert "tracer.store" not in path.read_text(encoding="utf-8"), path.name


async def test_inputs_never_take_markup(running: Running):
    async with running() as pilot:
        await pressed(pilot, "slash")
        main(pilot).query_one("#search", Input).value = "[red]x[/]"
        await settle(pilot)
        results = main(pilot).navigator.query_one("#results", OptionList)
        assert "[red]x[/]" in str(results.get_option_at_index(0).prompt)
