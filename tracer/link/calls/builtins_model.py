"""What builtins and the standard library do with the values they are given: tables of small models.

Anything else outside the snapshot may call the functions passed to it, and that is all that is assumed of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tracer.link.calls import (
    attributes,
    builtin_protocols,
    class_making,
    closures,
    containers,
    derived,
    handing,
    hooks,
    implicit,
    passing,
    protocols,
    registries,
    storing,
    texts,
)
from tracer.link.calls.cells import EMPTY, Values, as_set
from tracer.link.calls.likely import SEVERAL
from tracer.link.calls.values import (
    Accessor,
    Affixed,
    Bound,
    Builtin,
    Class,
    ClassCone,
    Closure,
    Constant,
    Container,
    External,
    Function,
    Generator,
    Held,
    Instance,
    Made,
    Method,
    Module,
    Namespace,
    Partial,
    Store,
)
from tracer.linked import BUILTIN, EXTERNAL

if TYPE_CHECKING:
    from tracer.link.calls.invoke import Site
    from tracer.link.calls.passing import Arguments

Model = Callable[["Site", "Arguments"], Values]

DOUBTFUL = 9
"""Counts as so many targets that none is likely."""
CALLBACKS = (Function, Bound, Closure, Held, Partial)
_CALLBACKS = frozenset(CALLBACKS)


def key(value: Builtin | External) -> str:
    return f"{BUILTIN}{value.name}" if isinstance(value, Builtin) else f"{EXTERNAL}{value.name}"


def callbacks(call: Site, arguments: Arguments, doubt: int = 0) -> Values:
    """Functions among the arguments are called by what they are passed to, hence from here. `doubt` counts as that many
    further targets."""
    passed = [call.frame.concrete(values) for values in arguments.all()]
    known = [[value for value in values if value.__class__ in _CALLBACKS] for values in passed]
    if not any(known):
        return EMPTY
    called = call.other("callback", "callback")
    called.method = ""
    count = max(sum(map(len, known)), doubt)
    result = EMPTY
    for values, functions in zip(passed, known, strict=True):
        # Among other data, functions are rather handed on than called.
        called.count = count if len(functions) == len(values) else max(count, DOUBTFUL)
        called.rule = "callback"
        if doubt and len(functions) == len(values) and handing.lost(called, values):
            called.rule = handing.HANDED_OVER
        for value in functions:
            result |= called.value(value, passing.NOTHING)
    return result


def first(call: Site, arguments: Arguments, index: int = 0) -> Values:
    positional = arguments.positional
    return call.frame.concrete(positional[index]) if len(positional) > index else EMPTY


# -------------------------------------------------------------------------------------------------- builtins


def call_builtin(call: Site, builtin: Builtin, arguments: Arguments) -> Values:
    if builtin.instance:
        return EMPTY
    name = builtin.name
    model = DECORATORS.get(name) or BUILTINS.get(name) or builtin_protocols.PROTOCOLS.get(name)
    if name.endswith(".__new__"):
        model = new_object
    if builtin.name not in SILENT and call.kind != "decorator":
        call.record(key(builtin))
    if model is not None:
        return model(call, arguments)
    if builtin.name in ("str", "int", "float", "bytes", "bool"):
        return as_set(call.frame.world.builtin(builtin.name, instance=True))
    return EMPTY


def _getattr(call: Site, arguments: Arguments) -> Values:
    """`getattr(x, name[, default])` for literal names, and for those that a caller of this function passes."""
    frame = call.frame
    subjects, names = first(call, arguments), first(call, arguments, 1)
    literal = [name for name in names if isinstance(name, Constant)]
    result = first(call, arguments, 2)
    for name in literal:
        result |= attributes.load(frame, subjects, name.text, call.position)
    result |= attributes.load_matching(frame, subjects, texts.patterns(frame, arguments.positional[1:2]), call.position)
    if not literal:
        frame.sites.computed[call.position] = subjects
    return result | closures.forwarded(frame, arguments)


def _setattr(call: Site, arguments: Arguments) -> Values:
    frame = call.frame
    if len(arguments.positional) < 3:
        return EMPTY
    subjects, names, values = arguments.positional[:3]
    by_caller = closures.names_by_caller(frame, names)
    for symbol in by_caller:
        assert isinstance(frame.code, Function)
        kept = Store(subjects, symbol, values)
        frame.code.stores = {**frame.code.stores, (*call.position, symbol): kept}
    literal = [name for name in frame.concrete(closures.said_here(names, by_caller)) if isinstance(name, Constant)]
    for name in literal:
        storing.store(frame, frame.concrete(subjects), name.text, frame.concrete(values), call.position)
    if not literal:
        _call_hook(call, arguments, "__setattr__")
    return EMPTY


def set_plainly(call: Site, arguments: Arguments) -> Values:
    """`object.__setattr__(x, "name", value)`, past all hooks."""
    frame = call.frame
    if len(arguments.positional) == 3:
        subjects, names, values = arguments.positional
        literal = [name.text for name in names if isinstance(name, Constant)]
        for value in frame.each(subjects) if literal else ():
            if isinstance(value, Instance):
                for name in literal:
                    frame.analysis.write_field(value.cls, name, frame.concrete(values))
    return EMPTY


def _delattr(call: Site, arguments: Arguments) -> Values:
    _call_hook(call, arguments, "__delattr__")
    return EMPTY


def _call_hook(call: Site, arguments: Arguments, name: str) -> None:
    frame, subject = call.frame, next(iter(arguments.positional), EMPTY)
    for value in frame.each(subject):
        if isinstance(value, Instance):
            frame.subject, frame.written = subject, None
            hooks.call(frame, value, name, call.position)


def _type(call: Site, arguments: Arguments) -> Values:
    if len(arguments.positional) == 3:
        return class_making.derived(call.frame, arguments.positional[1], arguments, call.position)
    result = set()
    for value in first(call, arguments):
        if isinstance(value, Instance):
            result.add(value.cls if value.exact else value.cls.family)
    # The class of any of many things is none in particular.
    return registries.doubted(call.frame, frozenset(result)) if len(result) > SEVERAL else frozenset(result)


def _vars(call: Site, arguments: Arguments) -> Values:
    table = call.frame.table
    return frozenset(table.intern(Namespace, subject=value) for value in first(call, arguments))


def _dir(call: Site, arguments: Arguments) -> Values:
    """`dir(x)` of a module, an instance or a class: any name that it has."""
    implicit.call_first(call.frame, first(call, arguments), ("__dir__",), call.position)
    if not any(isinstance(value, (Module, Instance, Class, ClassCone)) for value in first(call, arguments)):
        return EMPTY
    name = call.frame.table.intern(Affixed, before="", after="", inner="")
    return holding(call, "list", as_set(name), "dir")


def _globals(call: Site, _: Arguments) -> Values:
    return as_set(call.frame.table.intern(Namespace, subject=call.frame.module))


def mapped(call: Site, arguments: Arguments) -> Values:
    """`map` and `filter`: every function among the arguments runs on the elements of the others."""
    frame = call.frame
    result = EMPTY
    called = call.other("callback", "callback")
    passed = [frame.concrete(values) for values in arguments.positional]
    elements = [protocols.elements(frame, values, call.position) for values in passed[1:]]
    for values in passed:
        functions = [value for value in values if isinstance(value, (*CALLBACKS, Class, Instance, Made))]
        called.count = len(functions)
        for value in functions:
            if not isinstance(value, (Instance, Made)) or values is passed[0]:
                result |= called.value(value, passing.Arguments(elements))
    return holding(call, "list", result, "map")


def _filter(call: Site, arguments: Arguments) -> Values:
    elements = protocols.elements(call.frame, first(call, arguments, 1), call.position)
    if not first(call, arguments):
        implicit.truth(call.frame, elements, call.position)
    call.other("callback", "callback").values(first(call, arguments), passing.Arguments([elements]))
    return holding(call, "list", elements, "filter")


def sequence(kind: str) -> Model:
    """`list(x)`, `tuple(x)`, `set(x)`: a new container with the elements of `x`."""

    def model(call: Site, arguments: Arguments) -> Values:
        frame = call.frame
        known = first(call, arguments)
        if len(known) == 1 and kind in ("list", "tuple"):
            (value,) = known
            if isinstance(value, Container) and value.kind in ("list", "tuple") and not value.rest.values:
                copy = new_container(call, kind, "copy")
                for index, element in enumerate(containers.in_order(frame, value)):
                    containers.put(frame, copy, f"int:{index}", element)
                return as_set(copy)
        elements = protocols.elements(frame, known, call.position)
        if kind == "set":
            implicit.looked_up(frame, elements, call.position)
        else:
            implicit.call_first(frame, known, implicit.LENGTH, call.position)
        return holding(call, kind, elements, kind)

    return model


def mapping(call: Site, arguments: Arguments) -> Values:
    """`dict(...)`: of a mapping or of pairs, and of keywords."""
    frame = call.frame
    made = new_container(call, "dict", "dict")
    for value in implicit.each(frame, first(call, arguments)):
        if isinstance(value, Container) and value.kind == "dict":
            containers.merge(frame, made, as_set(value), call.position)
        elif isinstance(value, (Container, Generator)):
            _add_pairs(call, made, protocols.elements(frame, as_set(value), call.position))
        elif isinstance(value, Instance):
            protocols.mapping(frame, value, call.position)
    for name, values in arguments.keywords.items():
        containers.put(frame, made, f"str:{name}", values)
    return as_set(made)


def _add_pairs(call: Site, made: Container, pairs: Values) -> None:
    frame = call.frame
    for pair in pairs:
        if isinstance(pair, Container):
            row = containers.in_order(frame, pair)
            if len(row) == 2:
                implicit.looked_up(frame, row[0], call.position)
                containers.put_any(frame, made, row[0], row[1])


def _enumerate(call: Site, arguments: Arguments) -> Values:
    elements = protocols.elements(call.frame, first(call, arguments), call.position)
    return rows(call, [EMPTY, elements], "enumerate")


def zipped(call: Site, arguments: Arguments) -> Values:
    frame = call.frame
    return rows(call, [protocols.elements(frame, values, call.position) for values in arguments.positional], "zip")


def rows(call: Site, columns: list[Values], what: str) -> Values:
    row = new_container(call, "tuple", what + " row")
    for index, values in enumerate(columns):
        containers.put(call.frame, row, f"int:{index}", values)
    if columns:
        passing.item(row, f"int:{len(columns) - 1}")
    return holding(call, "list", as_set(row), what)


def _next(call: Site, arguments: Arguments) -> Values:
    frame = call.frame
    result = first(call, arguments, 1)
    for value in implicit.each(frame, first(call, arguments)):
        if isinstance(value, Instance):
            found = attributes.call_method(frame, value, "__next__", passing.Arguments(), call.position, "iterate")
            result |= found or EMPTY
        else:
            result |= protocols.elements(frame, as_set(value), call.position)
    return result


def _iter(call: Site, arguments: Arguments) -> Values:
    """`iter(x)`; `iter(function, last)` calls the function for each element."""
    if len(arguments.positional) > 1:
        made = call.other("callback", "callback").values(first(call, arguments), passing.NOTHING)
        return holding(call, "list", made, "iter")
    result = EMPTY
    for value in call.frame.each(first(call, arguments)):
        if isinstance(value, Instance):
            found = attributes.call_method(call.frame, value, "__iter__", passing.Arguments(), call.position, "iterate")
            result |= found or EMPTY
        else:
            result |= as_set(value)
    return result


def new_container(call: Site, kind: str, what: str) -> Container:
    return passing.new_container(call.frame, kind, (call.frame.code, call.position, what), call.frame.code)


def holding(call: Site, kind: str, values: Values, what: str) -> Values:
    made = new_container(call, kind, what)
    passing.hold_any(call.frame, made, call.frame.concrete(values))
    return as_set(made)


def property_object(call: Site, arguments: Arguments) -> Values:
    functions = [call.frame.concrete(values) for values in arguments.positional[:3]]
    named = [call.frame.concrete(arguments.keywords.get(name, EMPTY)) for name in ("fget", "fset", "fdel")]
    getter, setter, deleter = (
        (functions[index] if len(functions) > index else EMPTY) | named[index] for index in range(3)
    )
    return as_set(call.frame.table.intern(Accessor, getter=getter, setter=setter, deleter=deleter))


def _method_object(kind: str) -> Model:
    def model(call: Site, arguments: Arguments) -> Values:
        return as_set(call.frame.table.intern(Method, kind=kind, function=first(call, arguments)))

    return model


def identity(_: Site, arguments: Arguments) -> Values:
    return arguments.positional[0] if arguments.positional else EMPTY


def _eval(call: Site, arguments: Arguments) -> Values:
    """`eval("name()")`: a literal call of a name in sight."""
    for value in first(call, arguments):
        if isinstance(value, Constant) and value.text.endswith("()") and value.text[:-2].isidentifier():
            call.other("call", "literal").values(
                call.frame.concrete(call.frame.lookup(value.text[:-2])), passing.NOTHING
            )
    return EMPTY


def new_object(call: Site, arguments: Arguments) -> Values:
    result: set[Instance] = set()
    for value in first(call, arguments):
        if isinstance(value, Class):
            result.add(value.instance)
        elif isinstance(value, ClassCone):
            result.add(value.cls.cone)
    rest = passing.Arguments(arguments.positional[1:])
    for made in result if rest.positional else ():
        if implicit.builtin_kind(made) in derived.KINDS:
            derived.fill(call, made, rest)
    return frozenset(result)


DECORATORS: dict[str, Model] = {
    "property": property_object,
    "staticmethod": _method_object("staticmethod"),
    "classmethod": _method_object("classmethod"),
    "identity": identity,
}
"""Models of what is applied as a decorator (or called to make one)."""

BUILTINS: dict[str, Model] = {
    "getattr": _getattr,
    "setattr": _setattr,
    "delattr": _delattr,
    "hasattr": _getattr,
    "type": _type,
    "dir": _dir,
    "vars": _vars,
    "globals": _globals,
    "locals": _globals,
    "map": mapped,
    "filter": _filter,
    "list": sequence("list"),
    "tuple": sequence("tuple"),
    "set": sequence("set"),
    "frozenset": sequence("set"),
    "dict": mapping,
    "enumerate": _enumerate,
    "zip": zipped,
    "next": _next,
    "iter": _iter,
    "eval": _eval,
    "object.__setattr__": set_plainly,
}

SILENT = frozenset({"identity"})
