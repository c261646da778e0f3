"""What a name without a dot stands for beside what is defined or exported so: a public package, and a member that
public classes inherit from a private one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracer.linked import Symbol, dotted
from tracer.queries.names import Names
from tracer.queries.ranking import ASIDE, is_twin, owner_of
from tracer.queries.walking import PRIVATE, PUBLIC, Candidate

_ROOTS = ("keras", "tf")
_HEIRS = 50
"""Public classes, best first, that are asked for what they inherit."""


def packages(names: Names, name: str, api: str) -> Iterator[Candidate]:
    """`keras.losses` of `losses`."""
    for root in _ROOTS:
        public = f"{root}.{name}"
        if names.reader.is_package(public):
            for candidate in names.exact(public, api):
                symbol = candidate.symbol or names.symbol(candidate.key)
                if symbol is not None and symbol.kind == "module":
                    yield candidate._replace(tier=PUBLIC, met=public)
                    break


def inherited(names: Names, name: str, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Those of `candidates` that a private class defines and a public one inherits, each by the best of those that do:
    `keras.Model.fit` of what a private `Trainer` defines."""
    owners: dict[str, str] = {}
    wanted = set()
    for candidate in candidates:
        symbol = names.symbol(candidate.key)
        owner = owner_of(names, symbol) if symbol is not None else None
        if owner is None or owner.canonical is not None or owner.dead or is_twin(owner):
            continue
        wanted.add(candidate.key)
        owners[dotted(owner.key)] = owner.key
    heirs = names.reader.public_heirs(owners) if owners else []
    for key, public in sorted(heirs, key=lambda heir: _preference(heir[1]))[:_HEIRS]:
        found = names.member(Candidate(key, PRIVATE), name)
        if found is not None and found.key in wanted:
            wanted.remove(found.key)
            yield found._replace(met=f"{public}.{name}")
        if not wanted:
            return


def name_by_heir(names: Names, symbol: Symbol) -> str | None:
    """The public name of what a private class defines, by the best public class that inherits it."""
    found = inherited(names, symbol.name, [Candidate(symbol.key, PRIVATE)])
    return next((candidate.met for candidate in found), None)


def _preference(name: str) -> tuple[bool, int, int, str]:
    return ASIDE.search(name) is not None, name.count("."), len(name), name
