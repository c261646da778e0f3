"""On which objects methods are called that their classes inherit: what an edge to the base's method does not say.

`self.cell(x)` leads to `Layer.__call__`, whatever the cell is. Calls are noted with their receivers as they are met,
and told in the end where the receivers of an edge are few: of all its calls, and of those on an attribute of `self` for
each class apart that `self` may be of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link.calls import likely, private_names
from tracer.link.calls.edges import CANDIDATE
from tracer.link.calls.values import Class, Code, Doubtful, Function, Instance
from tracer.linked import LOCALS, SELF, SUPER, THROUGH_WRAPPER, Receivers

if TYPE_CHECKING:
    from tracer.link.calls.cells import Value, Values
    from tracer.link.calls.edges import Received
    from tracer.link.calls.frame import Frame
    from tracer.link.calls.hierarchy import Fields
    from tracer.link.calls.invoke import Site

MOST = 8
"""Receivers of more classes than this are any that come by."""
MOST_SELVES = 64
"""With more classes than this below the caller's own, they are not told apart."""
BROAD = 4
"""What may be of more classes than this below a class is whatever has that base."""

_OF_CALLER = frozenset({SELF, SUPER, THROUGH_WRAPPER[SELF], THROUGH_WRAPPER[SUPER]})
"""Rules of calls on the caller's own `self`."""


def attribute(frame: Frame, expression: f.Expr | None) -> str:
    """The attribute of the caller's `self` that an expression reads; "" where it is another expression."""
    if not isinstance(expression, f.Attribute) or not isinstance(expression.value, f.Name):
        return ""
    is_own = likely.is_receiver(frame, expression.value.id)
    return private_names.attribute(frame, expression.attr) if is_own else ""


def note(call: Site, key: str, receiver: Value | None) -> None:
    """Remember on what a call runs `key`: None where that is no instance, or where it is the caller's own `self`."""
    frame = call.frame
    if call.quiet or call.kind != "call" or frame.weak:
        return
    instance = receiver if isinstance(receiver, Instance) and call.rule not in _OF_CALLER else None
    frame.sites.receive(key, instance, call.attribute, call.position, is_guess=frame.doubt)


def told(code: Code, fields: Fields) -> Iterator[Receivers]:
    """What is worth knowing of the receivers of a caller's edges, in the end."""
    sites = code.sites
    if not sites.received:
        return
    known: dict[str, list[tuple[int, list[tuple[int, int]]]]] = {}
    for (callee, _), (confidence, _, places) in sites.edges.items():
        known.setdefault(callee, []).append((confidence, places))
    for callee, noted in sorted(sites.received.items()):
        edges = known.get(callee, ())
        is_met = all(place in noted.places for _, places in edges for place in places)
        if is_met and any(confidence != CANDIDATE for confidence, _ in edges):
            yield from _of_edge(code, callee, noted, fields)


def _of_edge(code: Code, callee: str, noted: Received, fields: Fields) -> Iterator[Receivers]:
    """Of all calls, where what is called on may be nothing else; and of each class of `self` that has other objects
    where they are read of it."""
    receivers, attributes = noted.receivers, noted.attributes
    general = None
    if not noted.has_guesses and _says_something(code, callee, receivers):
        general = _row(code.key, callee, "", receivers)
        yield general
    own = _owner(code)
    if own is None or "" in attributes or not 0 < len(own.subclasses) <= MOST_SELVES:
        return
    if not receivers <= _held(fields, own, attributes):
        return
    for cls in sorted((own, *own.subclasses)):
        held = _held(fields, cls, attributes)
        kept = receivers & held
        if any(isinstance(value, Doubtful) for value in held) or not _says_something(code, callee, kept):
            continue
        row = _row(code.key, callee, cls.key, kept)
        if general is None or row[3:] != general[3:]:
            yield row


def _says_something(code: Code, callee: str, receivers: Iterable[Value | None]) -> bool:
    """Whether these are a few classes, of which one inherits what is called."""
    owner, own = callee.partition(f".{LOCALS}.")[0].rpartition(".")[0], _owner(code)
    classes = {one.cls for one in receivers if isinstance(one, Instance)}
    if not 0 < len(classes) <= MOST or all(cls.key == owner for cls in classes):
        return False
    return not any(isinstance(one, Instance) and _is_any(one, own) for one in receivers)


def _is_any(instance: Instance, own: Class | None) -> bool:
    """Whether this may be of any of many classes, or be the caller's own `self`."""
    if instance.exact:
        return False
    return len(instance.cls.subclasses) > BROAD or (own is not None and instance.cls in own.mro)


def _held(fields: Fields, cls: Class, attributes: Iterable[str]) -> Values:
    views = (fields.view(cls, name, False) for name in attributes)
    return frozenset(value for view in views for value in view.values)


def _owner(code: Code | None) -> Class | None:
    """The class whose method a function is, or is defined in."""
    while isinstance(code, Function):
        if code.is_method:
            return code.owner
        code = code.parent
    return None


def _row(caller: str, callee: str, own: str, receivers: Iterable[Value | None]) -> Receivers:
    instances = [one for one in receivers if isinstance(one, Instance)]
    cones = {one.cls.key for one in instances if not one.exact}
    exact = {one.cls.key for one in instances} - cones
    return Receivers(caller, callee, own, tuple(sorted(exact)), tuple(sorted(cones)))
