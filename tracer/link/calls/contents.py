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
    passing,
    protocols,
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
MOST_SHARED = 12
MOST_KEYS = 16
"""Keys that are told apart of what all objects of a class hold together."""
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


def _shared(frame: Frame, cls: Class, what: str) -> list[Container]:
    """What methods put into any object of a class ("own"), or what is in any object that is made as one ("all"); none
    where so many things are in the objects of a class that what is in one of them says nothing about another."""
    shared = passing.new_container(frame, kind_of(frame, cls), (what, cls), None)
    return [shared] if len(frame.read(shared.all)) <= MOST_SHARED else []


def read(frame: Frame, instance: Instance) -> list[Container]:
    """All that may be in `instance`, container by container."""
    found = [instance.contents] if isinstance(instance, Filled) else _shared(frame, instance.cls, "all")
    for cls in instance.cls.mro:
        if kind_of(frame, cls):
            found += _shared(frame, cls, "own")
    for cls in () if instance.exact else instance.cls.subclasses:
        found += _shared(frame, cls, "own")
    return found


def _written(frame: Frame, instance: Instance) -> list[Container]:
    if not isinstance(instance, Filled):
        return _shared(frame, instance.cls, "own")
    found = [instance.contents]
    for cls in instance.cls.mro:
        if kind_of(frame, cls):
            found += _shared(frame, cls, "all")
    return found


# ----------------------------------------------------------------------------------------------------- access


def at(frame: Frame, instance: Instance, keys: Values, site: Site) -> Values:
    """`instance[keys]`, where no class of the snapshot says what that is."""
    if len(keys) > MOST_KEYS:
        return everything(frame, instance)
    return union(containers.at(frame, one, keys, site) for one in read(frame, instance))


def store(frame: Frame, instance: Instance, keys: Values, values: Values, site: Site) -> None:
    """`instance[keys] = values`, where no class of the snapshot says what that does."""
    if kind_of(frame, instance.cls) == "dict":
        implicit.looked_up(frame, keys, site)
    for one in _written(frame, instance):
        if one.maker is None and len(one.items) + len(keys) > MOST_KEYS:
            passing.hold_any(frame, one, values)
        else:
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
    written = _written(call.frame, instance)
    if not written:
        return
    target, *others = written
    own = target if isinstance(instance, Filled) else builtins_model.new_container(call, target.kind, "contents")
    (builtins_model.fill_mapping if own.kind == "dict" else builtins_model.fill_sequence)(call, own, rest)
    for shared in others if own is target else (target,):
        _absorb(call, shared, own)


def _absorb(call: CallSite, shared: Container, made: Container) -> None:
    """Put what is in `made` into what the objects of a class hold together."""
    if made.kind == "dict" and len(shared.items) + len(made.items) <= MOST_KEYS:
        containers.merge(call.frame, shared, as_set(made), call.position, again=True)
    else:
        passing.hold_any(call.frame, shared, call.frame.read(made.all))


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
