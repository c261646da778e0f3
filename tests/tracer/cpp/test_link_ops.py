"""From Python down to kernels and gradients, on a small TensorFlow."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tracer.cpp.tensorflow_in_small import FILES
from tests.tracer.repositories import write
from tracer.index.build import Request, index
from tracer.queries.calls import Calls
from tracer.queries.paths import paths
from tracer.queries.where import where
from tracer.store import Snapshot, Store

GENERATED = """
def read_file(filename, name=None):
    return _apply("ReadFile", filename)
ReadFile = tf_export("raw_ops.ReadFile")(_ops.to_raw_op(read_file))
"""
MATH = "tensorflow/core/ops/math_ops.cc"


def test_an_op_has_its_wrapper_api_and_place(snapshot: Snapshot) -> None:
    op = snapshot.op("MatMul")
    assert op is not None
    assert (op.module, op.function) == ("tensorflow.python.ops.gen_math_ops", "mat_mul")
    assert (snapshot.file(op.file or 0).path, op.line, op.visibility) == (MATH, 2, "HIDDEN")
    assert op.signature is not None
    assert op.signature.args == ("a", "b", "transpose_a", "name")
    assert op.signature.defaults == {"transpose_a": "False", "name": "None"}
    assert [path.rsplit("/", 2)[1] for path in op.api_def] == ["base_api", "python_api"]


def test_kernels_by_device_and_type_with_the_place_of_their_class(snapshot: Snapshot) -> None:
    found = {(kernel.device, kernel.types, kernel.line) for kernel in snapshot.kernels("MatMul")}
    assert found == {("CPU", ("half",), 5), ("CPU", ("float",), 5), ("GPU", ("float",), 8)}
    kernel = snapshot.kernels("MatMul")[0]
    assert (snapshot.file(kernel.class_file or 0).path, kernel.class_line) == ("tensorflow/core/kernels/matmul_op.h", 2)


def test_gradients_of_python_and_cpp(snapshot: Snapshot) -> None:
    assert {gradient.function for gradient in snapshot.gradients("MatMul")} == {
        "MatMulGrad", "tensorflow.python.ops.math_grad:_MatMulGrad",
    }  # fmt: skip
    assert [gradient.function for gradient in snapshot.gradients("Neg")] == [None]


@pytest.mark.parametrize(
    ("name", "kind", "file", "line", "origin"),
    [
        ("MatMul", "op", MATH, 2, "source"),
        ("tf.raw_ops.MatMul", "function", MATH, 2, "generated"),
        ("tf.math.lgamma", "function", MATH, 11, "generated"),
        ("gen_math_ops.neg", "function", MATH, 10, "generated"),
        ("gen_math_ops", "module", "tensorflow/python/BUILD", 2, "generated"),
        ("tf.matmul", "function", "tensorflow/python/ops/math_ops.py", 7, "source"),
        ("gen_report.write_report", "function", "zoo/gen_report.py", 1, "source"),
    ],
)
def test_where(snapshot: Snapshot, name: str, kind: str, file: str, line: int, origin: str) -> None:
    match = where(snapshot, name).matches[0]
    assert (match.kind, match.file, match.line, match.origin) == (kind, file, line, origin)


def test_where_gives_ops_in_the_shape_the_interface_promises(snapshot: Snapshot) -> None:
    (op,) = where(snapshot, "tf.matmul").matches[0].as_json()["ops"]
    assert list(op) == ["op", "file", "line", "api_def", "kernels", "gradients"]
    assert (op["op"], op["file"], op["line"]) == ("MatMul", MATH, 2)
    assert op["kernels"][0] == {
        "file": "tensorflow/core/kernels/matmul_op.cc", "line": 5, "device": "CPU", "types": ["float"],
    }  # fmt: skip
    assert {
        "file": "tensorflow/python/ops/math_grad.py",
        "line": 6,
        "function": "tensorflow.python.ops.math_grad._MatMulGrad",
    } in op["gradients"]


def test_the_way_to_a_generated_function(snapshot: Snapshot) -> None:
    chain = where(snapshot, "tf.math.lgamma").matches[0].chain
    assert [(step.step, step.file, step.line) for step in chain] == [
        ("export", "tensorflow/core/api_def/python_api/api_def_Lgamma.pbtxt", 1),
        ("generated", "tensorflow/python/BUILD", 2),
        ("op", MATH, 11),
    ]


def test_deprecated_endpoints_are_of_the_first_api_only(snapshot: Snapshot) -> None:
    exports = {(row.name, row.api) for row in snapshot.exports_of("tensorflow.python.ops.gen_math_ops:lgamma")}
    assert exports == {
        ("tf.math.lgamma", "v1"), ("tf.math.lgamma", "v2"), ("tf.lgamma", "v1"),
        ("tf.raw_ops.Lgamma", "v1"), ("tf.raw_ops.Lgamma", "v2"),
    }  # fmt: skip


def test_internal_ops_have_no_wrapper(snapshot: Snapshot) -> None:
    op = snapshot.op("_Internal")
    assert op is not None
    assert op.function is None


def test_the_call_graph_crosses_into_ops_and_back(snapshot: Snapshot) -> None:
    wrapper = "tensorflow.python.ops.gen_math_ops:mat_mul"
    assert wrapper in {edge.callee for edge in snapshot.callees("tensorflow.python.ops.math_ops:matmul")}
    assert {"op:MatMul"} == {edge.callee for edge in snapshot.callees(wrapper)}
    assert {wrapper} <= {edge.caller for edge in snapshot.callers("op:MatMul")}
    assert "tensorflow.python.ops.math_grad:_MatMulGrad" in {edge.callee for edge in snapshot.callees("op:MatMul")}
    kernels = {edge.callee: edge.kind for edge in snapshot.callees("op:MatMul") if edge.callee.startswith("kernel:")}
    assert kernels == {"kernel:MatMulOp": "kernel"}
    assert {"op:MatMul"} == {edge.caller for edge in snapshot.callers("kernel:MatMulOp")}


@pytest.mark.parametrize(
    ("caller", "callees"),
    [
        ("through_packages", {"tensorflow.python.ops.math_ops:matmul"}),
        ("through_generated", {"tensorflow.python.ops.gen_math_ops:lgamma"}),
        ("through_an_import", {"tensorflow.python.ops.nn:Layer.__init__"}),
    ],
)
def test_calls_by_public_names_that_only_a_build_makes(snapshot: Snapshot, caller: str, callees: set[str]) -> None:
    edges = snapshot.callees(f"zoo.model:{caller}")
    assert {edge.callee for edge in edges if edge.confidence == "exact"} == callees


def test_a_gradient_written_in_cpp_is_a_node_with_its_own_ops(snapshot: Snapshot) -> None:
    (match,) = where(snapshot, "MatMulGrad").matches
    assert (match.name, match.kind, match.file, match.line, match.end_line) == (
        "MatMulGrad", "function", "tensorflow/core/ops/math_grad.cc", 3, 5,
    )  # fmt: skip
    assert {edge.callee: edge.kind for edge in snapshot.callees("op:MatMul")}[match.key] == "gradient"
    assert {edge.callee for edge in snapshot.callees(match.key)} == {"op:MatMul", "op:Neg"}
    assert match.key in {edge.caller for edge in snapshot.callers("op:Neg")}


def test_a_kernel_class_is_found_by_its_name(snapshot: Snapshot) -> None:
    (match,) = where(snapshot, "MatMulOp").matches
    assert (match.name, match.kind, match.file, match.line) == (
        "MatMulOp", "class", "tensorflow/core/kernels/matmul_op.h", 2,
    )  # fmt: skip


def test_a_path_leads_from_python_to_the_kernel(snapshot: Snapshot) -> None:
    (path,) = paths(Calls(snapshot), "tensorflow.python.ops.math_ops:matmul", "kernel:MatMulOp")
    assert [edge.kind for edge in path.edges] == ["call", "op", "kernel"]


def test_ops_that_only_an_installed_module_tells_of(tmp_path: Path, warm: Path) -> None:
    write(
        tmp_path / "site",
        {
            "pack/__init__.py": "",
            "pack/gen_io_ops.py": GENERATED,
            "pack/io.py": "from pack import gen_io_ops\ndef read(path):\n    return gen_io_ops.read_file(path)\n",
        },
    )
    with Store.open_for_writing() as store:
        index(Request([str(tmp_path / "site")], name="site", workers=1), store, lambda *_: None)
        with store.snapshot("site") as found:
            (op,) = where(found, "pack.io.read").matches[0].ops
            assert (op["op"], op["file"]) == ("ReadFile", "pack/gen_io_ops.py")


def test_what_is_partly_understood_is_a_problem_with_its_place(snapshot: Snapshot) -> None:
    path = "tensorflow/core/kernels/odd_op.cc"
    assert {(problem.path, problem.line, problem.severity, problem.reason) for problem in snapshot.problems()} == {
        (path, 2, "partial", "REGISTER_MYSTERY_KERNEL is defined nowhere in this snapshot"),
        (path, 3, "partial", "kernel of OddOp::Name(): OddOp::Name() is not a string literal"),
    }


def test_a_generated_file_is_compared_with_its_registration(tmp_path: Path, warm: Path) -> None:
    written = {
        "tensorflow/python/ops/gen_math_ops.py": "import op_def_library as _op_def_library\n"
        "def mat_mul(a, b, grad_a=False, name=None):\n    return None\ndef lgamma(x, name=None):\n    return None\n"
    }
    write(tmp_path / "tensorflow", {**FILES, **written})
    with Store.open_for_writing() as store:
        index(Request([str(tmp_path / "tensorflow")], name="built", calls=False), store, lambda *_: None)
        with store.snapshot("built") as found:
            said = "tensorflow/python/ops/gen_math_ops.py:2 has it generated with other arguments: (a, b, grad_a, name)"
            for name in ("MatMul", "gen_math_ops.mat_mul"):
                match = where(found, name).matches[0]
                assert said in match.warnings
                assert (match.ops[0]["file"], match.ops[0]["line"]) == (MATH, 2)
            for name in ("Lgamma", "gen_math_ops.lgamma"):
                assert not where(found, name).matches[0].warnings


def test_an_answer_says_that_its_ops_are_not_known_yet(small: Path, warm: Path) -> None:
    with Store.open_for_writing() as store:
        index(Request([str(small)], name="uncalled", calls=False), store, lambda *_: None)
        with store.snapshot("uncalled") as found:
            for name in ("tf.matmul", "nn.Layer"):
                assert any("calls are linked" in warning for warning in where(found, name).matches[0].warnings)
            for name in ("MatMul", "tf.math.lgamma", "nn.Mode"):
                assert not where(found, name).matches[0].warnings


def test_text_shows_kernels_by_device(snapshot: Snapshot, small: Path) -> None:
    match = where(snapshot, "MatMul").matches[0]
    assert match.op_callers[0][0] == "tensorflow.python.ops.math_ops.matmul"


def test_an_op_that_several_files_register_names_them_all(tmp_path: Path) -> None:
    again = 'REGISTER_OP("MatMul")\n    .Input("a: T");\n'
    others = {"zoo/more_ops.cc": "\n" + again, "zoo/fewer_ops.cc": again, "zoo/more_ops_test.cc": again}
    write(tmp_path / "again", FILES | others)
    with Store.in_memory() as store:
        report = index(Request([str(tmp_path / "again")], calls=False), store, lambda *_: None)
        with store.snapshot(report.snapshot.name) as snapshot:
            match = where(snapshot, "MatMul").matches[0]
    assert (match.file, match.line) == (MATH, 2)
    assert match.warnings == ("also registered at zoo/fewer_ops.cc:1, zoo/more_ops.cc:2",)


@pytest.mark.parametrize("rules", ["tensorflow/python/build_defs.bzl", "tensorflow/python/BUILD", "elsewhere/BUILD"])
def test_ops_that_the_rules_list_as_hidden_have_an_underscore(tmp_path: Path, rules: str) -> None:
    files = {**FILES, "tensorflow/python/ops/hidden_ops.txt": "# math_ops\nMatMul\n"}
    files[rules] = files.get(rules, "") + '\nHIDDEN = "ops/hidden_ops.txt"\n'
    write(tmp_path / "tensorflow", files)
    with Store.open_for_writing(tmp_path / "store.db") as store:
        request = Request([str(tmp_path / "tensorflow")], calls=False, workers=1)
        report = index(request, store, lambda stage, done, total: None)
        with store.snapshot(report.snapshot.name) as snapshot:
            found = {op.name: op.function for name in ("MatMul", "Neg") if (op := snapshot.op(name)) is not None}
    assert found == {"MatMul": "mat_mul" if rules.startswith("elsewhere") else "_mat_mul", "Neg": "neg"}
