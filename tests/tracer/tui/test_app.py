"""Browsing by keys and by mouse, on the small world."""

from __future__ import annotations

from textual.widgets import OptionList

from tests.tracer.tui.driving import Running, labels, main, opened, pressed, rows, settle, typed
from tests.tracer.tui.fake_gateway import FIT, MAKE, PAIRS, REFS, STEP, FakeGateway, S
from tracer.errors import NotIndexed
from tracer.tui.gateway import TreeName, TreeNode
from tracer.tui.models import keys, text
from tracer.tui.models.details import DetailRow
from tracer.tui.widgets.choice import Choice
from tracer.tui.widgets.source_view import SourceView
from tracer.tui.widgets.symbol_tree import SymbolTree

# ------------------------------------------------------------------------------------- start, empty states


async def test_a_start_without_a_name_says_what_to_do(running: Running):
    async with running() as pilot:
        assert "search all names" in main(pilot).source_view.message
        assert main(pilot).title_bar.snapshot == "keras@v3.15.1"
        assert isinstance(pilot.app.focused, SymbolTree)


async def test_a_start_with_a_name_opens_it(running: Running):
    async with running(name="Model.fit") as pilot:
        assert opened(pilot) == FIT
        assert main(pilot).source_view.cursor_line == REFS[FIT].place.line
        assert isinstance(pilot.app.focused, SourceView)


async def test_an_unknown_name_is_said(running: Running):
    async with running(name="Nonsense") as pilot:
        assert "Nothing is called “Nonsense”" in main(pilot).source_view.message


async def test_no_index_is_said_with_what_to_do(running: Running):
    async with running(FakeGateway(missing=NotIndexed("nothing is indexed yet")), size=(100, 30)) as pilot:
        assert "nothing is indexed yet" in main(pilot).source_view.message
        assert "index a repository" in main(pilot).source_view.message
        for key in keys.TABLE:
            if key.action not in {
                "leave",
                "app.command_palette",
                "index",
                "snapshots",
                "compare",
                "help",
                "bookmarks",
                "jump",
            }:
                await pilot.press(key.keys.split(",")[0])
                await pilot.pause()
                assert pilot.app.screen is main(pilot), key


async def test_what_changed_since_the_index_is_said(running: Running):
    async with running(FakeGateway(changes=("keras: main is 3 commits ahead of the index",))) as pilot:
        assert any("3 commits ahead" in toast.message for toast in pilot.app._notifications)


async def test_errors_of_queries_are_shown_where_they_belong(running: Running):
    gateway = FakeGateway()
    async with running(gateway, name="Model.fit") as pilot:
        gateway.fail = "the disk is gone"
        tree = main(pilot).call_pane.call_tree
        tree.focus()
        await pressed(pilot, "down", "space")
        assert any("the disk is gone" in row for row in rows(tree))
        gateway.fail = ""
        await pressed(pilot, "space", "space")
        assert any("train_step" in row for row in rows(tree)[2:3])


async def test_a_defect_is_shown_and_the_ui_lives_on(running: Running):
    async with running() as pilot:
        main(pilot).open_symbol("no such key")
        await settle(pilot)
        assert any("Something went wrong inside tracer" in toast.message for toast in pilot.app._notifications)
        main(pilot).open_symbol(FIT)
        await settle(pilot)
        assert opened(pilot) == FIT


# ----------------------------------------------------------------------------------------------- search


async def test_search_answers_while_one_types_and_enter_opens(running: Running):
    async with running() as pilot:
        await pressed(pilot, "slash")
        await typed(pilot, "seque")
        results = main(pilot).navigator.query_one("#results", OptionList)
        assert results.option_count >= 3
        assert "keras.Sequential" in str(results.get_option_at_index(0).prompt)
        await pressed(pilot, "enter")
        assert opened(pilot) == f"{S}:Sequential"
        assert isinstance(pilot.app.focused, SourceView)
        assert not main(pilot).navigator.searching


