"""What tests and annotations say about values: `isinstance`, `callable`, annotations, `except` clauses."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link.calls import attributes, hierarchy
from tracer.link.calls.cells import EMPTY, Value, Values
from tracer.link.calls.values import (
    Bound,
    Builtin,
    Class,
    ClassCone,
    Closure,
    Container,
    Function,
    Instance,
    Partial,
)

if TYPE_CHECKING:
    from tracer.link.calls.frame import Frame

CONTAINERS = frozenset({"list", "tuple", "dict", "set"})


def assume(frame: Frame, test: f.Expr, truth: bool) -> None:
    """Narrow local names to what `test` leaves when it is true (or false)."""
    if isinstance(test, f.Unary) and test.op == "not":
        assume(frame, test.operand, not truth)
    elif isinstance(test, f.BoolOp):
        if (test.op == "and") == truth:
            for value in test.values:
                assume(frame, value, truth)
    elif isinstance(test, f.Call) and isinstance(test.func, f.Name) and test.args:
        _call(frame, test, truth)


def _call(frame: Frame, test: f.Call, truth: bool) -> None:
    subject = test.args[0].value
    if not isinstance(subject, f.Name):
        return
    assert isinstance(test.func, f.Name)
    if test.func.id == "isinstance" and len(test.args) == 2:
        _isinstance(frame, subject.id, test.args[1].value, truth)
    elif test.func.id == "callable":
        kept = frozenset(value for value in frame.concrete(frame.lookup(subject.id)) if _is_callable(value) == truth)
        if kept and subject.id in frame.env:
            frame.env[subject.id] = kept


def _is_callable(value: Value) -> bool:
    if isinstance(value, Instance):
        return bool(hierarchy.members(value.cls, "__call__", value.exact))
    return isinstance(value, (Function, Bound, Closure, Class, ClassCone, Partial))


def _isinstance(frame: Frame, name: str, classes: f.Expr, truth: bool) -> None:
    from tracer.link.calls.expressions import evaluate

    targets = flatten(frame, evaluate(frame, classes))
    known = [target for target in targets if isinstance(target, Class)]
    if name not in frame.env or not targets:
        return
    values = frame.concrete(frame.env[name])
    if not truth:
        frame.env[name] = frozenset(value for value in values if not _surely(value, targets))
        return
    kept = EMPTY
    for target in targets:
        if isinstance(target, Class):
            kept |= hierarchy.narrow_to(values, target) or frozenset({target.cone})
        elif isinstance(target, Builtin):
            kept |= frozenset(value for value in values if _is_builtin(value, target.name))
    if kept or len(known) == len(targets):
        frame.env[name] = kept


def _is_builtin(value: Value, name: str) -> bool:
    if isinstance(value, Container):
        return value.kind == name
    if isinstance(value, Instance):
        return any(isinstance(base, Builtin) and base.name == name for base in value.cls.outside)
    return (name == "type" and isinstance(value, (Class, ClassCone))) or getattr(value, "kind", None) == name


def _surely(value: Value, targets: list[Value]) -> bool:
    """Whether every `value` is an instance of one of `targets`."""
    if isinstance(value, Instance):
        return any(hierarchy.is_subclass(value.cls, target) for target in targets)
    return any(isinstance(target, Builtin) and _is_builtin(value, target.name) for target in targets)


def flatten(frame: Frame, values: Values) -> list[Value]:
    """The classes of an `isinstance` test: one, or a tuple of them, also nested."""
    from tracer.link.calls import containers

    result: list[Value] = []
    seen: set[Value] = set()
    pending = sorted(frame.concrete(values), reverse=True)
    while pending:
        value = pending.pop()
        if not isinstance(value, Container):
            result.append(value)
        elif value not in seen:
            seen.add(value)
            pending += sorted(containers.everything(frame, value), reverse=True)
    return result


def instances(frame: Frame, classes: Values) -> Values:
    """Instances of the classes that an `except` clause, a pattern or an annotation names."""
    return frozenset(value.cone for value in flatten(frame, classes) if isinstance(value, Class))


def annotated(frame: Frame, annotation: f.Expr) -> Values:
    """What a name with this annotation holds: instances of the classes it names."""
    if isinstance(annotation, f.Constant) and annotation.kind == "str":
        return _quoted(frame, annotation.value)
    if isinstance(annotation, f.Binary) and annotation.op == "|":
        return annotated(frame, annotation.left) | annotated(frame, annotation.right)
    if isinstance(annotation, f.Subscript):
        return _generic(frame, annotation)
    if isinstance(annotation, (f.Name, f.Attribute)):
        from tracer.link.calls.expressions import evaluate

        return instances(frame, evaluate(frame, annotation))
    return EMPTY


def _quoted(frame: Frame, text: str) -> Values:
    """An annotation in quotes: names, dotted names, and unions of them."""
    result = EMPTY
    for part in text.removeprefix("Optional[").rstrip("]").split("|"):
        names = part.strip().split(".")
        if all(name.isidentifier() for name in names):
            values = frame.lookup(names[0])
            for name in names[1:]:
                # Nothing runs: the text is never evaluated.
                values = frame.quietly(partial(attributes.load, frame, values, name, (0, 0)))
            result |= instances(frame, values)
    return result


def _generic(frame: Frame, annotation: f.Subscript) -> Values:
    head = annotation.value
    name = head.id if isinstance(head, f.Name) else head.attr if isinstance(head, f.Attribute) else ""
    if name in ("Optional", "Union"):
        inner = annotation.index.elements if isinstance(annotation.index, f.Sequence) else (annotation.index,)
        result = EMPTY
        for part in inner:
            result |= annotated(frame, part)
        return result
    return annotated(frame, head) if name not in ("Type", "type", "Callable", "List", "list", "Dict", "dict") else EMPTY
