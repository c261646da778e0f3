"""Search as one types: which answer is still wanted, and how a hit reads."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracer.tui.gateway import Ref
from tracer.tui.models.kinds import badge
from tracer.tui.models.text import Span, neutralise, shorten_middle

LIMIT = 60


@dataclass(frozen=True, slots=True)
class SearchModel:
    """The pattern typed last and the newest answer; an answer to another pattern is dropped."""

    pattern: str = ""
    answered: str = ""
    hits: tuple[Ref, ...] = ()

    def typed(self, pattern: str) -> SearchModel:
        stripped = pattern.strip()
        return SearchModel(stripped) if not stripped else replace(self, pattern=stripped)

    def answer(self, pattern: str, hits: tuple[Ref, ...]) -> SearchModel:
        return replace(self, answered=pattern, hits=hits) if pattern == self.pattern else self

    @property
    def active(self) -> bool:
        return bool(self.pattern)

    @property
    def pending(self) -> bool:
        return self.active and self.answered != self.pattern

    @property
    def message(self) -> str:
        """What stands where there are no hits, for people."""
        if self.pending or not self.active:
            return "Searching…" if self.active else ""
        if self.hits:
            return ""
        return f"Nothing is called “{neutralise(self.pattern)}”.\nLetters in order are enough (mha), * and ? are globs."


def describe(hit: Ref) -> tuple[tuple[Span, ...], ...]:
    """Two lines about a hit: its whole name; what it is and where it stands."""
    place = f"  {neutralise(str(hit.place))}" if hit.place else ""
    return ((neutralise(hit.name), "name"),), ((hit.kind, f"kind-{hit.kind}"), (place, "dim"))


def spans(hit: Ref, width: int) -> tuple[Span, ...]:
    """Two lines: what it is called, and where it stands."""
    name = neutralise(hit.name)
    head, _, tail = name.rpartition(".")
    tail = shorten_middle(tail, max(8, width - 3))
    room = max(0, width - len(tail) - 4)
    flag = "dead copy  " if hit.dead else ""
    where = shorten_middle(neutralise(str(hit.place)), max(8, width - 3 - len(flag))) if hit.place else hit.kind
    return (
        badge(hit.kind),
        (" ", ""),
        (shorten_middle(f"{head}." if head else "", room), "dim"),
        (tail, "name"),
        ("\n  ", ""),
        (flag, "warning"),
        (where, "dim"),
    )
