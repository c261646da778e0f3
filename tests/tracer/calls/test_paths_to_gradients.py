"""Where no path leads to an op, it is said which gradient functions run it: no call says that these are called."""

from __future__ import annotations

import pytest

from tracer.cli import main
from tracer.store import Snapshot

SOURCE: dict[str, str | bytes] = {
    "tensorflow/__init__.py": "",
    "tensorflow/python/__init__.py": "",
    "tensorflow/python/ops/__init__.py": "",
    "tensorflow/core/ops/nn_ops.cc": "".join(
        f'REGISTER_OP("{name}").Input("x: float").Output("y: float");\n'
        for name in ("Relu", "ReluGrad", "Elu", "EluGrad", "Selu", "Other")
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

@ops.RegisterGradient("Elu")
def _EluGrad(op, grad):
    return gen_nn_ops.elu_grad(grad)
""",
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
        f"tracer: ReluGrad is run by the gradient function of Relu, _ReluGrad ({place}:9): {told}; "
        f"what runs Relu: `tracer path small.forward Relu --at {snapshot.name}`",
        f"tracer: ReluGrad is run by the gradient function of ReluGrad, _ReluGradGrad ({place}:13): {told}",
    ]


def test_those_in_python_are_named_before_those_in_cpp(capsys: pytest.CaptureFixture[str], snapshot: Snapshot) -> None:
    assert main(["path", "small.forward", "op:EluGrad", "--at", snapshot.name]) == 1
    said = capsys.readouterr().err.splitlines()
    places = [line.partition(": it is found")[0].partition(" function of ")[2] for line in said if "is run by" in line]
    assert places == [
        "Elu, _EluGrad (tensorflow/python/ops/nn_grad.py:17)",
        "Elu, EluGrad (tensorflow/core/ops/nn_grad.cc:2)",
    ]
    assert said[-1] == "tracer: and by 1 more"


def test_of_other_ops_nothing_is_said(capsys: pytest.CaptureFixture[str], snapshot: Snapshot) -> None:
    assert main(["path", "tensorflow.python.ops.nn_grad.helper", "Other", "--at", snapshot.name]) == 1
    assert "gradient function" not in capsys.readouterr().err
