"""Whether a call can bind to a signature: what it can't is not what is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link import builtin_names
from tracer.link.calls import hierarchy, metaclasses, records
from tracer.link.calls.cells import Cell, Value
from tracer.link.calls.edges import Shape
from tracer.link.calls.values import Bound, Builtin, Class, Doubtful, Function, Held, Instance, Partial

if TYPE_CHECKING:
    from tracer.link.calls.frame import Frame

KEEPING = frozenset({"staticmethod", "classmethod", "abstractmethod", "override", "final"})
"""Decorators that leave the signature as it is written."""


def shape_of(arguments: tuple[f.Argument, ...]) -> Shape:
    stars = [argument.star for argument in arguments]
    keywords = tuple(argument.keyword for argument in arguments if argument.keyword is not None)
    return Shape(stars.count("") - len(keywords), keywords, "*" in stars, "**" in stars)


def accepts(frame: Frame, value: Value, shape: Shape) -> bool:
    """Whether `value` may be called so; True where that can't be said."""
    if isinstance(value, Doubtful):
        return accepts(frame, value.value, shape)
    if isinstance(value, Function):
        return binds(value, shape)
    if isinstance(value, Bound):
        return not isinstance(value.function, Function) or binds(value.function, shape, bound=1)
    if isinstance(value, Builtin):
        return not (_has_no_call(value.name) if value.instance else value.name in builtin_names.CONSTANTS)
    if isinstance(value, Partial):
        # What was passed by `*x` and `**x` as it was made is not known any more.
        more = Shape(shape.positional + len(value.positional), shape.keywords)
        targets = frame.read(value.target)
        return not targets or any(accepts(frame, target, more) for target in targets)
    found: tuple[tuple[Class, Cell] | None, ...] = ()
    if isinstance(value, Class) and _is_plain(frame, value):
        found = (hierarchy.lookup(value, "__init__"),)
    elif isinstance(value, Instance) and not isinstance(value, Held):
        found = hierarchy.members(value.cls, "__call__", value.exact)
        if not found:
            outside = value.cls.outside
            return any(not isinstance(base, Builtin) or not _has_no_call(base.name) for base in outside)
    methods = [method for one in found if one is not None for method in one[1].values]
    return not methods or any(not isinstance(one, Function) or binds(one, shape, bound=1) for one in methods)


def _has_no_call(kind: str) -> bool:
    """Whether it is known of a builtin type that its instances can't be called."""
    return builtin_names.is_type(kind) and not builtin_names.has(kind, "__call__")


def _is_plain(frame: Frame, cls: Class) -> bool:
    """Whether nothing but `__init__` gets what the class is called with."""
    if cls.outside and any(getattr(base, "name", "") != "object" for base in cls.outside):
        return False
    return (
        metaclasses.of(cls) is None and hierarchy.lookup(cls, "__new__") is None and not records.constructs(frame, cls)
    )


def binds(function: Function, shape: Shape, bound: int = 0) -> bool:
    """Whether a call of this shape binds to the parameters of `function`, the first `bound` of which are given."""
    if not all(isinstance(one, f.Name) and one.id in KEEPING for one in function.definition.decorators):
        return True
    given = shape.positional + (0 if "staticmethod" in function.decoration else bound)
    if given > function.positional and function.varargs < 0:
        return False
    for keyword in shape.keywords:
        index = function.by_name.get(keyword, -1)
        if (index < 0 and function.varkw < 0) or 0 <= index < min(given, function.positional):
            return False
    if shape.has_mapping:
        return True
    for index, parameter in enumerate(function.definition.parameters):
        if parameter.default is not None or parameter.kind in ("varargs", "varkw") or parameter.name in shape.keywords:
            continue
        if parameter.kind == "keyword_only" or (index >= given and not shape.has_star):
            return False
    return True
