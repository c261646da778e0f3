"""The letter and the role each kind of symbol is shown with."""

from __future__ import annotations

from tracer.tui.models.text import Span

LETTERS = {
    "class": "C",
    "function": "ƒ",
    "method": "m",
    "property": "p",
    "attribute": "a",
    "constant": "K",
    "module": "▪",
    "op": "Ω",
    "kernel": "κ",
    "gradient": "∇",
}


def badge(kind: str) -> Span:
    """The kind's letter, with the role that colours it."""
    return LETTERS.get(kind, "·"), f"kind-{kind}"
