"""Which ops stand below a function, and in which order: calls in, names of ops out."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tracer.linked import CallEdge, Op, Symbol
from tracer.queries.answers import Match
from tracer.queries.ops import ops_of
from tracer.views.style import Style
from tracer.views.where_text import render_match

LAYER = "tensorflow.layers:call"


class Reader:
    """A snapshot of one function and the ops it calls: (op, kind of the call), in the order of its lines."""

    has_calls = True
    info = SimpleNamespace(backend="tensorflow")

    def __init__(self, *calls: tuple[str, str]) -> None:
        self._edges = [
            CallEdge(LAYER, f"op:{name}", "inferred", kind, "type", ((line, 0),))
            for line, (name, kind) in enumerate(calls, 1)
        ]

    def callees(self, key: str) -> list[CallEdge]:
        return self._edges if key == LAYER else []

    def op(self, name: str) -> Op:
        return Op(name, None, 1, 1, None, None, None)

    def symbol(self, key: str) -> Symbol | None:
        return None

    def ops_of_function(self, function: str, module: str | None = None) -> list[Op]:
        return []

    def kernels(self, op: str) -> list[Any]:
        return []

    def gradients(self, op: str) -> list[Any]:
        return []

    def file(self, number: int) -> Any:
        raise KeyError(number)


def below(*calls: tuple[str, str]) -> tuple[dict[str, Any], ...]:
    module, _, name = LAYER.partition(":")
    return ops_of(Reader(*calls), Symbol(LAYER, "function", name, module, name, 1, 1, 9))


def test_what_only_operators_may_run_comes_after_what_is_called() -> None:
    found = below(("SparseMul", "operator"), ("MatMul", "call"), ("Add", "operator"), ("Add", "call"))
    assert [op["op"] for op in found] == ["MatMul", "Add", "SparseMul"]


def test_of_many_ops_the_first_are_shown_in_full_and_the_others_named() -> None:
    ops = below(*((f"Op{number}", "call") for number in range(9)))
    match = Match("f", "function", "m", "f", "pkg", None, "m.py", 1, 2, (), None, (), (), "source", (), ops, None, None,
                  (), "m:f")  # fmt: skip
    lines = [line.split() for line in render_match(match, Style(), lambda *_: None)]
    assert [line[1] for line in lines if line[0] == "op"] == ["Op0", "Op1", "Op2", "Op3"]
    assert [line[2:7] for line in lines if line[:2] == ["other", "ops"]] == [["Op4", "Op5", "Op6", "Op7", "Op8"]]
