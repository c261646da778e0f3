"""The attributes that methods set on their instance: `self.units = units`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracer.facts import (
    Assign,
    Attribute,
    Definition,
    Expr,
    For,
    If,
    InstanceAttribute,
    Match,
    Name,
    Sequence,
    Starred,
    Statement,
    Try,
    While,
    With,
)

_FIRST = ("__init__", "build")
"""Methods in which a reader looks for attributes before others."""


def instance_attributes(
    definitions: tuple[Definition, ...], bodies: tuple[tuple[Statement, ...], ...]
) -> tuple[InstanceAttribute, ...]:
    """The attributes that a file's methods set by assignment, one for each class and name."""
    best: dict[tuple[int, str], tuple[int, InstanceAttribute]] = {}
    for place, definition in enumerate(definitions):
        own = _instance(definitions, definition)
        if own is None:
            continue
        rank = _FIRST.index(definition.name) if definition.name in _FIRST else len(_FIRST)
        for name, line, end_line in _assigned(bodies[place], own):
            known = best.get((definition.parent, name))
            if known is None or rank < known[0]:
                attribute = InstanceAttribute(definition.parent, place, name, line, end_line)
                best[definition.parent, name] = (rank, attribute)
    bound = _Bound(definitions)
    found = (attribute for _, attribute in best.values() if attribute.name not in bound.of(attribute.owner))
    return tuple(sorted(found, key=lambda attribute: (attribute.owner, attribute.line, attribute.name)))


def _instance(definitions: tuple[Definition, ...], definition: Definition) -> str | None:
    """What a method calls its instance; None for what is no method."""
    if definition.kind != "function" or definition.parent < 0 or definitions[definition.parent].kind != "class":
        return None
    if not definition.parameters or definition.parameters[0].kind not in ("positional", "positional_only"):
        return None
    is_static = any(isinstance(one, Name) and one.id == "staticmethod" for one in definition.decorators)
    return None if is_static else definition.parameters[0].name


class _Bound:
    """The names that class bodies bind, each body read once."""

    def __init__(self, definitions: tuple[Definition, ...]) -> None:
        self._definitions = definitions
        self._names: dict[int, frozenset[str]] = {}

    def of(self, owner: int) -> frozenset[str]:
        if owner not in self._names:
            methods = (definition.name for definition in self._definitions if definition.parent == owner)
            variables = (
                target.id
                for targets, _, _ in _targets(self._definitions[owner].body)
                for target in targets
                if isinstance(target, Name)
            )
            self._names[owner] = frozenset((*methods, *variables))
        return self._names[owner]


def _assigned(body: Iterable[Statement], own: str) -> Iterator[tuple[str, int, int]]:
    """Name and lines of every assignment to an attribute of `own`."""
    for targets, line, end_line in _targets(body):
        for target in targets:
            if isinstance(target, Attribute) and isinstance(target.value, Name) and target.value.id == own:
                yield target.attr, target.line or line, end_line


def _targets(body: Iterable[Statement]) -> Iterator[tuple[list[Expr], int, int]]:
    """The targets of every assignment, loop and `with`, blocks included, with their lines."""
    for statement in body:
        match statement:
            case Assign(targets, _, _, line, end_line):
                yield list(_flat(targets)), line, end_line
            case If(_, inner, orelse) | While(_, inner, orelse):
                yield from _targets((*inner, *orelse))
            case For(target, _, inner, orelse, line):
                yield list(_flat((target,))), line, line
                yield from _targets((*inner, *orelse))
            case With(items, inner, line):
                yield list(_flat(target for _, target in items if target is not None)), line, line
                yield from _targets(inner)
            case Try(inner, handlers, orelse, final):
                handled = (statement for handler in handlers for statement in handler.body)
                yield from _targets((*inner, *handled, *orelse, *final))
            case Match(_, cases):
                yield from _targets(statement for case in cases for statement in case.body)


def _flat(targets: Iterable[Expr]) -> Iterator[Expr]:
    for target in targets:
        if isinstance(target, Sequence):
            yield from _flat(target.elements)
        elif isinstance(target, Starred):
            yield from _flat((target.value,))
        else:
            yield target