async def test_arrows_choose_among_results_and_escape_ends_the_search(running: Running):
    async with running() as pilot:
        await pressed(pilot, "slash")
        await typed(pilot, "train")
        await pressed(pilot, "down", "enter")
        assert opened(pilot) is not None
        await pressed(pilot, "slash", "escape")
        assert not main(pilot).navigator.searching
        assert isinstance(pilot.app.focused, SymbolTree)


async def test_a_late_answer_never_replaces_a_newer_one(running: Running):
    import threading

    gateway = FakeGateway()
    async with running(gateway) as pilot:
        gateway.hold = threading.Event()
        await pilot.press("slash", "s", "e")
        await pilot.pause(0.1)
        gate, gateway.hold = gateway.hold, None
        await pilot.press("q", "u", "e", "n")
        await pilot.pause(0.2)
        before = main(pilot)._search
        gate.set()
        await settle(pilot)
        assert before.answered == "sequen"
        assert main(pilot)._search == before


async def test_nothing_found_is_said(running: Running):
    async with running() as pilot:
        await pressed(pilot, "slash")
        await typed(pilot, "zzzz")
        results = main(pilot).navigator.query_one("#results", OptionList)
        assert "Nothing is called “zzzz”" in str(results.get_option_at_index(0).prompt)
        await pressed(pilot, "enter")
        assert opened(pilot) is None


async def test_go_to_takes_a_name_as_it_stands(running: Running):
    async with running() as pilot:
        await pressed(pilot, "g")
        await typed(pilot, "Model.train_step")
        await pressed(pilot, "enter")
        assert opened(pilot) == STEP


async def test_go_to_completes(running: Running):
    async with running() as pilot:
        await pressed(pilot, "g")
        await typed(pilot, "make_tr")
        await pressed(pilot, "down", "enter")
        assert opened(pilot) == MAKE
        await pressed(pilot, "g")
        await typed(pilot, "qqqq")
        await pressed(pilot, "enter")
        assert "Nothing is called" in next(iter(pilot.app._notifications)).message
        await pressed(pilot, "escape")
        assert pilot.app.screen is main(pilot)


# ------------------------------------------------------------------------------------------------ trees


async def test_the_api_tree_unfolds_and_opens(running: Running):
    async with running() as pilot:
        tree = main(pilot).navigator.shown_tree
        await pressed(pilot, "1", "space")
        assert [str(child.data.label) for child in tree.root.children[0].children] == ["Sequential", "Model"]
        await pressed(pilot, "down", "l")
        await pressed(pilot, "l", "enter")
        assert opened(pilot) == f"{S}:Sequential.add"
        await pressed(pilot, "h", "h")
        assert not tree.root.children[0].children[0].is_expanded


async def test_the_tree_shows_where_the_open_symbol_stands(running: Running):
    async with running(name="Model.fit") as pilot:
        tree = main(pilot).navigator.shown_tree
        assert labels(tree) == ["keras", "Sequential", "Model", "fit", "train_step", "tf"]
        assert tree.row.label == "fit"
        main(pilot).open_symbol(f"{S}:Sequential.add")
        await settle(pilot)
        assert labels(tree) == ["keras", "Sequential", "add", "Model", "fit", "train_step", "tf"]
        assert tree.row.label == "add"
        # Who walks in the tree stays where they are, and what has no public name moves nothing.
        await pressed(pilot, "1", "up", "enter")
        assert opened(pilot) == f"{S}:Sequential"
        assert tree.row.label == "Sequential"
        await pressed(pilot, "2")
        main(pilot).open_symbol(MAKE)
        await settle(pilot)
        assert tree.row.label == "Sequential"


async def test_a_click_on_the_arrow_unfolds(running: Running):
    async with running() as pilot:
        tree = main(pilot).navigator.shown_tree
        await pilot.click(tree, offset=(1, 0))
        await settle(pilot)
        assert labels(tree) == ["keras", "Sequential", "Model", "tf"]


