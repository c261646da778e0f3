"""The counterparts of one symbol: what `@counterpart` says, else the member of the same name in the paired class."""

from __future__ import annotations

from typing import Protocol

from tracer.linked import Counterpart, Symbol


class Paired(Protocol):
    """What is asked of a reader."""

    def counterparts_of(self, key: str) -> list[Counterpart]: ...
    def symbol(self, key: str) -> Symbol | None: ...


class PairedBothWays(Paired, Protocol):
    """The same, of a reader that also knows what a symbol of reference_impl mirrors."""

    def counterparts_by(self, key: str) -> list[Counterpart]: ...


def twins_of(reader: Paired, key: str) -> list[Counterpart]:
    """What mirrors `key`."""
    found, (owner, member) = reader.counterparts_of(key), _member(key)
    if found or not owner:
        return found
    pairs = (row._replace(target=key) for row in reader.counterparts_of(owner))
    named = (row._replace(name=f"{row.name}.{member}", symbol=f"{row.symbol}.{member}") for row in pairs)
    return [row for row in named if reader.symbol(row.symbol) is not None]


def mirrored_by(reader: PairedBothWays, key: str) -> list[Counterpart]:
    """What `key`, of reference_impl, mirrors."""
    found, (owner, member) = reader.counterparts_by(key), _member(key)
    if found or not owner:
        return found
    pairs = (row._replace(symbol=key) for row in reader.counterparts_by(owner) if row.target is not None)
    named = (row._replace(name=f"{row.name}.{member}", target=f"{row.target}.{member}") for row in pairs)
    return [row for row in named if reader.symbol(str(row.target)) is not None]


def _member(key: str) -> tuple[str, str]:
    """The class and the name of a member, empty for what is no member."""
    owner, _, name = key.rpartition(".")
    return (owner, name) if ":" in owner else ("", "")
