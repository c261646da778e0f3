"""Methods that Python calls on what it is given: hashes and comparisons of keys, order, truth, lengths, numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.link import builtin_names
from tracer.link.calls import attributes, containers, hierarchy, likely, metaclasses, passing, records
from tracer.link.calls.cells import EMPTY, NARROW, Value, Values
from tracer.link.calls.values import Affixed, Builtin, Class, Constant, Container, External, Instance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tracer.link.calls.edges import Site
    from tracer.link.calls.frame import Frame

DOUBTFUL = likely.FANOUT + 1
"""Counts as so many targets that none is likely."""
MOST_RECEIVERS = 4
"""What may be an instance of more classes than this is whatever came by: what Python calls on it tells nothing."""
TRUTH = ("__bool__", "__len__")
LENGTH = ("__len__", "__length_hint__")


def call_first(
    frame: Frame, values: Values, names: tuple[str, ...], site: Site, *passed: Values, is_operand: bool = False
) -> Values:
    """Call, on each instance (and class) among `values`, the first of these methods that it (or its metaclass) has.
    An operand is one of the values; what is in a container is called all of it, unless that holds anything."""
    receivers, classes = _receivers(frame, values)
    result = call_of_class(frame, frozenset(classes), names, site, *passed) if classes else EMPTY
    if receivers:
        is_one = is_operand or len(frame.concrete(values)) > NARROW
        for value in each(frame, values) if is_one else frame.each(frozenset(receivers)):
            if isinstance(value, Instance):
                result |= call_on(frame, value, names, site, *passed) or EMPTY
    return result


def each(frame: Frame, values: Values) -> Iterable[Value]:
    """`values` one by one, as operands: where most are plain values, which Python takes as they are, what instances
    among them say is a guess."""
    known = frame.concrete(values)
    return _doubted(frame, known) if len(known) > 1 and _is_mostly_plain(known) else frame.each(known)


def _doubted(frame: Frame, known: Values) -> Iterator[Value]:
    outer = frame.width
    try:
        for value in frame.each(known):
            width, frame.width = frame.width, max(frame.width, DOUBTFUL)
            yield value
            frame.width = width
    finally:
        frame.width = outer


def _is_mostly_plain(known: Values) -> bool:
    """Whether there are as many kinds of plain values among these, and things from outside, as classes; what a class
    is derived from is none beside it."""
    own = {value.cls for value in known if isinstance(value, Instance)}
    plain: set[str] = set()
    for value in known if own else EMPTY:
        if isinstance(value, (Affixed, Constant, Container)):
            plain.add(value.kind)
        elif isinstance(value, External) or (isinstance(value, Builtin) and value.instance):
            plain.add(value.name)
    plain.difference_update(base.name for cls in own for base in cls.outside if isinstance(base, Builtin))
    return 0 < len(own) <= len(plain)


def call_of_class(frame: Frame, values: Values, names: tuple[str, ...], site: Site, *passed: Values) -> Values:
    """Call, of the classes among `values`, the first of these methods that the metaclass has."""
    result = EMPTY
    for value in frame.concrete(values):
        if isinstance(value, Class):
            for name in names:
                arguments = passing.Arguments(list(passed))
                found = attributes.call_method(frame, value, name, arguments, site, "operator")
                if found is not None:
                    result |= found
                    break
    return result


def _receivers(frame: Frame, values: Values) -> tuple[list[Instance], list[Class]]:
    """The instances among `values`, and the classes that have a metaclass of the snapshot; none of many."""
    found: list[Instance] = []
    classes: list[Class] = []
    for value in frame.concrete(values) if values else EMPTY:
        if isinstance(value, Instance):
            if len(found) == MOST_RECEIVERS:
                return [], []
            found.append(value)
        elif isinstance(value, Class) and metaclasses.of(value) is not None:
            classes.append(value)
    return found, classes if len(classes) <= MOST_RECEIVERS else []


def call_on(frame: Frame, instance: Instance, names: tuple[str, ...], site: Site, *passed: Values) -> Values | None:
    """Call the first of these methods that `instance` has, and of those before it what few subclasses may have; None
    where nothing in the snapshot has any."""
    cls, result = instance.cls, None
    for name in names:
        found = hierarchy.members(cls, name, instance.exact)
        if found:
            own = hierarchy.lookup(cls, name) is not None
            if own or len(found) <= likely.FANOUT:
                receiver = instance if len(found) <= likely.FANOUT else cls.instance
                result = (result or EMPTY) | _call(frame, receiver, name, site, passed, doubt=not own)
            if own:
                break
        if any(_has_own(base, name) for base in cls.outside):
            break
    if result is None and names[-1] in records.BY_FIELD and frame.world.records:
        records.by_field(frame, instance, names, site)
    return result


def _call(
    frame: Frame, receiver: Instance, name: str, site: Site, passed: tuple[Values, ...], *, doubt: bool
) -> Values:
    """`doubt`: only subclasses have it. An ordinary method is one that the library calls back."""
    width = frame.width
    frame.width = max(width, DOUBTFUL) if doubt else width
    kind = "operator" if name.startswith("__") else "callback"
    found = attributes.call_method(frame, receiver, name, passing.Arguments(list(passed)), site, kind)
    frame.width = width
    return found or EMPTY


def _has_own(base: Value, name: str) -> bool:
    """Whether a builtin type has another method of this name than `object` has."""
    return isinstance(base, Builtin) and builtin_names.overrides(base.name, name)


def builtin_kind(instance: Instance) -> str:
    """The builtin type that an instance's class is derived from; "" where it is none of note."""
    return next((base.name for base in instance.cls.outside if isinstance(base, Builtin) and base.name != "object"), "")


# -------------------------------------------------------------------------------------------------- keys


def hashed(frame: Frame, keys: Values, site: Site) -> None:
    """Keys of a dict and elements of a set that is made."""
    for part in _parts(frame, keys) if keys else ():
        call_first(frame, part, ("__hash__",), site)


def looked_up(frame: Frame, keys: Values, site: Site) -> None:
    """Keys and elements that are looked for: what has the same hash is compared."""
    for part in _parts(frame, keys) if keys else ():
        call_first(frame, part, ("__hash__",), site)
        call_first(frame, part, ("__eq__",), site, part)


def _parts(frame: Frame, keys: Values) -> list[Values]:
    """The instances among `keys`, and all that is in the tuples among them."""
    known = frame.concrete(keys)
    rows = [value for value in known if isinstance(value, Container) and value.kind == "tuple"]
    return [known, *(containers.everything(frame, row) for row in rows)] if rows else [known]


# ----------------------------------------------------------------------------------------- order and numbers


def ordered(frame: Frame, values: Values, site: Site, names: tuple[str, ...] = ("__lt__", "__gt__")) -> None:
    """What is put in order; of tuples and lists, the first elements that are not equal."""
    call_first(frame, values, names, site, values)
    for value in frame.concrete(values):
        if isinstance(value, Container) and value.kind in ("list", "tuple"):
            held = containers.everything(frame, value)
            call_first(frame, held, ("__eq__",), site, held)
            call_first(frame, held, names, site, held)


def truth(frame: Frame, values: Values, site: Site) -> None:
    """`x.__bool__()`, else `x.__len__()`."""
    call_first(frame, values, TRUTH, site, is_operand=True)


def index(frame: Frame, values: Values, site: Site) -> None:
    """What stands for a whole number."""
    call_first(frame, values, ("__index__",), site)