async def test_modules_are_the_other_tree(running: Running):
    async with running() as pilot:
        await pressed(pilot, "a")
        assert main(pilot).navigator.which == "modules"
        assert main(pilot).navigator.shown_tree.root.children[0].data.label == S
        await pilot.click("#tree-choice", offset=(2, 0))
        await settle(pilot)
        assert main(pilot).navigator.which == "api"


# ----------------------------------------------------------------------------------------------- source


async def test_calls_in_the_source_are_links(running: Running):
    async with running(name="Model.fit") as pilot:
        await pressed(pilot, "n")
        assert "make_train_function" in text.plain(main(pilot).query_one("#info").lines[0])
        assert "exact" in text.plain(main(pilot).query_one("#info").lines[1])
        await pressed(pilot, "n", "n", "i")
        assert "inferred" in text.plain(main(pilot).query_one("#info").lines[1])
        await pressed(pilot, "N", "N", "enter")
        assert opened(pilot) == MAKE


async def test_a_click_follows_and_the_mouse_tells(running: Running):
    async with running(name="Model.fit") as pilot:
        view = main(pilot).source_view
        (x, y, link), *_ = view.visible_links()
        assert link.target.key == MAKE
        await pilot.hover("#source", offset=(x + 2, y))
        assert "make_train_function" in text.plain(main(pilot).query_one("#info").lines[0])
        await pilot.click("#source", offset=(x + 2, y))
        await settle(pilot)
        assert opened(pilot) == MAKE


async def test_moving_about_in_the_source(running: Running):
    async with running(name="Model.fit") as pilot:
        view = main(pilot).source_view
        await pilot.press("end")
        assert view.cursor_line == len(view.document.lines)
        await pilot.press("home", "j", "j", "k", "l", "l", "h")
        assert (view.cursor_line, view.cursor_column) == (2, 1)
        await pilot.press("pagedown", "pageup")
        assert view.cursor_line == 1


async def test_find_in_the_file(running: Running):
    async with running(name="Model.fit") as pilot:
        await pressed(pilot, "ctrl+f")
        await typed(pilot, "gradienttape")
        await pressed(pilot, "enter")
        assert main(pilot).source_view.cursor_line == 4
        await pressed(pilot, "f3")
        assert main(pilot).source_view.cursor_line == 4
        await pressed(pilot, "ctrl+f")
        await typed(pilot, "xyzzy")
        await pressed(pilot, "enter")
        assert any("is not in this file" in toast.message for toast in pilot.app._notifications)


async def test_the_enclosing_definition_opens(running: Running):
    async with running(name="Model.fit") as pilot:
        await pressed(pilot, "home", "j", "j", "e")
        assert opened(pilot) == STEP


async def test_a_builtin_has_no_source_and_says_so(running: Running):
    async with running(name="Model.fit") as pilot:
        await pressed(pilot, "n", "n", "enter")
        assert opened(pilot) == "<builtin>:range"
        assert "written in C" in main(pilot).source_view.message
        assert main(pilot).query_one("#source-pane").border_title == "2 Source"


async def test_hostile_names_and_sources_are_harmless(running: Running):
    async with running() as pilot:
        main(pilot).open_symbol("hostile:evil")
        await settle(pilot)
        svg = pilot.app.export_screenshot()
        assert "\x1b" not in svg
        assert "\u202e" not in svg
        assert "not&#160;markup[/]" in svg


# ------------------------------------------------------------------------------------------------ calls


async def test_the_call_tree_unfolds_lazily_and_closes_cycles(running: Running):
    gateway = FakeGateway()
    async with running(gateway, name="Model.fit") as pilot:
        tree = main(pilot).call_pane.call_tree
        assert [row.split(" ")[2] for row in rows(tree)[1:]] == [
            "TensorFlowTrainer.make_train_function",
            "range",
            "TensorFlowTrainer.train_step",
        ]
        assert [key for question, key in gateway.asked if question == "callees"] == [FIT]
        await pressed(pilot, "3", "down", "down", "down", "space")
        assert [key for question, key in gateway.asked if question == "callees"] == [FIT, STEP]
        assert any("↻ cycle" in row for row in rows(tree))
        assert any("1 call site not resolved" in row for row in rows(tree))


