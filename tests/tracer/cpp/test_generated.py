"""The generator's rules: names and signatures of op wrappers (python_op_gen.cc)."""

from __future__ import annotations

import pytest

from tracer.facts import ApiArgument, ApiDefinition, ApiEndpoint, OpArgument, OpAttribute, OpRegistration
from tracer.link.ops_generated import Api, default_value, endpoints, function_name, signature, snake_case


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("MatMul", "mat_mul"),
        ("Conv2DBackpropInput", "conv2d_backprop_input"),
        ("LRN", "lrn"),
        ("LRNGrad", "lrn_grad"),
        ("FFT2D", "fft2d"),
        ("IRFFT3D", "irfft3d"),
        ("BatchMatMulV2", "batch_mat_mul_v2"),
        ("TPUReplicateMetadata", "tpu_replicate_metadata"),
        ("QuantizeAndDequantizeV2", "quantize_and_dequantize_v2"),
        ("Namespace>TestStringOutput", "namespace_test_string_output"),
        ("SparseTensorDenseMatMul", "sparse_tensor_dense_mat_mul"),
        ("CTCLoss", "ctc_loss"),
        ("Exp", "exp"),
        ("nn.conv2d", "nn.conv2d"),
    ],
)
def test_snake_case(name: str, expected: str) -> None:
    assert snake_case(name) == expected


@pytest.mark.parametrize(
    ("op", "visibility", "hidden", "expected"),
    [
        ("MatMul", "VISIBLE", (), "mat_mul"),
        ("MatMul", "HIDDEN", (), "mat_mul"),
        ("MatMul", "VISIBLE", ("MatMul",), "_mat_mul"),
        ("Sum", "HIDDEN", (), "_sum"),
        ("Sum", "VISIBLE", (), "sum"),
        ("Print", "HIDDEN", (), "_print"),
        ("Assert", "VISIBLE", (), None),
        ("MatMul", "SKIP", (), None),
        ("_Arg", "VISIBLE", (), None),
    ],
)
def test_function_name(op: str, visibility: str, hidden: tuple[str, ...], expected: str | None) -> None:
    assert function_name(op, Api(visibility), hidden) == expected


def test_a_signature_leaves_inferred_attributes_out_and_puts_defaults_last() -> None:
    op = OpRegistration(
        "Conv", 1, 1,
        inputs=(OpArgument("input", "T"), OpArgument("values", "N * T"), OpArgument("any", "Tlist"),
                OpArgument("handle", "Ref(S)"), OpArgument("plain", "int32")),
        attributes=(
            OpAttribute("T", "{half, float}"), OpAttribute("N", "int", None, "1"), OpAttribute("Tlist", "list(type)"),
            OpAttribute("S", "type"), OpAttribute("data_format", "string", "'NHWC'"),
            OpAttribute("strides", "list(int)"), OpAttribute("lambda", "float", "0.5"),
        ),
    )  # fmt: skip
    api = Api()
    api.merge(ApiDefinition("Conv", 1, inputs=(ApiArgument("input", "x"),), arg_order=("values", "input", "any",
                                                                                      "handle", "plain")))  # fmt: skip
    found = signature(op, api)
    assert found.args == ("values", "x", "any", "handle", "plain", "strides", "data_format", "lambda_", "name")
    assert found.defaults == {"data_format": '"NHWC"', "lambda_": "0.5", "name": "None"}


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("bool", "true", "True"),
        ("int", "-1", "-1"),
        ("float", "0.0001", "0.0001"),
        ("float", "1e-12", "1e-12"),
        ("float", "2.0", "2"),
        ("float", "-inf", "float('-inf')"),
        ("type", "DT_FLOAT", "_dtypes.float32"),
        ("{half, float}", "DT_HALF", "_dtypes.half"),
        ("string", "''", '""'),
        ("string", "'\\n'", '"\\n"'),
        ("list(int)", "[1, 1, 1, 1]", "[1, 1, 1, 1]"),
        ("list(type)", "[DT_INT32, DT_DOUBLE]", "[_dtypes.int32, _dtypes.float64]"),
        ("list(string)", "['a,b', 'c']", '["a,b", "c"]'),
        ("list(shape)", "[]", "[]"),
        ("shape", "{ unknown_rank: true }", "None"),
        ("shape", "{ dim { size: 2 } dim { size: -1 } }", "[2, -1]"),
        ("shape", "{}", "[]"),
    ],
)
def test_defaults(kind: str, text: str, expected: str) -> None:
    assert default_value(kind, text) == expected


def test_endpoints() -> None:
    api = Api(endpoints=(ApiEndpoint("math.lgamma"), ApiEndpoint("lgamma", deprecation_version=2)))
    assert endpoints("Lgamma", api) == [("math.lgamma", True, False), ("lgamma", False, True)]
    assert endpoints("CTCLoss", Api()) == [("ctc_loss", True, False)]
    assert endpoints("CTCLoss", Api("HIDDEN")) == []


def test_merging_overrides_what_is_said_before() -> None:
    api = Api()
    api.merge(ApiDefinition("A", 1, visibility="SKIP", endpoints=(ApiEndpoint("A"),)))
    api.merge(ApiDefinition("A", 1, visibility="VISIBLE", attributes=(ApiArgument("x", None, "true"),)))
    assert (api.visibility, api.endpoints, api.defaults) == ("VISIBLE", (ApiEndpoint("A"),), {"x": "true"})
