"""Where functions that are passed on, or wrapped, are called in the end: decided when everything else is known."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import TYPE_CHECKING

from tracer.link.calls import captures, choices, hierarchy, looking
from tracer.link.calls.cells import Cell, Value, Values
from tracer.link.calls.edges import (
    ANYWAY,
    CANDIDATE,
    IF_MANY,
    IF_SEVERAL,
    IF_TAKEN,
    IF_UNCALLED,
    INFERRED,
    TAKEN_ANYWAY,
    Later,
    Sites,
)
from tracer.link.calls.values import (
    Bound,
    BoundCone,
    Class,
    Closure,
    Function,
    Generated,
    Held,
    Instance,
    Module,
    Partial,
)
from tracer.linked import OVERRIDE, THROUGH_WRAPPER, WRAPPER, WRAPPERS

if TYPE_CHECKING:
    from tracer.link.calls.frame import Frame
    from tracer.link.calls.invoke import Site

MOST = 8
"""More functions than this in one wrapper, and it is only told as itself. A wrapper that is put around more functions
than this is seen through also where no decorator says so: its own call may lead to any of them."""
MOST_KEPT = 1 << 12
"""Sets of values whose definitions are remembered."""

CAPTURED = "captured"
"""Rule of what an inner function that no decorator made calls in the end, or hands on to be called: the way there is
that function's own, and this edge is beside it."""
HANDED_OVER = "handed over"
"""Rule of one of the few functions passed as an argument which nobody is known to call."""
MOST_HANDED = 3

_INSPECTING = frozenset(
    {"getargs", "getargspec", "getattr_static", "getcallargs", "getdoc", "getfile", "getfullargspec", "getmembers"}
    | {"getmodule", "getmro", "getsource", "getsourcefile", "getsourcelines", "get_annotations", "signature"}
    | {"isabstract", "isasyncgenfunction", "isbuiltin", "isclass", "iscoroutinefunction", "isfunction"}
    | {"isgeneratorfunction", "ismethod", "ismodule", "isroutine"}
)
"""Functions of `inspect` that look at functions and classes."""

CALLABLE = (Function, Bound, Closure, Held, Partial, Generated)
PASSED = frozenset({Function, Bound, Closure, Held, Partial})


def through_wrapper(rule: str) -> str:
    """The rule of what is called through a wrapper by a call that has a rule."""
    return rule if rule in WRAPPERS else THROUGH_WRAPPER.get(rule, WRAPPER)


def parts(value: Value) -> list[Values]:
    """What a wrapper is put around."""
    if isinstance(value, Closure):
        return list(value.bindings.values())
    return [value.held] if isinstance(value, Held) else []


def passed_on(call: Site, function: Function, passed: dict[int, Values], result: Values) -> None:
    """Functions that a call passes are called by what it passes them to, unless that gives them back in its `result`.
    Where that is given very many of them (`map_structure`), its own calls tell nothing: then they are edges of whoever
    passed them. And so they are where they are few and nobody is known to call them: as candidates, unless what is
    passed them is known to call what it is passed, itself or by passing it on.
    """
    if call.quiet or call.kind == "decorator" or isinstance(call.frame.code, Module):
        return
    if only_inspects(call.frame, function):
        return
    result = choices.plain(result)
    for index, chosen in passed.items():
        if not index and function.is_method:
            continue
        values = choices.plain(chosen)
        if PASSED.isdisjoint(map(type, values)) or not all(map(_is_callable, values)):
            # Functions among other data are rather handed on than called.
            continue
        if not looking.only_looks_at(call.frame.world, function, function.definition.parameters[index].name):
            _pass(call, function, index, values, result)


def only_inspects(frame: Frame, function: Function) -> bool:
    """Whether this is a module's own form of a function of `inspect`, which the module imports: that looks at what it
    is given."""
    if function.name not in _INSPECTING or function.parent is not function.module:
        return False
    module = frame.world.external("inspect")
    return any(module in cell.values for cell in function.module.variables.values())


def _pass(call: Site, function: Function, index: int, values: Values, result: Values) -> None:
    back = keys_of(call.frame, frozenset(value for value in result if value.__class__ in PASSED))
    functions = frozenset(value for value in values if value.__class__ in PASSED)
    keys = tuple(key for key in keys_of(call.frame, functions) if key not in back)
    # However many receivers there may be, each of them is given the same few functions.
    is_few = len(keys) <= MOST_HANDED
    when = IF_MANY
    if is_few and function.definition.parameters[index].name not in captures.kept(function):
        # The wrapper is what is handed over: that what it is put around has a caller says nothing.
        is_wrapper, is_taken = any(parts(value) for value in values), index in function.takes
        when = (TAKEN_ANYWAY if is_taken else ANYWAY) if is_wrapper else IF_TAKEN if is_taken else IF_UNCALLED
    count = len(keys) if is_few else max(len(keys), call.count)
    _note(call, function.cells[index], keys, "callback", count, HANDED_OVER if is_few else "passed on", when)


