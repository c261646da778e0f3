"""Tables of classes and functions that are looked up by name: what may be asked of them, and what is then known.

A key that somebody outside passes, or that is computed, may be any key of the table. Where the table is known, so are
its entries. A table that callers pass is known to these: each gets what is in its own. Inside the function that looks
it up, all of them meet, and what comes out is a guess (`Doubtful`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracer.link.calls import containers, hierarchy, scopes
from tracer.link.calls.cells import EMPTY, Value, Values
from tracer.link.calls.edges import CANDIDATE, INFERRED
from tracer.link.calls.likely import REGISTRY
from tracer.link.calls.values import (
    Bound,
    Class,
    ClassCone,
    Closure,
    Code,
    Container,
    Doubtful,
    External,
    Function,
    Held,
    Instance,
    Module,
    Namespace,
    Partial,
)

if TYPE_CHECKING:
    from tracer.link.calls.frame import Frame
    from tracer.link.calls.invoke import Site
    from tracer.link.calls.passing import Arguments

RULE = "registry"
"""Rule of the constructors that a table leads to, which is passed on to be looked up."""
MOST_ENTRIES = 80
"""Larger tables say nothing about the entry that is asked for."""

DEFINITIONS = frozenset({Class, ClassCone, Function, Closure, Bound, Partial, Held})


# ------------------------------------------------------------------------------------------------------ keys


def is_open(frame: Frame, keys: Values, literal: list[str]) -> bool:
    """Whether a key may be any: nothing of it is known, or it is what callers outside the snapshot pass."""
    return not literal or (hierarchy.is_public(frame.code) and not keys.isdisjoint(frame.code.symbols))


# ---------------------------------------------------------------------------------------------------- tables


def any_of(frame: Frame, table: Container, literal: list[str]) -> Values:
    """What is under some key of `table`; where that is no table but data, under those that are known."""
    found = containers.everything(frame, table)
    if literal and not _are_definitions(found):
        found = containers.get(frame, table, *literal)
    else:
        _note(frame, table)
    if not is_borrowed(frame, table):
        return found
    return doubted(frame, frozenset(v for v in found if not isinstance(v, (Module, External))), instances=True)


def held(frame: Frame, table: Container) -> Values:
    """All that `table` holds, one after the other: among classes that callers pass, one is rather searched."""
    found = containers.everything(frame, table)
    classes = frozenset(value for value in found if isinstance(value, (Class, ClassCone)))
    return (found - classes) | doubted(frame, classes) if classes and is_borrowed(frame, table) else found


def in_namespace(frame: Frame, namespace: Namespace, found: Values) -> Values:
    """`found` is what literal keys gave; of a namespace that a caller passed, that is a guess."""
    _note(frame, namespace)
    return doubted(frame, found) if found and _given_as(frame.code, namespace) else found


def is_borrowed(frame: Frame, table: Container) -> bool:
    """Whether `table` is what callers pass, or made of such."""
    return table.is_borrowed or (table.maker is not frame.code and bool(_given_as(frame.code, table)))


def _is_table(value: Value) -> bool:
    return isinstance(value, Namespace) or (isinstance(value, Container) and value.kind == "dict")


def _are_definitions(values: Values) -> bool:
    return 0 < len(values) <= MOST_ENTRIES and all(value.__class__ in DEFINITIONS for value in values)


def _given_as(code: Code, table: Value) -> frozenset[str]:
    """The parameters, also those in `**kwargs`, for which `table` is passed."""
    if not isinstance(code, Function):
        return frozenset()
    parameters = zip(code.definition.parameters, code.cells, strict=True)
    found = {parameter.name for parameter, cell in parameters if table in cell.values}
    for collected in code.cells[code.varkw].values if code.varkw >= 0 else ():
        if isinstance(collected, Container) and collected.maker is code:
            found |= {key.partition(":")[2] for key, item in collected.items.items() if table in item.values}
    return frozenset(found)


def _note(frame: Frame, table: Value) -> None:
    """Tell the callers that the table they pass is looked up."""
    code = frame.code
    if isinstance(code, Function):
        given = _given_as(code, table)
        if not given <= code.tables:
            code.tables |= given
            frame.analysis.wake(code.returns)


# --------------------------------------------------------------------------------------------- what callers get


def entries(call: Site, function: Function, arguments: Arguments, passed: dict[int, Values]) -> Values:
    """What `function` gives for the tables that this call passes it: functions as they are, instances of classes,
    whose constructors it leads to."""
    frame = call.frame
    result: set[Value] = set()
    for name in sorted(function.tables):
        index = function.by_name.get(name)
        given = arguments.keywords.get(name, EMPTY) if index is None else passed.get(index, EMPTY)
        for table in sorted(frame.concrete(given)):
            if not _is_table(table):
                continue
            if _given_as(frame.code, table):
                _note(frame, table)
                continue
            listed = _listed(frame, table)
            if _are_definitions(listed):
                _construct(call, [value for value in listed if isinstance(value, Class)])
                result.update(_made(listed))
    return frozenset(result)


def _made(listed: Values) -> Iterator[Value]:
    """Functions as they are, and instances of classes: of any class of a hierarchy whose root is in the table too,
    unless the table tells of few classes how they are called."""
    classes = {value for value in listed if isinstance(value, Class)}
    calls = {found[0] for cls in classes if (found := hierarchy.lookup(cls, "__call__")) is not None}
    for value in listed:
        if not isinstance(value, Class):
            yield value
        elif len(calls) > 1 and len(classes) <= REGISTRY:
            yield value.instance
        elif classes.isdisjoint(value.mro[1:]):
            yield value.cone if any(value in other.mro[1:] for other in classes) else value.instance


def _construct(call: Site, classes: list[Class]) -> None:
    confidence = INFERRED if len(classes) <= REGISTRY else CANDIDATE
    for cls in sorted(classes):
        for _, cell in hierarchy.members(cls, "__init__", True):
            for value in call.frame.read(cell):
                if isinstance(value, Function) and not call.quiet:
                    call.frame.edge(value.key, "construct", confidence, RULE, call.position)


def _listed(frame: Frame, table: Value) -> Values:
    """The entries of a table: of a dict, all there is; where a module was read into it, without what this imports."""
    if isinstance(table, Container):
        found = containers.everything(frame, table)
        if any(isinstance(value, (Module, External)) for value in found):
            return frozenset(v for v in found if isinstance(v, (Class, Function)) and not v.name.startswith("_"))
        return found
    assert isinstance(table, Namespace)
    return frozenset(_of_module(frame, table.subject)) if isinstance(table.subject, Module) else EMPTY


def _of_module(frame: Frame, module: Module) -> Iterator[Value]:
    """The classes and functions that a module keeps for others to ask for by name: not what it has for its own use,
    nor what modules beside it have for the same purpose (`get`, `serialize`), unless that is most of what it has."""
    own = _own(module)
    called = {name: scopes.used_names(one.body)[0] for name, one in own.items()}
    looking = {frame.code.name} if isinstance(frame.code, Function) else set()
    looking |= {name for name in own if not called[name].isdisjoint(looking)}
    alike = looking.union(*(other.keys() & own.keys() for other in _beside(frame, module) if looking <= other.keys()))
    kept = [
        (name, value)
        for name, cell in module.variables.items()
        for value in (frame.read(cell) if not name.startswith("_") else EMPTY)
        if isinstance(value, Class) or (isinstance(value, Function) and name not in looking)
    ]
    if 2 * sum(name in alike for name, _ in kept) > len(kept):
        alike = looking
    helpers = alike.union(*called.values())
    for name, value in kept:
        tools = alike if own.get(name) is value else helpers
        if isinstance(value, Class) or name not in tools:
            yield value


def _own(module: Module) -> dict[str, Function]:
    return {one.name: one for one in module.definitions if isinstance(one, Function) and one.parent is module}


def _beside(frame: Frame, module: Module) -> Iterator[dict[str, Function]]:
    """The functions of each module in the package of `module`."""
    package = module.name.rpartition(".")[0]
    for other in frame.world.modules.values():
        if other is not None and other is not module and other.name.rpartition(".")[0] == package:
            yield _own(other)


# --------------------------------------------------------------------------------------------------- guesses


def doubted(frame: Frame, values: Values, instances: bool = False) -> Values:
    """`values` with guesses for classes and functions, and for `instances` of them."""
    return frozenset(
        frame.table.intern(Doubtful, value=value)
        if value.__class__ in DEFINITIONS or (instances and isinstance(value, Instance))
        else value
        for value in values
    )
