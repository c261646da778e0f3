"""What all abstract values have in common, and the places that they flow through.

Every value is a number, its serial number in the analysis, so that sets of values hash at C speed and iterate in the
same order in every run: the graph is deterministic for that reason. A set of values (`Values`) is a plain frozenset.

`Cell` is a place that many pieces of code write and read (a parameter, a field, a module's global, a function's
return): it joins what is written and knows its readers, which are analysed again when it grows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracer.link.calls.values import Code

T = TypeVar("T")

MAX_VISITS = 2
"""How often one body is interpreted, but for one visit more where something came after the last."""
NARROW = 8
"""Up to this many values of any kind may flow through a cell together; beyond, each kind has its quota."""


def slotted(cls: type[T]) -> type[T]:
    """The class with its annotated attributes as slots: there are hundreds of thousands of values. No metaclass, with
    which every `isinstance` would take twice as long."""
    namespace = {name: value for name, value in vars(cls).items() if name not in ("__dict__", "__weakref__")}
    namespace["__slots__"] = tuple(namespace.get("__annotations__", ()))
    return type(cls.__name__, cls.__bases__, namespace)


@slotted
class Value(float):
    """Base of all abstract values. Compared and hashed by serial number.

    A float, because subclasses of `int` can't have slots; whole floats hash as the integers they are equal to.
    """

    alone: Values | None
    quota = 24
    """How many values of a kind a wide cell takes: functions are what the graph is about, the rest is mostly noise."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.label()}>"

    def label(self) -> str:
        return str(int(self))


Values = frozenset["Value"]
EMPTY: Values = frozenset()


def as_set(value: Value) -> Values:
    """The set of just this value: one object for each value, as most sets are of this kind."""
    alone = value.alone
    if alone is None:
        value.alone = alone = frozenset((value,))
    return alone


def union(sets: Iterable[Values]) -> Values:
    result = EMPTY
    for values in sets:
        if values and values is not result:
            result = result | values if result else values
    return result


class Cell:
    """Joined values with the code that reads them."""

    __slots__ = ("counts", "readers", "refused", "values")

    def __init__(self, values: Values = EMPTY) -> None:
        self.values = values
        self.readers: set[Code] | tuple[Code, ...] = ()
        self.counts: dict[type[Value], int] | None = None
        self.refused: Values = EMPTY

    def read_by(self, code: Code) -> None:
        """Remember that `code` is to be interpreted again when this grows; at its last visit, only of where it met
        nothing."""
        readers = self.readers
        if (code.visits >= MAX_VISITS and (self.values or code.visits > MAX_VISITS)) or code in readers:
            return
        if not self.values:
            code.empties += 1
        if readers.__class__ is set:
            readers.add(code)
        elif len(readers) < 3:
            self.readers = (*readers, code)
        else:
            self.readers = {*readers, code}

    def join(self, values: Values) -> bool:
        """Add `values`; say whether that changed anything."""
        if values <= self.values:
            return False
        joined = self.values | values if self.values else values
        if self.counts is not None or len(joined) > NARROW:
            values = self._admit(values)
            if not values:
                return False
            joined = self.values | values
        self.values = joined
        return True

    def _admit(self, values: Values) -> Values:
        """Those of `values` that are still within the quota of their kind."""
        counts = self.counts
        if counts is None:
            counts = self.counts = {}
            for value in self.values:
                counts[value.__class__] = counts.get(value.__class__, 0) + 1
        fresh = values - self.values
        if self.refused:
            fresh -= self.refused
        if not fresh:
            return fresh
        admitted = []
        for value in sorted(fresh):
            kind = value.__class__
            count = counts.get(kind, 0)
            if count < kind.quota:
                counts[kind] = count + 1
                admitted.append(value)
        if len(admitted) == len(fresh):
            return fresh
        found = frozenset(admitted)
        self.refused |= fresh - found
        return found
