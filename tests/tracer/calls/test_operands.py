"""How sure it is that an operand's method runs, where the operand may be a plain value as well."""

from __future__ import annotations

import pytest

from tracer.store import Snapshot

SOURCE = {
    "operands.py": """\
import numpy


class Tensor:
    def __add__(self, other):
        return self

    def __radd__(self, other):
        return self

    def __lt__(self, other):
        return True

    def __bool__(self):
        return True

    def __iter__(self):
        return iter([])

    def __getitem__(self, index):
        return self

    def __repr__(self):
        return ""

    def __hash__(self):
        return 1

    def __eq__(self, other):
        return True


def alone():
    x = Tensor()
    return x + 1, x < 2, x[0], f"{x}", [y for y in x], not x


def plain_as_well(kind):
    if kind == 1:
        x = Tensor()
    elif kind == 2:
        x = "text"
    else:
        x = (1, 2)
    return x + 1, x < 2, x[0], f"{x}", [y for y in x], not x


def from_outside(kind):
    x = Tensor() if kind else numpy.zeros(3)
    return x + 1, 1 + x


def written_out():
    return {Tensor(): 1, "a": 2}, f"{[Tensor(), 1]}"
"""
}
METHODS = ["__add__", "__lt__", "__getitem__", "__repr__", "__iter__", "__bool__"]


def known(snapshot: Snapshot, caller: str, method: str) -> str | None:
    edges = snapshot.callees(f"operands:{caller}")
    return next((edge.confidence for edge in edges if edge.callee == f"operands:Tensor.{method}"), None)


@pytest.mark.parametrize("method", METHODS)
def test_of_several_kinds_of_values_it_is_a_guess(snapshot: Snapshot, method: str) -> None:
    assert known(snapshot, "alone", method) == "inferred"
    assert known(snapshot, "plain_as_well", method) == "candidate"


def test_what_is_from_outside_takes_operators_as_well(snapshot: Snapshot) -> None:
    assert known(snapshot, "from_outside", "__add__") == "candidate"
    assert known(snapshot, "from_outside", "__radd__") == "candidate"


def test_all_of_what_is_written_out_is_shown_and_hashed(snapshot: Snapshot) -> None:
    assert known(snapshot, "written_out", "__hash__") == "inferred"
    assert known(snapshot, "written_out", "__repr__") == "inferred"
