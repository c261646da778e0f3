"""The call tree: rows that unfold lazily, with cycles closed and wide fan-out folded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tracer.tui.gateway import Call, CallList, Ref
from tracer.tui.models import confidence
from tracer.tui.models.kinds import badge
from tracer.tui.models.text import Span, neutralise

FAN_OUT = 40

RowKind = Literal["root", "call", "cycle", "more", "note"]


@dataclass(frozen=True, slots=True)
class CallRow:
    """A row of the tree. `path` holds the keys from the root to this row, so that a cycle is seen; `text` is what a row
    without a symbol says, or what tells a symbol from its namesakes beside it."""

    kind: RowKind
    path: tuple[str, ...]
    target: Ref | None = None
    call: Call | None = None
    hidden: tuple[Call, ...] = ()
    text: str = ""

    @property
    def expandable(self) -> bool:
        """Whether anything can stand below: not where a cycle closes, nor below what has no source."""
        has_body = self.target is not None and (self.target.place is not None or self.target.kind == "op")
        return self.kind == "root" or (self.kind == "call" and has_body)


def root(ref: Ref) -> CallRow:
    return CallRow("root", (ref.key,), ref)


def children(parent: CallRow, answer: CallList, limit: int = FAN_OUT) -> tuple[CallRow, ...]:
    """The rows under `parent`: calls, a row for what is folded away, a note on what stayed unresolved."""
    rows = list(_rows(parent.path, answer.calls, limit))
    if not answer.calls and not answer.unresolved:
        rows.append(CallRow("note", parent.path, text="none found"))
    if answer.unresolved:
        plural = "" if answer.unresolved == 1 else "s"
        rows.append(CallRow("note", parent.path, text=f"{answer.unresolved} call site{plural} not resolved"))
    return tuple(rows)


def unfold(row: CallRow, limit: int = FAN_OUT) -> tuple[CallRow, ...]:
    """The next `limit` rows of those that a "more" row hides."""
    return tuple(_rows(row.path, row.hidden, limit))


def identity(row: CallRow) -> str:
    """What tells a row from its siblings: its symbol."""
    return row.path[-1] if row.kind in {"root", "call", "cycle"} else ""


def folded(row: CallRow) -> tuple[str, ...]:
    """The symbols that a "more" row hides."""
    return tuple(call.target.key for call in row.hidden)


def _rows(path: tuple[str, ...], calls: tuple[Call, ...], limit: int) -> tuple[CallRow, ...]:
    # A fold of a single row would take as much room as the row.
    shown = calls if len(calls) <= limit + 1 else calls[:limit]
    apart = _apart(shown)
    rows = [
        CallRow(
            "cycle" if call.target.key in path else "call",
            (*path, call.target.key),
            call.target,
            call,
            text=apart.get(call.target.key, ""),
        )
        for call in shown
    ]
    if len(shown) < len(calls):
        rows.append(CallRow("more", path, hidden=calls[len(shown) :]))
    return tuple(rows)


def _apart(calls: tuple[Call, ...]) -> dict[str, str]:
    """Of symbols that read alike, such as the `numpy.matmul` of each backend, the parts of their names that differ."""
    alike: dict[str, dict[str, None]] = {}
    for call in calls:
        alike.setdefault(call.target.short, {})[call.target.key] = None
    found: dict[str, str] = {}
    for keys in alike.values():
        if len(keys) > 1:
            names = [key.replace(":", ".").split(".") for key in keys]
            start = _common(names)
            end = _common([name[start:][::-1] for name in names])
            found |= {key: ".".join(name[start : len(name) - end]) for key, name in zip(keys, names, strict=True)}
    return found


def _common(names: list[list[str]]) -> int:
    """How many parts all names begin with."""
    return next((at for at, parts in enumerate(zip(*names, strict=False)) if len(set(parts)) > 1), min(map(len, names)))


def spans(row: CallRow) -> tuple[Span, ...]:
    """How a row reads."""
    if row.kind == "more":
        return ((f"▸ {len(row.hidden)} more", "more"), ("  Enter unfolds", "dim"))
    if row.kind == "note" or row.target is None:
        return ((row.text, "dim"),)
    name = neutralise(row.target.short)
    if row.call is None:
        return (badge(row.target.kind), (f" {name}", "name"))
    pieces: list[Span] = [confidence.mark(row.call.confidence, row.call.count), (" ", ""), badge(row.target.kind)]
    pieces.append((f" {name}", "name" if row.kind == "call" else "cycle"))
    if row.text:
        pieces.append((f" {neutralise(row.text)}", "dim"))
    if row.kind == "cycle":
        pieces.append(("  ↻ cycle", "cycle"))
    if row.call.kind != "call":
        pieces.append((f"  {row.call.kind}", "dim"))
    if row.call.sites:
        sites = ",".join(map(str, row.call.sites[:3])) + ("…" if len(row.call.sites) > 3 else "")
        pieces.append((f"  :{sites}", "dim"))
    return tuple(pieces)


def describe(row: CallRow) -> tuple[tuple[Span, ...], ...]:
    """Two lines about a row: its name; how sure the call is and where its target lies."""
    if row.target is None:
        return (((row.text, "dim"),),)
    name: tuple[Span, ...] = ((neutralise(row.target.name), "name"),)
    place = neutralise(str(row.target.place or "no source in this snapshot"))
    if row.call is None:
        return name, ((place, "dim"),)
    meaning = confidence.MEANINGS.get(row.call.confidence, "")
    certainty = f"{confidence.shape(row.call.confidence)} {row.call.confidence}: {meaning}"
    count = f", seen {row.call.count} times" if row.call.count else ""
    return name, ((certainty + count, f"confidence-{row.call.confidence}"), (f"  {place}", "dim"))
