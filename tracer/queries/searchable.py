"""The names that a search looks through, and which of them people mean first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tracer.linked import api_name
from tracer.queries.ranking import ASIDE
from tracer.queries.symbol_search import Entry, Rank
from tracer.store import Snapshot

OWN = {"class": Rank.CLASS, "attribute": Rank.ATTRIBUTE, "module": Rank.MODULE}
"""The ranks of public names by the kind of their symbol; all others are called, as functions are."""


@dataclass(frozen=True, slots=True)
class Named:
    """A row of the store's names."""

    key: str
    name: str
    kind: str
    canonical: str | None
    last: bool

    @property
    def owner(self) -> str:
        """The key of the class or function it is a member of."""
        return self.key.rpartition(".")[0]


def entries(snapshot: Snapshot) -> Iterator[Entry]:
    """Each symbol under its public names, members of public classes below those, and under its own."""
    names = {row[0]: Named(row[0], row[1], row[2], row[3], row[4] or row[5]) for row in snapshot.symbol_names()}
    public = {key: row.canonical for key, row in names.items() if row.canonical and not row.last}
    for row in names.values():
        if row.canonical is None and not row.name.startswith("_") and (owner := public.get(row.owner)) is not None:
            yield Entry(f"{owner}.{row.name}", row.key, row.kind, _member_rank(row.kind, owner))
        yield Entry(dotted(row.key), row.key, row.kind, _own_rank(row))
    for name, row in _inherited(snapshot, names, public):
        yield Entry(name, row.key, row.kind, _member_rank(row.kind, name))
    api = str(snapshot.info.info.get("api") or "v2")
    for export in snapshot.all_exports():
        found = names.get(export.symbol)
        kind = found.kind if found is not None else "function"
        name = api_name(export, api)
        aside = export.api != api or ASIDE.search(name) is not None
        rank = Rank.ASIDE if aside else OWN.get(kind, Rank.FUNCTION)
        yield Entry(name, export.symbol, kind, Rank.LAST if found is not None and found.last else rank)


def dotted(key: str) -> str:
    """`module:qualname` as `module.qualname`; ops and builtins by their bare name."""
    module, _, qualname = key.partition(":")
    if module in {"op", "<builtin>", "<external>"}:
        return qualname
    return f"{module}.{qualname}" if qualname else module


def _own_rank(row: Named) -> Rank:
    if row.last:
        return Rank.LAST
    return {"op": Rank.OP, "module": Rank.MODULE}.get(row.kind, Rank.PRIVATE)


def _member_rank(kind: str, owner: str) -> Rank:
    return Rank.ATTRIBUTE if kind == "attribute" or ASIDE.search(owner) else Rank.MEMBER


def _inherited(
    snapshot: Snapshot, names: dict[str, Named], public: Mapping[str, str | None]
) -> Iterator[tuple[str, Named]]:
    """What public classes inherit from private ones: `keras.Model.fit` stands in a `Trainer` that no name leads to. Of
    several heirs it is the one with the best name that people speak of."""
    classes = [key for key in public if names[key].kind == "class"]
    keys = {dotted(key): key for key, row in names.items() if row.kind == "class"}
    mros = {
        symbol.key: [key for ancestor in symbol.mro if (key := keys.get(ancestor)) is not None and key != symbol.key]
        for symbol in snapshot.symbols(classes)
    }
    heirs: dict[str, str] = {}
    for key in sorted(mros, key=lambda key: _preference(public[key] or "")):
        for ancestor in mros[key]:
            heirs.setdefault(ancestor, key)
    members = _members(names.values(), {*heirs, *mros})
    for heir in dict.fromkeys(heirs.values()):
        seen = {row.name for row in members.get(heir, ())}
        for ancestor in mros[heir]:
            for row in members.get(ancestor, ()):
                if row.name in seen:
                    continue
                seen.add(row.name)
                if heirs[ancestor] == heir and ancestor not in public and not row.last:
                    yield f"{public[heir]}.{row.name}", row


def _preference(name: str) -> tuple[bool, int, str]:
    return ASIDE.search(name) is not None, len(name), name


def _members(rows: Iterable[Named], owners: set[str]) -> dict[str, list[Named]]:
    found: dict[str, list[Named]] = {}
    for row in rows:
        if row.owner in owners and not row.name.startswith("_"):
            found.setdefault(row.owner, []).append(row)
    return found
