"""Wrappers: nested functions, and callable objects, that remember which functions they were made with.

What a factory returns is symbolic where it depends on what the factory was given; each call of the factory puts its own
arguments in place, so that every wrapped function keeps a wrapper of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from tracer.link.calls import captures, handing, hierarchy, likely, receivers
from tracer.link.calls.cells import EMPTY, Value, Values
from tracer.link.calls.handing import CALLABLE, MOST, PASSED, parts
from tracer.link.calls.passing import Arguments
from tracer.link.calls.symbols import Chosen, Forwarded, Narrowed, Outcome, Parameter, Spelled
from tracer.link.calls.values import Bound, BoundCone, Class, Closure, Constant, Function, Held, Instance, Managed
from tracer.linked import WRAPPER

if TYPE_CHECKING:
    from tracer.link.calls.frame import Frame
    from tracer.link.calls.invoke import Site

DEEPEST = 6
"""Wrappers around wrappers that are seen through."""
MOST_ALIKE = 3
"""Wrappers of one kind around each other."""
CALLED = ("fn", "f", "func", "function", "python_function", "target", "wrapped", "callable")
"""Keywords under which a callable object is given the function that it calls."""

ASKED = "<asked>"
"""Under this name a `__getattr__` with inner functions keeps the names that it was asked for."""

Bindings = dict[str, Values]


# ------------------------------------------------------------------------------------------------- making them


def close(frame: Frame, nested: Function, passed: Bindings) -> Value:
    """`nested` with what the enclosing function was given under the names that `nested` calls."""
    bindings = {}
    for name, is_called in captures.uses(nested).items():
        values = passed.get(name, EMPTY)
        if values and not is_called:
            symbols = frame.code.symbols
            values = frozenset(value for value in values if value.__class__ in PASSED or value in symbols)
        bindings[name] = values
    return closure(frame, nested, bindings, decorates=False)


def closure(frame: Frame, function: Function, bindings: Bindings, *, decorates: bool) -> Value:
    """The closure with these bindings; the bare function where they say nothing, or too much."""
    known = {name: _without(values, function) for name, values in sorted(bindings.items())}
    known = {name: folded(frame, values) for name, values in known.items() if values}
    if not known or depth(known.values()) >= DEEPEST or any(len(values) > MOST for values in known.values()):
        return function
    made = frame.table.at(Closure, ("closure", function, tuple(known.items()), decorates))
    made.function, made.bindings, made.decorates = function, known, decorates
    made.depth = 1 + depth(known.values())
    _mark_open(frame, made, known.values())
    return made


def held(frame: Frame, instance: Instance, values: Values) -> Value:
    """A callable object that was made with one of these functions."""
    values = folded(frame, values)
    if not values or depth([values]) >= DEEPEST or len(values) > MOST:
        return instance
    made = frame.table.at(Held, ("held", instance, values), cls=instance.cls, exact=instance.exact)
    made.instance, made.held, made.depth = instance, values, 1 + depth([values])
    _mark_open(frame, made, [values])
    return made


def folded(frame: Frame, values: Values) -> Values:
    """`values`, of which the methods of a cone are one if they are too many. Where that still is, these alone: the rest
    is what came by."""
    if len(values) <= MOST:
        return values
    methods: dict[tuple[Instance, str], dict[Class, Function]] = {}
    single = set(values)
    for value in values:
        if value.__class__ is Bound and isinstance(value.function, Function) and value.function.owner is not None:
            receiver = value.receiver
            if isinstance(receiver, Instance) and not receiver.exact:
                methods.setdefault((receiver, value.function.name), {})[value.function.owner] = value.function
                single.remove(value)
    cones = {
        frame.table.intern(BoundCone, function=function, receiver=receiver)
        for (receiver, _), alike in methods.items()
        for owner, function in alike.items()
        if alike.keys().isdisjoint(owner.mro[1:])
    }
    return frozenset(single | cones if len(single) + len(cones) <= MOST else cones or values)


def managed(frame: Frame, functions: Values, *, entered: bool = False) -> Values:
    """Each of these functions under `contextlib.contextmanager`."""
    made = {one: frame.table.intern(Managed, function=one, entered=entered) for one in functions}
    opened = frozenset(value for one, value in made.items() if one in frame.code.symbols)
    return symbols(frame, opened) | frozenset(made.values())


def held_by(frame: Frame, cls: Class, instance: Instance, arguments: Arguments) -> Value:
    """An instance of `cls`, with the function it is given first (or under a telling keyword) if it can be called."""
    if not hierarchy.members(cls, "__call__", True):
        return instance
    given = arguments.positional[0] if arguments.positional else EMPTY
    for name in CALLED:
        given = given or arguments.keywords.get(name, EMPTY)
    if not any(isinstance(value, CALLABLE) for value in frame.concrete(given)):
        return instance
    return held(frame, instance, given)


def depth(parts: Iterable[Values]) -> int:
    return max((_depth(value) for values in parts for value in values), default=0)


def _depth(value: Value) -> int:
    if isinstance(value, Bound):
        return _depth(value.function)
    return value.depth if isinstance(value, (Closure, Held)) else 0


def _without(values: Values, function: Function) -> Values:
    """A definition may be decorated several times alike, but where a name is wrapped again and again it would never
    end."""
    return frozenset(v for v in values if _layers(v, function) < MOST_ALIKE) if depth([values]) else values


def _layers(value: Value, function: Function) -> int:
    """How often `function` is wrapped around what is innermost in `value`."""
    if isinstance(value, Bound):
        return _layers(value.function, function)
    if not isinstance(value, Closure):
        return 0
    inner = max((_layers(one, function) for values in value.bindings.values() for one in values), default=0)
    return inner + (value.function is function)


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
    if isinstance(value, (Chosen, Narrowed, Outcome, Spelled)):
        return value.parameter.function.origin is function.origin
    if isinstance(value, Function):
        return value.parent is function.origin
    if isinstance(value, Managed):
        return is_symbolic(function, value.function)
    return any(is_symbolic(function, one) for values in parts(value) for one in values)


def of_own(frame: Frame, function: Function, values: Values) -> Values:
    """`values`, of which callers of `function` put in place only what depends on what that is given."""
    others = frozenset(one for one in values & frame.code.symbols if not is_symbolic(function, one))
    return values - others | frame.concrete(others) if others else values


def parameter_of(value: Value) -> Parameter | None:
    """The parameter that says which name `value` is."""
    if isinstance(value, (Narrowed, Spelled)):
        return value.parameter
    return value if isinstance(value, Parameter) else None


def names_by_caller(frame: Frame, names: Values) -> list[Parameter | Spelled]:
    """Names that each caller of this function says: its parameters, and strings around them."""
    plain = {name.parameter if isinstance(name, Narrowed) else name for name in names}
    found = [name for name in plain if isinstance(name, (Parameter, Spelled))]
    return sorted(name for name in found if (known := parameter_of(name)) is not None and known.function is frame.code)


def said_here(names: Values, by_caller: list[Parameter | Spelled]) -> Values:
    """Those of `names` that are not `by_caller`."""
    known = frozenset(by_caller)
    return frozenset(name for name in names if (name.parameter if isinstance(name, Narrowed) else name) not in known)


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


def asked(frame: Frame) -> Values:
    """The names that this `__getattr__` was asked for, which its inner functions hand on."""
    if not isinstance(frame.code, Function) or frame.code.name != "__getattr__":
        return EMPTY
    return frame.read(frame.analysis.extra(frame.code, ASKED))


def spelled(frame: Frame, before: str, values: Values, after: str) -> Values:
    """`before + value + after`: a constant for a constant, what the caller makes of it for a parameter."""
    result: set[Value] = set()
    for value in values:
        if isinstance(value, Constant) and value.kind == "str":
            result.add(frame.world.constant("str", before + value.text + after))
        elif isinstance(value, Spelled):
            result.add(_spelled(frame, before + value.before, value.parameter, value.after + after))
        elif isinstance(value, Narrowed):
            result.add(_spelled(frame, before, value.parameter, after))
        elif isinstance(value, Parameter):
            result.add(_spelled(frame, before, value, after))
    return symbols(frame, frozenset(one for one in result if isinstance(one, Spelled))) | frozenset(result)


def _spelled(frame: Frame, before: str, parameter: Parameter, after: str) -> Spelled:
    return frame.table.intern(Spelled, before=before, parameter=parameter, after=after)


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
    receivers.note(call, wrapper.function.key, call.receiver)
    own = EMPTY
    if call.count <= attributes.WIDEST:
        given = arguments if _looks_into(wrapper) else _named(wrapper.function, arguments)
        own = invoke.run(call.frame, wrapper.function, given)
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
    returned = captures.transparent(wrapper.function)
    rule = WRAPPER if wrapper.decorates else handing.CAPTURED
    for name, values in wrapper.bindings.items():
        if name in returned:
            result, is_told = result | see_through(call, values, arguments, shown=wrapper.decorates), True
        if name not in returned or not wrapper.decorates:
            handing.wrapped(call, handing.given_as(wrapper.function, name), values, rule)
    return result if is_told else own


def call_held(call: Site, value: Held, arguments: Arguments) -> Values:
    """A callable object that holds a function: its `__call__` runs, and in the end the function."""
    plain = call.other(call.kind, call.rule)
    plain.likely = frozenset()
    own = plain.value(value.instance, arguments)
    found = see_through(call, value.held, arguments, shown=False)
    handing.wrapped(call, handing.constructed_with(value.cls), value.held)
    return found or own


def see_through(call: Site, values: Values, arguments: Arguments, *, shown: bool) -> Values:
    """Call what is wrapped. Of wrappers around wrappers only the definition is `shown`."""
    from tracer.link.calls import invoke

    known = call.frame.concrete(values)
    count = max(call.count, len(known))
    rule = handing.through_wrapper(call.rule)
    through = invoke.Site(call.frame, call.position, call.kind, rule, count, quiet=not shown or call.quiet)
    through.breadth = max(call.breadth, likely.receivers(known))
    through.receiver, through.attribute, through.method = call.receiver, call.attribute, call.method
    result = EMPTY
    for value in known:
        if shown and isinstance(value, (Closure, Held)):
            for inner in parts(value):
                result |= see_through(through, inner, arguments, shown=True)
        else:
            result |= through.value(value, arguments)
    return result


def _looks_into(wrapper: Closure) -> bool:
    """Whether a wrapper does more with its `*args` and `**kwargs` than hand them on, and few functions have one: what
    is passed to very many would meet there."""
    function = wrapper.function
    if not captures.reads_rest(function):
        return False
    cells = [handing.given_as(function, name) for name in wrapper.bindings]
    return all(cell is None or len(cell.values) <= MOST for cell in cells)


def _named(wrapper: Function, arguments: Arguments) -> Arguments:
    """What a wrapper takes by name: the rest it hands on, and what it wraps is given that directly."""
    keywords = {name: values for name, values in arguments.keywords.items() if name in wrapper.by_name}
    return Arguments(arguments.positional[: wrapper.positional], keywords)
