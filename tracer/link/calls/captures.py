"""Which of its factory's names a nested function uses: by calling them itself, or by passing them on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.link.calls import scopes
from tracer.link.calls.cells import EMPTY, union
from tracer.link.calls.values import Function
from tracer.link.calls.world import locals_of

if TYPE_CHECKING:
    from tracer.link.calls.cells import Cell, Values
    from tracer.link.calls.values import Code


def given(factory: Function, passed: dict[int, Values]) -> dict[str, Values]:
    """What a call of `factory` passes, by the names that its nested functions have for it."""
    result = {name: passed[index] for name, index in factory.by_name.items() if passed.get(index)}
    for name, parameters in aliases(factory).items():
        known = union(result.get(parameter, EMPTY) for parameter in parameters)
        if known and name not in factory.by_name:
            result[name] = known
    return result


def uses(function: Function) -> dict[str, bool]:
    """Names that a nested function calls (True), and those that it passes on in a call or that functions beside and
    within it, which it may call in turn, call or pass on (False)."""
    if function.uses is None:
        called, passed = scopes.used_names(function.body)
        found = dict.fromkeys(sorted(called), True)
        function.uses = found
        seen = {function}
        pending = [*_nested(function), *_beside(function, called | passed)]
        indirect = set(passed)
        while pending:
            other = pending.pop()
            if other not in seen:
                seen.add(other)
                names = frozenset().union(*scopes.used_names(other.body))
                indirect |= names
                pending += [*_nested(other), *_beside(other, names)]
        found.update((name, False) for name in sorted(indirect) if name not in found)
    return function.uses


def cells(function: Function) -> tuple[Cell, ...]:
    """What the functions around a nested one have under the names that it calls."""
    found: dict[str, Cell] = {}
    names = {name for name, is_called in uses(function).items() if is_called} - locals_of(function)
    factory = function.parent
    while isinstance(factory, Function) and names:
        known = factory.origin.variables
        found.update((name, known[name]) for name in sorted(names) if name in known)
        names -= locals_of(factory)
        factory = factory.parent
    return tuple(found.values())


def _nested(code: Code) -> list[Function]:
    """The functions defined right in a function."""
    nested = code.module.nested
    if nested is None:
        nested = code.module.nested = {}
        for definition in code.module.definitions:
            if isinstance(definition, Function) and isinstance(definition.parent, Function):
                nested.setdefault(definition.parent, []).append(definition)
    return nested.get(code, [])


def _beside(function: Function, names: frozenset[str]) -> list[Function]:
    """The functions of these names that are defined beside a nested function."""
    known = _nested(function.parent) if isinstance(function.parent, Function) else []
    return [other for other in known if other.name in names]


def kept(function: Function) -> frozenset[str]:
    """Names that nested functions use: what is passed for them is rather kept by these than called."""
    return frozenset(name for nested in _nested(function) for name in uses(nested))


def aliases(factory: Function) -> dict[str, frozenset[str]]:
    """Local names of `factory` that stand for parameters of it, with these."""
    if factory.aliases is None:
        factory.aliases = scopes.aliases(factory.body, factory.by_name)
    return factory.aliases


def reads_rest(function: Function) -> bool:
    """Whether a function uses its `*args` or `**kwargs` otherwise than to hand them on as such."""
    if function.reads_rest is None:
        rest = [function.definition.parameters[i].name for i in (function.varargs, function.varkw) if i >= 0]
        function.reads_rest = any(scopes.is_read(function.body, name) for name in rest)
    return function.reads_rest


def transparent(function: Function) -> frozenset[str]:
    """Names whose call's result the body returns."""
    if function.transparent is None:
        function.transparent = scopes.transparent_names(function.body)
    return function.transparent
