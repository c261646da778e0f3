"""Calls: what runs when a value is called, how arguments reach parameters, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from tracer import facts as f
from tracer.link.calls import (
    arity,
    attributes,
    builtin_methods,
    builtins_model,
    closures,
    constructing,
    constructors,
    given,
    handing,
    hierarchy,
    library_table,
    likely,
    named_ops,
    outcomes,
    receivers,
    registries,
    returning,
    storing,
    supplied,
)
from tracer.link.calls.cells import EMPTY, Value, Values, as_set, union
from tracer.link.calls.edges import CANDIDATE, EXACT, INFERRED, NOWHERE, Open
from tracer.link.calls.passing import NOTHING, Arguments, pass_arguments
from tracer.link.calls.values import (
    Bound,
    BoundCone,
    Builtin,
    BuiltinMethod,
    Class,
    ClassCone,
    Closure,
    Constant,
    Doubtful,
    External,
    Function,
    Generated,
    Held,
    Instance,
    Managed,
    Method,
    Partial,
    Store,
)
from tracer.linked import EXTERNAL, NO_CONSTRUCTOR, OVERRIDE, SELF, SUPER

if TYPE_CHECKING:
    from tracer.link.calls.frame import Frame

Handler = Callable[["Site", Any, Arguments], Values]

FEW = 2
"""Up to so many receivers, many methods of one name are overrides; of more, they are whatever came by."""
BROADEST = 32
"""With more receivers than this, what the class of each of them says is a candidate."""

ABSTRACT = "abstract"
"""Rule of a candidate that does nothing but say that subclasses put another in its place."""

OWN = frozenset({SELF, "field", "property"})
"""Rules of what belongs to the caller's class, rather than to what came by in a variable."""

CALLS = ("call", "construct")
"""Kinds of calls that are written down as such."""

METACLASS = "metaclass"
"""Rule of what making a class runs of its metaclass."""

STATIC = frozenset({"name", "attribute", SELF, SUPER, METACLASS})
"""Rules that name their target: with one target, the edge is exact."""


class Site:
    """One call site being resolved: every target it meets is recorded with it."""

    __slots__ = (
        "attribute",
        "breadth",
        "count",
        "expression",
        "frame",
        "is_mixed",
        "is_self",
        "kind",
        "likely",
        "method",
        "position",
        "quiet",
        "receiver",
        "rule",
    )

    def __init__(
        self, frame: Frame, position: tuple[int, int], kind: str, rule: str, count: int = 1, quiet: bool = False
    ) -> None:
        self.frame = frame
        self.position = position
        self.kind = kind
        self.rule = rule
        self.breadth = 1
        self.likely: frozenset[str] = frozenset()
        self.is_mixed = False
        """Whether several things outside the snapshot are among what is called, beside some inside."""
        self.method = ""
        """The method that is called on some receiver; "" where functions of any kind may be."""
        self.is_self = False
        """Whether the receiver is the `self` of the caller."""
        self.expression: f.Expr | None = None
        """What is written in front of the arguments."""
        self.receiver: Value | None = None
        """What the wrapper that is being seen through is bound to."""
        self.attribute = ""
        """The attribute of the caller's `self` that the receiver was read of."""
        self.count = max(count, frame.width)
        self.quiet = quiet

    def value(self, value: Value, arguments: Arguments) -> Values:
        """Call `value`; what it gives. What leads on to other values may lead back to itself, and stops there."""
        handler: Handler | None = HANDLERS.get(value.__class__)
        if handler is None:
            return EMPTY
        if value.__class__ not in _LEADS_ON:
            return handler(self, value, arguments)
        active = self.frame.active
        if value in active:
            return EMPTY
        active.add(value)
        try:
            return handler(self, value, arguments)
        finally:
            active.discard(value)

    def values(self, values: Values, arguments: Arguments) -> Values:
        result = EMPTY
        for value in values:
            found = self.value(value, arguments)
            if found:
                result = result | found if result else found
        return result

    def record(self, key: str, owned: bool = False, rule: str | None = None, kind: str | None = None) -> None:
        """`owned`: the target is what the receiver's own class says, whatever its subclasses do; `breadth` counts the
        receivers. `likely` are the keys of those targets that are called as they are named, if there are any."""
        if self.quiet:
            return
        if self.count == 1 and self.rule in STATIC and rule in (None, NO_CONSTRUCTOR):
            confidence = EXACT
        elif self.is_mixed and key.startswith(EXTERNAL):
            confidence = CANDIDATE
        elif self.likely:
            confidence = INFERRED if key in self.likely and len(self.likely) <= likely.REGISTRY else CANDIDATE
        else:
            most = likely.FANOUT_OWN if self.rule in OWN else likely.FANOUT
            # Values that are called as they are, some of them outside, have met by chance; one method they would share.
            is_chance = self.is_mixed and self.method in ("", "__call__")
            is_owned = owned and self.breadth <= BROADEST and not is_chance
            confidence = INFERRED if is_owned or self.count <= most else CANDIDATE
        self.frame.edge(key, kind or self.kind, confidence, rule or self.rule, self.position)

    def other(self, kind: str, rule: str, quiet: bool = False) -> Site:
        other = Site(self.frame, self.position, kind, rule, self.count, quiet or self.quiet)
        other.breadth, other.likely, other.method, other.is_self = self.breadth, self.likely, self.method, self.is_self
        other.is_mixed = self.is_mixed
        return other


