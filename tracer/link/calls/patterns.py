"""`case` patterns: what they bind of what they are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link.calls import attributes, containers, hierarchy, narrowing, passing, protocols, records
from tracer.link.calls.cells import EMPTY, Values, as_set, union
from tracer.link.calls.symbols import Test
from tracer.link.calls.values import Class, Constant, Container, Instance

if TYPE_CHECKING:
    from tracer.link.calls.frame import Frame

MATCH_ARGS = "__match_args__"


def match(frame: Frame, pattern: f.Expr, subject: Values, line: int) -> Values:
    """Bind what `pattern` binds; what it leaves of `subject`."""
    from tracer.link.calls.expressions import evaluate

    if isinstance(pattern, f.Walrus):
        left = match(frame, pattern.value, subject, line)
        frame.bind(pattern.target, left, line)
        return left
    if isinstance(pattern, f.Call):
        return _of_class(frame, pattern, subject, line)
    if isinstance(pattern, f.BoolOp):
        return union([match(frame, one, subject, line) for one in pattern.values])
    if isinstance(pattern, f.Sequence):
        _of_sequence(frame, pattern, subject, line)
    elif isinstance(pattern, f.Mapping):
        _of_mapping(frame, pattern, subject, line)
    elif not isinstance(pattern, f.Constant):
        compared = evaluate(frame, pattern)
        protocols.compare(frame, "==", subject, compared, (line, 0))
        same = frozenset(value for value in frame.concrete(compared) if isinstance(value, Instance))
        return same or subject
    return subject


def asked(frame: Frame, pattern: f.Expr) -> Test | None:
    """What a `case` asks of the subject as a whole: that it is an instance of one of these classes."""
    from tracer.link.calls.expressions import evaluate

    if isinstance(pattern, f.Walrus):
        return asked(frame, pattern.value)
    if isinstance(pattern, f.Call):
        classes = narrowing.flatten(frame, frame.quietly(lambda: evaluate(frame, pattern.func)))
        return Test(tuple(classes), True) if classes and all(isinstance(one, Class) for one in classes) else None
    if isinstance(pattern, f.BoolOp):
        tests = [asked(frame, one) for one in pattern.values]
        found = [test for test in tests if test is not None]
        return Test(tuple(cls for test in found for cls in test.classes), True) if len(found) == len(tests) else None
    return None


def is_bare(pattern: f.Expr) -> bool:
    """Whether a pattern that asks for a class asks for nothing else."""
    if isinstance(pattern, f.Walrus):
        return is_bare(pattern.value)
    if isinstance(pattern, f.BoolOp):
        return all(map(is_bare, pattern.values))
    return isinstance(pattern, f.Call) and not pattern.args


def _of_class(frame: Frame, pattern: f.Call, subject: Values, line: int) -> Values:
    from tracer.link.calls.expressions import evaluate

    site = (line, 0)
    classes = narrowing.flatten(frame, evaluate(frame, pattern.func))
    known = frame.concrete(subject)
    left = EMPTY
    for cls in classes:
        left |= (hierarchy.narrow_to(known, cls) or as_set(cls.cone)) if isinstance(cls, Class) else subject
    for index, argument in enumerate(pattern.args):
        names = [argument.keyword] if argument.keyword else [_name(frame, cls, index) for cls in classes]
        values = union([attributes.load(frame, left, name, site) if name else left for name in names])
        match(frame, argument.value, values, line)
    return left


def _name(frame: Frame, cls: object, index: int) -> str:
    """The attribute that stands for the positional pattern at `index`; "" for that of `str(x)`, which is `x`."""
    if not isinstance(cls, Class):
        return ""
    found = hierarchy.lookup(cls, MATCH_ARGS)
    for value in frame.read(found[1]) if found else ():
        row = containers.in_order(frame, value) if isinstance(value, Container) else []
        for one in row[index] if index < len(row) else ():
            if isinstance(one, Constant):
                return one.text
    names = records.names(frame, cls) if records.constructs(frame, cls) else ()
    return names[index] if index < len(names) else ""


def _of_sequence(frame: Frame, pattern: f.Sequence, subject: Values, line: int) -> None:
    known = [value for value in frame.concrete(subject) if isinstance(value, Container)]
    rows = [containers.in_order(frame, value) for value in known if value.kind in ("list", "tuple")]
    rest = union([frame.read(value.rest) for value in known])
    if not rows:
        rest |= protocols.elements(
            frame, frozenset(v for v in frame.concrete(subject) if isinstance(v, Instance)), (line, 0)
        )
    elements = pattern.elements
    star = next((i for i, element in enumerate(elements) if isinstance(element, f.Starred)), len(elements))
    for position, element in enumerate(elements):
        if isinstance(element, f.Starred):
            made = containers.make(frame, "list", element)
            for row in rows:
                for index, values in enumerate(row[star : len(row) - (len(elements) - star - 1)]):
                    containers.put(frame, made, f"int:{index}", values)
            passing.hold_any(frame, made, rest)
            match(frame, element.value, as_set(made), line)
            continue
        found = rest
        for row in rows:
            index = position if position < star else len(row) - (len(elements) - position)
            if 0 <= index < len(row):
                found |= row[index]
        match(frame, element, found, line)


def _of_mapping(frame: Frame, pattern: f.Mapping, subject: Values, line: int) -> None:
    from tracer.link.calls.expressions import evaluate

    site = (line, 0)
    for key, value in pattern.items:
        if key is None:
            made = containers.make(frame, "dict", value)
            containers.merge(frame, made, frame.concrete(subject), site)
            match(frame, value, as_set(made), line)
            continue
        keys = evaluate(frame, key)
        match(frame, value, union([containers.at(frame, one, keys, site) for one in frame.concrete(subject)]), line)
