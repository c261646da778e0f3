"""The ops of a symbol as `where` gives them, how they are shown, and who calls an op from Python."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tracer.linked import CallEdge, Op, Symbol
from tracer.queries.answers import Match
from tracer.queries.ops import are_unknown, ops_behind, ops_of, python_callers
from tracer.views.style import Style
from tracer.views.where_text import render_match

MATMUL = Op("MatMul", None, 1, 1, "tf.gen_math_ops", "mat_mul", None)


class Reader:
    """A snapshot with the rows that it is given."""

    def __init__(
        self, symbols: tuple[Symbol, ...] = (), *, behind: dict[str, tuple[str, ...]] | None = None, calls: bool = True
    ) -> None:
        self.has_calls = calls
        self._symbols = {symbol.key: symbol for symbol in symbols}
        self._behind = behind or {}
        self.asked: list[str] = []

    def op(self, name: str) -> Op | None:
        self.asked.append(name)
        return MATMUL if name == "MatMul" else None

    def symbol(self, key: str) -> Symbol | None:
        return self._symbols.get(key)

    def ops_of_function(self, function: str, module: str | None = None) -> list[Op]:
        return [MATMUL] if function == MATMUL.function and module in (None, MATMUL.module) else []

    def ops_behind(self, key: str) -> tuple[str, ...]:
        return self._behind.get(key, ())

    def kernels(self, op: str) -> list[Any]:
        return []

    def gradients(self, op: str) -> list[Any]:
        return []

    def file(self, number: int) -> Any:
        return SimpleNamespace(path="m.py")


def a_symbol(key: str, kind: Any = "function") -> Symbol:
    module, _, name = key.partition(":")
    return Symbol(key, kind, name.rpartition(".")[2], module, name, 1, 1, 9, mro=(key.replace(":", "."),))


def test_ops_come_from_the_rows_and_each_is_read_once() -> None:
    reader = Reader(behind={"m:f": ("MatMul", "Gone"), "m:g": ("MatMul",)})
    for key in ("m:f", "m:g", "m:f"):
        assert [op["op"] for op in ops_of(reader, a_symbol(key))] == ["MatMul"]
    assert ops_of(reader, a_symbol("m:h")) == ()
    assert reader.asked == ["MatMul", "Gone"]


def test_without_calls_only_generated_functions_have_ops() -> None:
    reader = Reader(behind={"m:f": ("MatMul",)}, calls=False)
    assert ops_behind(reader, a_symbol("tf.gen_math_ops:mat_mul")) == ("MatMul",)
    assert ops_behind(reader, a_symbol("op:MatMul", "op")) == ("MatMul",)
    assert ops_behind(reader, a_symbol("m:f")) == ()


@pytest.mark.parametrize(
    ("key", "kind", "calls", "expected"),
    [
        ("keras.layers:Dense", "class", False, True),
        ("keras.layers:Plain", "class", False, False),
        ("keras.layers:f", "function", False, True),
        ("keras.layers:f", "function", True, False),
        ("other.layers:f", "function", False, False),
    ],
)
def test_only_calls_tell_the_ops_of_what_works(key: str, kind: Any, calls: bool, expected: bool) -> None:
    reader = Reader((a_symbol("keras.layers:Dense.call", "method"),), calls=calls)
    assert are_unknown(reader, a_symbol(key, kind)) is expected


def some_ops(*names: str) -> tuple[dict[str, Any], ...]:
    return tuple({"op": name, "file": None, "line": 1, "api_def": [], "kernels": [], "gradients": []} for name in names)


def test_of_many_ops_the_first_are_shown_in_full_and_the_others_named() -> None:
    ops = some_ops(*(f"Op{number}" for number in range(9)))
    match = Match("f", "function", "m", "f", "pkg", None, "m.py", 1, 2, (), None, (), (), "source", (), ops, None, None,
                  (), "m:f")  # fmt: skip
    lines = [line.split() for line in render_match(match, Style(), lambda *_: None)]
    assert [line[1] for line in lines if line[0] == "op"] == ["Op0", "Op1", "Op2", "Op3"]
    assert [line[2:7] for line in lines if line[:2] == ["other", "ops"]] == [["Op4", "Op5", "Op6", "Op7", "Op8"]]


@pytest.mark.parametrize(("name", "labels"), [("compile", ["ops"]), ("call", ["op"]), ("mat_mul", ["op"])])
def test_ops_that_a_method_merely_comes_by_are_named_at_its_end(name: str, labels: list[str]) -> None:
    ops = some_ops("MatMul")
    match = Match("f", "method", "m", f"C.{name}", "pkg", None, "m.py", 1, 2, (), None, (), (), "source", (), ops, None,
                  None, (), f"m:C.{name}")  # fmt: skip
    lines = [line.split() for line in render_match(match, Style(), lambda *_: None)]
    assert [line[0] for line in lines if line[0] in ("op", "ops")] == labels
    assert (lines[-1][:2] == ["ops", "MatMul"]) == (labels == ["ops"])


def test_of_who_calls_an_op_the_function_of_its_name_comes_first_and_what_helps_tests_last() -> None:
    callers = ["tf.a_test_lib:helper", "tf.layers:Dense.call", "tf.layers:dense", "tf.math:matmul"]

    class Called(Reader):
        def callers(self, key: str) -> list[CallEdge]:
            assert key == "tf.gen_math_ops:mat_mul"
            return [CallEdge(caller, key, "exact", "call", "name", ((7, 0),)) for caller in callers]

    reader = Called(tuple(map(a_symbol, callers)))
    found = python_callers(reader, a_symbol("op:MatMul", "op"))
    assert [key for key, _, _ in found] == [callers[3], callers[2], callers[1], callers[0]]
    assert len(python_callers(reader, a_symbol("op:MatMul", "op"), limit=2)) == 2
