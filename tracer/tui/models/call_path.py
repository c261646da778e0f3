"""A path between two symbols as a chain of boxes."""

from __future__ import annotations

from dataclasses import dataclass

from tracer.tui.gateway import CallPath, Place
from tracer.tui.models import confidence
from tracer.tui.models.kinds import badge
from tracer.tui.models.text import Span, neutralise


@dataclass(frozen=True, slots=True)
class ChainRow:
    """A symbol of the chain, or the arrow to the next, which opens the call site."""

    spans: tuple[Span, ...]
    key: str | None = None
    place: Place | None = None


def rows(path: CallPath) -> tuple[ChainRow, ...]:
    """Symbols and arrows, alternating."""
    chain = [_symbol(path.start.name, path.start.kind, path.start.key, path.start.place)]
    for hop in path.hops:
        site = hop.file if hop.file is None or not hop.sites else Place(hop.file.source, hop.file.path, hop.sites[0])
        where = f"  called at {neutralise(str(site))}" if site else ""
        spans: tuple[Span, ...] = (
            ("  │ ", "chain"),
            confidence.mark(hop.confidence, hop.count),
            (f" {hop.confidence} {hop.kind}", f"confidence-{hop.confidence}"),
            (where, "dim"),
            ("\n  ▼", "chain"),
        )
        chain.append(ChainRow(spans, place=site))
        chain.append(_symbol(hop.target.name, hop.target.kind, hop.target.key, hop.target.place))
    return tuple(chain)


def _symbol(name: str, kind: str, key: str, place: Place | None) -> ChainRow:
    head, _, tail = neutralise(name).rpartition(".")
    spans: tuple[Span, ...] = (badge(kind), (f" {head}." if head else " ", "dim"), (tail, "title"))
    return ChainRow((*spans, (f"\n  {neutralise(str(place))}" if place else "\n  no source", "place")), key=key)


def summary(path: CallPath) -> str:
    """How long the chain is and how sure its weakest call."""
    order = ("exact", "observed", "inferred", "candidate")
    weakest = max((hop.confidence for hop in path.hops), key=order.index, default="exact")
    calls = len(path.hops)
    return f"{calls} call{'' if calls == 1 else 's'}, weakest: {confidence.shape(weakest)} {weakest}"