def lost(call: Site, values: Values) -> bool:
    """Functions are passed to something unknown: show what they lead to in the end, if that is few; whether it is."""
    keys = keys_of(call.frame, values)
    if not keys or len(keys) > MOST_HANDED or call.quiet:
        return False
    for key in keys:
        call.frame.edge(key, "callback", CANDIDATE, HANDED_OVER, call.position)
    return True


def uncalled(call: Site, values: Values) -> None:
    """Functions are passed to what gives something in place of each: they are called from here if from nowhere else."""
    functions = frozenset(value for value in values if value.__class__ in PASSED)
    if functions and not call.quiet:
        keys = keys_of(call.frame, functions)
        _note(call, Cell(functions), keys, "callback", len(keys), HANDED_OVER, IF_UNCALLED)


def wrapped(call: Site, cell: Cell | None, values: Values, rule: str = WRAPPER) -> None:
    """A wrapper around `values` is called, which stands in `cell` with all that such wrappers are put around."""
    if cell is not None and not call.quiet:
        keys = keys_of(call.frame, values)
        _note(call, cell, keys, call.kind, max(len(keys), call.count), rule, IF_SEVERAL)
        for value in values if call.count <= MOST else ():
            if isinstance(value, BoundCone):
                _note(call, cell, overriding(value), call.kind, MOST + 1, OVERRIDE, IF_SEVERAL)


def _note(call: Site, cell: Cell, keys: tuple[str, ...], kind: str, count: int, rule: str, when: int) -> None:
    confidence = CANDIDATE if call.frame.weak or count > MOST else INFERRED
    if keys:
        call.frame.sites.later.append(Later(cell, keys, kind, confidence, rule, call.position, when))


def keys_of(frame: Frame, values: Values) -> tuple[str, ...]:
    """The keys of `definitions` for all of `values`: kept, for the same sets are passed again and again."""
    kept = frame.world.definitions
    keys = kept.get(values)
    if keys is None:
        keys = tuple(sorted({key for value in values for key in definitions(frame, value)}))
        if not any(isinstance(value, Partial) for value in values):
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[values] = keys
    return keys


def definitions(frame: Frame, value: Value) -> Iterator[str]:
    """The functions that calling `value` leads to in the end, through all wrappers."""
    seen: set[Value] = set()
    pending = [value]
    while pending:
        one = pending.pop()
        if one in seen:
            continue
        seen.add(one)
        if isinstance(one, (Function, Generated)):
            yield one.key
        elif isinstance(one, Bound):
            pending.append(one.function)
        elif isinstance(one, Partial):
            pending += sorted(frame.read(one.target))
        else:
            for inner in parts(one):
                pending += sorted(inner)


def overriding(cone: BoundCone) -> tuple[str, ...]:
    """The keys of the methods that override the method of a cone."""
    assert isinstance(cone.function, Function)
    assert isinstance(cone.receiver, Instance)
    found = hierarchy.members(cone.receiver.cls, cone.function.name, cone.receiver.exact)
    own = cone.function.owner
    methods = (value for cls, cell in found if own in cls.mro[1:] for value in cell.values)
    return tuple(sorted(method.key for method in methods if isinstance(method, Function)))


def settle(sites: Sites, counts: dict[Cell, int], called: Container[str]) -> None:
    """Add the edges whose condition came true; `counts` remembers how many functions each cell holds, and `called` are
    the functions whose call was met somewhere."""
    for later in sites.later:
        count = counts.get(later.cell)
        if count is None:
            count = counts[later.cell] = sum(map(_is_callable, later.cell.values))
        for key in later.callees:
            confidence = later.confidence
            if count <= MOST:
                if later.when == IF_MANY or (later.when in (IF_UNCALLED, IF_TAKEN) and key in called):
                    continue
                if later.when == IF_SEVERAL and count < 2:
                    continue
                if later.when not in (IF_TAKEN, TAKEN_ANYWAY) and (later.when != IF_SEVERAL or key in called):
                    confidence = CANDIDATE
            sites.add(key, later.kind, confidence, later.rule, later.site)


def _is_callable(value: Value) -> bool:
    if value.__class__ is Instance:
        return bool(hierarchy.members(value.cls, "__call__", value.exact))
    return isinstance(value, CALLABLE)


def given_as(wrapper: Function, name: str) -> Cell | None:
    """The parameter of its factory that a wrapper calls or passes on as `name`."""
    factory = wrapper.parent
    if not isinstance(factory, Function):
        return None
    parameters = [name, *sorted(captures.aliases(factory).get(name, ()))]
    return next((factory.cells[factory.by_name[one]] for one in parameters if one in factory.by_name), None)


def constructed_with(cls: Class) -> Cell | None:
    """The first parameter of the constructor."""
    found = hierarchy.lookup(cls, "__init__")
    for value in found[1].values if found else ():
        if isinstance(value, Function) and len(value.cells) > 1:
            return value.cells[1]
    return None
