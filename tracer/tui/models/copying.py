"""What `y` copies."""

from __future__ import annotations

from tracer.tui.gateway import Details, Place


def choices(details: Details | None, place: Place | None) -> dict[str, str]:
    """The texts that can be copied, by what they are called."""
    found: dict[str, str] = {}
    if details is not None:
        found["name"] = details.ref.name
        found["dotted path"] = ".".join(filter(None, (details.module, details.qualname)))
        place = place or details.ref.place
    if place is not None:
        found["file and line"] = str(place)
    if details is not None and details.url:
        found["permalink"] = details.url
    return found
