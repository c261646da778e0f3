"""How sure an edge is, drawn by shape first, so that it can be told without colour."""

from __future__ import annotations

SHAPES = {"exact": "●", "inferred": "◐", "candidate": "○", "observed": "◆"}
"""Confidence -> shape: proven by rule, followed through types, guessed by name, seen at run time."""


def shape(confidence: str) -> str:
    """The glyph of a confidence."""
    return SHAPES.get(confidence, "?")
