"""Metaclasses: which one a class statement names, and what a class has from outside the snapshot through its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link import builtin_names
from tracer.link.calls.cells import EMPTY, Value, Values
from tracer.link.calls.values import Builtin, Class, External
from tracer.link.standard import metaclass_provider
from tracer.linked import BUILTIN

if TYPE_CHECKING:
    from tracer.link.calls.frame import Frame

_WITH, _ADD = "six.with_metaclass", "six.add_metaclass"


def of(cls: Class) -> Class | None:
    """The metaclass of a class, its own or an inherited one; None for `type` and what is outside the snapshot."""
    return next((ancestor.metaclass for ancestor in cls.mro if ancestor.metaclass is not None), None)


def named(frame: Frame, definition: f.Definition) -> Class | None:
    """The metaclass that a class statement names: by keyword, or in one of the two ways of `six`."""
    values = EMPTY
    for argument in definition.bases:
        if argument.keyword == "metaclass":
            values |= frame.evaluate(argument.value)
        elif argument.keyword is None:
            values |= _given_to(frame, argument.value, _WITH)
    for decorator in definition.decorators:
        values |= _given_to(frame, decorator, _ADD)
    return next((value for value in sorted(frame.concrete(values)) if isinstance(value, Class)), None)


def _given_to(frame: Frame, expression: f.Expr, name: str) -> Values:
    """What a call of `name` is given first."""
    if not isinstance(expression, f.Call) or not expression.args:
        return EMPTY
    callees = frame.concrete(frame.evaluate(expression.func))
    if not any(isinstance(value, External) and value.name == name for value in callees):
        return EMPTY
    return frame.evaluate(expression.args[0].value)


def builtin_of(base: Value, name: str) -> str:
    """The builtin type that a base outside the snapshot is or, of a metaclass, has an attribute from; "" for none."""
    if isinstance(base, Builtin):
        return base.name
    provider = metaclass_provider(base.name, name) if isinstance(base, External) else ""
    return provider.removeprefix(BUILTIN) if provider.startswith(BUILTIN) else ""


def new_of(frame: Frame, cls: Class) -> Value:
    """The `__new__` that a class has from outside the snapshot."""
    for base in cls.outside:
        kind = builtin_of(base, "__new__")
        if builtin_names.overrides(kind, "__new__"):
            return frame.world.builtin(f"{kind}.__new__")
        if isinstance(base, External) and metaclass_provider(base.name, "__new__"):
            return frame.world.external(f"{base.name}.__new__")
    return frame.world.builtin("object.__new__")
