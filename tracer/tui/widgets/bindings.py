"""Bindings from the table of keys."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding

from tracer.tui.models.keys import Key


def bindings_of(keys: Iterable[Key]) -> list[Binding]:
    """Textual's bindings for rows of the table; only those marked so appear in the footer."""
    return [
        Binding(
            name,
            key.action,
            key.label,
            show=key.footer,
            # The other keys of an action show under their own names, where an input takes the first as a letter.
            key_display=key.shown if number == 0 else None,
            # Only a priority binding runs before the keys behind it are given to the focused widget.
            priority=key.at_once,
        )
        for key in keys
        for number, name in enumerate(key.keys.split(","))
    ]
