"""What instances of classes derived from `list`, `dict`, `set` and `tuple` hold: those of one class all together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.link.calls import builtin_protocols, builtins_model, implicit, protocols
from tracer.link.calls.cells import EMPTY, Values
from tracer.link.calls.values import Container, Instance

if TYPE_CHECKING:
    from tracer.link.calls.frame import Frame
    from tracer.link.calls.invoke import Site
    from tracer.link.calls.passing import Arguments

ELEMENTS = "<elements>"
"""The field of what such an instance holds: elements, or the values of a dict."""
KINDS = frozenset({"list", "dict", "set", "frozenset", "tuple"})
LAST = frozenset({"append", "add", "insert", "setdefault", "__setitem__"})
"""Methods that keep their last argument."""
GIVING = frozenset({"pop", "get", "setdefault", "__getitem__"})
GROWING = {"list": "+", "set": "|"}
"""Operators that add the elements of something else: `x += y`."""
LISTING = {"values": "list", "copy": "list"}


def hold(frame: Frame, instance: Instance, values: Values) -> None:
    known = frame.concrete(values)
    if known and implicit.builtin_kind(instance) in KINDS:
        frame.analysis.write_field(instance.cls, ELEMENTS, known)


def held(frame: Frame, instance: Instance) -> Values:
    if implicit.builtin_kind(instance) not in KINDS:
        return EMPTY
    return frame.read(frame.world.fields.view(instance.cls, ELEMENTS, instance.exact))


def call_method(call: Site, kind: str, name: str, instance: Instance, arguments: Arguments) -> Values:
    """A method that an instance has from the builtin type `kind`."""
    frame, passed = call.frame, arguments.positional
    if name in LAST and len(passed) > (kind == "dict"):
        hold(frame, instance, passed[-1])
    elif name in ("extend", "update", "__init__", "__iadd__", "__ior__"):
        fill(call, instance, arguments)
    if name in GIVING:
        default = passed[-1] if kind == "dict" and len(passed) > 1 else EMPTY
        return held(frame, instance) | frame.concrete(default)
    if name == "sort":
        builtin_protocols.ordering(call, arguments, held(frame, instance), "__lt__", "__gt__")
    if name in LISTING:
        return builtins_model.holding(call, LISTING[name], held(frame, instance), name)
    if name == "items":
        return builtins_model.rows(call, [EMPTY, held(frame, instance)], name)
    if name == "__iter__" and kind != "dict":
        return builtins_model.holding(call, "list", held(frame, instance), name)
    return EMPTY


def fill(call: Site, instance: Instance, arguments: Arguments) -> None:
    """Hold what is in the first argument, of dicts also what is passed by name."""
    frame = call.frame
    given = builtins_model.first(call, arguments) or frame.concrete(arguments.star)
    if implicit.builtin_kind(instance) != "dict":
        hold(frame, instance, protocols.elements(frame, given, call.position))
        return
    for value in given:
        if isinstance(value, Container) and value.kind == "dict":
            hold(frame, instance, value.all.values)
            value.all.read_by(frame.code)
        elif isinstance(value, Instance):
            hold(frame, instance, held(frame, value))
    for values in (*arguments.keywords.values(), arguments.mapping):
        hold(frame, instance, values)
