"""TensorFlow symbols and their twins in reference_impl, and what has none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tracer.linked import Counterpart, Symbol
from tracer.queries.twins import mirrored_by, twins_of
from tracer.store import Snapshot


@dataclass(frozen=True, slots=True)
class Mirror:
    """`name` is TensorFlow's or Keras's, `symbol` reference_impl's; without a `target_file` it did not resolve."""

    name: str
    symbol: str
    file: str | None
    line: int
    target: str | None
    target_source: str | None
    target_file: str | None
    target_line: int | None


def mirrors(snapshot: Snapshot, name: str | None = None) -> list[Mirror]:
    """All counterparts in the order of their names; with `name`, those of what it stands for, on either side."""
    rows = snapshot.counterparts() if name is None else list(_of_name(snapshot, name))
    unique = {(row.name, row.symbol): row for row in rows}
    return sorted((_mirror(snapshot, row) for row in unique.values()), key=lambda mirror: mirror.name)


def _of_name(snapshot: Snapshot, name: str) -> Iterator[Counterpart]:
    from tracer.queries.where import where

    for match in where(snapshot, name).matches:
        yield from twins_of(snapshot, match.key)
        yield from mirrored_by(snapshot, match.key)
        if match.kind == "class":
            for member in snapshot.members(match.key):
                yield from snapshot.counterparts_of(member.key)
                yield from snapshot.counterparts_by(member.key)


def _mirror(snapshot: Snapshot, row: Counterpart) -> Mirror:
    target = snapshot.symbol(row.target) if row.target else None
    own = snapshot.symbol(row.symbol)
    file, line, _ = _place(snapshot, own)
    target_file, target_line, target_source = _place(snapshot, target)
    if file is None and row.file is not None:
        file, line = snapshot.file(row.file).path, row.line
    symbol = row.symbol.replace(":", ".").rstrip(".")
    resolved = row.target.replace(":", ".").rstrip(".") if row.target else None
    return Mirror(row.name, symbol, file, line or row.line, resolved, target_source, target_file, target_line)


def _place(snapshot: Snapshot, symbol: Symbol | None) -> tuple[str | None, int | None, str | None]:
    if symbol is None or symbol.file is None:
        return None, None, None
    file = snapshot.file(symbol.file)
    return file.path, symbol.line, snapshot.source_of(file).name


def without_counterpart(snapshot: Snapshot, prefix: str = "keras.") -> list[str]:
    """The public classes and functions below `prefix` that reference_impl does not mirror."""
    mirrored = {row.target for row in snapshot.counterparts() if row.target}
    api = snapshot.info.info.get("api", "v2")
    exports = (e for e in snapshot.all_exports() if e.name.startswith(prefix) and e.api == api and not e.deprecated)
    best: dict[str, str] = {}
    for export in exports:
        if export.symbol not in mirrored:
            known = best.get(export.symbol, export.name)
            best[export.symbol] = min(known, export.name, key=lambda name: (name.count("."), name))
    return sorted(best.values())
