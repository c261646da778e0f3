"""All counterparts, and what has none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tracer.tui.gateway import Gateway, Pair, Ref
from tracer.tui.models import pairs
from tracer.tui.screens.dialog import Dialog
from tracer.tui.widgets.choice import Choice
from tracer.tui.widgets.navigator import SearchInput
from tracer.tui.widgets.spans import content

NO_MATCH = (("Nothing matches: type less, or ^t for another filter", "dim"),)


class CounterpartsScreen(Dialog[Ref]):
    """Dismisses with the symbol to show side by side with its counterpart."""

    heading = "Counterparts"
    keys = "⏎ side by side  type to filter  ↑↓ choose  ^t all/paired/missing  esc closes"
    tall = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+t", "turn", "Filter", show=False)]

    def __init__(self, gateway: Gateway) -> None:
        super().__init__()
        self._gateway = gateway
        self._pairs: tuple[Pair, ...] = ()
        self._shown: tuple[Pair, ...] = ()

    def body(self) -> Iterable[Widget]:
        yield SearchInput(placeholder="type to filter")
        yield Choice({"all": "All", "paired": "With a counterpart", "missing": "Without"}, "all", hint="^t")
        yield Static("Reading the pairs…", classes="note", markup=False)
        yield OptionList()

    def on_mount(self) -> None:
        self.ask("pairs", self._gateway.pairs, self._got, failed=self.query_one(Static).update)

    def _got(self, found: tuple[Pair, ...]) -> None:
        self._pairs = found
        self.query_one(Static).update(pairs.summary(found))
        self._filter()

    def _filter(self) -> None:
        which = cast(pairs.Filter, self.query_one(Choice).chosen)
        self._shown = pairs.select(self._pairs, which, self.query_one(Input).value)
        options = self.query_one(OptionList)
        found = [Option(content(pairs.spans(pair))) for pair in self._shown]
        options.set_options(
            found or [Option(content((("Nothing matches: esc, or another filter", "dim"),)), disabled=True)]
        )
        options.highlighted = 0 if self._shown else None

    def on_input_changed(self) -> None:
        self._filter()

    def on_input_submitted(self) -> None:
        self.query_one(OptionList).action_select()

    @on(SearchInput.Point)
    def _point(self, event: SearchInput.Point) -> None:
        options = self.query_one(OptionList)
        options.action_cursor_down() if event.rows > 0 else options.action_cursor_up()

    @on(SearchInput.Dismiss)
    def _dismissed(self) -> None:
        self.dismiss(None)

    @on(Choice.Chosen)
    def _chosen(self, event: Choice.Chosen) -> None:
        event.choice.chosen = event.value
        self._filter()

    def action_turn(self) -> None:
        self.query_one(Choice).turn(1)
        self._filter()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        pair = self._shown[event.option_index]
        ref = pair.original or pair.mirror
        if ref is not None:
            self.dismiss(ref)
        else:
            self.notify(f"{pair.name} is not in this snapshot", markup=False)
