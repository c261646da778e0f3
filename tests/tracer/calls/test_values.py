"""Abstract values take little room: there are hundreds of thousands of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tracer.link.calls import symbols, values
from tracer.link.calls.cells import NARROW, Cell, Value


def kinds(kind: type[Value]) -> Iterator[type[Value]]:
    for one in kind.__subclasses__():
        if any(one.__module__ == home.__name__ and getattr(home, one.__name__) is one for home in (symbols, values)):
            yield one
            yield from kinds(one)


@pytest.mark.parametrize("kind", [Value, *kinds(Value)], ids=lambda kind: kind.__name__)
def test_a_value_has_slots_alone(kind: type[Value]) -> None:
    assert not hasattr(kind(1), "__dict__")


def test_what_is_joined_again_makes_no_cell_wide() -> None:
    few = [Value(number) for number in range(NARROW - 1)]
    cell = Cell(frozenset(few[:-1]))
    assert cell.join(frozenset(few))
    assert cell.counts is None
    assert cell.join(frozenset(Value(number) for number in range(NARROW, 2 * NARROW)))
    assert cell.counts is not None
