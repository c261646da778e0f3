"""Containers of which nothing is seen."""

from __future__ import annotations

from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Covered(Widget):
    """A widget that its children cover wholly. Textual styles, cuts and then drops each of its lines, which takes as
    long as drawing what covers them; here they are one and the same blank line."""

    def render_lines(self, crop: Region) -> list[Strip]:
        return [Strip.blank(crop.width, self.rich_style)] * crop.height


class CoveredVertical(Vertical, Covered):
    """Top down."""


class CoveredHorizontal(Horizontal, Covered):
    """Side by side."""
