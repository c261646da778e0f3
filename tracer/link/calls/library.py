"""What functions of the standard library, and of `six`, do with the values they are given.

Anything else outside the snapshot may call the functions passed to it, and that is all that is assumed of it, but for
what is called like something that makes decorated functions: it gives what it was given, as unknown decorators do.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from tracer.link.calls import (
    builtin_methods,
    builtins_model,
    closures,
    containers,
    handing,
    imports,
    invoke,
    library_models,
    library_table,
    passing,
    records,
    texts,
)
from tracer.link.calls.builtins_model import Model
from tracer.link.calls.cells import EMPTY, Values, as_set
from tracer.link.calls.library_table import DESCRIPTIONS
from tracer.link.calls.values import CALLED, Affixed, Builtin, Class, Constant, Container, External, Made
from tracer.linked import EXTERNAL

if TYPE_CHECKING:
    from tracer.link.calls.frame import Frame
    from tracer.link.calls.invoke import Site
    from tracer.link.calls.passing import Arguments

CALLS_NOTHING = frozenset(
    {"abc", "collections", "copy", "dis", "enum", "importlib", "inspect", "json", "logging", "numbers", "os", "pickle"}
    | {"re", "string", "sys", "traceback", "types", "typing", "typing_extensions", "warnings", "weakref"}
)
"""Modules that look at the functions they are given, or keep them, and do not call them."""
MOST_MODULES = 24
"""Modules that a name may mean of which only the beginning is known; of more, it means none."""
_DECORATING = re.compile(r"decorat|wrap", re.IGNORECASE)
"""Names of functions that give a function in place of one (`make_decorator(function, wrapper)`)."""


def _import_module(call: Site, arguments: Arguments) -> Values:
    """`importlib.import_module` of a literal name, or of one that begins with a package's; a relative one is taken
    from the package that is passed, or that of the caller."""
    frame = call.frame
    packages = builtins_model.first(call, arguments, 1) | frame.concrete(arguments.keywords.get("package", EMPTY))
    origin = min((one.text for one in packages if isinstance(one, Constant)), default=frame.module.name)
    result = EMPTY
    for name in builtins_model.first(call, arguments):
        if isinstance(name, Constant):
            result |= imports.load(frame, _absolute(frame, name.text, origin))
        elif isinstance(name, Affixed) and "." in name.before:
            package = _absolute(frame, name.before.rpartition(".")[0] or ".", origin)
            found = texts.matching(frame.analysis.program.tree.children(package), _last(frame, name))
            for child in found if len(found) <= MOST_MODULES else ():
                result |= imports.load(frame, f"{package}.{child}")
    return result


def _absolute(frame: Frame, name: str, origin: str) -> str:
    rest = name.lstrip(".")
    level = len(name) - len(rest)
    return frame.analysis.program.tree.absolute(rest, origin, level) if level else rest


def _last(frame: Frame, name: Affixed) -> Affixed:
    """What is known of the last part of a dotted name."""
    before = name.before.rpartition(".")[2]
    return frame.table.intern(Affixed, before=before, after=name.after, inner=name.inner)


def _identity_factory(call: Site, arguments: Arguments) -> Values:
    """`functools.wraps(f)`, `lru_cache(maxsize=1)`: a decorator that gives back what it is given."""
    known = builtins_model.first(call, arguments)
    if call.kind == "decorator" and known and call.rule != "factory":
        return known
    return as_set(call.frame.world.builtin("identity"))


def _wraps(call: Site, _: Arguments) -> Values:
    return as_set(call.frame.world.builtin("identity"))


def _partial(call: Site, arguments: Arguments) -> Values:
    if not arguments.positional:
        return EMPTY
    return library_models.partial(call, arguments.positional, arguments.keywords)


def _context_manager(call: Site, arguments: Arguments) -> Values:
    return closures.managed(call.frame, arguments.positional[0]) if arguments.positional else EMPTY


def _default_dict(call: Site, arguments: Arguments) -> Values:
    """`defaultdict(factory, ...)`: what the factory makes stands under any key."""
    rest = passing.Arguments(arguments.positional[1:], arguments.keywords, arguments.star, arguments.mapping)
    result, back = builtins_model.mapping(call, rest), call.other("callback", "callback")
    for made in result:
        for value in builtins_model.first(call, arguments):
            if isinstance(made, Container) and isinstance(value, (*builtins_model.CALLBACKS, Class, Builtin)):
                passing.hold_any(call.frame, made, back.value(value, passing.NOTHING))
    return result


def _chained(call: Site, arguments: Arguments) -> Values:
    """`ChainMap(first, second)`."""
    made = builtins_model.new_container(call, "dict", "mapping")
    for values in arguments.positional:
        containers.merge(call.frame, made, call.frame.concrete(values), call.position)
    return as_set(made)


def _with_metaclass(call: Site, arguments: Arguments) -> Values:
    return frozenset(value for values in arguments.positional[1:] for value in call.frame.concrete(values))


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


def _in_place(name: str, call: Site, arguments: Arguments) -> Values:
    """`tf.function(step)`, or `tf.function(jit_compile=True)` that is called with it: what is made runs it later."""
    given = arguments.positional[0] if arguments.positional else EMPTY
    if call.kind != "decorator":
        handing.uncalled(call, call.frame.concrete(given))
    return given or as_set(call.frame.world.external(name, 1))


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
    **{name: partial(_in_place, name) for name in library_table.IN_PLACE},
}
"""Models of what is applied as a decorator (or called to make one)."""

EXTERNALS: dict[str, Model] = {
    "collections.defaultdict": _default_dict,
    "collections.OrderedDict": builtins_model.mapping,
    "collections.ChainMap": _chained,
    **dict.fromkeys(records.FIELDS, records.default),
    "attr.Factory": records.factory,
    "attrs.Factory": records.factory,
    "collections.namedtuple": records.named_tuple,
    "typing.NamedTuple": records.named_tuple,
    "six.with_metaclass": _with_metaclass,
    "six.add_metaclass": lambda call, _: as_set(call.frame.world.builtin("identity")),
    "importlib.import_module": _import_module,
    "six.moves.map": builtins_model.mapped,
    "six.moves.zip": builtins_model.zipped,
    "six.iteritems": _items_of,
    "six.itervalues": _values_of,
    "six.get_unbound_function": builtins_model.identity,
    "types.MethodType": _method_type,
    **dict.fromkeys(("abc.ABCMeta.__new__", "enum.EnumMeta.__new__"), builtins_model.new_object),
}


def call_external(call: Site, external: External, arguments: Arguments) -> Values:
    call.record(builtins_model.key(external) + (".__call__" if external.made else ""))
    model = DECORATORS.get(external.name) or EXTERNALS.get(external.name)
    if model is not None:
        return model(call, arguments)
    if external.name in DESCRIPTIONS:
        found = library_models.run(call, external.name, arguments)
        return as_set(call.frame.world.external(external.name, 1)) if found is None else found
    if external.name.partition(".")[0] not in CALLS_NOTHING and not external.name.startswith("six.get_"):
        builtins_model.callbacks(call, arguments)
    name = external.name.rpartition(".")[2]
    given = _functions(arguments) if _DECORATING.search(name) else EMPTY
    return imports.lazily(call.frame, name, arguments) or given or as_set(call.frame.world.external(external.name, 1))


def _functions(arguments: Arguments) -> Values:
    """The functions that are passed."""
    return frozenset(value for values in arguments.all() for value in values if value.__class__ in CALLED)


def _call_made(call: Site, made: Made, arguments: Arguments) -> Values:
    """An object of the library is called."""
    if made.kind == records.NAMED_TUPLE:
        return records.make_row(call, made, arguments)
    name = library_table.method(made.kind, "__call__")
    if name is None:
        call.record(f"{EXTERNAL}{made.kind}.__call__")
        return EMPTY
    return call_external(call, call.frame.world.external(name), arguments.after(made))


def is_decorator(value: External | Builtin) -> bool:
    """Whether there is a model of `value` as a decorator."""
    if isinstance(value, Builtin):
        return value.name in builtins_model.DECORATORS
    return value.name in DECORATORS or value.name in library_table.DECORATORS


invoke.HANDLERS[External] = call_external
invoke.HANDLERS[Made] = _call_made
