"""The base of lines with something to click."""

from __future__ import annotations

from rich.style import Style
from textual.widget import Widget


class Line(Widget):
    """One line. Links in it keep the colours they are given: Textual draws them all in one."""

    DEFAULT_CSS = """
    Line {
        height: 1; width: 1fr;
        link-color-hover: $text; link-background-hover: $primary 30%; link-style-hover: none;
    }
    """
    ALLOW_SELECT = False

    @property
    def link_style(self) -> Style:
        return Style()
