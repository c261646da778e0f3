"""Of what a call expression may call: how many there are, by which rule they are known, and which are likely meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link.calls import hierarchy
from tracer.link.calls.cells import Value, Values
from tracer.link.calls.values import Bound, Class, ClassCone, Closure, Function, Held, Instance, Module

if TYPE_CHECKING:
    from tracer.link.calls.frame import Frame

FANOUT, FANOUT_OWN = 8, 12
"""More targets than this at one site are candidates: each is possible, none is likely. Of what is one's own, more
are."""
REGISTRY = 32
"""Up to so many functions of one module are what a registry holds, of which any may be asked for."""
SEVERAL = 3
"""Up to so many different targets are taken as they are."""
KEPT = frozenset({"self", "field", "container", "return value"})
"""Rules of functions that were kept somewhere before they are called."""


def common_method(values: list[Value]) -> str:
    """The name that most of what is called has, as methods of some receiver."""
    if len(values) == 1:
        return method_name(values[0])
    names = Counter(method_name(value) for value in values)
    name, count = names.most_common(1)[0]
    return name if 2 * count >= len(values) else ""


def method_name(value: Value) -> str:
    if isinstance(value, Bound):
        return value.function.name if isinstance(value.function, Function) else ""
    if isinstance(value, Function):
        return ""
    if isinstance(value, Instance):
        return "__call__"
    return "__init__" if isinstance(value, (Class, ClassCone)) else ""


def root_name(expression: f.Expr) -> str:
    while isinstance(expression, f.Attribute):
        expression = expression.value
    return expression.id if isinstance(expression, f.Name) else ""


def receivers(values: Iterable[Value]) -> int:
    """How many different things these are methods of, or are."""
    bound = {value.receiver if isinstance(value, Bound) else value for value in values}
    return sum(not isinstance(value, (Function, Closure)) for value in bound)


def likely(function: f.Expr, values: list[Value], rule: str) -> frozenset[str]:
    """Of very different targets, those that are most likely meant: functions with the name that is called, else those
    of one module if they are many (it keeps a registry of them), else all functions beside instances of very general
    classes, or where there are several beside an instance or two, which mostly come from imprecision."""
    name = function.id if isinstance(function, f.Name) else function.attr if isinstance(function, f.Attribute) else ""
    plain = [value for value in values if isinstance(value, (Function, Closure))]
    keys = {value.function.key if isinstance(value, Closure) else value.key for value in plain}
    named = frozenset(key for key in keys if key.rpartition(":")[2].rpartition(".")[2] == name)
    if (
        named
        and rule not in ("parameter", "assignment")
        and len(named) < len(values)
        and len(values) > SEVERAL
        and not any(isinstance(value, Bound) for value in values)
    ):
        return named
    modules = Counter(value.module for value in plain if isinstance(value, Function))
    if rule in KEPT and modules and modules.most_common(1)[0][1] > FANOUT:
        home, count = modules.most_common(1)[0]
        if 2 * count >= len(values):
            return frozenset(value.key for value in plain if isinstance(value, Function) and value.module is home)
    others = [value for value in values if isinstance(value, Instance) and not isinstance(value, Held)]
    if keys and others and all(map(_is_broad, others)) and not any(isinstance(v, (Bound, Class)) for v in values):
        return frozenset(keys)
    if len(keys) >= 3 and 0 < len(others) <= 2 and len(keys) + len(others) == len(values):
        return frozenset(keys)
    return frozenset()


def _is_broad(value: Value) -> bool:
    """Whether this may be an instance of any of many classes, such as any layer: `self` passed on and on."""
    return isinstance(value, Instance) and not value.exact and len(value.cls.subclasses) > FANOUT


def targets(values: list[Value]) -> int:
    count = 0
    for value in values:
        count += 1
        if value.__class__ in _SINGLE:
            continue
        if isinstance(value, Instance):
            count += max(0, len(hierarchy.members(value.cls, "__call__", value.exact)) - 1)
        elif isinstance(value, ClassCone):
            count += max(0, len(hierarchy.members(value.cls, "__init__", False)) - 1)
    return count


_SINGLE = frozenset({Bound, Function, Class})
"""Kinds of values that are one target each."""


def rule_of(frame: Frame, function: f.Expr, callees: Values, known: Values) -> str:
    if callees is not known:
        return "parameter"
    if isinstance(function, f.Name):
        return "assignment" if function.id in frame.env and frame.cls is None and not _defined(known) else "name"
    if isinstance(function, f.Attribute):
        return _attribute_rule(frame, function.value)
    return "return value" if isinstance(function, f.Call) else "container"


def _defined(known: Values) -> bool:
    return len(known) == 1 and isinstance(next(iter(known)), (Function, Class))


def _attribute_rule(frame: Frame, receiver: f.Expr) -> str:
    while isinstance(receiver, f.Attribute):
        receiver = receiver.value
        if isinstance(receiver, f.Name) and receiver.id in ("self", "cls"):
            return "field"
    if isinstance(receiver, f.Name):
        if receiver.id in ("self", "cls"):
            return "self"
        return "type" if receiver.id in frame.env and not isinstance(frame.code, Module) else "attribute"
    if isinstance(receiver, f.Call):
        is_super = isinstance(receiver.func, f.Name) and receiver.func.id == "super"
        return "super" if is_super else "return value"
    return "type"
