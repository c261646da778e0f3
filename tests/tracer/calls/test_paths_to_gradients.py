"""Where no path leads to an op, it is said which gradient functions run it: no call says that these are called."""

from __future__ import annotations

import re
import shlex

import pytest

from tracer.cli import main
from tracer.store import Snapshot

CALLS = 12
SOURCE: dict[str, str | bytes] = {
    "tensorflow/__init__.py": "",
    "tensorflow/python/__init__.py": "",
    "tensorflow/python/ops/__init__.py": "",
    "tensorflow/core/ops/nn_ops.cc": "".join(
        f'REGISTER_OP("{name}").Input("x: float").Output("y: float");\n'
        for name in ("Relu", "ReluGrad", "Elu", "EluGrad", "Selu", "Other", "Filter", "Image")
    ),
    "tensorflow/core/ops/nn_grad.cc": "".join(
        f'''
Status {name}(const AttrSlice& attrs, FunctionDef* g) {{ return Define(g, {{{{{{"x"}}, "EluGrad", {{"a"}}}}}}); }}
REGISTER_OP_GRADIENT("{op}", {name});
'''
        for op, name in (("Elu", "EluGrad"), ("Selu", "SeluGrad"))
    ),
    "tensorflow/python/framework/__init__.py": "",
    "tensorflow/python/framework/ops.py": "class RegisterGradient:\n    def __call__(self, f): return f\n",
    "tensorflow/python/ops/nn_grad.py": """
from tensorflow.python.framework import ops
from tensorflow.python.ops import gen_nn_ops

def helper(grad):
    return gen_nn_ops.relu_grad(grad)

@ops.RegisterGradient("Relu")
def _ReluGrad(op, grad):
    return helper(grad)

@ops.RegisterGradient("ReluGrad")
def _ReluGradGrad(op, grad):
    return helper(grad)

@ops.RegisterGradient("Filter")
def _FilterGrad(op, grad):
    return gen_nn_ops.image(grad)

@ops.RegisterGradient("Image")
def _ImageGrad(op, grad):
    return gen_nn_ops.filter(grad)

@ops.RegisterGradient("Elu")
def _EluGrad(op, grad):
    return gen_nn_ops.elu_grad(grad)
""",
    # More calls away from an op than a path may take on which gradient functions run.
    "far.py": "from tensorflow.python.ops import gen_nn_ops\n"
    + "".join(f"def call{n}(x): return call{n + 1}(x)\n" for n in range(CALLS))
    + f"def call{CALLS}(x): return gen_nn_ops.relu(x)\n",
    "small.py": """
from tensorflow.python.ops import gen_nn_ops

def forward(x):
    return gen_nn_ops.other(x)
""",
}


def test_gradient_functions_that_run_an_op_are_named(capsys: pytest.CaptureFixture[str], snapshot: Snapshot) -> None:
    assert main(["path", "small.forward", "ReluGrad", "--at", snapshot.name]) == 1
    said = [line for line in capsys.readouterr().err.splitlines() if "gradient function" in line]
    told = "it is found by the op's name when gradients are computed, which no call says"
    place = "tensorflow/python/ops/nn_grad.py"
    assert said == [
        f"tracer: ReluGrad is run by the gradient function of Relu, _ReluGrad ({place}:9): {told}",
        f"tracer: ReluGrad is run by the gradient function of ReluGrad, _ReluGradGrad ({place}:13): {told}",
    ]


def suggested(capsys: pytest.CaptureFixture[str], command: str) -> list[str]:
    """Run a command; the commands that it tells to run next, none where it finds something."""
    capsys.readouterr()
    status = main(shlex.split(command)[1:])
    said = capsys.readouterr().err
    return re.findall("`(tracer path [^`]*)`", said) if status else []


def test_how_an_op_comes_to_run_is_asked_for_where_that_is_found(
    capsys: pytest.CaptureFixture[str], snapshot: Snapshot
) -> None:
    at = f"--at {snapshot.name}"
    assert f"tracer path far.call0 Relu {at}" in suggested(capsys, f"tracer path far.call0 ReluGrad {at}")
    assert suggested(capsys, f"tracer path far.call0 Relu {at}") == []


@pytest.mark.parametrize("start", ["small.forward", "far.call0", "far"])
@pytest.mark.parametrize("end", ["Relu", "ReluGrad", "EluGrad", "Filter", "Image", "far.call5", "small"])
def test_suggested_commands_lead_in_no_circle(
    start: str, end: str, capsys: pytest.CaptureFixture[str], snapshot: Snapshot
) -> None:
    def follow(command: str, before: tuple[str, ...]) -> None:
        assert command not in before
        for one in suggested(capsys, command):
            follow(one, (*before, command))

    follow(f"tracer path {start} {end} --at {snapshot.name}", ())


def test_those_in_python_are_named_before_those_in_cpp(capsys: pytest.CaptureFixture[str], snapshot: Snapshot) -> None:
    assert main(["path", "small.forward", "op:EluGrad", "--at", snapshot.name]) == 1
    said = capsys.readouterr().err.splitlines()
    places = [line.partition(": it is found")[0].partition(" function of ")[2] for line in said if "is run by" in line]
    assert places == [
        "Elu, _EluGrad (tensorflow/python/ops/nn_grad.py:25)",
        "Elu, EluGrad (tensorflow/core/ops/nn_grad.cc:2)",
    ]
    assert said[-1] == "tracer: and by 1 more"


def test_of_other_ops_nothing_is_said(capsys: pytest.CaptureFixture[str], snapshot: Snapshot) -> None:
    assert main(["path", "tensorflow.python.ops.nn_grad.helper", "Other", "--at", snapshot.name]) == 1
    assert "gradient function" not in capsys.readouterr().err
