"""What functions of the standard library, and of `six`, do with the values they are given.

Anything else outside the snapshot may call the functions passed to it, and that is all that is assumed of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.link.calls import (
    builtin_methods,
    builtin_protocols,
    builtins_model,
    containers,
    implicit,
    imports,
    invoke,
    passing,
    protocols,
)
from tracer.link.calls.builtins_model import Model
from tracer.link.calls.cells import EMPTY, Cell, Value, Values, as_set, union
from tracer.link.calls.values import Builtin, Class, Constant, Container, External, Managed, Partial

if TYPE_CHECKING:
    from tracer.link.calls.invoke import Site
    from tracer.link.calls.passing import Arguments

CALLS_NOTHING = frozenset(
    {"abc", "collections", "copy", "dis", "enum", "importlib", "inspect", "json", "logging", "numbers", "os", "pickle"}
    | {"re", "string", "sys", "traceback", "types", "typing", "typing_extensions", "warnings", "weakref"}
)
"""Modules that look at the functions they are given, or keep them, and do not call them."""


def _import_module(call: Site, arguments: Arguments) -> Values:
    """`importlib.import_module` of a literal name; a relative one is taken from the package of the caller."""
    frame = call.frame
    result = EMPTY
    for name in builtins_model.first(call, arguments):
        if isinstance(name, Constant):
            rest = name.text.lstrip(".")
            level = len(name.text) - len(rest)
            absolute = frame.analysis.program.tree.absolute(rest, frame.module.name, level) if level else rest
            result |= imports.load(frame, absolute)
    return result


def _second(call: Site, arguments: Arguments) -> Values:
    return builtins_model.first(call, arguments, 1)


def _identity_factory(call: Site, arguments: Arguments) -> Values:
    """`functools.wraps(f)`, `lru_cache(maxsize=1)`: a decorator that gives back what it is given."""
    known = builtins_model.first(call, arguments)
    if call.kind == "decorator" and known and call.rule != "factory":
        return known
    return as_set(call.frame.world.builtin("identity"))


def _wraps(call: Site, _: Arguments) -> Values:
    return as_set(call.frame.world.builtin("identity"))


def _partial(call: Site, arguments: Arguments) -> Values:
    frame = call.frame
    if not arguments.positional:
        return EMPTY
    partial = frame.table.at(Partial, (frame.code, call.position, len(arguments.positional)))
    if not hasattr(partial, "target"):
        partial.target, partial.positional, partial.keywords = Cell(), [], {}
        partial.positional = [Cell() for _ in arguments.positional[1:]]
    frame.analysis.join(partial.target, builtins_model.first(call, arguments))
    for cell, values in zip(partial.positional, arguments.positional[1:], strict=True):
        frame.analysis.join(cell, frame.concrete(values))
    for name, values in arguments.keywords.items():
        frame.analysis.join(partial.keywords.setdefault(name, Cell()), frame.concrete(values))
    return as_set(partial)


def _context_manager(call: Site, arguments: Arguments) -> Values:
    table = call.frame.table
    return frozenset(
        table.intern(Managed, function=value, entered=False) for value in builtins_model.first(call, arguments)
    )


def _container_like(call: Site, arguments: Arguments) -> Values:
    """`defaultdict(factory)`, `OrderedDict(...)`."""
    made = builtins_model.new_container(call, "dict", "mapping")
    frame = call.frame
    for value in builtins_model.first(call, arguments):
        if isinstance(value, Container) and value.kind == "dict":
            containers.merge(frame, made, as_set(value), call.position)
        elif isinstance(value, (*builtins_model.CALLBACKS, Class, Builtin)):
            passing.hold_any(frame, made, call.other("callback", "callback").value(value, passing.NOTHING))
    return as_set(made)


def _weak_reference(call: Site, arguments: Arguments) -> Values:
    """`weakref.ref(x)`: calling it gives `x`."""
    partial = call.frame.table.at(Partial, (call.frame.code, call.position, "weakref"))
    if not hasattr(partial, "target"):
        partial.target, partial.positional, partial.keywords = Cell(), [Cell()], {}
    call.frame.analysis.join(partial.target, as_set(call.frame.world.builtin("identity")))
    call.frame.analysis.join(partial.positional[0], builtins_model.first(call, arguments))
    return as_set(partial)


def _with_metaclass(call: Site, arguments: Arguments) -> Values:
    return frozenset(value for values in arguments.positional[1:] for value in call.frame.concrete(values))


def _chain(call: Site, arguments: Arguments) -> Values:
    frame = call.frame
    result = EMPTY
    for values in arguments.positional:
        result |= protocols.elements(frame, values, call.position)
    result |= arguments.star and protocols.elements(frame, arguments.star, call.position)
    return builtins_model.holding(call, "list", result, "chain")


def _reduce(call: Site, arguments: Arguments) -> Values:
    elements = protocols.elements(call.frame, builtins_model.first(call, arguments, 1), call.position)
    passed = passing.Arguments([elements, elements])
    return call.other("callback", "callback").values(builtins_model.first(call, arguments), passed)


def _items_of(call: Site, arguments: Arguments) -> Values:
    result = EMPTY
    for value in builtins_model.first(call, arguments):
        result |= builtin_methods.items(call, value, arguments)
    return result


def _values_of(call: Site, arguments: Arguments) -> Values:
    result = EMPTY
    for value in builtins_model.first(call, arguments):
        result |= builtin_methods.values(call, value, arguments)
    return result


def _method_type(call: Site, arguments: Arguments) -> Values:
    table = call.frame.table
    return frozenset(
        table.bound(function, receiver)
        for function in builtins_model.first(call, arguments)
        for receiver in builtins_model.first(call, arguments, 1)
    )


def _copied(*names: str) -> Model:
    """`copy.copy(x)`: what these methods make of it, else what it is."""

    def model(call: Site, arguments: Arguments) -> Values:
        known = builtins_model.first(call, arguments)
        made = implicit.call_first(call.frame, known, names, call.position)
        implicit.call_first(call.frame, known, ("__setstate__",), call.position)
        return known | made

    return model


def _pickled(call: Site, arguments: Arguments) -> Values:
    known = builtins_model.first(call, arguments)
    implicit.call_first(call.frame, known, PICKLING, call.position)
    return EMPTY


def _counter(call: Site, arguments: Arguments) -> Values:
    elements = protocols.elements(call.frame, builtins_model.first(call, arguments), call.position)
    implicit.looked_up(call.frame, elements, call.position)
    return as_set(call.frame.world.external("collections.Counter", 1))


def _kept_in_order(call: Site, arguments: Arguments, row: Value, given: Values) -> Values:
    """What is in `row` (a heap, or a sorted list) and what is `given` is compared; what is in it comes out."""
    frame = call.frame
    if not isinstance(row, Container):
        return EMPTY
    held = containers.everything(frame, row) | given
    builtin_protocols.ordering(call, arguments, held, "__lt__")
    passing.hold_any(frame, row, frame.concrete(given))
    return held


def _in_order(call: Site, arguments: Arguments) -> Values:
    """`heapq.heappop(heap)`, `heapq.heappush(heap, x)`, `bisect.insort(row, x)`."""
    given = builtins_model.first(call, arguments, 1)
    rows = builtins_model.first(call, arguments)
    return union(_kept_in_order(call, arguments, row, given) for row in rows)


def _smallest(*names: str) -> Model:
    """`heapq.nsmallest(n, rows)` and `heapq.nlargest(n, rows)`."""

    def model(call: Site, arguments: Arguments) -> Values:
        found = protocols.elements(call.frame, builtins_model.first(call, arguments, 1), call.position)
        builtin_protocols.ordering(call, arguments, found, *names)
        return builtins_model.holding(call, "list", found, "sorted")

    return model


PICKLING = ("__reduce_ex__", "__reduce__", "__getstate__")

DECORATORS: dict[str, Model] = {
    "functools.wraps": _wraps,
    "six.wraps": _wraps,
    "wrapt.decorator": builtins_model.identity,
    "functools.lru_cache": _identity_factory,
    "functools.cache": builtins_model.identity,
    "functools.cached_property": builtins_model.property_object,
    "abc.abstractproperty": builtins_model.property_object,
    "functools.partial": _partial,
    "contextlib.contextmanager": _context_manager,
    "contextlib.asynccontextmanager": _context_manager,
}
"""Models of what is applied as a decorator (or called to make one)."""

EXTERNALS: dict[str, Model] = {
    "collections.defaultdict": _container_like,
    "collections.OrderedDict": _container_like,
    "collections.ChainMap": _container_like,
    "collections.deque": builtins_model.sequence("list"),
    "collections.Counter": _counter,
    "copy.copy": _copied("__copy__", *PICKLING),
    "copy.deepcopy": _copied("__deepcopy__", *PICKLING),
    "pickle.dump": _pickled,
    "pickle.dumps": _pickled,
    "bisect.bisect": _in_order,
    "bisect.bisect_left": _in_order,
    "bisect.bisect_right": _in_order,
    "bisect.insort": _in_order,
    "bisect.insort_left": _in_order,
    "bisect.insort_right": _in_order,
    "heapq.heapify": _in_order,
    "heapq.heappop": _in_order,
    "heapq.heappush": _in_order,
    "heapq.heappushpop": _in_order,
    "heapq.heapreplace": _in_order,
    "heapq.nsmallest": _smallest("__lt__"),
    "heapq.nlargest": _smallest("__lt__"),
    "math.ceil": builtin_protocols.calling("__ceil__", "__float__"),
    "math.floor": builtin_protocols.calling("__floor__", "__float__"),
    "math.trunc": builtin_protocols.calling("__trunc__"),
    "operator.index": builtin_protocols.calling("__index__"),
    "numpy.array": builtin_protocols.calling("__array__"),
    "numpy.asarray": builtin_protocols.calling("__array__"),
    "weakref.ref": _weak_reference,
    "weakref.proxy": builtins_model.identity,
    "typing.cast": _second,
    "six.with_metaclass": _with_metaclass,
    "six.add_metaclass": lambda call, _: as_set(call.frame.world.builtin("identity")),
    "itertools.chain": _chain,
    "itertools.chain.from_iterable": _chain,
    "functools.reduce": _reduce,
    "importlib.import_module": _import_module,
    "functools.update_wrapper": builtins_model.identity,
    "six.moves.map": builtins_model.mapped,
    "six.moves.zip": builtins_model.zipped,
    "six.iteritems": _items_of,
    "six.itervalues": _values_of,
    "six.get_unbound_function": builtins_model.identity,
    "inspect.unwrap": builtins_model.identity,
    "types.MethodType": _method_type,
}


FAMILIES: dict[str, Model] = {
    "math": builtin_protocols.on_each("__float__", "__index__"),
    "os": builtin_protocols.on_each("__fspath__"),
    "shutil": builtin_protocols.on_each("__fspath__"),
    "io": builtin_protocols.on_each("__fspath__"),
}
"""Modules all of whose functions take their arguments so."""


def call_external(call: Site, external: External, arguments: Arguments) -> Values:
    call.record(builtins_model.key(external) + (".__call__" if external.made else ""))
    model = DECORATORS.get(external.name) or EXTERNALS.get(external.name)
    if model is not None:
        return model(call, arguments)
    family = FAMILIES.get(external.name.partition(".")[0]) if not external.made else None
    if family is not None:
        family(call, arguments)
    if external.name.partition(".")[0] not in CALLS_NOTHING and not external.name.startswith("six.get_"):
        builtins_model.callbacks(call, arguments)
    loaded = imports.lazily(call.frame, external.name.rpartition(".")[2], arguments)
    return loaded or as_set(call.frame.world.external(external.name, 1))


def is_decorator(value: External | Builtin) -> bool:
    """Whether there is a model of `value` as a decorator."""
    return value.name in (builtins_model.DECORATORS if isinstance(value, Builtin) else DECORATORS)


invoke.HANDLERS[External] = call_external