def call_expression(frame: Frame, expression: f.Call, callees: Values, arguments: Arguments) -> Values:
    """Call what the function part of a call expression may be; a site without targets is left open, with its reason."""
    function = expression.func
    position = (function.line, function.column) if isinstance(function, (f.Name, f.Attribute)) else (expression.line, 0)
    named_ops.note(frame, expression, position)
    known = frame.concrete(callees)
    if callees is not known:
        given.note_call(frame, callees, position)
    elif isinstance(function, f.Name):
        given.note_captured(frame, function.id, known, position)
    supplied.note_call(frame, function, callees, known, position)
    callable_ = [value for value in known if value.__class__ in HANDLERS and value.__class__ is not Doubtful]
    guesses = frozenset(value for value in known if value.__class__ is Doubtful)
    if len(callable_) + len(guesses) > 1:
        shape = arity.shape_of(expression.args)
        guesses = frozenset(value for value in guesses if arity.accepts(frame, value, shape))
        callable_ = [value for value in callable_ if arity.accepts(frame, value, shape)] or callable_
    if not callable_:
        leave_open(frame, expression, position, arguments)
        return Site(frame, position, "call", "type").values(guesses, arguments) if guesses else EMPTY
    count = 1 if len(known) > 1 and known in frame.listed else likely.targets(callable_)
    rule = likely.rule_of(frame, function, callees, known)
    if count == 1 and rule == "name" and isinstance(function, f.Name) and likely.is_given(frame, function.id):
        # What else it may stand for is just not known.
        count = 2
    call = Site(frame, position, "call", rule, count=count)
    call.is_mixed = likely.is_mixed(callable_)
    call.method = likely.common_method(callable_)
    call.is_self = likely.root_name(function) in ("self", "cls")
    call.expression = function
    if count > 1 and len(callable_) > 1:
        call.breadth = likely.receivers(v for v in callable_ if not call.method or likely.method_name(v) == call.method)
        call.likely = likely.likely(function, callable_, call.rule)
    called = frozenset(callable_) | guesses if len(callable_) != len(known) else known
    held = likely.kept(frame, function, called) if call.rule == SELF else EMPTY
    if not held:
        before, frame.unsure = frame.unsure, arguments.is_open or bool(arguments.unsure)
        try:
            return outcomes.of_call(frame, position, callees, arguments, call.values(called, arguments))
        finally:
            frame.unsure = before
    of_field = call.other(call.kind, "field")
    of_field.expression = function
    return call.values(called - held, arguments) | of_field.values(held, arguments)


def leave_open(frame: Frame, expression: f.Call, position: tuple[int, int], arguments: Arguments) -> None:
    """Note an unresolved site; functions passed to it may well be called by what it is."""
    function, name, reason = expression.func, "", "the called expression has no known value"
    if isinstance(function, f.Attribute):
        name, reason = function.attr, "nothing is known of the receiver"
    elif isinstance(function, f.Name):
        reason = "nothing is known of the value"
    frame.sites.open[position] = Open(function, reason, name, arity.shape_of(expression.args))
    builtins_model.callbacks(
        Site(frame, position, "callback", "passed on", count=likely.FANOUT + 1), arguments, likely.FANOUT + 1
    )


