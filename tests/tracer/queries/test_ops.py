"""Which ops stand below a function, and in which order: calls in, names of ops out."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tracer.linked import CallEdge, Op, Symbol
from tracer.queries.answers import Match
from tracer.queries.ops import ops_of, python_callers
from tracer.queries.ops_search import is_called_after
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

    def callees(self, key: str, *, candidates: bool = True) -> list[CallEdge]:
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


@pytest.mark.parametrize(("name", "labels"), [("compile", ["ops"]), ("call", ["op"]), ("mat_mul", ["op"])])
def test_ops_that_a_method_merely_comes_by_are_named_at_its_end(name: str, labels: list[str]) -> None:
    ops = below(("MatMul", "call"))
    match = Match("f", "method", "m", f"C.{name}", "pkg", None, "m.py", 1, 2, (), None, (), (), "source", (), ops, None,
                  None, (), f"m:C.{name}")  # fmt: skip
    lines = [line.split() for line in render_match(match, Style(), lambda *_: None)]
    assert [line[0] for line in lines if line[0] in ("op", "ops")] == labels
    assert (lines[-1][:2] == ["ops", "MatMul"]) == (labels == ["ops"])


class Graph(Reader):
    """A snapshot of several functions: what each calls, in the order of its lines. Names in `gen_` modules run ops."""

    def __init__(self, calls: dict[str, list[str]], ops: dict[str, Op], symbols: dict[str, Symbol]) -> None:
        self._calls, self._ops, self._symbols = calls, ops, symbols

    def callees(self, key: str, *, candidates: bool = True) -> list[CallEdge]:
        lines = enumerate(self._calls.get(key, ()), 1)
        return [
            CallEdge(
                key, callee, "exact", "construct" if callee.endswith(".__init__") else "call", "name", ((line, 0),)
            )
            for line, callee in lines
        ]

    def op(self, name: str) -> Op:
        return self._ops[name]

    def symbol(self, key: str) -> Symbol | None:
        return self._symbols.get(key)


def an_op(name: str, type_: str = "{half, float, double}", output: str = "y: T") -> Op:
    return Op(name, None, 1, 1, None, None, None, inputs=("x: T",), outputs=(output,), attributes=(f"T: {type_}",))


OPS = {
    op.name: op
    for op in [
        an_op("MatMul"), an_op("BatchMatMulV2"), an_op("Conv2D"), an_op("Conv3D"), an_op("Reshape", "type"),
        an_op("Cast", "type", "y: DstT"), an_op("AddV2"), an_op("Less", "{float, int32}", "y: bool"),
    ]
}  # fmt: skip


def a_symbol(key: str, kind: Any = "function", canonical: str | None = None) -> Symbol:
    module, _, name = key.partition(":")
    return Symbol(key, kind, name.rpartition(".")[2], module, name, 1, 1, 9, canonical=canonical,
                  mro=(key.replace(":", "."),))  # fmt: skip


def of_class(name: str, calls: dict[str, list[str]]) -> list[str]:
    keys = {key for callees in calls.values() for key in callees} | set(calls)
    symbols = {key: a_symbol(key, canonical=key) for key in keys}
    for key in [key for key in keys if "." in key.partition(":")[2]]:
        owner = key.rpartition(".")[0]
        symbols[owner] = a_symbol(owner, "class")
    return [op["op"] for op in ops_of(Graph(calls, OPS, symbols), symbols[f"tensorflow.layers:{name}"])]


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        pytest.param({"tf.math:matmul": ["op:BatchMatMulV2", "op:MatMul"]}, ["MatMul", "BatchMatMulV2"],
                     id="of a function's ops the one that it is called after"),
        pytest.param({"tf.math:matmul": ["op:Reshape", "op:AddV2"]}, ["AddV2", "Reshape"],
                     id="what computes before what moves values"),
    ],
)  # fmt: skip
def test_order_within_a_function(calls: dict[str, list[str]], expected: list[str]) -> None:
    assert of_class("Layer", {"tensorflow.layers:Layer.call": ["tf.math:matmul"], **calls}) == expected


def test_calls_that_compute_come_before_those_that_prepare() -> None:
    calls = {
        "tensorflow.layers:Layer.call": ["tf.math:cast", "tf.math:less", "tf.math:reshape", "tf.math:matmul"],
        "tf.math:cast": ["op:Cast"],
        "tf.math:less": ["op:Less"],
        "tf.math:reshape": ["op:Reshape"],
        "tf.math:matmul": ["op:MatMul"],
    }
    assert of_class("Layer", calls) == ["MatMul", "Reshape", "Cast", "Less"]


def test_the_op_that_a_class_is_called_after_comes_first() -> None:
    calls = {"tensorflow.layers:Conv2D.call": ["tf.nn:convolution"], "tf.nn:convolution": ["op:Conv3D", "op:Conv2D"]}
    assert of_class("Conv2D", calls) == ["Conv2D", "Conv3D"]
    assert of_class("Conv3D", {key.replace("2", "3"): value for key, value in calls.items()}) == ["Conv3D", "Conv2D"]


@pytest.mark.parametrize(
    ("name", "op", "expected"),
    [
        ("MaxPooling2D", "MaxPool", True),
        ("MaxPooling2D", "MaxPoolV2", True),
        ("MaxPool3D", "MaxPool3D", True),
        ("Concatenate", "ConcatV2", True),
        ("SquaredHinge", "Square", True),
        ("EinsumDense", "Einsum", True),
        ("Conv2DTranspose", "Conv2D", True),
        ("Conv2D", "Conv2DBackpropInput", True),
        ("ReLU", "Relu", True),
        ("ReLU", "Relu6", True),
        ("LeakyReLU", "LeakyRelu", True),
        ("Less", "LessEqual", True),
        ("GatherV2", "Gather", True),
        ("gather_nd", "GatherNd", True),
        ("Add", "AddV2", True),
        ("Lesson", "Less", False),
        ("Gat", "GatherV2", False),
        ("Castle", "Cast", False),
        ("MaxPooling2D", "Max", False),
        ("Conv2D", "Conv3D", False),
        ("Conv1D", "Conv2D", False),
        ("SoftmaxLayer", "SoftmaxCrossEntropyWithLogits", False),
        ("A", "AddV2", False),
        ("_", "MatMul", False),
        ("V2", "MatMul", False),
    ],
)  # fmt: skip
def test_a_class_is_called_after_an_op_by_whole_words(name: str, op: str, expected: bool) -> None:
    assert is_called_after(name, op) is expected


def test_a_layer_that_is_made_in_a_layer_does_its_work() -> None:
    calls = {
        "tensorflow.layers:LSTM.__init__": ["tensorflow.layers:Cell.__init__", "tensorflow.layers:Ones.__init__"],
        "tensorflow.layers:Ones.__call__": ["op:AddV2"],
        "tensorflow.layers:LSTM.call": ["tf.math:reshape"],
        "tensorflow.layers:Cell.call": ["tf.math:matmul"],
        "tf.math:reshape": ["op:Reshape"],
        "tf.math:matmul": ["op:MatMul"],
    }
    assert of_class("LSTM", calls) == ["MatMul", "Reshape"]


def test_a_wrapper_called_after_its_op_is_as_near_as_the_op() -> None:
    class Generated(Graph):
        def ops_of_function(self, function: str, module: str | None = None) -> list[Op]:
            matches = function == "conv2d" and module in (None, "tf.gen_nn_ops")
            return [OPS["Conv2D"]._replace(module="tf.gen_nn_ops", function="conv2d")] if matches else []

    calls = {
        "tensorflow.layers:call": ["tf.nn:convolution"],
        "tf.nn:convolution": ["op:Conv3D", "tf.nn:conv2d"],
        "tf.nn:conv2d": ["tf.gen_nn_ops:conv2d"],
    }
    symbols = {key: a_symbol(key, canonical=key) for key in calls}
    found = ops_of(Generated(calls, OPS, symbols), symbols["tensorflow.layers:call"])
    assert {op["op"] for op in found} == {"Conv2D", "Conv3D"}


def test_of_who_calls_an_op_the_function_of_its_name_comes_first_and_what_helps_tests_last() -> None:
    callers = ["tf.a_test_lib:helper", "tf.layers:Dense.call", "tf.layers:dense", "tf.math:matmul"]

    class Called(Graph):
        def callers(self, key: str) -> list[CallEdge]:
            assert key == "tf.gen_math_ops:mat_mul"
            return [CallEdge(caller, key, "exact", "call", "name", ((7, 0),)) for caller in callers]

        def file(self, number: int) -> Any:
            return SimpleNamespace(path="m.py")

    op = OPS["MatMul"]._replace(module="tf.gen_math_ops", function="mat_mul")
    reader = Called({}, {"MatMul": op}, {caller: a_symbol(caller) for caller in callers})
    found = python_callers(reader, a_symbol("op:MatMul", "op"))
    assert [key for key, _, _ in found] == [callers[3], callers[2], callers[1], callers[0]]
    assert len(python_callers(reader, a_symbol("op:MatMul", "op"), limit=2)) == 2
