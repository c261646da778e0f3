"""What making an instance of a class runs: its metaclass, `__new__` and `__init__`, or what stands in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.link.calls import (
    attributes,
    closures,
    derived,
    enums,
    handing,
    hierarchy,
    implicit,
    imports,
    likely,
    metaclasses,
    records,
)
from tracer.link.calls.cells import EMPTY, Value, Values, as_set, union
from tracer.link.calls.values import Class, ClassCone, Closure, External, Function, Instance
from tracer.linked import EXTERNAL, NO_CONSTRUCTOR

if TYPE_CHECKING:
    from tracer.link.calls.invoke import Site as CallSite
    from tracer.link.calls.passing import Arguments


def call_class(call: CallSite, cls: Class, arguments: Arguments) -> Values:
    return _construct(call, cls, cls, True, arguments)


def call_family(call: CallSite, family: ClassCone, arguments: Arguments) -> Values:
    return _construct(call, family.cls, family, False, arguments)


def _construct(call: CallSite, cls: Class, receiver: Value, exact: bool, arguments: Arguments) -> Values:
    if cls.outside and enums.is_enum(cls):
        return enums.look_up(call, cls, arguments)
    construct = call.other("construct" if call.kind == "call" else call.kind, call.rule)
    metaclass = metaclasses.of(cls)
    replaced: set[Value] = set()
    if metaclass is not None:
        for _, cell in hierarchy.members(metaclass, "__call__", True):
            for value in call.frame.read(cell):
                other = construct.value(value, arguments.after(receiver))
                replaced |= {one for one in other if isinstance(one, Instance) and cls in one.cls.mro}
                construct.rule = handing.through_wrapper(call.rule)
    return _make(construct, cls, receiver, exact, arguments) | replaced


def _make(construct: CallSite, cls: Class, receiver: Value, exact: bool, arguments: Arguments) -> Values:
    """What `type.__call__` does: `__new__` and `__init__`."""
    call, instance = construct, cls.instance if exact else cls.cone
    made = closures.held_by(call.frame, cls, instance, arguments) if exact else instance
    result = as_set(made) | _new(construct, cls, receiver, exact, arguments)
    if exact:
        result |= imports.lazily(call.frame, cls.name, arguments)
        if "__init__" not in cls.members and "__new__" not in cls.members:
            construct.record(cls.key, rule=NO_CONSTRUCTOR)
    if records.constructs(call.frame, cls):
        records.construct(construct, cls, instance, arguments)
        return result
    found = hierarchy.members(cls, "__init__", exact)
    if not found:
        _without_init(construct, cls, exact)
        if implicit.builtin_kind(instance) in derived.KINDS:
            derived.fill(construct, instance, arguments)
    for _, cell in found:
        for value in call.frame.read(cell):
            _initialize(construct, value, instance, arguments)
    return result


def make_all(call: CallSite, metaclass: Class, arguments: Arguments) -> Values:
    """`super().__call__(...)` in a metaclass: any of the classes that it makes is instantiated."""
    made = call.frame.world.made_by
    classes = [cls for maker in (metaclass, *metaclass.subclasses) for cls in made.get(maker, ())]
    construct = call.other("construct", call.rule)
    construct.count = max(call.count, len(classes))
    if len(classes) > attributes.WIDEST:
        for key in sorted({key for cls in classes for key in likely.called(cls)}):
            construct.record(key)
        return EMPTY
    return union(_make(construct, cls, cls, True, arguments) for cls in classes)


def _initialize(construct: CallSite, value: Value, instance: Instance, arguments: Arguments) -> None:
    if isinstance(value, (Function, Closure)):
        construct.value(construct.frame.table.bound(value, instance), arguments)
    else:
        construct.value(value, arguments.after(instance))


def _new(construct: CallSite, cls: Class, receiver: Value, exact: bool, arguments: Arguments) -> Values:
    """`__new__`; of what it returns, instances of other classes than its own."""
    result: set[Value] = set()
    for _, cell in hierarchy.members(cls, "__new__", exact):
        for value in construct.frame.read(cell):
            found = construct.value(value, arguments.after(receiver))
            result |= {made for made in found if isinstance(made, Instance) and made.exact}
    return frozenset(result)


def _without_init(construct: CallSite, cls: Class, exact: bool) -> None:
    outside = next((base for base in cls.outside if isinstance(base, External)), None)
    if outside is not None:
        construct.record(f"{EXTERNAL}{outside.name}.__init__")
    elif not exact and not hierarchy.members(cls, "__new__", True):
        construct.record(cls.key, rule=NO_CONSTRUCTOR)
