"""What objects hold whose classes are derived from `dict`, `list`, `set`, `tuple` and the like.

An object is told apart by where it is made (`Filled`). What methods store in `self` may be in any object of the class:
that is kept with the class, and so is, for methods that read `self`, what is in any of its objects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.link.calls import (
    builtin_methods,
    builtins_model,
    containers,
    implicit,
    likely,
    passing,
    protocols,
    registries,
)
from tracer.link.calls.cells import EMPTY, Value, Values, as_set, union
from tracer.link.calls.values import Builtin, Class, Container, External, Filled, Instance
from tracer.linked import EXTERNAL

if TYPE_CHECKING:
    from tracer.link.calls.edges import Site
    from tracer.link.calls.frame import Frame
    from tracer.link.calls.invoke import Site as CallSite
    from tracer.link.calls.passing import Arguments

KINDS = {
    **{f"<builtin>:{kind}": kind for kind in ("dict", "list", "set", "tuple")},
    "<builtin>:frozenset": "set",
    **{f"{EXTERNAL}collections.{name}": "dict" for name in ("OrderedDict", "UserDict", "defaultdict")},
    **{f"{EXTERNAL}collections.{name}": "list" for name in ("UserList", "deque")},
}
"""The builtin kind of container that each of these classes is."""
FIRST_IS_FACTORY = "collections.defaultdict"
WRITING = frozenset({"append", "appendleft", "add", "insert", "extend", "extendleft", "update", "setdefault"})
"""Methods that put something into a container."""


def kind_of(frame: Frame, cls: Class) -> str:
    """The kind of container that instances of `cls` are; "" for none, and for named tuples, whose parts are fields."""
    kind = next(filter(None, map(kind_of_base, cls.outside)), "")
    return kind if kind and frame.world.rows.isdisjoint(cls.mro) else ""


def kind_of_base(base: Value) -> str:
    return KINDS.get(builtins_model.key(base), "") if isinstance(base, (Builtin, External)) else ""


def filled(call: CallSite, cls: Class, kind: str) -> Filled:
    """The object that this call makes."""
    frame = call.frame
    made = frame.table.at(Filled, (frame.code, call.position, cls), cls=cls, exact=True)
    if not hasattr(made, "contents"):
        made.contents = passing.new_container(frame, kind, ("contents", made), frame.code)
    return made


def _shared(frame: Frame, cls: Class, what: str) -> Container:
    """What methods put into any object of a class ("own"), or what is in any object that is made as one ("all")."""
    return passing.new_container(frame, kind_of(frame, cls), (what, cls), None)


def _seen(frame: Frame, cls: Class, what: str) -> Container:
    """The same to read: where very many things are in the objects of a class, any of them is a guess."""
    shared = _shared(frame, cls, what)
    held = frame.read(shared.all)
    if len(held) <= likely.FANOUT:
        return shared
    guesses = passing.new_container(frame, shared.kind, ("guesses", shared), None)
    passing.hold_any(frame, guesses, registries.doubted(frame, held, instances=True))
    return guesses


def read(frame: Frame, instance: Instance) -> list[Container]:
    """All that may be in `instance`, container by container."""
    own = [_seen(frame, cls, "own") for cls in instance.cls.mro if kind_of(frame, cls)]
    if isinstance(instance, Filled):
        return [instance.contents, *own]
    if instance.exact:
        return [*own, _seen(frame, instance.cls, "all")]
    below = [_seen(frame, cls, "own") for cls in instance.cls.subclasses]
    return [*own, *below, _seen(frame, instance.cls, "all")]


def _written(frame: Frame, instance: Instance) -> list[Container]:
    if not isinstance(instance, Filled):
        return [_shared(frame, instance.cls, "own")]
    every = [_shared(frame, cls, "all") for cls in instance.cls.mro if kind_of(frame, cls)]
    return [instance.contents, *every]


# ----------------------------------------------------------------------------------------------------- access


def at(frame: Frame, instance: Instance, keys: Values, site: Site) -> Values:
    """`instance[keys]`, where no class of the snapshot says what that is."""
    return union(containers.at(frame, one, keys, site) for one in read(frame, instance))


def store(frame: Frame, instance: Instance, keys: Values, values: Values, site: Site) -> None:
    """`instance[keys] = values`, where no class of the snapshot says what that does."""
    if kind_of(frame, instance.cls) == "dict":
        implicit.looked_up(frame, keys, site)
    for one in _written(frame, instance):
        containers.put_any(frame, one, keys, values, again=True)


def elements(frame: Frame, instance: Instance) -> Values:
    """What iterating over `instance` gives: of a dict, its keys."""
    if not kind_of(frame, instance.cls):
        return EMPTY
    return union(protocols.held(frame, as_set(one)) for one in read(frame, instance))


def everything(frame: Frame, instance: Instance) -> Values:
    """All that `instance` holds: of a dict, what is under its keys."""
    return union(containers.everything(frame, one) for one in read(frame, instance))


def keep(frame: Frame, instance: Instance, values: Values) -> None:
    for one in _written(frame, instance):
        passing.hold_any(frame, one, values)


def fill(call: CallSite, instance: Instance, arguments: Arguments) -> None:
    """`instance` is made with these, or takes them up in its constructor."""
    rest = arguments
    if any(isinstance(base, External) and base.name == FIRST_IS_FACTORY for base in instance.cls.outside):
        rest = passing.Arguments(arguments.positional[1:], arguments.keywords, arguments.star, arguments.mapping)
        made = builtins_model.factory_made(call, builtins_model.first(call, arguments))
        keep(call.frame, instance, made)
    for one in _written(call.frame, instance):
        if one.kind == "dict":
            builtins_model.fill_mapping(call, one, rest)
        else:
            builtins_model.fill_sequence(call, one, rest)


# ---------------------------------------------------------------------------------------------------- methods


def call_method(call: CallSite, name: str, instance: Instance, arguments: Arguments) -> Values:
    """A method that `instance` has from its builtin base."""
    frame = call.frame
    if not kind_of(frame, instance.cls):
        return EMPTY
    if name == "__init__":
        fill(call, instance, arguments)
        return EMPTY
    if name == "__setitem__":
        values = builtins_model.first(call, arguments, 1)
        store(frame, instance, builtins_model.first(call, arguments), values, call.position)
        return EMPTY
    if name == "copy":
        return as_set(instance)
    if name == "__iter__":
        return builtins_model.holding(call, "list", elements(frame, instance), name)
    model = builtin_methods.METHODS.get(name)
    if model is None:
        return EMPTY
    result = EMPTY
    if name in WRITING:
        result = union([model(call, one, arguments) for one in _written(frame, instance)])
    if name not in WRITING or name == "setdefault":
        result |= union([model(call, one, arguments) for one in read(frame, instance)])
    return result


def unbound(call: CallSite, name: str, arguments: Arguments) -> Values:
    """`dict.__setitem__(x, key, value)`: a method of a builtin type, called on its first argument."""
    if not arguments.positional:
        return EMPTY
    rest = passing.Arguments(arguments.positional[1:], arguments.keywords, arguments.star, arguments.mapping)
    result = EMPTY
    for receiver in builtins_model.first(call, arguments):
        if isinstance(receiver, Instance):
            result |= call_method(call, name, receiver, rest)
        elif isinstance(receiver, Container) and name in builtin_methods.METHODS:
            result |= builtin_methods.METHODS[name](call, receiver, rest)
    return result


def is_method(value: Value) -> bool:
    """Whether this is a method of one of the classes that hold something, by its name."""
    return builtins_model.key(value).rpartition(".")[0] in KINDS if isinstance(value, (Builtin, External)) else False
