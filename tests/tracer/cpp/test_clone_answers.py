"""What people have asked for years, on real clones: from a public name down to ops, kernels and gradients.

A clone may be two sources with a space between: TensorFlow 2026 and the Keras that goes with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.tracer.clones import clone_specs
from tracer.index.build import Request, index
from tracer.queries.calls import Calls, Choice
from tracer.queries.paths import paths
from tracer.queries.where import where
from tracer.store import Snapshot, Store

pytestmark = pytest.mark.clone

MODULES = ("gen_nn_ops", "gen_stateless_random_ops", "gen_candidate_sampling_ops", "gen_ctc_ops")
OPS = {
    "tf.nn.conv2d": {"Conv2D"},
    "Conv2DBackpropInput": {"Conv2DBackpropInput"},
    "tf.random.stateless_uniform": {"StatelessRandomUniform"},
    "tf.image.non_max_suppression": {"NonMaxSuppressionV3"},
    "tf.io.read_file": {"ReadFile"},
    "LRN": {"LRN"},
    "tf.matmul": {"MatMul", "BatchMatMulV2"},
    "tf.math.lgamma": {"Lgamma"},
    "tf.negative": {"Neg"},
    "tf.nn.softmax_cross_entropy_with_logits": {"SoftmaxCrossEntropyWithLogits"},
}
"""Ops that must be among those of each name; newer releases may run a newer version of one (`V2` and on)."""
GRADIENTS = {
    "LRN": "tensorflow.python.ops.nn_grad._LRNGrad",
    "Conv2D": "tensorflow.python.ops.nn_grad._Conv2DGrad",
    "MatMul": "tensorflow.python.ops.math_grad._MatMulGrad",
    "Lgamma": "tensorflow.python.ops.math_grad._LgammaGrad",
}


CLONES: list[Any] = [*clone_specs()]


@pytest.fixture(scope="module", params=CLONES or [pytest.param("", marks=pytest.mark.skip("no clone given"))])
def clone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACER_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        with Store.open_for_writing() as store:
            report = index(Request(str(request.param).split(), name="clone"), store, lambda *_: None)
            with store.snapshot(report.snapshot.name) as snapshot:
                yield snapshot


@pytest.mark.parametrize("name", MODULES)
def test_a_generated_module_is_found_with_its_build_rule(clone: Snapshot, name: str) -> None:
    match = where(clone, name).matches[0]
    assert (match.kind, match.origin) == ("module", "generated")
    assert match.file is not None
    assert match.file.endswith("BUILD")


@pytest.mark.parametrize("name", OPS)
def test_ops_below_a_name(clone: Snapshot, name: str) -> None:
    found = [op["op"] for op in where(clone, name).matches[0].ops]
    assert all(any(op.startswith(wanted) for op in found) for wanted in OPS[name]), found


@pytest.mark.parametrize("name", GRADIENTS)
def test_kernels_and_gradients_are_nodes_below_an_op(clone: Snapshot, name: str) -> None:
    edges = {edge.callee: edge.kind for edge in clone.callees(f"op:{name}")}
    module, _, function = GRADIENTS[name].rpartition(".")
    assert edges[f"{module}:{function}"] == "gradient"
    assert "kernel" in edges.values()
    (op,) = where(clone, f"op:{name}").matches[0].ops
    assert {kernel["device"] for kernel in op["kernels"]} >= {"CPU"}
    assert GRADIENTS[name] in {gradient["function"] for gradient in op["gradients"]}


def test_an_optimizer_ends_in_its_apply_op(clone: Snapshot) -> None:
    match = where(clone, "tf.keras.optimizers.SGD").matches[0]
    # Keras 3 has no op for the whole step: it subtracts from the variable.
    expected = "AssignSubVariableOp" if match.module.startswith("keras.src") else "ResourceApplyGradientDescent"
    assert expected in [op["op"] for op in match.ops]


@pytest.mark.parametrize("name", ["keras.layers.Dense", "keras.layers.Dense.call"])
def test_a_dense_layer_leads_to_its_ops(clone: Snapshot, name: str) -> None:
    matches = where(clone, name).matches
    if not matches:
        pytest.skip("Keras is not in this snapshot")
    assert {"MatMul", "BiasAdd"} <= {op["op"] for op in matches[0].ops}
    for op in ("MatMul", "BiasAdd"):
        (found,) = paths(Calls(clone, Choice()), f"{matches[0].key.removesuffix('.call')}.call", f"op:{op}")[:1]
        assert len(found.edges) <= 6


def test_python_callers_of_an_op_and_the_way_from_fit(clone: Snapshot) -> None:
    assert where(clone, "MatMul").matches[0].op_callers
    fit = where(clone, "Sequential.fit").matches
    if fit:
        assert paths(Calls(clone), fit[0].key, "op:MatMul")
