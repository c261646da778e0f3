"""Counterparts: the list of pairs, and how one side follows the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tracer.tui.gateway import Pair, Ref
from tracer.tui.models.text import Span, neutralise

Side = Literal["left", "right"]
Filter = Literal["all", "paired", "missing"]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The TensorFlow symbol (left) and its mirror (right); `stale` names a side that could not follow."""

    left: Ref | None = None
    right: Ref | None = None
    stale: Side | None = None

    def walk(self, side: Side, target: Ref, counterpart: Ref | None) -> SideBySide:
        """One side goes to `target`; the other follows where there is a counterpart, else stays and is marked."""
        if side == "left":
            return SideBySide(target, counterpart or self.right, None if counterpart else "right")
        return SideBySide(counterpart or self.left, target, None if counterpart else "left")


def is_mirror(ref: Ref) -> bool:
    """Whether a symbol is `reference_impl`'s."""
    return ref.key.partition(":")[0].split(".")[0] == "reference_impl"


def arrange(ref: Ref, counterpart: Ref | None) -> SideBySide:
    """The two sides from either of them."""
    if is_mirror(ref):
        return SideBySide(counterpart, ref, None if counterpart else "left")
    return SideBySide(ref, counterpart, None if counterpart else "right")


def select(pairs: tuple[Pair, ...], which: Filter, needle: str) -> tuple[Pair, ...]:
    """The pairs that a filter and a typed text leave."""
    wanted = needle.lower()

    def kept(pair: Pair) -> bool:
        complete = pair.original is not None and pair.mirror is not None
        if which != "all" and complete != (which == "paired"):
            return False
        return all(word in _searchable(pair) for word in wanted.split())

    return tuple(filter(kept, pairs))


def _searchable(pair: Pair) -> str:
    return " ".join([pair.name, *(ref.name for ref in (pair.original, pair.mirror) if ref)]).lower()


def spans(pair: Pair) -> tuple[Span, ...]:
    """How a pair reads in the list."""
    if pair.mirror is None:
        return (("– ", "warning"), (neutralise(pair.name), "name"), ("\n    no counterpart", "dim"))
    if pair.original is None:
        return (("? ", "warning"), (neutralise(pair.mirror.name), "name"), (f"\n    {pair.name} not found here", "dim"))
    return (
        ("⇄ ", "confidence-exact"),
        (neutralise(pair.name), "name"),
        (f"\n    {neutralise(pair.mirror.name)}", "dim"),
    )


def summary(pairs: tuple[Pair, ...]) -> str:
    """How many there are of each."""
    both = sum(pair.original is not None and pair.mirror is not None for pair in pairs)
    return f"{both} pairs, {len(pairs) - both} without a counterpart"
