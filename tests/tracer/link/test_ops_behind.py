"""Which ops stand behind functions and classes, and in which order: calls in, names of ops out."""

from __future__ import annotations

from typing import Any

import pytest

from tracer.link.ops_behind import OpsBehind
from tracer.link.ops_calls import OpCalls
from tracer.link.ops_names import is_called_after
from tracer.linked import CallEdge, Op, Outline

LAYER = "tensorflow.layers:call"


def an_op(name: str, type_: str = "{half, float, double}", output: str = "y: T") -> Op:
    return Op(name, None, 1, 1, None, None, None, inputs=("x: T",), outputs=(output,), attributes=(f"T: {type_}",))


OPS = {
    op.name: op
    for op in [
        an_op("MatMul"), an_op("BatchMatMulV2"), an_op("Conv2D"), an_op("Conv3D"), an_op("Reshape", "type"),
        an_op("Cast", "type", "y: DstT"), an_op("AddV2"), an_op("Less", "{float, int32}", "y: bool"),
    ]
}  # fmt: skip


def behind(edges: list[CallEdge], ops: list[Op], symbols: list[Outline]) -> dict[str, list[str]]:
    calls = OpCalls(ops, "tensorflow")
    assert list(calls.watched(edges)) == edges
    calls.settle()
    return {key: list(names) for key, names in OpsBehind(calls, symbols).all()}


def an_outline(key: str, kind: Any = "function", canonical: str | None = None, mro: tuple[str, ...] = ()) -> Outline:
    name = key.partition(":")[2].rpartition(".")[2]
    return Outline(key, kind, name, canonical, mro or (key.replace(":", "."),))


def edges_of(calls: dict[str, list[str]]) -> list[CallEdge]:
    """What each function calls, in the order of its lines."""
    return [
        CallEdge(caller, callee, "exact", "construct" if callee.endswith(".__init__") else "call", "name", ((line, 0),))
        for caller, callees in calls.items()
        for line, callee in enumerate(callees, 1)
    ]


def of_class(name: str, calls: dict[str, list[str]]) -> list[str]:
    keys = {key for callees in calls.values() for key in callees} | set(calls)
    classes = {key.rpartition(".")[0] for key in keys if "." in key.partition(":")[2]}
    symbols = [an_outline(key, canonical=key) for key in keys] + [an_outline(key, "class") for key in classes]
    return behind(edges_of(calls), list(OPS.values()), symbols).get(f"tensorflow.layers:{name}", [])


def below(*calls: tuple[str, str]) -> list[str]:
    """The ops of a function that makes calls of these ops and kinds, in the order of its lines."""
    edges = [
        CallEdge(LAYER, f"op:{name}", "inferred", kind, "type", ((line, 0),))
        for line, (name, kind) in enumerate(calls, 1)
    ]
    return behind(edges, [an_op(name) for name, _ in calls], [an_outline(LAYER)])[LAYER]


def test_what_only_operators_may_run_comes_after_what_is_called() -> None:
    found = below(("SparseMul", "operator"), ("MatMul", "call"), ("Add", "operator"), ("Add", "call"))
    assert found == ["MatMul", "Add", "SparseMul"]


def test_calls_that_come_in_any_order_are_taken_in_that_of_their_lines() -> None:
    calls = {"tensorflow.layers:Layer.call": ["op:MatMul", "op:AddV2", "op:Conv2D"]}
    edges = edges_of(calls)
    symbols = [an_outline("tensorflow.layers:Layer", "class"), an_outline("tensorflow.layers:Layer.call", "method")]
    assert behind(edges, list(OPS.values()), symbols) == behind(edges[::-1], list(OPS.values()), symbols)


def test_what_runs_no_op_has_no_row() -> None:
    calls = {"m:idle": ["m:other"], "m:busy": ["op:MatMul"], "m:loop": ["m:loop"]}
    symbols = [an_outline(key) for key in ("m:idle", "m:other", "m:busy", "m:loop")]
    assert behind(edges_of(calls), list(OPS.values()), symbols) == {"m:busy": ["MatMul"]}


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


def test_an_overriding_method_may_run_in_place_of_the_one_that_is_called() -> None:
    calls = {"keras.backend:assign": ["tf.variables:Variable.assign"], "tf.resource:Resource.assign": ["op:AddV2"]}
    candidate = CallEdge("keras.backend:assign", "tf.resource:Resource.assign", "candidate", "call", "name", ((1, 0),))
    symbols = [an_outline("keras.backend:assign")]
    assert behind([*edges_of(calls), candidate], list(OPS.values()), symbols) == {}
    bases = ("tf.resource.Resource", "tf.variables.Variable")
    symbols.append(an_outline("tf.resource:Resource", "class", mro=bases))
    assert behind([*edges_of(calls), candidate], list(OPS.values()), symbols) == {"keras.backend:assign": ["AddV2"]}


def test_a_wrapper_called_after_its_op_is_as_near_as_the_op() -> None:
    calls = {
        LAYER: ["tf.nn:convolution"],
        "tf.nn:convolution": ["op:Conv3D", "tf.nn:conv2d"],
        "tf.nn:conv2d": ["tf.gen_nn_ops:conv2d"],
    }
    ops = [OPS["Conv3D"], OPS["Conv2D"]._replace(module="tf.gen_nn_ops", function="conv2d")]
    symbols = [an_outline(key, canonical=key) for key in (*calls, "tf.gen_nn_ops:conv2d")]
    found = behind(edges_of(calls), ops, symbols)
    assert set(found[LAYER]) == {"Conv2D", "Conv3D"}
    assert found["tf.gen_nn_ops:conv2d"] == ["Conv2D"]


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


LOOKED_UP = {
    "what a function looks up in a table is nearer than what its callees call": (
        [("t.ops:convert", "t.graph:capture", "exact", "name"), ("t.graph:capture", "op:Reshape", "exact", "name"),
         ("t.ops:convert", "t.const:of", "candidate", "assignment"), ("t.const:of", "t.const:inner", "exact", "name"),
         ("t.const:inner", "op:MatMul", "exact", "name")],
        ["MatMul"],
    ),
    "what it calls itself is nearer": (
        [("t.ops:convert", "op:Reshape", "exact", "name"), ("t.ops:convert", "t.const:of", "candidate", "assignment"),
         ("t.const:of", "op:MatMul", "exact", "name")],
        ["Reshape"],
    ),
    "methods of any objects are no table": (
        [("t.ops:convert", "t.const:Of.convert", "candidate", "assignment"),
         ("t.const:Of.convert", "op:MatMul", "exact", "name")],
        [],
    ),
    "a table of very many tells nothing": (
        [row for n in range(40) for row in ((("t.ops:convert", f"t.const:of_{n}", "candidate", "assignment")),
                                            (f"t.const:of_{n}", "op:MatMul", "exact", "name"))],
        [],
    ),
    "what is guessed by its name alone is nothing": (
        [("t.ops:convert", "t.const:of", "candidate", "name"), ("t.const:of", "op:MatMul", "exact", "name")],
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LOOKED_UP)
def test_what_is_looked_up_in_a_table(name: str) -> None:
    calls, expected = LOOKED_UP[name]
    edges = [
        CallEdge(caller, callee, confidence, "call", rule, ((line, 0),))  # type: ignore[arg-type]
        for line, (caller, callee, confidence, rule) in enumerate(calls, 1)
    ]
    symbols = [an_outline("t.ops:convert", canonical="tf.convert")]
    assert behind(edges, list(OPS.values()), symbols).get("t.ops:convert", []) == expected
