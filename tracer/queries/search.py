"""Names that look like a pattern: public before private, dead copies and tests last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracer.queries.ranking import is_beside
from tracer.queries.searchable import symbol_index
from tracer.queries.symbol_search import Entry, Rank, is_made_of_beginnings
from tracer.store import Snapshot

_FEW = 5
_SIMILAR = 75.0
"""Least similarity (rapidfuzz's WRatio, 0 to 100) of a name that is taken for a misspelt one."""


@dataclass(frozen=True, slots=True)
class Found:
    """`name` is what to give to `where`; `file` is relative to its source."""

    name: str
    kind: str
    key: str
    source: str | None
    file: str | None
    line: int | None
    public: bool
    dead: bool


def search(snapshot: Snapshot, pattern: str, limit: int = 50) -> list[Found]:
    """The best `limit` symbols for a pattern: a glob, words that all occur, or letters to be found in order; where few
    are found, misspelt names follow."""
    index = symbol_index(snapshot)
    found = index.search(pattern, limit)
    if not any(character in pattern for character in "*?["):
        found = _with_misspelt(index.entries, pattern, found, limit)
    return list(filter(None, (_found(snapshot, entry) for entry in found)))


def _with_misspelt(names: Sequence[Entry], pattern: str, found: list[Entry], limit: int) -> list[Entry]:
    """Misspelt names come before those that merely have the pattern's letters in order."""
    words = pattern.lower().split()
    containing = [
        entry
        for entry in found
        if all(word in entry.name.lower() for word in words) or is_made_of_beginnings(entry.name, pattern)
    ]
    if len(containing) >= min(_FEW, limit):
        return found
    close = _misspelt(names, pattern, {entry.key for entry in containing}, limit - len(containing))
    known = {entry.key for entry in (*containing, *close)}
    return [*containing, *close, *(entry for entry in found if entry.key not in known)][:limit]


def _misspelt(names: Sequence[Entry], pattern: str, known: set[str], limit: int) -> list[Entry]:
    from rapidfuzz import fuzz, process

    last = pattern.rpartition(".")[2].lower()
    tails = [entry.name.rpartition(".")[2].lower() for entry in names]
    close = process.extract(last, tails, scorer=fuzz.ratio, limit=limit * 4, score_cutoff=_SIMILAR)
    ranked = sorted(close, key=lambda match: (-match[1], names[match[2]].rank, len(names[match[2]].name)))
    chosen: dict[str, Entry] = {}
    for _, _, number in ranked:
        entry = names[number]
        if entry.key not in known:
            chosen.setdefault(entry.key, entry)
    return list(chosen.values())[:limit]


def _found(snapshot: Snapshot, entry: Entry) -> Found | None:
    """None for what stands beside the definition that is meant, which is found as well."""
    symbol = snapshot.symbol(entry.key)
    if symbol is not None and is_beside(symbol):
        return None
    if symbol is None or symbol.file is None:
        dead = symbol is not None and symbol.dead
        return Found(entry.name, entry.kind, entry.key, None, None, None, entry.rank <= Rank.ATTRIBUTE, dead)
    file = snapshot.file(symbol.file)
    source = snapshot.source_of(file).name
    return Found(
        entry.name, symbol.kind, entry.key, source, file.path, symbol.line, entry.rank <= Rank.ATTRIBUTE, symbol.dead
    )
