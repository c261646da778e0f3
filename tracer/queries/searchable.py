"""The names that a search looks through, and which of them people mean first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from tracer.linked import api_name
from tracer.queries.ranking import ASIDE, TWIN
from tracer.queries.symbol_search import Entry, Member, Rank, SymbolIndex
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


def symbol_index(snapshot: Snapshot) -> SymbolIndex:
    """All names of a snapshot, to be searched."""
    names = _names(snapshot)
    heritage = Heritage.of(snapshot, names)
    return SymbolIndex(_entries(snapshot, names, heritage), heritage.members_of)


def entries(snapshot: Snapshot) -> Iterator[Entry]:
    """Each symbol under its public names, members of public classes below those, and under its own."""
    names = _names(snapshot)
    return _entries(snapshot, names, Heritage.of(snapshot, names))


def _names(snapshot: Snapshot) -> dict[str, Named]:
    return {
        key: Named(key, name, kind, canonical, dead or test or key.startswith((f"{TWIN}.", f"{TWIN}:")))
        for key, name, kind, canonical, dead, test in snapshot.symbol_names()
    }


def _entries(snapshot: Snapshot, names: dict[str, Named], heritage: Heritage) -> Iterator[Entry]:
    for row in names.values():
        if row.canonical is None and not row.name.startswith("_") and (owner := heritage.public.get(row.owner)):
            yield Entry(f"{owner}.{row.name}", row.key, row.kind, _member_rank(row.kind, owner))
        yield Entry(dotted(row.key), row.key, row.kind, _own_rank(row))
    for name, row in heritage.inherited():
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


@dataclass(frozen=True, slots=True)
class Heritage:
    """What public classes have from others. `public` are the public names of what has one, by key; `mros` the classes
    of this snapshot that come after a public class in its MRO; `members` the rows of those classes."""

    public: Mapping[str, str]
    mros: Mapping[str, Sequence[str]]
    members: Mapping[str, Sequence[Named]]

    @classmethod
    def of(cls, snapshot: Snapshot, names: dict[str, Named]) -> Heritage:
        public = {key: row.canonical for key, row in names.items() if row.canonical and not row.last}
        classes = [key for key in public if names[key].kind == "class"]
        keys = {dotted(key): key for key, row in names.items() if row.kind == "class"}
        mros = {
            symbol.key: [key for ancestor in symbol.mro if (key := keys.get(ancestor)) and key != symbol.key]
            for symbol in snapshot.symbols(classes)
        }
        owners = {key for mro in mros.values() for key in mro}
        return cls(public, mros, _members(names.values(), owners.union(mros)))

    def members_of(self, key: str) -> Iterator[Member]:
        """What a public class defines or inherits."""
        seen = set[str]()
        for owner in (key, *self.mros.get(key, ())):
            for row in self.members.get(owner, ()):
                if row.name not in seen:
                    seen.add(row.name)
                    yield Member(row.name, row.key, row.kind)

    def inherited(self) -> Iterator[tuple[str, Named]]:
        """What public classes inherit from private ones: `keras.Model.fit` stands in a `Trainer` that no name leads to.
        Of several heirs it is the one with the best name that people speak of."""
        heirs: dict[str, str] = {}
        for key in sorted(self.mros, key=lambda key: _preference(self.public[key])):
            for ancestor in self.mros[key]:
                heirs.setdefault(ancestor, key)
        for heir in dict.fromkeys(heirs.values()):
            seen = {row.name for row in self.members.get(heir, ())}
            for ancestor in self.mros[heir]:
                for row in self.members.get(ancestor, ()):
                    if row.name in seen:
                        continue
                    seen.add(row.name)
                    if heirs[ancestor] == heir and ancestor not in self.public and not row.last:
                        yield f"{self.public[heir]}.{row.name}", row


def _preference(name: str) -> tuple[bool, int, str]:
    return ASIDE.search(name) is not None, len(name), name


def _members(rows: Iterable[Named], owners: Set[str]) -> dict[str, list[Named]]:
    found: dict[str, list[Named]] = {}
    for row in rows:
        if row.owner in owners and not row.name.startswith("_"):
            found.setdefault(row.owner, []).append(row)
    return found
