"""The top line: which snapshot, which symbol, what is marked."""

from __future__ import annotations

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from tracer.tui.models.text import neutralise, shorten_middle
from tracer.tui.widgets.line import Line


class TitleBar(Line):
    """A click on the snapshot opens the picker."""

    snapshot: reactive[str] = reactive("")
    symbol: reactive[str] = reactive("")
    flags: reactive[str] = reactive("")

    class PickSnapshot(Message):
        """The snapshot was clicked."""

    def render(self) -> Content:
        around = len(self.snapshot) + len(self.flags) + 20
        symbol = shorten_middle(neutralise(self.symbol), max(10, self.size.width - around))
        snapshot = Content.styled(f" {neutralise(self.snapshot) or 'no snapshot'} ", "$accent")
        parts = [
            Content.styled(" tracer ", "$background on $primary bold"),
            snapshot.stylize("@click=pick"),
            Content.styled("s", "$muted"),
            Content.styled("  │  ", "$muted"),
            Content.styled(symbol, "bold"),
            Content.styled(f"  {self.flags}" if self.flags else "", "$warning"),
        ]
        return Content.assemble(*parts).truncate(max(1, self.size.width), ellipsis=True)

    def action_pick(self) -> None:
        self.post_message(self.PickSnapshot())
