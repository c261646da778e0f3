"""What methods of builtin types do with containers and namespaces: `dict.get`, `list.append`, `property.setter` ..."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tracer.link.calls import builtins_model, containers, passing, protocols
from tracer.link.calls.cells import EMPTY, Value, Values, as_set
from tracer.link.calls.values import Accessor, Builtin, Container, Instance, Namespace

if TYPE_CHECKING:
    from tracer.link.calls.invoke import Site
    from tracer.link.calls.passing import Arguments

MethodModel = Callable[["Site", Any, "Arguments"], Values]


def call_method(call: Site, builtin: Builtin, receiver: Value, arguments: Arguments) -> Values:
    """A method of a builtin type, such as `dict.get`, on a known receiver."""
    kind, _, name = builtin.name.rpartition(".")
    if isinstance(receiver, Accessor):
        return _accessor_method(call, name, receiver, arguments)
    if name == "__new__":
        return builtins_model.new_object(call, arguments)
    if name == "__setattr__" and isinstance(receiver, Instance):
        return EMPTY
    if name not in STORES:
        call.record(builtins_model.key(builtin))
    model = METHODS.get(name)
    if model is not None and isinstance(receiver, (Container, Namespace)):
        return model(call, receiver, arguments)
    return as_set(call.frame.world.builtin("str", instance=True)) if kind == "str" else EMPTY


def _accessor_method(call: Site, name: str, accessor: Accessor, arguments: Arguments) -> Values:
    functions = builtins_model.first(call, arguments)
    parts = {"getter": accessor.getter, "setter": accessor.setter, "deleter": accessor.deleter, name: functions}
    return as_set(call.frame.table.intern(Accessor, **parts))


def _get(call: Site, receiver: Container | Namespace, arguments: Arguments) -> Values:
    found = containers.at(call.frame, receiver, builtins_model.first(call, arguments), call.position)
    return found | builtins_model.first(call, arguments, 1)


def items(call: Site, receiver: Value, _: Arguments) -> Values:
    if not isinstance(receiver, Container):
        return EMPTY
    frame = call.frame
    return builtins_model.rows(
        call, [containers.keys(frame, receiver), containers.everything(frame, receiver)], "items"
    )


def values(call: Site, receiver: Value, _: Arguments) -> Values:
    if not isinstance(receiver, Container):
        return EMPTY
    return builtins_model.holding(call, "list", containers.everything(call.frame, receiver), "values")


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
    if not isinstance(receiver, Container):
        return EMPTY
    if receiver.kind == "dict":
        containers.merge(call.frame, receiver, builtins_model.first(call, arguments), again=True)
        for name, values in arguments.keywords.items():
            containers.overwrite(call.frame, receiver, f"str:{name}", values)
        return EMPTY
    return _extend(call, receiver, arguments)


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
    keyed = frame.concrete(arguments.keywords.get("key", EMPTY))
    call.other("callback", "callback").values(keyed, passing.Arguments([elements]))
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

STORES = frozenset({"append", "appendleft", "add", "insert", "extend", "update", "setdefault"})
"""Methods that are followed as assignments into the container; no call is shown for them."""
