"""Index a repository, a directory or a distribution, with progress and cancel."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Button, Input, ProgressBar, Static

from tracer.children import python_command
from tracer.tui.models.indexing import IndexRun
from tracer.tui.models.text import neutralise
from tracer.tui.processes import Child
from tracer.tui.screens.dialog import Dialog


class IndexScreen(Dialog[str]):
    """Runs `tracer index` as a process of its own; dismisses with the name of the new snapshot."""

    heading = "Index"
    keys = "⏎ starts  esc cancels or closes"

    def __init__(self, specs: tuple[str, ...] = (), *, start: bool = False) -> None:
        super().__init__()
        self._start = start
        self._specs = specs
        self._run = IndexRun()
        self._child: Child | None = None

    def body(self) -> Iterable[Widget]:
        yield Static(
            "A git repository (bare or shallow ones too), a URL to clone, a directory, or an installed package. "
            "Several, separated by blanks, make one snapshot.",
            classes="note",
            markup=False,
        )
        yield Input(
            shlex.join(self._specs),
            placeholder="~/src/tensorflow   keras tensorflow   ~/src/keras@v3.5.0",
            id="sources",
        )
        yield Input(placeholder="revision (optional): a tag, a branch, a commit", id="revision")
        yield ProgressBar(id="progress", show_eta=False)
        yield Static("", id="stage", markup=False)
        yield Horizontal(Button("Index", id="start", compact=True, variant="primary"), classes="buttons")

    def on_mount(self) -> None:
        self.query_one(ProgressBar).display = False
        if self._start:
            self._toggle()

    def on_input_submitted(self) -> None:
        self._toggle()

    def on_button_pressed(self) -> None:
        self._toggle()

    def _toggle(self) -> None:
        if self._run.status == "running":
            self._cancel()
        elif command := self._command():
            self._run = IndexRun("running", "Starting…")
            self._show()
            self.run_worker(self._work(command), exclusive=True, group="index", exit_on_error=False)

    def _command(self) -> list[str]:
        sources = _parted(self.query_one("#sources", Input).value)
        revision = self.query_one("#revision", Input).value.strip()
        if not sources:
            self.query_one("#sources").focus()
            return []
        options = ["--rev", revision] if revision else []
        return python_command("tracer", "index", "--progress", "json", *options, "--", *sources)

    async def _work(self, command: list[str]) -> None:
        self._child = Child(command)
        try:
            code = await self._child.run(self._output, self._progress)
        except OSError as error:
            self._progress(str(error))
            code = 2
        self._run = self._run.ended(code)
        self._show()
        if self._run.status == "done":
            self.dismiss(self._run.snapshot or "")

    def _progress(self, line: str) -> None:
        if self._run.status == "running":
            self._run = self._run.feed(line)
            self._show()

    def _output(self, line: str) -> None:
        self._run = self._run.finished_as(line)

    def _show(self) -> None:
        if not self.is_attached:
            return
        run = self._run
        bar = self.query_one(ProgressBar)
        bar.display = run.status == "running"
        bar.update(total=100 if run.fraction is not None else None, progress=100 * (run.fraction or 0))
        stage = self.query_one("#stage", Static)
        stage.update(neutralise(run.stage))
        stage.set_class(run.status == "failed", "error")
        self.query_one("#start", Button).label = "Cancel" if run.status == "running" else "Index"

    def _cancel(self) -> None:
        self._run = self._run.cancel()
        if self._child is not None:
            self._child.cancel()
        self._show()

    def action_close(self) -> None:
        if self._run.status == "running":
            self._cancel()
        else:
            self.dismiss(None)

    def on_unmount(self) -> None:
        if self._child is not None:
            self._child.cancel()


def _parted(text: str) -> list[str]:
    """Sources as a shell parts them, so that a path may have blanks."""
    try:
        return shlex.split(text)
    except ValueError:  # a quote that does not close is a part of the name
        return text.split()


class LinkCallsScreen(Dialog[str]):
    """Links the call graph of a snapshot, by asking the command line for calls; dismisses with the snapshot's name."""

    heading = "Link the call graph"
    keys = "esc cancels"

    def __init__(self, snapshot: str, key: str) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._key = key
        self._run = IndexRun("running", "Starting…")
        self._child: Child | None = None

    def body(self) -> Iterable[Widget]:
        yield Static(
            f"Resolving every call of {neutralise(self._snapshot)}; this takes some minutes for all of TensorFlow.",
            classes="note",
            markup=False,
        )
        yield ProgressBar(id="progress", show_eta=False, show_percentage=False)
        yield Static("", id="stage", markup=False)

    def on_mount(self) -> None:
        command = python_command("tracer", "callees", "--at", self._snapshot, "--", self._key)
        self.run_worker(self._work(command), exclusive=True, group="link", exit_on_error=False)

    async def _work(self, command: list[str]) -> None:
        self._child = Child(command)
        try:
            code = await self._child.run(lambda _: None, self._progress)
        except OSError as error:
            self._progress(str(error))
            code = 2
        self._run = self._run.ended(0 if code == 1 else code)
        if self._run.status == "done" and self.is_attached:
            self.dismiss(self._snapshot)
        else:
            self._progress(self._run.stage)

    def _progress(self, line: str) -> None:
        self._run = self._run.feed(line) if self._run.status == "running" else self._run
        if self.is_attached:
            stage = self.query_one("#stage", Static)
            stage.update(neutralise(self._run.stage))
            stage.set_class(self._run.status == "failed", "error")

    def action_close(self) -> None:
        if self._child is not None:
            self._child.cancel()
        self.dismiss(None)

    def on_unmount(self) -> None:
        if self._child is not None:
            self._child.cancel()
