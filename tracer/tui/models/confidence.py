"""How each kind of certainty is drawn: a shape, a word and a role, so that it never hangs on colour alone."""

from __future__ import annotations

from tracer.tui.models.text import Span
from tracer.views.confidence import SHAPES, shape

__all__ = ["MEANINGS", "SHAPES", "legend", "mark", "shape"]

MEANINGS = {
    "exact": "one target, by rule",
    "inferred": "types followed",
    "candidate": "by name among related classes",
    "observed": "seen at run time",
}


def mark(confidence: str, count: int = 0) -> Span:
    """The glyph with its role; an observed edge says how often it was seen."""
    text = shape(confidence) + (f"×{count}" if count else "")
    return text, f"confidence-{confidence}"


def legend() -> tuple[Span, ...]:
    """All shapes with their names, for a pane's border."""
    spans: list[Span] = []
    for name, glyph in SHAPES.items():
        spans += [(glyph, f"confidence-{name}"), (f" {name}  ", "dim")]
    return tuple(spans)
