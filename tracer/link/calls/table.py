"""The table of all values of an analysis: one object for each thing there is to know, numbered as they are made."""

from __future__ import annotations

from typing import Any, TypeVar

from tracer.link.calls.cells import Value, Values, as_set
from tracer.link.calls.values import Bound

V = TypeVar("V", bound=Value)

MOST_SHARED = 1 << 13
"""Sets of values that are remembered in order to be shared."""


class ValueTable:
    """Makes and interns values: one object for each thing there is to know."""

    def __init__(self) -> None:
        self._interned: dict[tuple[Any, ...], Any] = {}
        self._shared: dict[Values, Values] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def new(self, kind: type[V], /, **attributes: Any) -> V:
        self._count += 1
        value = kind(self._count)
        value.alone = None
        for name, attribute in attributes.items():
            setattr(value, name, attribute)
        return value

    def intern(self, kind: type[V], /, **attributes: Any) -> V:
        """The value of this class with these (hashable) attributes."""
        key = (kind, *attributes.values())
        value = self._interned.get(key)
        if value is None:
            value = self._interned[key] = self.new(kind, **attributes)
        return value

    def bound(self, function: Value, receiver: Value) -> Bound:
        """`intern` for bound methods, which are asked for most."""
        key = (Bound, function, receiver)
        value: Bound | None = self._interned.get(key)
        if value is None:
            value = self._interned[key] = self.new(Bound, function=function, receiver=receiver)
        return value

    def at(self, kind: type[V], place: tuple[Any, ...], /, **attributes: Any) -> V:
        """The value of this class made at `place`; `attributes` are those it starts with."""
        key = (kind, place)
        value = self._interned.get(key)
        if value is None:
            value = self._interned[key] = self.new(kind, **attributes)
        return value

    def share(self, values: Values) -> Values:
        """A set equal to `values` that was seen lately: many cells come to hold the same."""
        if len(values) == 1:
            return as_set(next(iter(values)))
        known = self._shared.setdefault(values, values)
        if len(self._shared) > MOST_SHARED:
            self._shared.clear()
        return known

    def forget(self) -> None:
        """Keep no value any more that nothing else does: none is made from now on."""
        self._interned.clear()
        self._shared.clear()
