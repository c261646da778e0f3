"""`tracer history`: what became of a symbol from revision to revision.

A symbol's state at one revision is where it is defined, under which names it is exported and how it is called. The
timeline keeps the first revision of each state and says what changed on the way to it.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tracer.linked import Signature
from tracer.queries.compatibility import compare_signatures

EventKind = Literal[
    "defined", "exported", "unexported", "moved", "renamed", "re-signed", "removed", "returned", "dead", "re-exported"
]


@dataclass(frozen=True, slots=True)
class State:
    """A symbol at one revision; `line` and `end_line` are no part of what makes states differ.

    `outside` is the dotted name in another repository that the symbol is imported from, by the statement at `line`.
    """

    name: str
    kind: str
    source: str
    module: str
    qualname: str
    file: str
    line: int
    end_line: int
    signature: Signature | None
    exports: tuple[str, ...]
    dead: bool = False
    url: str | None = None
    outside: str | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision as its source names it, with its commit and the commit's date (seconds since the epoch)."""

    source: str
    name: str
    sha: str
    date: int


Known = tuple[Revision, "State | None"]
"""What a symbol is at a revision, None where it has none."""


@dataclass(frozen=True, slots=True)
class Event:
    """One change, at the first revision that has it; `breaking` if callers of the state before may fail."""

    revision: Revision
    kind: EventKind
    text: str
    state: State | None
    breaking: bool = False


@dataclass(frozen=True, slots=True)
class Last:
    """Where a symbol was seen last; `repository` is a path."""

    repository: str
    revision: Revision
    state: State

    @property
    def log_command(self) -> str:
        """The command that shows the commits that changed the definition."""
        lines = f"{self.state.line},{max(self.state.line, self.state.end_line)}"
        return shlex.join(["git", "-C", self.repository, "log", f"-L{lines}:{self.state.file}", self.revision.name])


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events in the order of the revisions; `revisions` is how many were looked at, `having` how many of them
    have the symbol, `failed` (revision, reason).

    `never` are the sources none of whose revisions has the symbol, though a source before them ends with it."""

    name: str
    events: tuple[Event, ...]
    revisions: int
    having: int
    failed: tuple[tuple[str, str], ...] = ()
    never: tuple[str, ...] = ()
    last: Last | None = None


def joined(lanes: Sequence[Sequence[Known]]) -> tuple[list[Known], tuple[str, ...]]:
    """The states of several sources one after the other, and those of them that never have the symbol.

    Where one ends with it, it is not gone because the next does not have it, or not from its first revision on."""
    states: list[Known] = []
    never: list[str] = []
    for lane in lanes:
        has = [number for number, (_, state) in enumerate(lane) if state is not None]
        if states and states[-1][1] is not None:
            never += {revision.source: None for revision, _ in lane} if not has else ()
            states += lane[has[0] :] if has else ()
        else:
            states += lane
    return states, tuple(never)


def timeline(states: Iterable[tuple[Revision, State | None]]) -> Iterator[Event]:
    """The events between successive states; nothing is said of revisions before the first state."""
    before: State | None = None
    seen = False
    for revision, after in states:
        if after is None:
            if before is not None:
                yield Event(revision, "removed", f"{before.name} is gone", None, True)
        elif after.outside is not None:
            if before is None or _distribution(before) != _distribution(after):
                text = f"from {after.outside.rpartition('.')[0]}, of another repository"
                yield Event(revision, "re-exported", text, after)
        elif before is None or before.outside is not None:
            yield Event(revision, "returned" if seen else "defined", _place(after), after)
            if after.exports and not seen:
                yield Event(revision, "exported", ", ".join(after.exports), after)
        else:
            yield from changes(revision, before, after)
        seen = seen or (after is not None and after.outside is None)
        before = after


def changes(revision: Revision, before: State, after: State) -> Iterator[Event]:
    """What differs between two states of one symbol."""
    old_name, new_name = before.qualname.rpartition(".")[2], after.qualname.rpartition(".")[2]
    if (before.source, before.file) != (after.source, after.file):
        yield Event(revision, "moved", f"{_place(before, other=after)} -> {_place(after, other=before)}", after)
    if old_name != new_name:
        yield Event(revision, "renamed", f"{before.qualname} -> {after.qualname}", after)
    lost = [name for name in before.exports if name not in after.exports]
    gained = [name for name in after.exports if name not in before.exports]
    if gained:
        yield Event(revision, "exported", ", ".join(gained), after)
    if lost:
        yield Event(revision, "unexported", ", ".join(lost), after, True)
    differences = compare_signatures(before.signature, after.signature)
    if differences:
        text = "; ".join(difference.text for difference in differences)
        yield Event(revision, "re-signed", text, after, differences[0].breaking)
    if before.dead != after.dead:
        text = "a copy that nothing loads any more" if after.dead else "the copy that is loaded"
        yield Event(revision, "dead", text, after)


def _distribution(state: State) -> str | None:
    """The top package of the other repository: where in it a name lies is that one's history."""
    return state.outside.partition(".")[0] if state.outside is not None else None


def _place(state: State, *, other: State | None = None) -> str:
    """File, line and name, with the source where the `other` place is in a different one."""
    source = f"{state.source}: " if other is not None and other.source != state.source else ""
    line = f":{state.line}" if state.line else ""
    return f"{source}{state.file}{line} {state.qualname}"
