"""Ops that are made by the name of their type."""

from __future__ import annotations

from tests.tracer.link.programs import program
from tracer.link.calls import link_calls
from tracer.linked import Op

SOURCE = """
    def constant(graph):
        return graph.create_op("Const", [])

    def by_keyword(graph):
        return graph._create_op_internal(inputs=[], op_type="Placeholder")

    def unknown(graph):
        return graph.create_op("NoSuchOp", [])

    def computed(graph, name):
        return graph.create_op(name, [])
"""


def test_an_op_is_called_that_a_literal_names() -> None:
    ops = [Op(name, None, 0, 0, None, None, None) for name in ("Const", "Placeholder")]
    edges = link_calls(program({"main.py": SOURCE}), ops).edges
    told = {(edge.caller, edge.callee, edge.confidence, edge.rule) for edge in edges if edge.callee.startswith("op:")}
    assert told == {
        ("main:constant", "op:Const", "exact", "named op"),
        ("main:by_keyword", "op:Placeholder", "exact", "named op"),
    }
