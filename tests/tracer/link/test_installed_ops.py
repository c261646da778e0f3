"""What generated Python functions tell of ops whose C++ is not there."""

from __future__ import annotations

from tests.tracer.link.programs import program
from tracer.link.ops import link_ops
from tracer.linked import Op

GENERATED = """
    TV_MatMul_T = TypeVar("TV_MatMul_T", "_atypes.Float32", "_atypes.Half", "_atypes.Int32")
    TV_Reshape_T = TypeVar("TV_Reshape_T", "_atypes.Float32", "_atypes.String")

    def mat_mul(a: Annotated[Any, TV_MatMul_T], b: Annotated[Any, TV_MatMul_T], transpose_a:bool=False, name=None
        ) -> Annotated[Any, TV_MatMul_T]:
        pass
    MatMul = tf_export("raw_ops.MatMul")(_ops.to_raw_op(mat_mul))

    def reshape(tensor: Annotated[Any, TV_Reshape_T], shape: Annotated[Any, _atypes.Int64], name=None
        ) -> Annotated[Any, TV_Reshape_T]:
        pass
    Reshape = tf_export("raw_ops.Reshape")(_ops.to_raw_op(reshape))

    def unpack(value, num, name=None):
        pass
    Unpack = tf_export("raw_ops.Unpack")(_ops.to_raw_op(unpack))
"""


def ops() -> dict[str, Op]:
    packages = {
        f"{package}/__init__.py": "" for package in ("tensorflow", "tensorflow/python", "tensorflow/python/ops")
    }
    made = program({**packages, "tensorflow/python/ops/gen_math_ops.py": GENERATED})
    return {op.name: op for op in link_ops(made, lambda _: None).ops}


def test_types_are_those_of_the_annotations() -> None:
    found = ops()
    assert found["MatMul"].inputs == ("a: TV_MatMul_T", "b: TV_MatMul_T")
    assert found["MatMul"].outputs == ("output: TV_MatMul_T",)
    assert found["MatMul"].attributes == ("TV_MatMul_T: {float, half, int32}",)


def test_an_op_of_every_type_says_so() -> None:
    reshape = ops()["Reshape"]
    assert (reshape.inputs, reshape.attributes) == (("tensor: TV_Reshape_T", "shape: int64"), ("TV_Reshape_T: type",))


def test_without_annotations_no_type_is_told() -> None:
    unpack = ops()["Unpack"]
    assert (unpack.inputs, unpack.outputs, unpack.attributes) == ((), (), ())
