"""One side of the side-by-side view: a source and its call tree."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from tracer.tui.gateway import Ref
from tracer.tui.models import keys, messages
from tracer.tui.models.source_document import SourceDocument
from tracer.tui.models.text import neutralise, shorten_middle
from tracer.tui.widgets.call_pane import CallPane
from tracer.tui.widgets.covered import CoveredVertical
from tracer.tui.widgets.source_view import SourceView


class Side(CoveredVertical):
    """`label` says whose side it is; in a narrow terminal only the one in front is shown."""

    def __init__(self, label: str, *, id: str, front: bool) -> None:
        super().__init__(id=id, classes="side -front" if front else "side")
        self.label = label
        self._named = ""
        self._stayed = False

    def compose(self) -> ComposeResult:
        source = Vertical(SourceView(), classes="pane side-source")
        source.border_title = self.label
        source.border_subtitle = keys.hint(keys.SIDE_SOURCE)
        yield source
        calls = CallPane("callees")
        calls.add_class("pane", "side-calls")
        calls.border_title = "Calls"
        calls.border_subtitle = keys.hint(keys.SIDE_CALLS)
        yield calls

    @property
    def source_view(self) -> SourceView:
        return self.query_one(SourceView)

    @property
    def call_pane(self) -> CallPane:
        return self.query_one(CallPane)

    def name_symbol(self, ref: Ref | None, *, stale: bool) -> None:
        """Say in the frame which symbol stands here, and whether it could not follow."""
        self.set_class(stale, "-stale")
        self._named = neutralise(ref.name.removeprefix("reference_impl.")) if ref else "no counterpart"
        self._stayed = stale and ref is not None
        self._title()
        if ref is None:
            self.source_view.show_message(messages.NO_COUNTERPART)
            self.call_pane.call_tree.show_message("–")

    def _title(self) -> None:
        frame = self.query_one(".side-source")
        before = f"{self.label}  {'⚠ no counterpart, stayed at ' if self._stayed else ''}"
        frame.border_title = before + shorten_middle(self._named, max(8, frame.size.width - len(before) - 4))

    def on_resize(self) -> None:
        self.call_after_refresh(self._title)

    def show_document(self, document: SourceDocument, ref: Ref) -> None:
        """Show the symbol's source."""
        place = ref.place
        if place is None:
            return
        # Of a file that changed since it was indexed only the text is true: where the symbol ends is not known.
        span = (0, 0) if document.note else (place.line, place.end_line or place.line)
        self.source_view.show(document, place.line, span)
        hint = "⚠ changed since it was indexed" if document.note else keys.hint(keys.SIDE_SOURCE)
        self.query_one(".side-source").border_subtitle = hint
