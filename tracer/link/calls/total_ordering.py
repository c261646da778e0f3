"""Comparisons that `functools.total_ordering` adds to a class: each calls the one that the class has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.link.calls import hierarchy, implicit
from tracer.link.calls.values import Class

if TYPE_CHECKING:
    from tracer.link.calls.cells import Values
    from tracer.link.calls.edges import Site
    from tracer.link.calls.frame import Frame
    from tracer.link.calls.values import Instance

ROOTS = ("__lt__", "__le__", "__gt__", "__ge__")
"""The first of these that a class has is what the others call."""
OPPOSITE = {"__lt__": "__ge__", "__le__": "__gt__", "__gt__": "__le__", "__ge__": "__lt__"}
"""What is just the contrary: the others ask for equality as well."""


def mark(frame: Frame, values: Values) -> None:
    """Classes are passed to `total_ordering`."""
    frame.world.ordered |= {value for value in values if isinstance(value, Class)}


def fills_in(frame: Frame, cls: Class, name: str) -> bool:
    """Whether `cls` has the comparison `name` only by the decorator."""
    return name in OPPOSITE and not frame.world.ordered.isdisjoint(cls.mro)


def call(frame: Frame, instance: Instance, name: str, site: Site, other: Values) -> None:
    root = next((root for root in ROOTS if hierarchy.lookup(instance.cls, root) is not None), None)
    if root is not None:
        implicit.call_on(frame, instance, (root,), site, other)
        if OPPOSITE[root] != name:
            implicit.call_on(frame, instance, ("__eq__",), site, other)
