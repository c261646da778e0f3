from __future__ import annotations

from tracer.extract import api_def, build_rules
from tracer.facts import ApiArgument, ApiEndpoint, OpArgument, OpAttribute

CONV = b"""op {
  graph_op_name: "Conv2D"
  visibility: HIDDEN
  in_arg {
    name: "filter"
    rename_to: "filters"
    description : <<END
op {
  graph_op_name: "Not"
END
  }
  attr {
    name: "use_cudnn"
    default_value {
      b: true
    }
  }
  attr {
    name: "padding"
    default_value { s: "SAME" }
  }
  attr {
    name: "dtypes"
    default_value { list { type: [DT_FLOAT, DT_INT32] } }
  }
  arg_order: "filter"
  arg_order: "input"
  endpoint {
    name: "nn.conv2d"
  }
  endpoint {
    name: "conv"
    deprecation_version: 2
  }
  deprecation_message: <<END
Use "another"
one
END
}
op { graph_op_name: "Other" }
"""


def test_everything_an_api_def_says() -> None:
    first, second = api_def.extract(CONV).definitions
    assert (first.op, first.line, first.visibility) == ("Conv2D", 1, "HIDDEN")
    assert first.inputs == (ApiArgument("filter", "filters"),)
    assert first.attributes == (
        ApiArgument("use_cudnn", None, "true"),
        ApiArgument("padding", None, "'SAME'"),
        ApiArgument("dtypes", None, "[DT_FLOAT, DT_INT32]"),
    )
    assert first.arg_order == ("filter", "input")
    assert first.endpoints == (ApiEndpoint("nn.conv2d"), ApiEndpoint("conv", deprecation_version=2))
    assert first.deprecation_message == 'Use "another"\none'
    assert (second.op, second.line) == ("Other", 1 + CONV[: CONV.index(b'op { graph_op_name: "Other"')].count(b"\n"))


def test_a_broken_file_is_a_problem() -> None:
    found = api_def.extract(b"op { graph_op_name: ")
    assert not found.definitions
    assert "not an api_def" in found.problems[0].reason


def test_the_list_of_all_ops() -> None:
    (op,) = api_def.extract(
        b"""op {
  name: "Load"
  input_arg {
    name: "values"
    type_attr: "T"
    number_attr: "N"
  }
  output_arg {
    name: "ref"
    type: DT_FLOAT
    is_ref: true
  }
  attr {
    name: "N"
    type: "int"
    default_value {
      i: -1
    }
    has_minimum: true
    minimum: -1
  }
}
"""
    ).ops
    assert (op.name, op.line, op.end_line) == ("Load", 1, 22)
    assert op.inputs == (OpArgument("values", "N * T"),)
    assert op.outputs == (OpArgument("ref", "Ref(float)"),)
    assert op.attributes == (OpAttribute("N", "int", "-1", "-1"),)


BUILD = b"""
load("//tensorflow:tensorflow.bzl", "tf_gen_op_libs")

tf_gen_op_libs(
    op_lib_names = ["math_ops", "nn_ops"],
    deps = ["//tensorflow/core:lib"],
)

[alias(name = n) for n in NAMES]

tf_gen_op_wrapper_private_py(
    name = "math_ops_gen",
    deps = [":math_ops_op_lib"] + if_mkl(["//tensorflow/core:mkl_op_lib"]),
)

tf_gen_op_wrapper_py(
    name = "custom",
    out = "gen_custom.py",
    hidden = ["A"],
    op_allowlist = ["B"],
)

cc_library(
    name = "user_ops_op_lib",
    srcs = glob(["user_ops/**/*.cc"]),
)
"""


def test_build_rules() -> None:
    found = build_rules.extract(BUILD)
    private, public = found.modules
    assert (private.name, private.line, private.out) == ("math_ops", 11, None)
    assert private.deps == (":math_ops_op_lib", "//tensorflow/core:mkl_op_lib")
    assert (public.name, public.out, public.hidden, public.op_whitelist) == ("custom", "gen_custom.py", ("A",), ("B",))
    assert (private.has_api_def, public.has_api_def) == (True, False)
    assert {library.name: library.sources for library in found.libraries} == {
        "math_ops_op_lib": ("ops/math_ops.cc",),
        "nn_ops_op_lib": ("ops/nn_ops.cc",),
        "user_ops_op_lib": ("user_ops/**/*.cc",),
    }


def test_a_build_file_that_is_not_starlark() -> None:
    assert build_rules.extract(b"tf_gen_op_libs(").problems
