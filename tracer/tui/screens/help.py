"""All keys on a page."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tracer.tui.models import confidence, keys
from tracer.tui.screens.dialog import Dialog
from tracer.tui.widgets.spans import content


class HelpScreen(Dialog[None]):
    """Made from the table of keys."""

    heading = "Keys"
    keys = "esc closes  ↑↓ scroll"
    tall = True

    def body(self) -> Iterable[Widget]:
        lines = [content((("How sure a call is:  ", "dim"), *confidence.legend()))]
        for title, group in keys.groups():
            lines += [Content(""), Content.styled(title, "$primary bold")]
            lines += [content(((f"  {key.shown:<8}", "key"), (key.help, ""))) for key in group]
        lines += [
            Content(""),
            content((("The mouse does it all too: click calls, rows, tabs and the snapshot.", "dim"),)),
        ]
        yield VerticalScroll(Static(Content("\n").join(lines)), can_focus=True)
