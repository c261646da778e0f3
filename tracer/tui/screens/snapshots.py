"""The snapshot picker."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tracer.tui.gateway import Catalog, SnapshotInfo
from tracer.tui.models.text import Span, neutralise
from tracer.tui.screens.dialog import Dialog
from tracer.tui.widgets.spans import content


class SnapshotsScreen(Dialog[str]):
    """Dismisses with the name of the snapshot to open."""

    heading = "Snapshots"
    keys = "⏎ opens  esc closes  (I indexes another)"

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        self._catalog = catalog
        self._snapshots: tuple[SnapshotInfo, ...] = ()

    def body(self) -> Iterable[Widget]:
        yield OptionList(Option(content((("Looking…", "dim"),)), disabled=True))

    def on_mount(self) -> None:
        self.ask("snapshots", self._catalog.snapshots, self._show, failed=self._failed)

    def _show(self, snapshots: tuple[SnapshotInfo, ...]) -> None:
        self._snapshots = snapshots
        options = self.query_one(OptionList)
        if not snapshots:
            self._failed("Nothing is indexed yet: esc, then I indexes a repository")
            return
        options.set_options([Option(content(_spans(info))) for info in snapshots])
        options.highlighted = 0
        options.focus()

    def _failed(self, message: str) -> None:
        self.query_one(OptionList).set_options([Option(content(((neutralise(message), "dim"),)), disabled=True)])

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._snapshots[event.option_index].name)


def _spans(info: SnapshotInfo) -> tuple[Span, ...]:
    figures = f"  {info.symbols:,} symbols" + (f", {info.calls:,} calls" if info.calls else "") if info.symbols else ""
    note = f"\n  {neutralise(info.note)}" if info.note else ""
    return (
        (neutralise(info.name), "title"),
        (figures, "dim"),
        (f"\n  {neutralise(' + '.join(info.sources))}", "dim"),
        (note, "warning"),
    )
