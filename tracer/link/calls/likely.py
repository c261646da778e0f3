"""Of what a call expression may call: how many there are, by which rule they are known, and which are likely meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tracer import facts as f
from tracer.link.calls import hierarchy
from tracer.link.calls.cells import EMPTY, Cell, Value, Values
from tracer.link.calls.values import Bound, Class, ClassCone, Closure, External, Function, Held, Instance, Module
from tracer.link.calls.world import local_to
from tracer.linked import SELF, SUPER

if TYPE_CHECKING:
    from tracer.link.calls.frame import Frame
    from tracer.link.calls.values import Code

FANOUT, FANOUT_OWN = 8, 12
"""More targets than this at one site are candidates: each is possible, none is likely. Of what is one's own, more
are."""
REGISTRY = 32
"""Up to so many functions of one module are what a registry holds, of which any may be asked for."""
REGISTERED = 4
"""From so many on, things of one module are a registry where they are twice as many as all others."""
SEVERAL = 3
"""Up to so many different targets are taken as they are."""
KEPT = frozenset({"self", "field", "container", "return value"})
"""Rules of functions that were kept somewhere before they are called."""


def common_method(values: list[Value]) -> str:
    """The name that most of what is called has, as methods of some receiver, all but a few; "" where they have none.
    What several calls of one function made of a nested one is one thing."""
    if len(values) == 1:
        return method_name(values[0])
    distinct = {value.function if isinstance(value, Closure) else value for value in values}
    names = Counter(map(method_name, distinct))
    name, count = names.most_common(1)[0]
    return name if 2 * count >= len(distinct) and len(distinct) - count <= FANOUT else ""


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
    """How many different things these are methods of, or are; what may be of any class of a hierarchy stands for all
    that is of one."""
    bound = {value.receiver if isinstance(value, Bound) else value for value in values}
    known = [value for value in bound if not isinstance(value, (Function, Closure, External))]
    cones = {value.cls for value in known if isinstance(value, Instance) and not value.exact}
    return sum(not isinstance(value, Instance) or not _is_in(value, cones) for value in known)


def _is_in(instance: Instance, cones: set[Class]) -> bool:
    classes = instance.cls.mro if instance.exact else instance.cls.mro[1:]
    return not cones.isdisjoint(classes)


def likely(function: f.Expr, values: list[Value], rule: str) -> frozenset[str]:
    """Of very different targets, those that are most likely meant: functions with the name that is called, else those
    of one module if they are many (it keeps a registry of them), else all but instances of very general classes, or all
    functions where there are several beside an instance or two from elsewhere, which mostly come from imprecision."""
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
    of_registry = _of_registry(values, rule in KEPT)
    if of_registry:
        return of_registry
    others = [value for value in values if isinstance(value, Instance) and not isinstance(value, Held)]
    narrow = [value for value in others if not _is_broad(value)]
    is_broad = len(narrow) < len(others) and len(narrow) <= 2
    if keys and is_broad and not any(isinstance(value, (Bound, Class)) for value in values):
        return frozenset(keys).union(*map(called, narrow))
    homes = {key.partition(":")[0] for key in keys}
    is_beside = 0 < len(others) <= 2 and homes.isdisjoint(one.cls.module.name for one in others)
    if len(keys) >= 3 and is_beside and len(keys) + len(others) == len(values):
        return frozenset(keys)
    return frozenset()


def _of_registry(values: list[Value], is_kept: bool) -> frozenset[str]:
    """What calling leads to of those values that a module, or a package, keeps a registry of: most of what there is,
    or many more than any other has.
    Functions that were not kept anywhere are rather what callers pass."""
    inside = [value for value in values if isinstance(value, (Function, Class, Instance, ClassCone, Closure))]
    if not is_kept and any(isinstance(value, (Function, Closure)) for value in inside):
        return frozenset()
    for levels in (0, 1):
        homes = Counter(_home(value, levels) for value in inside)
        (home, count), (_, next_count) = [*homes.most_common(2), ("", 0), ("", 0)][:2]
        if (count > FANOUT and count >= 2 * next_count) or (count >= REGISTERED and count >= 2 * (len(inside) - count)):
            return _each_its_own([value for value in inside if _home(value, levels) == home], inside)
    return frozenset()


def _each_its_own(kept: Sequence[Value], inside: Sequence[Value]) -> frozenset[str]:
    """What calling each of `kept` leads to; nothing where these have their calls from a base, or where what may be of
    any class of some hierarchy leads to more: those are rather whatever came by than a registry."""
    cones = [value for value in inside if isinstance(value, ClassCone) or not getattr(value, "exact", True)]
    single = [value for value in kept if value not in cones]
    found = frozenset(key for value in single for key in called(value))
    more = {key for value in cones for key in called(value)} - found
    return found if len(single) <= 2 * len(found) and len(more) <= len(found) else frozenset()


def _home(value: Value, levels: int) -> str:
    """The module that defines a value, or (`levels` up) a package that this lies in."""
    if isinstance(value, Closure):
        value = value.function
    definer = value.module if isinstance(value, (Function, Class)) else value.cls.module  # type: ignore[attr-defined]
    return definer.name.rsplit(".", levels)[0]


def called(value: Value) -> Iterator[str]:
    """The functions that calling a value runs."""
    if isinstance(value, Function):
        yield value.key
    elif isinstance(value, Closure):
        yield value.function.key
    else:
        cls, name = (value, "__init__") if isinstance(value, Class) else (value.cls, "__call__")  # type: ignore[attr-defined]
        if isinstance(value, ClassCone):
            name = "__init__"
        found = hierarchy.members(cls, name, not isinstance(value, ClassCone) and getattr(value, "exact", True))
        yield from (one.key for _, cell in found for one in cell.values if isinstance(one, Function))
        if not found:
            yield cls.key


def _is_broad(value: Value) -> bool:
    """Whether this may be an instance of any of many classes, such as any layer: `self` passed on and on."""
    return isinstance(value, Instance) and not value.exact and len(value.cls.subclasses) > FANOUT


def targets(values: list[Value]) -> int:
    """How many functions these lead to, whatever they are called on; all that is outside the snapshot counts as one
    beside what is inside."""
    if len(values) == 1 and values[0].__class__ in _SINGLE:
        return 1
    found: set[Value | Cell] = set()
    is_outside = False
    for value in values:
        kind = value.__class__
        if kind is External:
            is_outside = True
        elif kind is Bound:
            found.add(value.function)  # type: ignore[attr-defined]
        elif isinstance(value, Instance):
            found.update(_cells(value.cls, "__call__", value.exact) or (value,))
        elif kind is ClassCone:
            found.update(_cells(value.cls, "__init__", False) or (value,))  # type: ignore[attr-defined]
        else:
            found.add(value)
    return len(found) + is_outside


_SINGLE = frozenset({Bound, Function, Class, External})
"""Kinds of values that are one target each."""


def _cells(cls: Class, name: str, exact: bool) -> list[Cell]:
    return [cell for _, cell in hierarchy.members(cls, name, exact)]


def is_mixed(values: list[Value]) -> bool:
    """Whether several of these are outside the snapshot, and others inside: what such a mixture has from outside is
    mostly what was said of something else."""
    outside = sum(value.__class__ is External for value in values)
    return 1 < outside < len(values)


def rule_of(frame: Frame, function: f.Expr, callees: Values, known: Values) -> str:
    if isinstance(function, f.Name) and is_receiver(frame, function.id):
        return SELF
    if callees is not known:
        return "parameter"
    if isinstance(function, f.Name):
        return "assignment" if function.id in frame.env and frame.cls is None and not _defined(known) else "name"
    if isinstance(function, f.Attribute):
        return _attribute_rule(frame, function.value)
    return "return value" if isinstance(function, f.Call) else "container"


def is_given(frame: Frame, name: str) -> bool:
    """Whether a name stands for one thing after the other: a parameter of a function around this one, or what a
    comprehension runs over."""
    if name in frame.env:
        return name in frame.turns
    around = local_to(frame.code.parent, name)
    return around is not None and any(parameter.name == name for parameter in around.definition.parameters)


def is_receiver(frame: Frame, name: str) -> bool:
    """Whether a name is that of the object (or class) itself, in a method or in a function defined within."""
    code: Code | None = frame.code
    while isinstance(code, Function):
        parameters = code.definition.parameters
        if code.is_method:
            return bool(parameters) and parameters[0].name == name
        if any(parameter.name == name for parameter in parameters):
            return False
        code = code.parent
    return False


def kept(frame: Frame, function: f.Expr, values: Iterable[Value]) -> Values:
    """Of what `self.name(...)` calls, what is not called on `self`: what the attribute holds."""
    from tracer.link.calls.expressions import evaluate

    if not isinstance(function, f.Attribute):
        return EMPTY
    own: set[Any] = {getattr(receiver, "cls", receiver) for receiver in frame.concrete(evaluate(frame, function.value))}
    own |= {made for cls in own if isinstance(cls, Class) for made in cls.makes}
    return frozenset(value for value in values if _is_kept(value, own))


def _is_kept(value: Value, own: set[Any]) -> bool:
    if isinstance(value, Bound):
        return getattr(value.receiver, "cls", value.receiver) not in own
    return isinstance(value, Instance)


def _defined(known: Values) -> bool:
    return len(known) == 1 and isinstance(next(iter(known)), (Function, Class))


def _attribute_rule(frame: Frame, receiver: f.Expr) -> str:
    while isinstance(receiver, f.Attribute):
        receiver = receiver.value
        if isinstance(receiver, f.Name) and receiver.id in ("self", "cls"):
            return "field"
    if isinstance(receiver, f.Name):
        if receiver.id in ("self", "cls"):
            return SELF
        return "type" if receiver.id in frame.env and not isinstance(frame.code, Module) else "attribute"
    if isinstance(receiver, f.Call):
        is_super = isinstance(receiver.func, f.Name) and receiver.func.id == "super"
        return SUPER if is_super else "return value"
    return "type"