# ------------------------------------------------------------------------------------------------- functions


def _function(call: Site, function: Function, arguments: Arguments) -> Values:
    is_own = function.owner is not None and _owned(function, call.receiver)
    call.record(function.key, owned=is_own and call.method == function.name)
    if function.owner is not None:
        receivers.note(call, function.key, call.receiver if is_own else None)
    return _run(call, function, arguments) if call.count <= attributes.WIDEST else EMPTY


def _run(call: Site, function: Function, arguments: Arguments) -> Values:
    passed = pass_arguments(call.frame, function, arguments)
    call.frame.analysis.ensure(function)
    if function.stores:
        _store(call, function, passed)
    if function.gives:
        constructors.settle(call, function, passed)
    result = returning.returned(call.frame, function, passed)
    handing.passed_on(call, function, passed, result)
    given.note_passed(call, function, arguments, passed)
    supplied.note_passed(call, function, arguments, passed)
    return result | registries.entries(call, function, arguments, passed) if function.tables else result


def _store(call: Site, function: Function, passed: dict[int, Values]) -> None:
    """Set the attributes that this caller of `function` names: on to its own callers where they name them."""
    frame = call.frame
    for store in list(function.stores.values()):
        subjects = returning.substituted(frame, function, store.subjects, passed)
        values = returning.substituted(frame, function, store.values, passed)
        names = returning.substituted(frame, function, as_set(store.name), passed)
        by_caller = closures.names_by_caller(frame, names)
        if isinstance(frame.code, Function):
            for symbol in by_caller:
                place = (*call.position, symbol)
                if place not in frame.code.stores:
                    frame.code.stores = {**frame.code.stores, place: Store(subjects, symbol, values)}
        for name in frame.concrete(closures.said_here(names, by_caller)):
            if isinstance(name, Constant) and name.kind == "str":
                frame.quietly(partial(storing.store, frame, subjects, name.text, values, NOWHERE))


def run(frame: Frame, function: Function, arguments: Arguments) -> Values:
    """Pass arguments, and give what the function returns for them."""
    passed = pass_arguments(frame, function, arguments)
    if not function.visits:
        frame.analysis.ensure(function)
    return returning.returned(frame, function, passed)


def set_defaults(frame: Frame, function: Function) -> None:
    """Evaluate default values where the definition stands."""
    from tracer.link.calls.expressions import evaluate

    for index, parameter in enumerate(function.definition.parameters):
        if parameter.default is not None:
            values = frame.concrete(evaluate(frame, parameter.default))
            if values:
                function.defaults = {**function.defaults, index: values}
                frame.analysis.join(function.cells[index], values)


# --------------------------------------------------------------------------------------------- other values


def _bound(call: Site, bound: Bound, arguments: Arguments) -> Values:
    before = call.receiver, call.attribute
    if bound.receiver is not call.receiver:
        expression = call.expression.value if isinstance(call.expression, f.Attribute) else None
        call.receiver, call.attribute = bound.receiver, receivers.attribute(call.frame, expression)
    try:
        return _on(call, bound.function, bound.receiver, arguments)
    finally:
        call.receiver, call.attribute = before


def _on(call: Site, function: Value, receiver: Value, arguments: Arguments) -> Values:
    if isinstance(function, Function):
        receivers.note(call, function.key, receiver)
        is_method = call.method == function.name
        owned = is_method and _owned(function, receiver)
        is_passed = call.rule in ("parameter", "name") and not call.is_self
        is_override = is_method and not is_passed and (call.is_self or _defines(receiver, function.name))
        is_wide = call.count > likely.FANOUT and not owned
        if is_method and call.count > 1 and function.is_abstract and not getattr(receiver, "exact", False):
            call.frame.edge(function.key, call.kind, CANDIDATE, ABSTRACT, call.position)
            return _run(call, function, arguments.after(receiver))
        call.record(
            function.key,
            owned=owned,
            rule=OVERRIDE if is_wide and is_override and call.kind in CALLS and call.breadth <= FEW else None,
        )
        if call.count > attributes.WIDEST and not owned:
            return EMPTY
        return _run(call, function, arguments.after(receiver))
    return call.value(function, arguments.after(receiver))


