"""Attribute access: what `x.name` may be, and the code that reading it runs."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, Any

from tracer import facts as f
from tracer.link import builtin_names
from tracer.link.calls import (
    enums,
    hierarchy,
    hooks,
    imports,
    invoke,
    library_table,
    likely,
    metaclasses,
    passing,
    plain_attributes,
    records,
    registries,
    texts,
)
from tracer.link.calls.cells import EMPTY, Value, Values, as_set, union
from tracer.link.calls.edges import CANDIDATE
from tracer.link.calls.values import (
    Accessor,
    Affixed,
    Builtin,
    BuiltinMethod,
    Class,
    ClassCone,
    Closure,
    External,
    Function,
    Held,
    Instance,
    Made,
    Managed,
    Method,
    Module,
    Namespace,
    Super,
)

if TYPE_CHECKING:
    from tracer.link.calls.edges import Site
    from tracer.link.calls.frame import Frame

_OF_EVERY_CLASS = frozenset({"__annotations__", "__module__"})
"""What every class has without defining it, beside what `type` and `object` define."""
WIDEST = 24
"""More possible targets than this are shown as candidates, but nothing flows into or out of them."""
MOST_MATCHING = 160
"""More attributes than this that a name known by its beginning and end may mean, and it means none."""
MOST_MADE = 8
"""What an attribute of a class is in a method of its metaclass is known where that makes no more classes than this."""


def load(frame: Frame, values: Values, name: str, site: Site, written: f.Expr | None = None) -> Values:
    """What attribute `name` of any of `values`, which are `written` as an expression, may be."""
    result = EMPTY
    lacking: list[Value] = []
    is_had = False
    for value in frame.each(values):
        handler = _LOAD.get(value.__class__)
        if handler is not None:
            frame.subject, frame.written = values, written
            found = handler(frame, value, name, site)
            if found:
                result = result | found if result else found
                is_had = is_had or isinstance(value, Instance)
            elif found is None:
                lacking.append(value)
    if lacking:
        frame.subject, frame.written = values, written
        result |= hooks.asked(frame, frozenset(lacking), name, site, has_others=bool(result), is_had=is_had)
    if not result and name in frame.world.properties:
        frame.sites.reads[site] = name
    return plain_attributes.own_mark(frame, values, result, name) if name.startswith("_") else result


def load_matching(frame: Frame, values: Values, patterns: Iterable[Affixed], site: Site) -> Values:
    """What attributes of `values` whose names begin and end so may be: one of as many possibilities as there are. Of
    names of which nothing is known, it is a guess; a module may be used as a registry."""
    result, width = EMPTY, frame.width
    for pattern in patterns:
        for value in frame.concrete(values):
            names = texts.matching(_names(value), pattern)
            if len(names) <= MOST_MATCHING:
                frame.width = max(width, len(names))
                found = union(load(frame, as_set(value), name, site) for name in names)
                frame.width = width
                is_guess = texts.is_any(pattern) and not isinstance(value, Module)
                result |= registries.doubted(frame, found) if is_guess else found
    return result


def _names(value: Value) -> Iterable[str]:
    """The attributes that a value is known to have, of methods and module functions those that it defines."""
    if isinstance(value, Module):
        return value.variables
    if isinstance(value, (Class, ClassCone, Instance)):
        cls = value if isinstance(value, Class) else value.cls
        is_cone = isinstance(value, ClassCone) or (isinstance(value, Instance) and not value.exact)
        classes = (*cls.mro, *(cls.subclasses if is_cone else ()))
        return chain.from_iterable((*one.members, *one.fields) for one in classes)
    return ()


def _of_module(frame: Frame, module: Module, name: str, site: Site) -> Values:
    if name == "__dict__":
        return as_set(frame.table.intern(Namespace, subject=module))
    if name == "__name__":
        return as_set(frame.world.constant("str", module.name))
    return imports.member(frame, module, name, site)


# ------------------------------------------------------------------------------------------------- instances


def _of_instance(frame: Frame, receiver: Instance, name: str, site: Site) -> Values | None:
    """None where only `__getattr__` may know."""
    cls = receiver.cls
    if name == "__class__":
        return as_set(cls if receiver.exact else cls.family)
    if name == "__dict__":
        return as_set(frame.table.intern(Namespace, subject=receiver))
    if hierarchy.members(cls, "__getattribute__", receiver.exact):
        hooks.call(frame, receiver, "__getattribute__", site)
    found = hierarchy.members(cls, name, receiver.exact)
    result = _members(frame, found, receiver, site) if found else EMPTY
    fields = frame.read(frame.world.fields.view(cls, name, receiver.exact))
    if fields:
        return result | fields
    if result or found:
        # Of a record that nobody is seen to make.
        return result or union(records.defaults(cell.values) for _, cell in found)
    if 0 < len(cls.makes) <= MOST_MADE:
        result = union(_of_family(frame, made.family, name, site) for made in cls.makes if hierarchy.lookup(made, name))
        if result:
            return result
    outside = _outside(frame, cls, receiver, name)
    return None if not outside and hooks.may_answer(frame, receiver, name) else outside


def _members(frame: Frame, found: hierarchy.Found, receiver: Instance, site: Site) -> Values:
    if len(found) == 1:
        return bind(frame, frame.read(found[0][1]), receiver, site)
    result, own = EMPTY, receiver.cls.mro
    for index, (definer, cell) in enumerate(found):
        values = frame.read(cell)
        if index < WIDEST or definer in own:
            result |= bind(frame, values, receiver, site)
        else:
            result |= frozenset(
                frame.table.bound(value, receiver) for value in values if isinstance(value, (Function, Closure))
            )
    return result


def bind(frame: Frame, members: Values, receiver: Value, site: Site) -> Values:
    """Members of a class as attributes of its instance: methods are bound, properties and descriptors run."""
    result: set[Value] = set()
    for member in members:
        kind = member.__class__
        if kind is Function or kind is Closure or kind is Managed:
            result.add(frame.table.bound(member, receiver))
        elif isinstance(member, Method):
            result |= _bind_method(frame, member, receiver)
        elif isinstance(member, Accessor):
            result |= _get(frame, member, receiver, site)
        elif kind is Held and hierarchy.lookup(member.cls, "__get__"):  # type: ignore[attr-defined]
            arguments = passing.Arguments([as_set(receiver), EMPTY])
            found = call_method(frame, member, "__get__", arguments, site, "attribute")  # type: ignore[arg-type]
            own = frozenset(one for one in found or EMPTY if isinstance(one, (Function, Closure)))
            result |= own or as_set(frame.table.bound(member, receiver))
        elif isinstance(member, Instance) and hierarchy.lookup(member.cls, "__get__"):
            arguments = passing.Arguments([as_set(receiver), EMPTY])
            result |= call_method(frame, member, "__get__", arguments, site, "attribute") or EMPTY
        elif kind is Made:
            result |= _bind_made(frame, member, receiver, site)  # type: ignore[arg-type]
        else:
            result.add(member)
    return frozenset(result)


def _bind_made(frame: Frame, made: Made, receiver: Value, site: Site) -> Values:
    if made.kind in library_table.BOUND:
        return as_set(frame.table.bound(made, receiver))
    getter = library_table.method(made.kind, "__get__")
    if getter is None:
        return as_set(made)
    call = invoke.Site(frame, site, "attribute", hooks.rule(frame, frame.concrete(frame.subject)))
    return call.value(frame.world.external(getter), passing.Arguments([as_set(made), as_set(receiver)]))


def _bind_method(frame: Frame, method: Method, receiver: Value) -> Values:
    if method.kind == records.DEFAULT and isinstance(receiver, Instance):
        return EMPTY
    if method.kind != "classmethod":
        return method.function
    if isinstance(receiver, Instance):
        receiver = receiver.cls if receiver.exact else receiver.cls.family
    return frozenset(frame.table.bound(value, receiver) for value in method.function)


def _get(frame: Frame, accessor: Accessor, receiver: Value, site: Site) -> Values:
    result = EMPTY
    for getter in accessor.getter:
        call = invoke.Site(frame, site, "property", "property", count=1)
        if isinstance(getter, Function) and isinstance(receiver, Instance) and _is_replaced(getter, receiver):
            frame.edge(getter.key, "property", CANDIDATE, invoke.ABSTRACT, site)
            call.quiet = True
        result |= call.value(getter, passing.Arguments([as_set(receiver)]))
    return result


def _is_replaced(getter: Function, receiver: Instance) -> bool:
    """Whether a property says nothing but that subclasses put another in its place, which some do."""
    if receiver.exact or not (getter.is_abstract or hierarchy.is_empty(getter)):
        return False
    return len(hierarchy.members(receiver.cls, getter.name, False)) > 1


def call_method(
    frame: Frame,
    receiver: Instance | Class,
    name: str,
    arguments: passing.Arguments,
    site: Site,
    kind: str,
    rule: str = "",
) -> Values | None:
    """Call the method `name` that Python itself would call on `receiver`; None where its classes have none."""
    if isinstance(receiver, Class):
        metaclass = metaclasses.of(receiver)
        found = hierarchy.members(metaclass, name, True) if metaclass is not None else ()
    else:
        found = hierarchy.members(receiver.cls, name, receiver.exact)
    if not found:
        return None
    result = EMPTY
    if not rule:
        rule = hooks.rule(frame, frame.concrete(frame.subject)) if kind == "attribute" else kind
    call = invoke.Site(frame, site, kind, rule, count=len(found))
    call.method = name
    if frame.width > likely.FANOUT:
        # One of whatever came by: what its own class says is a guess too.
        call.breadth = invoke.BROADEST + 1
    for _, cell in found:
        for member in frame.read(cell):
            if isinstance(member, (Function, Closure)):
                bound = frame.table.bound(member, receiver)
                result |= call.value(bound, arguments)
            elif isinstance(member, Method):
                result |= union_calls(call, member.function, arguments)
    return result


def union_calls(call: invoke.Site, values: Values, arguments: passing.Arguments) -> Values:
    result = EMPTY
    for value in values:
        result |= call.value(value, arguments)
    return result


def _outside(frame: Frame, cls: Class, receiver: Value, name: str) -> Values:
    for base in cls.outside:
        kind = metaclasses.builtin_of(base, name)
        if isinstance(base, External) and not kind:
            return records.row_method(frame, cls, receiver, name) or _of_outside(frame, base, name, receiver)
        if kind != "object" and builtin_names.has(kind, name):
            method = frame.world.builtin(f"{kind}.{name}")
            return as_set(frame.table.intern(BuiltinMethod, function=method, receiver=receiver))
    return records.row_method(frame, cls, receiver, name)


def _of_outside(frame: Frame, base: External, name: str, receiver: Value | None = None) -> Values:
    """What a class outside the snapshot may give its subclasses: of modules, only what all modules have."""
    described = library_table.method(base.name, name)
    if described is not None and receiver is not None:
        return as_set(frame.table.bound(frame.world.external(described), receiver))
    if base.name == "types.ModuleType" and not builtin_names.has("module", name):
        return EMPTY
    return as_set(frame.world.external(f"{base.name}.{name}"))


# --------------------------------------------------------------------------------------------------- classes


def _of_class(frame: Frame, cls: Class, name: str, site: Site) -> Values:
    return _class_member(frame, cls, cls, True, name, site)


def _of_family(frame: Frame, family: ClassCone, name: str, site: Site) -> Values:
    return _class_member(frame, family.cls, family, False, name, site)


def _class_member(frame: Frame, cls: Class, receiver: Value, exact: bool, name: str, site: Site) -> Values:
    if name in ("__name__", "__qualname__"):
        return as_set(frame.world.constant("str", cls.name)) if exact else texts.names_in(frame, cls)
    if name == "__dict__":
        return as_set(frame.table.intern(Namespace, subject=cls))
    if name == "__init__" and (made := records.constructor(frame, cls.mro)):
        return made
    found = hierarchy.members(cls, name, exact)
    if not found and name == "__subclasses__":
        return as_set(
            frame.table.intern(BuiltinMethod, function=frame.world.builtin(f"type.{name}"), receiver=receiver)
        )
    if name == "__members__" and (members := enums.of(receiver)):
        named = passing.new_container(frame, "dict", (frame.code, site, name), frame.code)
        passing.hold_any(frame, named, members)
        return as_set(named)
    if not found:
        known = _of_metaclass(frame, cls, receiver, name, site) or _class_outside(frame, cls, name)
        return known or (EMPTY if name in _OF_EVERY_CLASS else hooks.call(frame, cls, "__getattr__", site))
    result: set[Value] = set()
    for _, cell in found[:WIDEST]:
        for member in frame.read(cell):
            if member.__class__ is Method:
                result |= _bind_method(frame, member, receiver)
            elif member.__class__ is Instance and hierarchy.lookup(member.cls, "__get__"):
                arguments = passing.Arguments([EMPTY, as_set(receiver)])
                result |= call_method(frame, member, "__get__", arguments, site, "attribute") or EMPTY
            elif member.__class__ is Function and member.name in ("__init_subclass__", "__class_getitem__"):
                result.add(frame.table.bound(member, receiver))
            else:
                result.add(member)
    return frozenset(result)


def _class_outside(frame: Frame, cls: Class, name: str) -> Values:
    for base in cls.outside:
        if isinstance(base, External):
            return records.row_method(frame, cls, cls, name) or _of_outside(frame, base, name)
        if isinstance(base, Builtin) and builtin_names.offers(base.name, name):
            return as_set(frame.world.builtin(f"{base.name}.{name}"))
    return records.row_method(frame, cls, cls, name)


def _of_metaclass(frame: Frame, cls: Class, receiver: Value, name: str, site: Site) -> Values:
    metaclass = metaclasses.of(cls)
    if metaclass is None:
        return EMPTY
    found = hierarchy.members(metaclass, name, True)
    result = EMPTY
    for _, cell in found:
        result |= bind(frame, frame.read(cell), receiver, site)
    return result


def _of_super(frame: Frame, value: Super, name: str, site: Site) -> Values:
    receiver = value.receiver
    subject = getattr(receiver, "cls", value.cls)
    if name == "__init__" and value.cls in subject.mro:
        made = records.constructor(frame, subject.mro[subject.mro.index(value.cls) + 1 :])
        if made:
            return frozenset(frame.table.bound(one, receiver) for one in made)
    found = hierarchy.after(value.cls, subject, name)
    result = EMPTY
    for _, cell in found[:WIDEST]:
        members = frame.read(cell)
        if name != "__new__":
            result |= bind(frame, members, receiver, site)
        else:
            result |= members
    if found:
        return result
    if name == "__new__":
        return as_set(metaclasses.new_of(frame, value.cls))
    if name == "__setattr__" and not value.cls.outside:
        method = frame.world.builtin("object.__setattr__")
        return as_set(frame.table.intern(BuiltinMethod, function=method, receiver=receiver))
    return _outside(frame, value.cls, receiver, name)


_LOAD: dict[type, Any] = {
    **plain_attributes.LOAD,
    Module: _of_module,
    Instance: _of_instance,
    Held: _of_instance,
    Class: _of_class,
    ClassCone: _of_family,
    Super: _of_super,
}
