"""Which of the symbols that a name can stand for is meant first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from enum import IntEnum
from typing import Any, NamedTuple

from tracer.linked import Symbol, dotted, public_name
from tracer.queries.walking import EXACT, PRIVATE, Candidate, Walker, first_definition

ASIDE = re.compile(
    r"\b(?:compat\.v[12]|raw_ops|legacy|experimental|contrib|backend|preprocessing|test(?:ing)?|__\w+__|_\w+)\."
)
"""Parts of public names that newcomers seldom mean."""
TWIN = "reference_impl"
_KINDS = ("class", "function", "method", "property", "op", "module", "constant", "attribute")
_OP_PARTS = 9
"""An op stands behind functions and classes of its name, as a public name of that many parts would."""
_MANY = 8
"""Public classes that derive from a class and override its member, from which on that one is the one meant."""


class Standing(IntEnum):
    """How a symbol is reached from a public name."""

    MAIN = 0
    """By one of its own, in the main tree."""
    MEMBER = 1
    """As a member of a class that has one, or that inherits it."""
    ASIDE = 2
    """By one that is deprecated, of the other API, or below `experimental`, `legacy` and the like."""
    PRIVATE = 3


class Ranked(NamedTuple):
    """A candidate with its symbol, and how it stands."""

    candidate: Candidate
    symbol: Symbol
    standing: Standing


def ranked(names: Walker, candidates: Sequence[Candidate], api: str) -> list[Ranked]:
    """Candidates with a symbol, each symbol once, best first."""
    found = [(candidate, symbol) for candidate in candidates
             if (symbol := candidate.symbol or names.symbol(candidate.key)) is not None]  # fmt: skip
    several = {plain for candidate, _ in found if (plain := first_definition(candidate.key)) != candidate.key}
    derived = _derived(names, [symbol for _, symbol in found])
    classes = {dotted(symbol.key) for _, symbol in found if symbol.kind == "class"}
    best: dict[str, tuple[tuple[Any, ...], Ranked]] = {}
    for order, (candidate, symbol) in enumerate(found):
        shared = several and first_definition(candidate.key) in several
        replaced = bool(shared) and names.last_definition(candidate.key) != candidate.key
        standing = _standing(names, candidate, symbol, api)
        rank = (*_rank(names, candidate, symbol, api, standing, derived, classes, replaced=replaced), order)
        known = best.get(candidate.key)
        if known is None or rank < known[0]:
            best[candidate.key] = (rank, Ranked(candidate, symbol, standing))
    return [entry for _, entry in sorted(best.values(), key=lambda ranked: ranked[0])]


def is_beside(symbol: Symbol) -> bool:
    """Whether it stands beside the definition of its name, which is meant: a later part of a property, a stub that
    tells one of several signatures."""
    if first_definition(symbol.key) == symbol.key:
        return False
    is_setter = symbol.kind == "property" and symbol.signature is not None and len(symbol.signature.args) > 1
    return is_setter or symbol.origin == "stub"


def is_twin(symbol: Symbol) -> bool:
    """Whether a symbol is reference_impl's: that is shown as a counterpart, and stands for itself only if asked for."""
    return symbol.module.partition(".")[0] == TWIN


def owner_of(names: Walker, symbol: Symbol) -> Symbol | None:
    """The class of a member."""
    if symbol.owner is None or symbol.kind not in ("method", "property", "attribute"):
        return None
    return names.symbol(symbol.owner)


def _derived(names: Walker, symbols: Sequence[Symbol]) -> Mapping[str, int]:
    """By class, as an MRO has it: how many of the public classes that `symbols` are, or are members of, derive from
    it."""
    classes = {}
    for symbol in symbols:
        owner = symbol if symbol.kind == "class" else owner_of(names, symbol)
        if owner is not None and owner.canonical is not None and not owner.dead:
            classes[owner.key] = owner
    counts: dict[str, int] = {}
    for symbol in classes.values():
        for base in symbol.mro[1:]:
            counts[base] = counts.get(base, 0) + 1
    return counts


def _standing(names: Walker, candidate: Candidate, symbol: Symbol, api: str) -> Standing:
    if symbol.kind == "op":
        return Standing.MAIN
    export = candidate.public
    if export is not None:
        aside = export.deprecated or export.api != api or ASIDE.search(public_name(export, api))
        return Standing.ASIDE if aside else Standing.MAIN
    if symbol.kind == "module" and candidate.met is not None:
        return Standing.MAIN
    own = symbol.canonical
    of_class = _of_class(owner_of(names, symbol), symbol) or candidate.met
    if own is None and of_class is None:
        return Standing.PRIVATE
    if ASIDE.search(own or of_class or "") or (own is not None and candidate.tier == PRIVATE):
        return Standing.ASIDE
    return Standing.MEMBER if own is None else Standing.MAIN


def _rank(
    names: Walker, candidate: Candidate, symbol: Symbol, api: str, standing: Standing, derived: Mapping[str, int],
    of_name: Set[str], *, replaced: bool,
) -> tuple[Any, ...]:  # fmt: skip
    """Sort key: what was written in full, live before dead, code before tests, definitions before what methods set on
    instances, public names of `api` written in full before what a walk through modules finds, by standing, members of
    what many derive from first, short public names before long ones and before aliases, classes `of_name` before those
    that derive from them, the definition that counts before those it replaced, short modules.
    """
    owner = owner_of(names, symbol)
    public = symbol.canonical or _of_class(owner, symbol) or candidate.met
    file = names.reader.file(symbol.file) if symbol.file is not None else None
    return (
        candidate.tier != EXACT,
        is_twin(symbol),
        symbol.dead,
        file is not None and file.is_test,
        symbol.is_instance_attribute,
        candidate.tier == EXACT and (candidate.public is None or candidate.public.api != api),
        standing,
        -(derived.get(dotted(owner.key), 0) // _MANY).bit_length() if owner is not None else 0,
        _parts(candidate, symbol, public),
        candidate.tier,
        _is_alias(candidate, symbol),
        not of_name.isdisjoint(symbol.mro[1:]),
        symbol.origin == "stub",
        _KINDS.index(symbol.kind),
        symbol.qualname.count("."),
        0 if symbol.kind == "module" and candidate.met else len(public or symbol.module),
        candidate.met or "",
        first_definition(symbol.key),
        replaced,
        symbol.key,
    )


def _is_alias(candidate: Candidate, symbol: Symbol) -> bool:
    """Whether the public name that was met has another end than the name that the symbol goes by."""
    if candidate.public is None or symbol.canonical is None:
        return False
    return candidate.public.name.rpartition(".")[2] != symbol.canonical.rpartition(".")[2]


def _of_class(owner: Symbol | None, symbol: Symbol) -> str | None:
    return f"{owner.canonical}.{symbol.name}" if owner is not None and owner.canonical is not None else None


def _parts(candidate: Candidate, symbol: Symbol, public: str | None) -> int:
    """The parts of the public name that was met, or that leads there."""
    if symbol.kind == "op":
        return _OP_PARTS
    if candidate.public is not None:
        return candidate.public.name.count(".") + 10 * candidate.public.name.startswith("tf.raw_ops.")
    return public.count(".") if public is not None and public != symbol.canonical else 99
