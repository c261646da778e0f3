"""Run and compare: the same model trained in Keras and in `reference_impl`, in a process of its own."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from tracer.children import python_command
from tracer.tui.asking import AskingScreen
from tracer.tui.models.comparison import Comparison
from tracer.tui.models.text import neutralise
from tracer.tui.processes import Child
from tracer.tui.widgets.choice import Choice
from tracer.tui.widgets.covered import CoveredHorizontal
from tracer.tui.widgets.key_footer import KeyFooter
from tracer.tui.widgets.layer_differences import LayerDifferences
from tracer.tui.widgets.loss_plot import LossPlot

EXAMPLES = ("mlp", "binary", "categorical", "convnet", "lstm")
DRAW_EVERY = 0.1


class CompareScreen(AskingScreen[None]):
    """Choose an example, run, watch both losses; Escape cancels, and closes when nothing runs."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Cancel / close", key_display="esc"),
        Binding("enter,R", "start", "Run", key_display="R"),
        Binding("right,l", "turn('example', 1)", "Example", key_display="→"),
        Binding("left,h", "turn('example', -1)", "Example", show=False),
        Binding("b", "turn('backend', 1)", "Backend", key_display="b"),
        Binding("o", "own", "Own model", key_display="o"),
        Binding("q", "stop", "Close", show=False),
    ]

    def __init__(self, example: str = EXAMPLES[0]) -> None:
        super().__init__()
        self._comparison = Comparison()
        self._child: Child | None = None
        self._drawn: Comparison | None = None
        self._example = example

    def compose(self) -> ComposeResult:
        self.keep_width()
        yield Choice(
            {name: name for name in EXAMPLES},
            self._example if self._example in EXAMPLES else "",
            hint="→",
            id="example",
        )
        yield Choice({"numpy": "NumPy", "tensorflow": "TensorFlow"}, "numpy", hint="b", id="backend")
        yield Input(
            self._example if self._example not in EXAMPLES else "",
            placeholder="o: your own model, file.py:function",
            id="own",
            compact=True,
        )
        with CoveredHorizontal(id="results"):
            with Vertical(classes="pane", id="plot-pane"):
                yield LossPlot(id="plot")
            with Vertical(classes="pane", id="layers-pane"):
                yield LayerDifferences(id="layers")
        yield Static(id="status", markup=False)
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one("#plot-pane").border_title = "Loss by step"
        self.query_one("#layers-pane").border_title = "Largest difference by layer"
        self.set_interval(DRAW_EVERY, self._draw)
        self.set_focus(None)

    @on(Choice.Chosen)
    def _chosen(self, event: Choice.Chosen) -> None:
        event.choice.chosen = event.value
        if event.choice.id == "example":
            self.query_one("#own", Input).clear()

    def action_turn(self, which: str, by: int) -> None:
        choice = self.query_one(f"#{which}", Choice)
        choice.turn(by)
        if which == "example":
            self.query_one("#own", Input).clear()

    def action_own(self) -> None:
        self.query_one("#own", Input).focus()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.set_focus(None)
        self.action_start()

    def action_start(self) -> None:
        if self._comparison.status == "running":
            return
        own = self.query_one("#own", Input).value.strip()
        example = own or self.query_one("#example", Choice).chosen or EXAMPLES[0]
        backend = self.query_one("#backend", Choice).chosen
        self._comparison = Comparison.started()
        command = python_command("reference_impl", "compare", example, "--json-lines", "--backend", backend)
        self.run_worker(self._work(command), exclusive=True, group="compare", exit_on_error=False)

    async def _work(self, command: list[str]) -> None:
        self._child = Child(command, {"TF_CPP_MIN_LOG_LEVEL": "3"})
        try:
            code = await self._child.run(self._feed, lambda _: None)
        except OSError as error:
            self._child.errors.append(str(error))
            code = 2
        self._comparison = self._comparison.ended(code, "\n".join(self._child.errors))
        self._draw()

    def _feed(self, line: str) -> None:
        self._comparison = self._comparison.feed(line)

    def _draw(self) -> None:
        comparison = self._comparison
        if comparison is self._drawn or not self.is_attached:
            return
        self._drawn = comparison
        self.query_one(LossPlot).show(comparison)
        self.query_one(LayerDifferences).show(comparison)
        largest = f"   largest difference of the loss: {comparison.loss_difference:.2e}" if comparison.ours else ""
        done = f"   {comparison.fraction:.0%}" if comparison.status == "running" and comparison.steps else ""
        status = self.query_one("#status", Static)
        status.update(neutralise(comparison.message) + done + largest)
        status.set_class(comparison.status == "failed", "error")

    def action_stop(self) -> None:
        if self.focused is not None:
            self.set_focus(None)
        elif self._comparison.status == "running":
            self._comparison = self._comparison.cancel()
            if self._child is not None:
                self._child.cancel()
            self._draw()
        else:
            self.dismiss(None)

    def on_unmount(self) -> None:
        if self._child is not None:
            self._child.cancel()
