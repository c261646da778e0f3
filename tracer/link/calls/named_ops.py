"""Ops that are made by name, past any generated function: `graph.create_op("Const", ...)`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link.calls.edges import EXACT
from tracer.linked import CallEdge

if TYPE_CHECKING:
    from tracer.link.calls.edges import Site
    from tracer.link.calls.frame import Frame

MAKERS = frozenset({"create_op", "_create_op_internal"})
"""Methods of TensorFlow's graphs that add an operation of the type that their first argument, `op_type`, names."""
KIND, RULE = "op", "named op"
PREFIX = "op:"


def note(frame: Frame, expression: f.Call, site: Site) -> None:
    """Tell the op that a call of one of `MAKERS` names."""
    function = expression.func
    if not isinstance(function, f.Attribute) or function.attr not in MAKERS:
        return
    named = [one.value for one in expression.args if one.keyword == "op_type"]
    first = named or [one.value for one in expression.args[:1] if one.keyword is None and not one.star]
    for value in first:
        if isinstance(value, f.Constant) and value.kind == "str":
            frame.edge(PREFIX + value.value, KIND, EXACT, RULE, site)


def registered(edges: Iterable[CallEdge], ops: frozenset[str]) -> Iterator[CallEdge]:
    """`edges` without those to ops that are not registered."""
    return (edge for edge in edges if edge.kind != KIND or edge.callee.removeprefix(PREFIX) in ops)