def _builtin_method(call: Site, method: BuiltinMethod, arguments: Arguments) -> Values:
    return builtin_methods.call_method(call, method.function, method.receiver, arguments)


def _owned(function: Function, receiver: Value | None) -> bool:
    cls = getattr(receiver, "cls", receiver)
    return isinstance(cls, Class) and function.owner in cls.mro


def _defines(receiver: Value, name: str) -> bool:
    """Whether what is known of the receiver says that it has this method: only then do others override it."""
    cls = getattr(receiver, "cls", receiver)
    return isinstance(cls, Class) and hierarchy.lookup(cls, name) is not None


def _instance(call: Site, instance: Instance, arguments: Arguments) -> Values:
    found = hierarchy.members(instance.cls, "__call__", instance.exact)
    if not found and instance.cls.makes:
        # A class, in a method of its metaclass.
        return constructing.make_all(call, instance.cls, arguments)
    if not found:
        outside = next((base for base in instance.cls.outside if isinstance(base, External)), None)
        if outside is not None:
            described = library_table.method(outside.name, "__call__")
            if described is not None:
                return call.value(call.frame.world.external(described), arguments.after(instance))
            call.record(f"{EXTERNAL}{outside.name}.__call__")
    bound = (call.frame.table.bound(value, instance) for _, cell in found for value in call.frame.read(cell))
    before = call.receiver, call.attribute
    call.receiver, call.attribute = instance, receivers.attribute(call.frame, call.expression)
    try:
        return union(call.value(one, arguments) for one in bound)
    finally:
        call.receiver, call.attribute = before


def _partial(call: Site, made: Partial, arguments: Arguments) -> Values:
    frame = call.frame
    positional = [frame.read(cell) for cell in made.positional]
    keywords = {name: frame.read(cell) for name, cell in made.keywords.items()}
    complete = Arguments(
        [*positional, *arguments.positional], {**keywords, **arguments.keywords}, arguments.star, arguments.mapping
    )
    rule = call.rule if call.rule == handing.HANDED_OVER else "partial"
    return call.other(call.kind, rule).values(frame.read(made.target), complete)


def _method(call: Site, method: Method, arguments: Arguments) -> Values:
    return call.values(method.function, arguments)


def _managed(call: Site, managed: Managed, arguments: Arguments) -> Values:
    """A call of a `contextmanager` function: its body runs as the `with` block is entered. What that gives may also
    decorate a function."""
    if managed.entered:
        described = call.frame.world.external("contextlib.ContextDecorator.__call__")
        return call.other("decorator", call.rule, quiet=True).value(described, arguments.after(managed))
    call.value(managed.function, arguments)
    return as_set(call.frame.table.intern(Managed, function=managed.function, entered=True))


def _generated(call: Site, generated: Generated, _: Arguments) -> Values:
    call.record(generated.key)
    return EMPTY


def _doubtful(call: Site, guess: Doubtful, arguments: Arguments) -> Values:
    """What one of many classes is made with says nothing about the others."""
    given = NOTHING if isinstance(guess.value, (Class, ClassCone)) else arguments
    found = call.frame.doubting(partial(call.value, guess.value, given))
    return registries.doubted(call.frame, found, instances=True)


def _builtin(call: Site, builtin: Builtin, arguments: Arguments) -> Values:
    result = builtins_model.call_builtin(call, builtin, arguments)
    return result | builtin_methods.of_type(call, builtin, arguments) if "." in builtin.name else result


HANDLERS: dict[type, Handler] = {
    Function: _function,
    Bound: _bound,
    BoundCone: _bound,
    BuiltinMethod: _builtin_method,
    Closure: closures.call_closure,
    Class: constructing.call_class,
    ClassCone: constructing.call_family,
    Instance: _instance,
    Held: closures.call_held,
    Partial: _partial,
    Method: _method,
    Managed: _managed,
    Doubtful: _doubtful,
    Generated: _generated,
    Builtin: _builtin,
}
"""What calling each kind of value does; `library` adds what is outside."""

_LEADS_ON = frozenset({Class, ClassCone, Instance, Held, Partial})
