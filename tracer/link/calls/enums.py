"""Enumerations: what their class body assigns are instances of the class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.link.calls import attributes, containers, hierarchy, passing
from tracer.link.calls.cells import EMPTY, Values, as_set
from tracer.link.calls.values import Accessor, Class, ClassCone, Closure, Container, External, Function, Made, Method
from tracer.linked import NO_CONSTRUCTOR

if TYPE_CHECKING:
    from tracer.link.calls.edges import Site
    from tracer.link.calls.frame import Frame
    from tracer.link.calls.invoke import Site as CallSite
    from tracer.link.calls.passing import Arguments

BASES = frozenset(f"enum.{name}" for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "ReprEnum"))
NO_MEMBERS = (Function, Closure, Method, Accessor, Class, Made)
"""What a class body binds that is no member: methods, properties, classes."""
VALUES = ("value", "_value_")


def is_enum(cls: Class) -> bool:
    return any(isinstance(base, External) and base.name in BASES for base in cls.outside)


def member(frame: Frame, cls: Class, name: str, values: Values) -> Values:
    """What `name = value` in the body of an enumeration binds."""
    if name.startswith("__") or any(isinstance(value, NO_MEMBERS) for value in values):
        return values
    for attribute in VALUES:
        frame.analysis.write_field(cls, attribute, frame.concrete(values))
    return as_set(cls.instance)


def make(frame: Frame, cls: Class, site: Site) -> None:
    """The class is made: each of its members is constructed."""
    given = frame.read(frame.world.fields.cell(cls, VALUES[0]))
    for value in given or (None,):
        arguments = passing.Arguments([as_set(value)] if value is not None else [])
        if isinstance(value, Container) and value.kind == "tuple":
            arguments = passing.Arguments(containers.in_order(frame, value))
        attributes.call_method(frame, cls.instance, "__init__", arguments, site, "construct")
        if hierarchy.lookup(cls, "__new__"):
            attributes.call_method(frame, cls.instance, "__new__", arguments, site, "construct")


def of(value: object) -> Values:
    """The members of an enumeration: what iterating over it and looking in it gives."""
    cls = value.cls if isinstance(value, ClassCone) else value
    return as_set(cls.cone if cls.subclasses else cls.instance) if isinstance(cls, Class) and is_enum(cls) else EMPTY


def look_up(call: CallSite, cls: Class, arguments: Arguments) -> Values:
    """`Colour(value)`: the member with that value, or what `_missing_` gives for it."""
    found = of(cls)
    call.other("construct", call.rule).record(cls.key, rule=NO_CONSTRUCTOR)
    members = hierarchy.members(cls, "_missing_", True)
    for _, cell in members:
        for value in call.frame.read(cell):
            functions = value.function if isinstance(value, Method) else as_set(value)
            call.other("call", "enumeration").values(functions, arguments.after(cls))
    return found
