"""Wrappers: nested functions, and callable objects, that remember which functions they were made with.

What a factory returns is symbolic where it depends on what the factory was given; each call of the factory puts its own
arguments in place, so that every wrapped function keeps a wrapper of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from tracer.link.calls import hierarchy, likely, scopes
from tracer.link.calls.cells import EMPTY, Cell, Value, Values
from tracer.link.calls.edges import CANDIDATE, INFERRED, Sites
from tracer.link.calls.passing import Arguments
from tracer.link.calls.values import (
    Bound,
    Class,
    Closure,
    Constant,
    Forwarded,
    Function,
    Generated,
    Held,
    Instance,
    Module,
    Parameter,
    Partial,
    Spelled,
)

if TYPE_CHECKING:
    from tracer.link.calls.frame import Frame
    from tracer.link.calls.invoke import Site

DEEPEST = 6
"""Wrappers around wrappers that are seen through."""
MOST = 8
"""More functions than this in one wrapper, and it is only told as itself. A wrapper that is put around more functions
than this is seen through also where no decorator says so: its own call may lead to any of them."""

MOST_KEPT = 1 << 12
"""Sets of values whose definitions are remembered."""

CALLED = ("fn", "f", "func", "function", "python_function", "target", "wrapped", "callable")
"""Keywords under which a callable object is given the function that it calls."""

HANDED_OVER = "handed over"
"""Rule of a candidate that is one of the few functions passed as an argument to what is not known well."""
MOST_HANDED = 3

_CALLABLE = (Function, Bound, Closure, Held, Partial, Generated)
_PASSED = frozenset({Function, Bound, Closure, Held, Partial})

Bindings = dict[str, Values]


# ------------------------------------------------------------------------------------------------- making them


def close(frame: Frame, nested: Function, passed: Bindings) -> Value:
    """`nested` with what the enclosing function was given under the names that `nested` calls."""
    bindings = {name: values for name, values in passed.items() if name in called(nested)}
    return closure(frame, nested, bindings, decorates=False)


def closure(frame: Frame, function: Function, bindings: Bindings, *, decorates: bool) -> Value:
    """The closure with these bindings; the bare function where they say nothing, or too much."""
    known = {name: _without(values, function) for name, values in sorted(bindings.items())}
    known = {name: values for name, values in known.items() if values}
    if not known or depth(known.values()) >= DEEPEST or any(len(values) > MOST for values in known.values()):
        return function
    made = frame.table.at(Closure, ("closure", function, tuple(known.items()), decorates))
    made.function, made.bindings, made.decorates = function, known, decorates
    made.depth = 1 + depth(known.values())
    _mark_open(frame, made, known.values())
    return made


def held(frame: Frame, instance: Instance, values: Values) -> Value:
    """A callable object that was made with one of these functions."""
    if not values or depth([values]) >= DEEPEST or len(values) > MOST:
        return instance
    made = frame.table.at(Held, ("held", instance, values), cls=instance.cls, exact=instance.exact)
    made.instance, made.held, made.depth = instance, values, 1 + depth([values])
    _mark_open(frame, made, [values])
    return made


def held_by(frame: Frame, cls: Class, instance: Instance, arguments: Arguments) -> Value:
    """An instance of `cls`, with the function it is given first (or under a telling keyword) if it can be called."""
    if not hierarchy.members(cls, "__call__", True):
        return instance
    given = arguments.positional[0] if arguments.positional else EMPTY
    for name in CALLED:
        given = given or arguments.keywords.get(name, EMPTY)
    if not any(isinstance(value, _CALLABLE) for value in frame.concrete(given)):
        return instance
    return held(frame, instance, given)


def depth(parts: Iterable[Values]) -> int:
    return max((_depth(value) for values in parts for value in values), default=0)


def _depth(value: Value) -> int:
    if isinstance(value, Bound):
        return _depth(value.function)
    return value.depth if isinstance(value, (Closure, Held)) else 0


def _without(values: Values, function: Function) -> Values:
    """A wrapper around the same wrapper tells nothing new: where a name is wrapped again it would never end."""
    return frozenset(value for value in values if not _has(value, function)) if depth([values]) else values


def _has(value: Value, function: Function) -> bool:
    if isinstance(value, Bound):
        return _has(value.function, function)
    if not isinstance(value, Closure):
        return False
    return value.function is function or any(
        _has(one, function) for values in value.bindings.values() for one in values
    )


def _mark_open(frame: Frame, value: Closure | Held, parts: Iterable[Values]) -> None:
    """Let the frame replace parameters of its own inside `value`, as it does with bare ones."""
    symbols = frame.code.symbols
    if value not in symbols and any(not values.isdisjoint(symbols) for values in parts):
        frame.code.symbols = symbols | {value}


# ------------------------------------------------------------------------------------- what they are made with


def is_symbolic(function: Function, value: Value) -> bool:
    """Whether `value`, returned by `function`, depends on what that is given."""
    if isinstance(value, Parameter):
        return value.function.origin is function.origin
    if isinstance(value, Forwarded):
        return is_symbolic(function, value.name)
    if isinstance(value, Spelled):
        return value.parameter.function.origin is function.origin
    if isinstance(value, Function):
        return value.parent is function.origin
    return any(is_symbolic(function, one) for values in parts(value) for one in values)


def parameter_of(value: Value) -> Parameter | None:
    """The parameter that says which name `value` is."""
    if isinstance(value, Spelled):
        return value.parameter
    return value if isinstance(value, Parameter) else None


def names_by_caller(frame: Frame, names: Values) -> list[Parameter | Spelled]:
    """Names that each caller of this function says: its parameters, and strings around them."""
    found = [name for name in names if isinstance(name, (Parameter, Spelled))]
    return sorted(name for name in found if (known := parameter_of(name)) is not None and known.function is frame.code)


def symbols(frame: Frame, values: Values) -> Values:
    """`values`, of which this frame knows from now on that only its callers make something of them."""
    if not values <= frame.code.symbols:
        frame.code.symbols |= values
    return values


def forwarded(frame: Frame, arguments: Arguments) -> Values:
    """`getattr(subject, name)` where `name` is a parameter of this function: each of its callers says which."""
    if len(arguments.positional) < 2:
        return EMPTY
    subjects, names = arguments.positional[:2]
    found = frozenset(
        frame.table.intern(Forwarded, subject=subject, name=name)
        for name in names_by_caller(frame, names)
        for subject in (subjects if len(subjects) <= MOST else EMPTY)
        if not isinstance(subject, Forwarded)
    )
    return symbols(frame, found)


def spelled(frame: Frame, before: str, values: Values, after: str) -> Values:
    """`before + value + after`: a constant for a constant, what the caller makes of it for a parameter."""
    result: set[Value] = set()
    for value in values:
        if isinstance(value, Constant) and value.kind == "str":
            result.add(frame.world.constant("str", before + value.text + after))
        elif isinstance(value, Spelled):
            result.add(_spelled(frame, before + value.before, value.parameter, value.after + after))
        elif isinstance(value, Parameter):
            result.add(_spelled(frame, before, value, after))
    return symbols(frame, frozenset(one for one in result if isinstance(one, Spelled))) | frozenset(result)


def _spelled(frame: Frame, before: str, parameter: Parameter, after: str) -> Spelled:
    return frame.table.intern(Spelled, before=before, parameter=parameter, after=after)


def parts(value: Value) -> list[Values]:
    if isinstance(value, Closure):
        return list(value.bindings.values())
    return [value.held] if isinstance(value, Held) else []


def replaced(frame: Frame, value: Value, replace: Callable[[Values], Values]) -> Value:
    """The wrapper with each of its parts replaced."""
    if isinstance(value, Closure):
        bindings = {name: replace(values) for name, values in value.bindings.items()}
        return closure(frame, value.function, bindings, decorates=value.decorates)
    if isinstance(value, Held):
        return held(frame, value.instance, replace(value.held))
    return value


# ------------------------------------------------------------------------------------------------ calling them


def call_closure(call: Site, wrapper: Closure, arguments: Arguments) -> Values:
    """A wrapper: called itself, and seen through to what it wraps."""
    from tracer.link.calls import attributes, invoke

    call.record(wrapper.function.key)
    own = EMPTY
    if call.count <= attributes.WIDEST:
        own = invoke.run(call.frame, wrapper.function, _named(wrapper.function, arguments))
    active = call.frame.active
    if wrapper in active:
        return own
    active.add(wrapper)
    try:
        return _wrapped(call, wrapper, arguments, own)
    finally:
        active.discard(wrapper)


def _wrapped(call: Site, wrapper: Closure, arguments: Arguments, own: Values) -> Values:
    result, is_told = EMPTY, False
    returned = transparent(wrapper.function)
    for name, values in wrapper.bindings.items():
        if name in returned:
            result, is_told = result | see_through(call, values, arguments, shown=wrapper.decorates), True
        if name not in returned or not wrapper.decorates:
            _note(call, _given_as(wrapper.function, name), values, "wrapper")
    return result if is_told else own


def call_held(call: Site, value: Held, arguments: Arguments) -> Values:
    """A callable object that holds a function: its `__call__` runs, and in the end the function."""
    plain = call.other(call.kind, call.rule)
    plain.likely = frozenset()
    own = plain.value(value.instance, arguments)
    found = see_through(call, value.held, arguments, shown=False)
    _note(call, _constructed_with(value.cls), value.held, "wrapper")
    return found or own


def see_through(call: Site, values: Values, arguments: Arguments, *, shown: bool) -> Values:
    """Call what is wrapped. Of wrappers around wrappers only the definition is `shown`."""
    from tracer.link.calls import invoke

    known = call.frame.concrete(values)
    count = max(call.count, len(known))
    through = invoke.Site(call.frame, call.position, call.kind, "wrapper", count, quiet=not shown or call.quiet)
    through.breadth = max(call.breadth, likely.receivers(known))
    result = EMPTY
    for value in known:
        if shown and isinstance(value, (Closure, Held)):
            for inner in parts(value):
                result |= see_through(through, inner, arguments, shown=True)
        else:
            result |= through.value(value, arguments)
    return result


def called(function: Function) -> frozenset[str]:
    """Names that the body of a nested function calls."""
    if function.called is None:
        function.called = scopes.called_names(function.body)
    return function.called


def transparent(function: Function) -> frozenset[str]:
    """Names whose call's result the body returns."""
    if function.transparent is None:
        function.transparent = scopes.transparent_names(function.body)
    return function.transparent


