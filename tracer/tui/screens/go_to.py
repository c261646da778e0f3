"""Go to a symbol by any of the accepted forms of a name."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from tracer.tui.gateway import Gateway, Place, Ref
from tracer.tui.models.search import LIMIT, SearchModel
from tracer.tui.screens.dialog import Dialog
from tracer.tui.widgets.navigator import SearchInput
from tracer.tui.widgets.results import Results


class GoToScreen(Dialog[Ref | Place]):
    """Enter takes the name as it stands; the list completes it meanwhile."""

    heading = "Go to"
    keys = "⏎ go  ↓ ↑ choose  esc closes"

    def __init__(self, gateway: Gateway) -> None:
        super().__init__()
        self._gateway = gateway
        self._model = SearchModel()
        self._pointing = False

    def body(self) -> Iterable[Widget]:
        yield SearchInput(placeholder="Sequential.fit, tf.matmul, MatMul, keras.src.models, path/to/file.py:12")
        yield Results()

    def on_mount(self) -> None:
        self.set_focus(self.query_one(SearchInput))

    def on_input_changed(self, event: Input.Changed) -> None:
        self._model = self._model.typed(event.value)
        self._pointing = False
        pattern = self._model.pattern
        if pattern:
            self.ask(
                "search",
                lambda: self._gateway.search(pattern, LIMIT),
                lambda hits: self._show(pattern, hits),
                delay=0.03,
            )
        else:
            self._show(pattern, ())

    def _show(self, pattern: str, hits: tuple[Ref, ...]) -> None:
        self._model = self._model.answer(pattern, hits)
        self.query_one(Results).show(self._model)

    @on(SearchInput.Point)
    def _point(self, event: SearchInput.Point) -> None:
        results = self.query_one(Results)
        if self._pointing:
            results.action_cursor_down() if event.rows > 0 else results.action_cursor_up()
        self._pointing = True

    @on(SearchInput.Dismiss)
    def _dismissed(self) -> None:
        self.dismiss(None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        name = event.value.strip()
        if self._pointing:
            self.query_one(Results).action_select()
        elif name:
            self.ask("resolve", lambda: self._gateway.resolve(name), lambda refs: self._resolved(name, refs))

    def _resolved(self, name: str, refs: tuple[Ref, ...]) -> None:
        if refs:
            self.dismiss(refs[0])
        elif self._model.hits:
            self.query_one(Results).action_select()
        else:
            self.notify(f"Nothing is called “{name}”", severity="warning", markup=False)

    @on(Results.Chosen)
    def _chosen(self, event: Results.Chosen) -> None:
        self.dismiss(event.ref)
