"""What methods of builtin types do with containers and namespaces: `dict.get`, `list.append`, `property.setter` ..."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tracer.link.calls import (
    builtin_protocols,
    builtins_model,
    constructing,
    containers,
    derived,
    implicit,
    passing,
    protocols,
    records,
    registries,
    storing,
    texts,
)
from tracer.link.calls.cells import EMPTY, Value, Values, as_set, union
from tracer.link.calls.values import Accessor, Builtin, Constant, Container, Field, Generator, Instance, Namespace

if TYPE_CHECKING:
    from tracer.link.calls.invoke import Site
    from tracer.link.calls.passing import Arguments

MethodModel = Callable[["Site", Any, "Arguments"], Values]


def call_method(call: Site, builtin: Builtin, receiver: Value, arguments: Arguments) -> Values:
    """A method of a builtin type, such as `dict.get`, on a known receiver."""
    kind, _, name = builtin.name.rpartition(".")
    if isinstance(receiver, Accessor):
        return _accessor_method(call, name, receiver, arguments)
    if isinstance(receiver, Field):
        return records.refine(call, name, receiver, arguments)
    if builtin.name == records.CONSTRUCTOR:
        return records.initialize(call, receiver, arguments)
    if name == "__new__":
        return builtins_model.new_object(call, arguments)
    if name == "__call__" and isinstance(receiver, Instance):
        call.record(builtins_model.key(builtin))
        return constructing.make_all(call, receiver.cls, arguments)
    if name == "__setattr__" and isinstance(receiver, Instance):
        return builtins_model.set_plainly(call, arguments.after(receiver))
    if name not in STORES:
        call.record(builtins_model.key(builtin))
    if name == "__subclasses__":
        return _subclasses(call, receiver)
    if isinstance(receiver, Generator):
        return _resume(call, name, receiver, arguments)
    if kind == "str":
        return _of_text(call, name, receiver, arguments)
    _look_up(call, kind, name, receiver, arguments)
    if isinstance(receiver, Instance):
        return derived.call_method(call, kind, name, receiver, arguments)
    model = METHODS.get(name)
    if model is not None and isinstance(receiver, (Container, Namespace)):
        return model(call, receiver, arguments)
    return EMPTY


def of_type(call: Site, builtin: Builtin, arguments: Arguments) -> Values:
    """`list.append(x, y)`, as classes derived from `list` have it."""
    kind, _, name = builtin.name.rpartition(".")
    if kind not in derived.KINDS or name == "__new__":
        return EMPTY
    rest = passing.Arguments(arguments.positional[1:], arguments.keywords, arguments.star, arguments.mapping)
    receivers = (value for value in builtins_model.first(call, arguments) if isinstance(value, Instance))
    return union(derived.call_method(call, kind, name, receiver, rest) for receiver in receivers)


def _subclasses(call: Site, receiver: Value) -> Values:
    """`cls.__subclasses__()`: a list of the classes that name `cls` as a base."""
    cls = getattr(receiver, "cls", receiver)
    found = [one for one in getattr(cls, "subclasses", ()) if cls in one.bases]
    return builtins_model.holding(call, "list", frozenset(found), "subclasses")


def _resume(call: Site, name: str, generator: Generator, arguments: Arguments) -> Values:
    if name == "send":
        sent = call.frame.analysis.extra(generator.function, protocols.SENT)
        call.frame.analysis.join(sent, builtins_model.first(call, arguments))
    return protocols.elements(call.frame, as_set(generator), call.position)


def _of_text(call: Site, name: str, receiver: Value, arguments: Arguments) -> Values:
    text = receiver.text if isinstance(receiver, Constant) else None
    if name == "format":
        return texts.formatted(call.frame, text, arguments, call.position)
    if name == "join":
        protocols.elements(call.frame, builtins_model.first(call, arguments), call.position)
    if name in texts.CASES and not arguments.positional:
        return texts.in_case(call.frame, receiver, name)
    return as_set(call.frame.world.builtin("str", instance=True))


def _look_up(call: Site, kind: str, name: str, receiver: Value, arguments: Arguments) -> None:
    """What a method of a dict, set or list calls of the keys and elements it is given, and of those there are."""
    frame, given = call.frame, builtins_model.first(call, arguments)
    if kind in protocols.HASHING:
        if name in BY_KEY:
            implicit.looked_up(frame, given, call.position)
        elif kind != "dict" and name in BY_ELEMENT:
            for values in arguments.positional:
                implicit.looked_up(frame, protocols.held(frame, values), call.position)
    elif name in COMPARING and isinstance(receiver, Container):
        protocols.compare(frame, "==", containers.everything(frame, receiver), given, call.position)


def _accessor_method(call: Site, name: str, accessor: Accessor, arguments: Arguments) -> Values:
    functions = builtins_model.first(call, arguments)
    parts = {"getter": accessor.getter, "setter": accessor.setter, "deleter": accessor.deleter, name: functions}
    return as_set(call.frame.table.intern(Accessor, **parts))


def _get(call: Site, receiver: Container | Namespace, arguments: Arguments) -> Values:
    keys = arguments.positional[0] if arguments.positional else EMPTY
    found = containers.at(call.frame, receiver, keys, call.position)
    return found | builtins_model.first(call, arguments, 1)


def items(call: Site, receiver: Value, _: Arguments) -> Values:
    if not isinstance(receiver, Container):
        return EMPTY
    frame = call.frame
    return builtins_model.rows(call, [containers.keys(frame, receiver), registries.held(frame, receiver)], "items")


def values(call: Site, receiver: Value, _: Arguments) -> Values:
    if not isinstance(receiver, Container):
        return EMPTY
    return builtins_model.holding(call, "list", registries.held(call.frame, receiver), "values")


def _keys(call: Site, receiver: Value, _: Arguments) -> Values:
    if not isinstance(receiver, Container):
        return EMPTY
    return builtins_model.holding(call, "list", containers.keys(call.frame, receiver), "keys")


def _copy(_call: Site, receiver: Value, _: Arguments) -> Values:
    return as_set(receiver)


def _append(call: Site, receiver: Value, arguments: Arguments) -> Values:
    """`append`, `add`, `insert`: the last argument is held from now on."""
    if isinstance(receiver, Container) and arguments.positional:
        passing.hold_any(call.frame, receiver, builtins_model.first(call, arguments, len(arguments.positional) - 1))
    return EMPTY


def _extend(call: Site, receiver: Value, arguments: Arguments) -> Values:
    if isinstance(receiver, Container):
        held = protocols.elements(call.frame, builtins_model.first(call, arguments), call.position)
        passing.hold_any(call.frame, receiver, call.frame.concrete(held))
    return EMPTY


def _update(call: Site, receiver: Value, arguments: Arguments) -> Values:
    if isinstance(receiver, Namespace):
        return _update_attributes(call, receiver, arguments)
    if not isinstance(receiver, Container):
        return EMPTY
    if receiver.kind == "dict":
        containers.merge(call.frame, receiver, builtins_model.first(call, arguments), call.position, again=True)
        for name, values in arguments.keywords.items():
            containers.overwrite(call.frame, receiver, f"str:{name}", values)
        return EMPTY
    return _extend(call, receiver, arguments)


def _update_attributes(call: Site, namespace: Namespace, arguments: Arguments) -> Values:
    """`vars(x).update(...)`: attributes are set, past all hooks."""
    frame, subject = call.frame, namespace.subject
    stored = dict(arguments.keywords)
    for value in builtins_model.first(call, arguments):
        for key, cell in value.items.items() if isinstance(value, Container) and value.kind == "dict" else ():
            name = key.removeprefix("str:")
            stored[name] = stored.get(name, EMPTY) | frame.read(cell)
    for name, values in stored.items():
        if isinstance(subject, Instance):
            frame.analysis.write_field(subject.cls, name, frame.concrete(values))
        else:
            storing.store(frame, as_set(subject), name, frame.concrete(values), call.position)
    return EMPTY


def _setdefault(call: Site, receiver: Value, arguments: Arguments) -> Values:
    if not isinstance(receiver, Container):
        return EMPTY
    keys = builtins_model.first(call, arguments)
    containers.put_any(call.frame, receiver, keys, builtins_model.first(call, arguments, 1))
    return containers.at(call.frame, receiver, keys, call.position)


def _pop(call: Site, receiver: Value, arguments: Arguments) -> Values:
    if isinstance(receiver, Container) and receiver.kind != "dict":
        return containers.everything(call.frame, receiver)
    return _get(call, receiver, arguments)  # type: ignore[arg-type]


def _sort(call: Site, receiver: Value, arguments: Arguments) -> Values:
    frame = call.frame
    elements = containers.everything(frame, receiver) if isinstance(receiver, Container) else EMPTY
    builtin_protocols.ordering(call, arguments, elements, "__lt__", "__gt__")
    return EMPTY


METHODS: dict[str, MethodModel] = {
    "get": _get,
    "__getitem__": _get,
    "items": items,
    "values": values,
    "keys": _keys,
    "copy": _copy,
    "append": _append,
    "add": _append,
    "insert": _append,
    "extend": _extend,
    "update": _update,
    "setdefault": _setdefault,
    "pop": _pop,
    "popitem": items,
    "popleft": _pop,
    "sort": _sort,
    "union": _copy,
    "difference": _copy,
    "intersection": _copy,
}

BY_KEY = frozenset({"get", "pop", "setdefault", "add", "discard", "remove", "__getitem__", "__contains__"})
"""Methods of dicts and sets that look their first argument up."""
BY_ELEMENT = frozenset(
    {"update", "union", "intersection", "difference", "symmetric_difference", "isdisjoint", "issubset", "issuperset"}
    | {"intersection_update", "difference_update", "symmetric_difference_update"}
)
"""Methods of sets that look up what is in their arguments."""
COMPARING = frozenset({"index", "count", "remove", "__contains__"})
"""Methods of lists that compare their first argument with what is in the list."""

STORES = frozenset({"append", "appendleft", "add", "insert", "extend", "update", "setdefault"})
"""Methods that are followed as assignments into the container; no call is shown for them."""
