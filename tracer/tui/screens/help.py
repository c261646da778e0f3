"""All keys on a page."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tracer.tui.models import confidence, keys
from tracer.tui.models.keys import Key
from tracer.tui.screens.dialog import Dialog
from tracer.tui.widgets.spans import content


class HelpScreen(Dialog[None]):
    """Made from the table of keys; keys that work everywhere on the left, those of single panes on the right or, in
    a narrower terminal, below."""

    heading = "Keys"
    keys = "esc closes  ↑↓ scroll"
    tall = True

    def body(self) -> Iterable[Widget]:
        legend = content((("How sure a call is:  ", "dim"), *confidence.legend()))
        mouse = content((("The mouse does it all too: calls, rows, arrows, tabs, keys and the snapshot.", "dim"),))
        groups = keys.groups()
        yield VerticalScroll(
            Static(legend),
            Horizontal(Static(_page(groups[:4])), Static(_page(groups[4:])), classes="columns"),
            Static(Content("\n") + mouse),
            can_focus=True,
        )


def _page(groups: Iterable[tuple[str, tuple[Key, ...]]]) -> Content:
    lines = []
    for title, group in groups:
        lines += [Content(""), Content.styled(title, "$primary bold")]
        lines += [content(((f"  {key.shown:<6}", "key"), (key.help, ""))) for key in group]
    return Content("\n").join(lines)