def _named(wrapper: Function, arguments: Arguments) -> Arguments:
    """What a wrapper takes by name: the rest it hands on, and what it wraps is given that directly."""
    keywords = {name: values for name, values in arguments.keywords.items() if name in wrapper.by_name}
    return Arguments(arguments.positional[: wrapper.positional], keywords)


# ------------------------------------------------------------------------- where a call leads in the end, decided last


def passed_on(call: Site, function: Function, passed: dict[int, Values]) -> None:
    """Functions that a call passes are called by what it passes them to. Where that is given very many of them
    (`map_structure`), its own calls tell nothing: then they are edges of whoever passed them."""
    if call.quiet or call.kind == "decorator" or isinstance(call.frame.code, Module):
        return
    for index, values in passed.items():
        if not index and function.is_method:
            continue
        for value in values:
            if value.__class__ not in _PASSED:
                break  # functions among other data are rather handed on than called
        else:
            _note(call, function.cells[index], values, "passed on", kind="callback")


def _note(call: Site, cell: Cell | None, values: Values, rule: str, kind: str | None = None) -> None:
    if cell is None or call.quiet:
        return
    keys = _keys(call.frame, values)
    confidence = CANDIDATE if call.frame.weak or max(len(keys), call.count) > MOST else INFERRED
    if confidence == CANDIDATE and len(keys) <= MOST_HANDED:
        rule = HANDED_OVER
    if keys:
        call.frame.sites.later.append((cell, keys, kind or call.kind, confidence, rule, call.position))


def _keys(frame: Frame, values: Values) -> tuple[str, ...]:
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


def settle(sites: Sites, wide: dict[Cell, bool]) -> None:
    """Add the edges whose condition came true; `wide` remembers of each cell whether that is so."""
    for cell, keys, kind, confidence, rule, position in sites.later:
        if cell not in wide:
            wide[cell] = sum(isinstance(value, _CALLABLE) for value in cell.values) > MOST
        if wide[cell]:
            for key in keys:
                sites.add(key, kind, confidence, rule, position)


def _given_as(wrapper: Function, name: str) -> Cell | None:
    """The parameter of its factory that a wrapper calls as `name`."""
    factory = wrapper.parent
    index = factory.by_name.get(name) if isinstance(factory, Function) else None
    return factory.cells[index] if isinstance(factory, Function) and index is not None else None


def _constructed_with(cls: Class) -> Cell | None:
    """The first parameter of the constructor."""
    found = hierarchy.lookup(cls, "__init__")
    for value in found[1].values if found else ():
        if isinstance(value, Function) and len(value.cells) > 1:
            return value.cells[1]
    return None