async def test_enter_in_the_call_tree_opens_and_keeps_the_tree(running: Running):
    async with running(name="Model.fit") as pilot:
        before = rows(main(pilot).call_pane.call_tree)
        await pressed(pilot, "3", "down", "enter")
        assert opened(pilot) == MAKE
        assert rows(main(pilot).call_pane.call_tree) == before
        await pressed(pilot, "full_stop")
        assert rows(main(pilot).call_pane.call_tree)[0].endswith("make_train_function")


async def test_the_call_site_is_shown(running: Running):
    async with running(name="Model.fit") as pilot:
        await pressed(pilot, "3", "down", "down", "down", "x")
        assert main(pilot).source_view.cursor_line == 15


async def test_callers_and_callees_switch(running: Running):
    async with running(name="Model.train_step") as pilot:
        await pressed(pilot, "c")
        tree = main(pilot).call_pane.call_tree
        assert sorted(row.split(" ")[2] for row in rows(tree)[1:]) == [
            "TensorFlowTrainer.fit",
            "TensorFlowTrainer.make_train_function",
        ]
        choice = main(pilot).call_pane.query_one(Choice)
        assert choice.chosen == "callers"
        await pilot.click("CallPane > Choice", offset=(3, 0))
        await settle(pilot)
        assert choice.chosen == "callees"


async def test_wide_fan_out_is_folded_and_unfolds(running: Running):
    async with running(FakeGateway(fan_out=100), name="Model.fit") as pilot:
        tree = main(pilot).call_pane.call_tree
        assert rows(tree)[-1].startswith("▸ 63 more")
        await pressed(pilot, "3", "end", "enter")
        assert rows(tree)[-1].startswith("▸ 23 more")


# ---------------------------------------------------------------------------------------------- details


async def test_details_open_symbols_and_places(running: Running):
    async with running(name="MatMul") as pilot:
        pane = main(pilot).details_pane
        row: DetailRow = next(row for row in pane._rows if "κ CPU" in text.plain(row.spans))
        pane.highlighted = pane._rows.index(row)
        await pressed(pilot, "4", "enter")
        assert main(pilot).source_view.document.language == "cpp"
        assert main(pilot).source_view.cursor_line == 2


async def test_the_counterpart_in_the_details_opens(running: Running):
    async with running(name="Model.fit") as pilot:
        pane = main(pilot).details_pane
        pane.highlighted = next(i for i, row in enumerate(pane._rows) if row.key == PAIRS[FIT])
        await pressed(pilot, "4", "enter")
        assert opened(pilot) == PAIRS[FIT]


async def test_what_comes_into_a_hidden_pane_has_room_when_it_is_shown(running: Running):
    async with running(name="Model.fit", size=(80, 24)) as pilot:
        await pressed(pilot, "3")
        main(pilot).open_symbol(STEP)
        main(pilot).call_pane.call_tree.show_message("the call graph of this snapshot is not linked yet")
        await pressed(pilot, "1")
        main(pilot).call_pane.call_tree.show_message("the call graph of this snapshot is not linked yet")
        await pressed(pilot, "3")
        assert rows(main(pilot).call_pane.call_tree) == ["the call graph of this snapshot is not linked yet"]
        await pressed(pilot, "2")
        place = REFS[STEP].place
        assert place.path in str(main(pilot).query_one("#source-pane").border_title)


async def test_without_public_names_the_modules_are_shown_until_the_api_is_asked_for(running: Running):
    class Plain(FakeGateway):
        def children(self, tree: TreeName, key: str | None) -> tuple[TreeNode, ...]:
            return super().children(tree, key) if tree == "modules" else ()

    async with running(Plain()) as pilot:
        assert labels(main(pilot).navigator.shown_tree) == [S]
        assert isinstance(pilot.app.focused, SymbolTree)
        await pressed(pilot, "a")
        shown = main(pilot).navigator.shown_tree
        assert shown.which == "api"
        assert "No public names" in str(shown.root.children[0].label)
