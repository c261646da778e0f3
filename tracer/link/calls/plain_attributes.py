"""Attributes of values that are neither modules, nor instances or classes of the snapshot: of functions and what is put
around them, of what Python and its library make, of what is outside."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tracer.link import builtin_names
from tracer.link.calls import attributes, containers, imports, library_table, records, registries
from tracer.link.calls.cells import EMPTY, Value, Values, as_set
from tracer.link.calls.values import (
    Accessor,
    Affixed,
    Bound,
    Builtin,
    BuiltinMethod,
    Closure,
    Constant,
    Container,
    Doubtful,
    External,
    Field,
    Function,
    Generator,
    Instance,
    Made,
    Method,
    Namespace,
    Partial,
)

if TYPE_CHECKING:
    from tracer.link.calls.edges import Site
    from tracer.link.calls.frame import Frame

MOST_WRITERS = 4
"""A private attribute that more classes have says nothing of which of them an object is."""
LONGEST = 5
"""Parts of a dotted name outside the snapshot that are worth following."""


def _of_function(frame: Frame, function: Function, name: str, _: Site) -> Values:
    if name in ("__name__", "__qualname__"):
        return as_set(frame.world.constant("str", function.name))
    if name == "__dict__":
        return as_set(frame.table.intern(Namespace, subject=function))
    if name == "__get__":
        return as_set(
            frame.table.intern(BuiltinMethod, function=frame.world.builtin("function.__get__"), receiver=function)
        )
    return frame.read(frame.analysis.extra(function, name))


def _of_bound(frame: Frame, bound: Bound | BuiltinMethod, name: str, site: Site) -> Values:
    if name == "__self__":
        return as_set(bound.receiver)
    if name == "__func__":
        return as_set(bound.function)
    return attributes.load(frame, as_set(bound.function), name, site)


def _of_closure(frame: Frame, closure: Closure, name: str, site: Site) -> Values:
    if name == "__wrapped__":
        result = EMPTY
        for values in closure.bindings.values():
            result |= values
        return result
    return _of_function(frame, closure.function, name, site)


def _of_partial(frame: Frame, made: Partial, name: str, _: Site) -> Values:
    return frame.read(made.target) if name == "func" else EMPTY


def _of_external(frame: Frame, external: External, name: str, _: Site) -> Values:
    if external.name.count(".") >= LONGEST:
        return EMPTY
    path = f"{external.name}.{name}"
    return as_set(frame.world.external(path)) if external.made else imports.public(frame, path)


def is_own_mark(frame: Frame, value: Value, name: str) -> bool:
    """Whether an attribute of what somebody outside returned is rather the snapshot's own: one of a private name that
    few of its classes have, which it leaves on all objects that it works on."""
    if not isinstance(value, External) or not value.made or not name.startswith("_") or name.startswith("__"):
        return False
    return len(frame.world.fields.writers.get(name, ())) <= MOST_WRITERS


def own_mark(frame: Frame, values: Values, found: Values, name: str) -> Values:
    """What a private attribute is of which `found` is all that is said: nobody outside has one that one's own classes
    have. Of objects of which nothing is known it is an instance of one's own, if all that are left under the name are
    such."""
    own = frozenset(value for value in found if value.__class__ is not External)
    if not found or own or name.startswith("__"):
        return own or found
    if not any(is_own_mark(frame, value, name) for value in frame.concrete(values)):
        return found
    left = frame.read(frame.world.fields.of_unknown(name))
    return left if left and all(value.__class__ is Instance for value in left) else found


def _of_builtin(frame: Frame, builtin: Builtin, name: str, _: Site) -> Values:
    if not builtin_names.offers(builtin.name, name):
        return EMPTY
    if name == "__name__":
        return as_set(frame.world.constant("str", builtin.name))
    method = frame.world.builtin(f"{builtin.name}.{name}")
    return as_set(frame.table.intern(BuiltinMethod, function=method, receiver=builtin) if builtin.instance else method)


def _of_constant(frame: Frame, constant: Constant | Affixed, name: str, _: Site) -> Values:
    return _typed(frame, constant.kind, constant, name)


def _of_container(frame: Frame, container: Container, name: str, _: Site) -> Values:
    if container.kind == "tuple" and f"str:{name}" in container.items:
        return containers.get(frame, container, f"str:{name}")
    return _typed(frame, "list" if container.kind == "generator" else container.kind, container, name)


def _of_generator(frame: Frame, generator: Generator, name: str, _: Site) -> Values:
    if name not in ("send", "throw", "__next__"):
        return EMPTY
    method = frame.world.builtin(f"generator.{name}")
    return as_set(frame.table.intern(BuiltinMethod, function=method, receiver=generator))


def _of_made(frame: Frame, made: Made, name: str, _: Site) -> Values:
    """What an object of the library was given under this name; else its method."""
    if f"str:{name}" in made.items:
        return containers.get(frame, made, f"str:{name}")
    described = library_table.method(made.kind, name)
    if described is not None:
        return as_set(frame.table.bound(frame.world.external(described), made))
    return as_set(frame.world.external(f"{made.kind}.{name}", 1))


def _of_namespace(frame: Frame, namespace: Namespace, name: str, _: Site) -> Values:
    return _typed(frame, "dict", namespace, name)


def _typed(frame: Frame, kind: str, receiver: Value, name: str) -> Values:
    if not builtin_names.has(kind, name):
        return EMPTY
    method = frame.world.builtin(f"{kind}.{name}")
    return as_set(frame.table.intern(BuiltinMethod, function=method, receiver=receiver))


def _of_doubtful(frame: Frame, guess: Doubtful, name: str, site: Site) -> Values:
    found = frame.doubting(partial(attributes.load, frame, as_set(guess.value), name, site))
    return registries.doubted(frame, found, instances=True)


def _of_accessor(frame: Frame, accessor: Accessor, name: str, _: Site) -> Values:
    if name in ("setter", "getter", "deleter"):
        method = frame.world.builtin(f"property.{name}")
        return as_set(frame.table.intern(BuiltinMethod, function=method, receiver=accessor))
    return {"fget": accessor.getter, "fset": accessor.setter, "fdel": accessor.deleter}.get(name, EMPTY)


def _of_field(frame: Frame, field: Field, name: str, _: Site) -> Values:
    if name not in records.DECORATING:
        return EMPTY
    return as_set(frame.table.intern(BuiltinMethod, function=frame.world.builtin(f"field.{name}"), receiver=field))


def _of_method(frame: Frame, method: Method, name: str, site: Site) -> Values:
    return method.function if name == "__func__" else attributes.load(frame, method.function, name, site)


LOAD: dict[type, Any] = {
    Function: _of_function,
    Bound: _of_bound,
    BuiltinMethod: _of_bound,
    Closure: _of_closure,
    Partial: _of_partial,
    External: _of_external,
    Builtin: _of_builtin,
    Constant: _of_constant,
    Affixed: _of_constant,
    Container: _of_container,
    Made: _of_made,
    Generator: _of_generator,
    Namespace: _of_namespace,
    Accessor: _of_accessor,
    Doubtful: _of_doubtful,
    Method: _of_method,
    Field: _of_field,
}
