"""Attribute assignment: where what is assigned to `x.name` is found again, and the code that assigning it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.link.calls import (
    attributes,
    constructors,
    hierarchy,
    hooks,
    invoke,
    passing,
    plain_attributes,
    publishing,
    registries,
)
from tracer.link.calls.cells import EMPTY, Value, Values, as_set
from tracer.link.calls.values import (
    Accessor,
    Builtin,
    Class,
    ClassCone,
    Closure,
    Code,
    Container,
    External,
    Function,
    Instance,
    Made,
    Module,
    Partial,
    Super,
)

if TYPE_CHECKING:
    from tracer import facts as f
    from tracer.link.calls.edges import Site
    from tracer.link.calls.frame import Frame

MOST_CLASSES = 4
"""`setattr(type(x), name, value)`, where `x` may be of more classes than this, says nothing about any of them."""


def store(frame: Frame, targets: Values, name: str, values: Values, site: Site, written: f.Expr | None = None) -> None:
    """`x.name = value` for any x of `targets`, which are `written` as an expression."""
    stored = constructors.known(frame, targets, name, values)
    is_wide = sum(isinstance(target, (Class, ClassCone)) for target in frame.concrete(targets)) > MOST_CLASSES
    for target in frame.each(targets):
        if isinstance(target, Instance):
            frame.subject, frame.written = targets, written
            _store_on_instance(frame, target, name, stored, site)
        elif isinstance(target, (Class, ClassCone)):
            if is_wide:
                continue
            if isinstance(target, Class):
                hooks.call(frame, target, "__setattr__", site)
            store_on_class(frame, target if isinstance(target, Class) else target.cls, name, stored)
        elif isinstance(target, Module):
            publishing.replace(frame, target, name, stored)
        elif isinstance(target, Made):
            passing.hold(frame, target, f"str:{name}", stored)
        elif isinstance(target, Super):
            continue
        elif isinstance(target, External):
            if plain_attributes.is_own_mark(frame, target, name):
                frame.analysis.join(frame.world.fields.of_unknown(name), stored)
        elif isinstance(target, (Code, Closure, Partial)):
            frame.analysis.join(frame.analysis.extra(target, name), stored)


def _store_on_instance(frame: Frame, target: Instance, name: str, stored: Values, site: Site) -> None:
    hooks.call(frame, target, "__setattr__", site)
    cls, is_method = target.cls, False
    for _, cell in hierarchy.members(cls, name, target.exact)[: attributes.WIDEST]:
        for member in cell.values:
            is_method = is_method or isinstance(member, Function)
            if isinstance(member, Accessor):
                cell.read_by(frame.code)
                _set_property(frame, member, target, stored, site)
                if member.setter:
                    return
            elif isinstance(member, Instance) and hierarchy.lookup(member.cls, "__set__"):
                arguments = passing.Arguments([as_set(target), stored])
                attributes.call_method(frame, member, "__set__", arguments, site, "attribute")
    if is_method and not target.exact and not _is_of(frame.code, cls):
        stored = registries.doubted(frame, stored)
    frame.analysis.write_field(cls, name, stored | _replacements(frame, target, stored))


def _is_of(code: Code | None, cls: Class) -> bool:
    """Whether code is a method, or within one, of a class that may share its instances with `cls`. Other code that puts
    a function in place of a method does so to some of the instances: what the others call is the method."""
    while code is not None:
        if isinstance(code, Function) and code.owner in hierarchy.relatives(cls):
            return True
        code = code.parent
    return False


def replaced(frame: Frame, arguments: passing.Arguments) -> None:
    """`super().__setattr__(name, value)` in a `__setattr__`: subclasses of builtin containers that it passes on as the
    value replace what was assigned."""
    given = frame.concrete(arguments.positional[-1]) if arguments.positional else EMPTY
    values = frozenset(value for value in given if isinstance(value, Instance) and _container_kind(value))
    if values and isinstance(frame.code, Function):
        frame.analysis.stand_ins |= values
        frame.analysis.join(frame.analysis.extra(frame.code, "__setattr__"), values)


def _replacements(frame: Frame, target: Instance, stored: Values) -> Values:
    """What `__setattr__` of `target` may store in place of a list, dict, set or tuple."""
    kinds = {value.kind for value in stored if isinstance(value, Container)}
    if not kinds:
        return EMPTY
    result: set[Value] = set()
    for _, cell in hierarchy.members(target.cls, "__setattr__", True):
        for hook in cell.values:
            if isinstance(hook, Function):
                found = frame.read(frame.analysis.extra(hook, "__setattr__"))
                result |= {value for value in found if _container_kind(value) in kinds}
    return frozenset(result)


def stand_ins(frame: Frame, values: Values) -> Values:
    """Of `values`, objects that stand for a list, dict and so on which is known itself: each holds what that holds,
    while all objects of its class together hold anything."""
    found = frame.analysis.stand_ins.intersection(values)
    if not found:
        return EMPTY
    kinds = {value.kind for value in values if isinstance(value, Container) and value.all.values}
    return frozenset(value for value in found if _container_kind(value) in kinds)


def _container_kind(value: Value) -> str:
    outside = value.cls.outside if isinstance(value, Instance) else ()
    return next((base.name for base in outside if isinstance(base, Builtin) and base.name != "object"), "")


def _set_property(frame: Frame, accessor: Accessor, target: Instance, stored: Values, site: Site) -> None:
    call = invoke.Site(frame, site, "property", "property", count=1)
    for setter in accessor.setter:
        call.value(setter, passing.Arguments([as_set(target), stored]))


def store_on_class(frame: Frame, cls: Class, name: str, stored: Values) -> None:
    if name not in cls.members:
        for subject in (cls, *cls.subclasses, *cls.mro):
            subject.cache.pop(name, None)
            subject.cone_cache.pop(name, None)
    frame.analysis.join(frame.world.add_member(cls, name), stored)
