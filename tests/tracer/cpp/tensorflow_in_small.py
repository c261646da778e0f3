"""A repository in the shape of TensorFlow 2.1, with ops, kernels, gradients, api_def, BUILD and golden files."""

from __future__ import annotations

FILES = {
    "tensorflow/__init__.py": "",
    "tensorflow/tools/pip_package/setup.py": "_VERSION = '2.1.0'\n",
    "tensorflow/api_template.__init__.py": """
import sys as _sys
_current_module = _sys.modules[__name__]
setattr(_current_module, "losses", _losses)
""",
    "tensorflow/python/__init__.py": "from tensorflow.python.ops import math_ops, nn\n",
    "tensorflow/python/ops/__init__.py": "",
    "tensorflow/python/util/__init__.py": "",
    "tensorflow/python/util/tf_export.py": "def tf_export(*names, **kwargs):\n  return lambda symbol: symbol\n",
    "tensorflow/python/framework/__init__.py": "",
    "tensorflow/python/framework/ops.py": """
class RegisterGradient(object):
  def __init__(self, op_type):
    pass

  def __call__(self, f):
    return f


def NotDifferentiable(op_type):
  pass
""",
    "tensorflow/python/ops/math_grad.py": """
from tensorflow.python.framework import ops
from tensorflow.python.ops import math_ops


@ops.RegisterGradient("MatMul")
def _MatMulGrad(op, grad):
  return math_ops.matmul(grad, op.inputs[1])


ops.NotDifferentiable("Neg")
""",
    "tensorflow/python/ops/math_ops.py": """
from tensorflow.python.ops import gen_math_ops
from tensorflow.python.util.tf_export import tf_export


@tf_export("linalg.matmul", "matmul")
def matmul(a, b, transpose_a=False, name=None):
  return gen_math_ops.mat_mul(a, b, transpose_a=transpose_a, name=name)
""",
    "tensorflow/python/ops/nn.py": """
import collections
import enum

from tensorflow.python.ops import math_ops
from tensorflow.python.util.tf_export import tf_export


@tf_export("nn.Layer")
class Layer(object):
  VERSION = 3

  def __init__(self, units, activation=None, **kwargs):
    self.units = units

  @property
  def name(self):
    return "layer"

  def call(self, x):
    return math_ops.matmul(x, self.kernel)


@tf_export("nn.Dense", "losses_like.Dense")
class Dense(Layer):
  class Nested(object):
    pass


@tf_export("nn.Pair")
class Pair(collections.namedtuple("Pair", ["left", "right"])):
  pass


@tf_export("nn.Mode")
class Mode(enum.Enum):
  FAST = 1
  EXACT = 2


tf_export("nn.LIMIT").export_constant(__name__, "LIMIT")
LIMIT = 10
""",
    "zoo/__init__.py": "",
    "zoo/gen_report.py": "def write_report():\n  pass\n",
    "zoo/model.py": """
import tensorflow as tf
import tensorflow.compat.v1 as tf1
from tensorflow.nn import Layer


def through_packages(x):
  return tf.linalg.matmul(x, x)


def through_generated(x):
  return tf.math.lgamma(x), tf1.lgamma(x)


def through_an_import(x):
  return Layer(x)
""",
    "tensorflow/core/framework/register_types.h": """
#define TF_CALL_float(m) m(float)
#define TF_CALL_half(m) m(Eigen::half)
#define TF_CALL_FLOAT_TYPES(m) TF_CALL_half(m) TF_CALL_float(m)
""",
    "tensorflow/core/ops/math_ops.cc": """
REGISTER_OP("MatMul")
    .Input("a: T")
    .Input("b: T")
    .Output("product: T")
    .Attr("transpose_a: bool = false")
    .Attr("T: {half, float}");

#define UNARY() Input("x: T").Output("y: T").Attr("T: {half, float}")
REGISTER_OP("Neg").UNARY();
REGISTER_OP("Lgamma").UNARY();
REGISTER_OP("_Internal").UNARY();
""",
    "tensorflow/core/ops/math_grad.cc": """
Status Transposed(FunctionDef* g) { return Define(g, {{{"x"}, "MatMul", {"a", "b"}}}); }
Status MatMulGrad(const AttrSlice& attrs, FunctionDef* g) {
  return Transposed(FDH::Define({{{"n"}, "Neg", {"x"}}}));
}
REGISTER_OP_GRADIENT("MatMul", MatMulGrad);
""",
    "tensorflow/core/kernels/odd_op.cc": """
REGISTER_MYSTERY_KERNEL("Lost", float);
REGISTER_KERNEL_BUILDER(Name(OddOp::Name()).Device(DEVICE_CPU), OddOp);
""",
    "tensorflow/core/kernels/matmul_op.h": "class OpKernelConstruction;\nclass MatMulOp : public OpKernel {\n};\n",
    "tensorflow/core/kernels/matmul_op.cc": """
#include "tensorflow/core/framework/register_types.h"
#include "tensorflow/core/kernels/matmul_op.h"
#define REGISTER_CPU(T) \\
  REGISTER_KERNEL_BUILDER(Name("MatMul").Device(DEVICE_CPU).TypeConstraint<T>("T"), MatMulOp<CPUDevice, T>);
TF_CALL_FLOAT_TYPES(REGISTER_CPU);
#if GOOGLE_CUDA
REGISTER_KERNEL_BUILDER(Name("MatMul").Device(DEVICE_GPU).TypeConstraint<float>("T"), MatMulOp<GPUDevice, float>);
#endif
""",
    "tensorflow/core/api_def/base_api/api_def_Lgamma.pbtxt": 'op {\n  graph_op_name: "Lgamma"\n}\n',
    "tensorflow/core/api_def/base_api/api_def_MatMul.pbtxt": 'op {\n  graph_op_name: "MatMul"\n}\n',
    "tensorflow/core/api_def/python_api/api_def_MatMul.pbtxt": """op {
  graph_op_name: "MatMul"
  visibility: HIDDEN
}
""",
    "tensorflow/core/api_def/python_api/api_def_Lgamma.pbtxt": """op {
  graph_op_name: "Lgamma"
  endpoint {
    name: "math.lgamma"
  }
  endpoint {
    name: "lgamma"
    deprecation_version: 2
  }
}
""",
    "tensorflow/core/BUILD": 'tf_gen_op_libs(op_lib_names = ["math_ops"])\n',
    "tensorflow/python/BUILD": '\ntf_gen_op_wrapper_private_py(\n    name = "math_ops_gen",\n)\n',
}

GOLDEN_NN = r"""path: "tensorflow.nn"
tf_module {
  member {
    name: "Dense"
    mtype: "<type \'type\'>"
  }
  member {
    name: "LIMIT"
    mtype: "<type \'int\'>"
  }
  member {
    name: "Layer"
    mtype: "<type \'type\'>"
  }
  member {
    name: "Mode"
    mtype: "<class \'enum.EnumMeta\'>"
  }
  member {
    name: "Pair"
    mtype: "<type \'type\'>"
  }
}
"""

GOLDEN_LAYER = r"""path: "tensorflow.nn.Layer"
tf_class {
  is_instance: "<class \'tensorflow.python.ops.nn.Layer\'>"
  is_instance: "<type \'object\'>"
  member {
    name: "VERSION"
    mtype: "<type \'int\'>"
  }
  member {
    name: "name"
    mtype: "<type \'property\'>"
  }
  member_method {
    name: "__init__"
    argspec: "args=[\'self\', \'units\', \'activation\'], varargs=None, keywords=kwargs, defaults=[\'None\'], "
  }
  member_method {
    name: "call"
    argspec: "args=[\'self\', \'x\'], varargs=None, keywords=None, defaults=None"
  }
}
"""
