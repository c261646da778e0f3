"""C++ in, registrations out: each form that TensorFlow's sources use."""

from __future__ import annotations

import re

import pytest

from tracer.extract.cpp import extract
from tracer.facts import CppFacts, KernelRegistration, OpArgument, OpAttribute
from tracer.index.extraction import CPP_HINTS
from tracer.link.ops_macros import Expander, Expansion

REGISTER_TYPES = b"""
#if !defined(IS_MOBILE_PLATFORM) || defined(ANDROID_TEGRA)
#define TF_CALL_float(m) m(float)
#define TF_CALL_double(m) m(double)
#define TF_CALL_int64(m) m(::int64_t)
#define TF_CALL_half(m) m(Eigen::half)
#define TF_CALL_tstring(m) m(::tensorflow::tstring)
#else
#define TF_CALL_float(m) m(float)
#define TF_CALL_double(m)
#endif
#define TF_CALL_FLOAT_TYPES(m) TF_CALL_half(m) TF_CALL_float(m) TF_CALL_double(m)
"""

CWISE = b"""
#include "tensorflow/core/framework/register_types.h"
#define REGISTER(OP, D, N, F, T)                                             \\
  REGISTER_KERNEL_BUILDER(Name(N).Device(DEVICE_##D).TypeConstraint<T>("T"), \\
                          OP<D##Device, F<T>>);
#define REGISTER2(OP, D, N, F, T0, T1) \\
  REGISTER(OP, D, N, F, T0)            \\
  REGISTER(OP, D, N, F, T1)
#define REGISTER3(OP, D, N, F, T0, T1, T2) \\
  REGISTER2(OP, D, N, F, T0, T1)           \\
  REGISTER(OP, D, N, F, T2)
template <typename Device, typename Functor>
class BinaryOp : public OpKernel {};
"""

PATHS = ["tensorflow/core/framework/register_types.h", "tensorflow/core/kernels/cwise_ops_common.h", "a.cc"]


def facts(source: str) -> CppFacts:
    return extract(source.encode())


def expand(source: str) -> Expansion:
    """What `a.cc` registers, with TensorFlow's own headers beside it."""
    return Expander(PATHS, {0: extract(REGISTER_TYPES), 1: extract(CWISE), 2: facts(source)}).expand()


def kernels(source: str) -> list[tuple[str, str | None, tuple[str, ...], int]]:
    found = (kernel for number, kernel in expand(source).kernels if number == 2)
    return [(k.op, k.device, tuple(t for _, types in k.constraints for t in types), k.line) for k in found]


# ---------------------------------------------------------------------------------------------------- ops


def test_an_op_with_everything() -> None:
    found = facts(
        """
REGISTER_OP("MatMul")  // a comment
    .Input("a: T")
    .Input("b: N * T")
    .Output("product: Ref(float)")
    .Attr("transpose_a: bool = false")
    .Attr(
        "T: {bfloat16, half, "
        "float}")
    .Attr("N: int >= 2 = 3")
    .Attr("ksize: list(int) >= 4")
    .SetIsCommutative()
    .SetIsStateful()
    .Deprecated(8, "Use MatMulV2")
    .SetShapeFn([](InferenceContext* c) {
      if (c->Rank(0) > 1) { return errors::InvalidArgument(");"); }
      return Status::OK();
    })
    .Doc(R"doc(
Multiplies "a" with (b).
)doc");
"""
    ).ops[0]
    assert (found.name, found.line, found.end_line, found.partial) == ("MatMul", 2, 21, None)
    assert found.inputs == (OpArgument("a", "T"), OpArgument("b", "N * T"))
    assert found.outputs == (OpArgument("product", "Ref(float)"),)
    assert found.attributes == (
        OpAttribute("transpose_a", "bool", "false"),
        OpAttribute("T", "{bfloat16, half, float}"),
        OpAttribute("N", "int", "3", "2"),
        OpAttribute("ksize", "list(int)", None, "4"),
    )
    assert found.flags == ("SetIsCommutative", "SetIsStateful")
    assert found.deprecation == '8, "Use MatMulV2"'
    assert found.shape_function is not None
    assert found.shape_function.startswith("[]")
    assert found.doc == '\nMultiplies "a" with (b).\n'


@pytest.mark.parametrize(
    ("source", "name", "inputs", "macro_line"),
    [
        ('#define UNARY() Input("x: T").Output("y: T")\nREGISTER_OP("Neg").UNARY();', "Neg", ["x"], 2),
        ('#define BINARY() Input("x: T").Input("y: T")\n\nREGISTER_OP("Add").BINARY().SetIsCommutative();', "Add",
         ["x", "y"], 3),
        ('#define REGISTER_STATELESS_OP(name) REGISTER_OP(name).Input("shape: T").Output("o: dtype")\n'
         'REGISTER_STATELESS_OP("StatelessUniform");', "StatelessUniform", ["shape"], 2),
        ('#define REGISTER_HANDLE(Type) REGISTER_OP(#Type "HandleOp").Input("x: T");\nREGISTER_HANDLE(Var)',
         "VarHandleOp", ["x"], 2),
        ('constexpr char kName[] = "FromConstant";\nREGISTER_OP(kName).Input("x: T");', "FromConstant", ["x"], 2),
        ('REGISTER_OP(\n    "Namespace>Op")\n    .Input("x: T");', "Namespace>Op", ["x"], 1),
    ],
)  # fmt: skip
def test_ops_through_macros(source: str, name: str, inputs: list[str], macro_line: int) -> None:
    ((_, found),) = expand(source).ops
    assert (found.name, [argument.name for argument in found.inputs], found.line) == (name, inputs, macro_line)
    assert found.partial is None


@pytest.mark.parametrize(
    "header",
    [
        b"string GetPaddingAttrString() { return \"padding: {'SAME', 'VALID'}\"; }",
        b"std::string Borders(void) {\n  return \"padding: {'SAME', \"\n         \"'VALID'}\";\n}",
        b"const char* p() noexcept { return \"padding: {'SAME', 'VALID'}\"; }",
        b'REGISTER_X(1);\nstring F()\n{\n  return absl::StrCat("padding: {", "\'SAME\', ", "\'VALID\'}");\n}',
        b"REGISTER_X(1);\nstring G() { return std::string(\"padding: {'SAME'\") + \", 'VALID'}\"; }",
        b"string H() { return absl::StrCat(\"padding: {'SAME', \", \"'VALID'}\"); }",
        b"string I() {\n  return\n      \"padding: {'SAME', 'VALID'}\";\n}",
    ],
    ids=["AttrString", "any name", "C string", "StrCat", "plus", "StrCat in a plain header", "line break"],
)
def test_an_attribute_spelled_by_a_function_of_another_file(header: bytes) -> None:
    assert any(hint in header for hint in CPP_HINTS)
    name = re.findall(rb"(\w+)\((?:void)?\)", header)[0].decode()
    use = facts(f'REGISTER_OP("MaxPool").Attr({name}());')
    ((_, found),) = Expander(["padding.cc", "nn_ops.cc"], {0: extract(header), 1: use}).expand().ops
    assert found.attributes == (OpAttribute("padding", "{'SAME', 'VALID'}"),)
    assert found.partial is None


@pytest.mark.parametrize(
    "source",
    [
        b'string Name() { return "padding"; }',
        b'string Name() { return "tensorflow::Tensor"; }',
        b'string Name() { if (x) return "a: int"; return "b: int"; }',
        b'string Name() { return StrCat("a: {", x, "}"); }',
    ],
)
def test_functions_that_say_no_part_of_a_registration_are_not_kept(source: bytes) -> None:
    assert extract(source).constants == {}


def test_branches_inside_a_chain_take_the_plain_build() -> None:
    found = facts('REGISTER_OP("A")\n    .Input("x: T")\n#ifdef EXOTIC\n    .Input("y: T")\n#else\n    .Input("z: T")\n'
                  '#endif\n    .Output("o: T");\n').ops[0]  # fmt: skip
    assert [argument.name for argument in found.inputs] == ["x", "z"]


def test_the_c_api() -> None:
    found = facts('TF_OpDefinitionBuilder* b = TF_NewOpDefinitionBuilder("Bitcast");\n'
                  '  TF_OpDefinitionBuilderAddInput(b, "input: T");\n  TF_OpDefinitionBuilderAddAttr(b, "T: {half, "\n'
                  '      "float}");\n  TF_RegisterOpDefinition(b, status);\n'
                  '  TF_NewKernelBuilder("Bitcast", tensorflow::DEVICE_CPU, &Create, &Delete);\n')  # fmt: skip
    assert [(op.name, op.line, op.attributes) for op in found.ops] == [
        ("Bitcast", 1, (OpAttribute("T", "{half, float}"),))
    ]
    assert [(kernel.op, kernel.device, kernel.line) for kernel in found.kernels] == [("Bitcast", "CPU", 6)]


# ------------------------------------------------------------------------------------------------ kernels


def test_a_kernel_with_everything() -> None:
    found = facts(
        """
class MyOp : public OpKernel {};
REGISTER_KERNEL_BUILDER(Name("My").Device(DEVICE_GPU).HostMemory("shape").Label("fast").Priority(2)
                            .TypeConstraint<std::complex<float>>("T").TypeConstraint("U", {DT_INT8, DT_HALF})
                            .TypeConstraint("V", DT_STRING),
                        MyOp<GPUDevice, float>);
"""
    )
    assert found.kernels == (
        KernelRegistration(
            "My", 3, 6, "GPU", (("T", ("complex64",)), ("U", ("int8", "half")), ("V", ("string",))), "fast", 2,
            ("shape",), "MyOp<GPUDevice, float>",
        ),
    )  # fmt: skip
    assert found.classes == {"MyOp": 2}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # The place is where the op is named: in the macro's body, or in the use where that hands the name in.
        ('#define REGISTER_MAX(T)  \\\n  FUNCTOR(T)  \\\n  REGISTER_KERNEL_BUILDER('
         'Name("ArgMax").Device(DEVICE_CPU), M<T>);\n\nREGISTER_MAX(float)',
         [("ArgMax", "CPU", (), 3)]),
        # A macro of the same file, applied to types and through TF_CALL lists of a header.
        ('#define REGISTER_CPU(T) REGISTER_KERNEL_BUILDER(Name("A").Device(DEVICE_CPU).TypeConstraint<T>("T"), A<T>);\n'
         "REGISTER_CPU(int32)\nTF_CALL_FLOAT_TYPES(REGISTER_CPU);\n#undef REGISTER_CPU\n",
         [("A", "CPU", ("int32",), 1), ("A", "CPU", ("half",), 1), ("A", "CPU", ("float",), 1),
          ("A", "CPU", ("double",), 1)]),
        # REGISTERn of an included header, with token pasting.
        ('#include "tensorflow/core/kernels/cwise_ops_common.h"\n'
         'REGISTER3(BinaryOp, CPU, "Add", functor::add, float, Eigen::half, int64_t);\n',
         [("Add", "CPU", ("float",), 2), ("Add", "CPU", ("half",), 2), ("Add", "CPU", ("int64",), 2)]),
        # A macro that uses another, defined later, and a redefinition in between.
        ('#define REGISTER_BOTH(T) REGISTER_ONE(T, int32) REGISTER_ONE(T, int64_t)\n'
         '#define REGISTER_ONE(T, I) REGISTER_KERNEL_BUILDER('
         'Name("B").Device(DEVICE_CPU).TypeConstraint<T>("T").TypeConstraint<I>("I"), B<T, I>)\n'
         "REGISTER_BOTH(float);\n#undef REGISTER_ONE\n"
         '#define REGISTER_ONE(T, I) REGISTER_KERNEL_BUILDER(Name("C").Device(DEVICE_CPU), C)\nREGISTER_BOTH(float);\n',
         [("B", "CPU", ("float", "int32"), 2), ("B", "CPU", ("float", "int64"), 2), ("C", "CPU", (), 5)]),
        # Fragments inside a registration that are defined after the macro which holds them.
        ('#define REG(op, T) REGISTER_KERNEL_BUILDER(Name(op).Device(DEVICE_CPU).TypeConstraint<T>("T") LABEL, K<T>);\n'
         '#define LABEL .Label("x")\nREG("D", float)\n', [("D", "CPU", ("float",), 3)]),
        # The builder itself handed in as an argument.
        ('#define REG_CONV(BUILDER, OP) REGISTER_XLA_OP(BUILDER.TypeConstraint("T", DT_HALF), OP)\n'
         'REG_CONV(Name("Conv"), ConvOp);\n', [("Conv", "XLA", ("half",), 2)]),
        # A name made from the argument, a macro name made by pasting.
        ('#define REGISTER_K(NAME) REGISTER_KERNEL_BUILDER(Name(#NAME).Device(DEVICE_CPU), NAME##Op)\n'
         "#define REGISTER_ALL(SUFFIX) REGISTER_##SUFFIX(Pasted)\nREGISTER_ALL(K);\n", [("Pasted", "CPU", (), 3)]),
        # Comments and strings mention macros without using them.
        ('// REGISTER_KERNEL_BUILDER(Name("No").Device(DEVICE_CPU), No);\n/*\nREGISTER_OP("No");\n*/\n'
         'const char* x = "REGISTER_OP(";\n', []),
        # A comment with a full stop right behind a use, then another definition.
        ('#define REGISTER_A(T) REGISTER_KERNEL_BUILDER(Name("A").Device(DEVICE_CPU).TypeConstraint<T>("T"), A)\n'
         "REGISTER_A(bool)\n#undef REGISTER_A\n// in host (not GPU) memory.\n"
         '#define REGISTER_B(T) REGISTER_KERNEL_BUILDER(Name("B").Device(DEVICE_DEFAULT).TypeConstraint<T>("T"), B)\n'
         "REGISTER_B(tstring)\n", [("A", "CPU", ("bool",), 1), ("B", "DEFAULT", ("string",), 5)]),
        # Variadic macros.
        ('#define REG_V(op, ...) REGISTER_KERNEL_BUILDER(Name(op).Device(DEVICE_CPU), __VA_ARGS__)\n'
         'REG_V("V", Op<int, float>);\n', [("V", "CPU", (), 2)]),
        # Lists of what to register, with short names, in macros of macros.
        ('#define ALL(X) X(A, float) X(B, half)\n'
         '#define REG(N, T) REGISTER_KERNEL_BUILDER(Name(#N).Device(DEVICE_CPU).TypeConstraint<T>("T"), N##Op);\n'
         "ALL(REG)\n#undef REG\n", [("A", "CPU", ("float",), 3), ("B", "CPU", ("half",), 3)]),
        ('#define EACH(N, X) X(N, float) X(N, half)\n'
         '#define REG(N, T) REGISTER_KERNEL_BUILDER(Name(N).Device(DEVICE_CPU).TypeConstraint<T>("T"), Op<T>);\n'
         '#define ALL(N) EACH(N, REG)\nALL("A")\n', [("A", "CPU", ("float",), 4), ("A", "CPU", ("half",), 4)]),
        # Types by name, and as template arguments.
        ('constexpr std::array<DataType, 2> kTypes = {\n    {DT_HALF, DT_FLOAT}};\n'
         'REGISTER_XLA_OP(Name("X").TypeConstraint("T", kTypes), XOp);\n', [("X", "XLA", ("half", "float"), 3)]),
        ('REGISTER_KERNEL_BUILDER(Name("E").Device(DEVICE_CPU).TypeConstraint("T", DataTypeToEnum<float>::v()), E);\n',
         [("E", "CPU", ("float",), 1)]),
        ('#define REG(T) REGISTER_KERNEL_BUILDER('
         'Name("F").Device(DEVICE_GPU).TypeConstraint<typename EnumToDataType<T>::Type>("T"), F)\nREG(DT_INT16);\n',
         [("F", "GPU", ("int16",), 1)]),
        # Code handed to a macro.
        ('REGISTER_MODULE_INITIALIZER(k, {\n  VLOG(1) << "x";\n'
         '  REGISTER_KERNEL_BUILDER(Name("M").Device(DEVICE_CPU), M);\n'
         '  REGISTER_KERNEL_BUILDER(Name("N").Device(DEVICE_CPU), N);\n});\n',
         [("M", "CPU", (), 3), ("N", "CPU", (), 4)]),
        # A branch that a plain build leaves out, inside the builder.
        ('REGISTER_KERNEL_BUILDER(Name("I").Device(DEVICE_CPU)\n#ifdef X\n  .TypeConstraint<int8>("T")\n#endif\n, I);',
         [("I", "CPU", (), 1)]),
        # Windows line ends.
        ('REGISTER_KERNEL_BUILDER(Name("W")\r\n    .Device(DEVICE_CPU),\r\n    W);\r\n', [("W", "CPU", (), 1)]),
    ],
)  # fmt: skip
def test_kernels_through_macros(source: str, expected: list[tuple[str, str, tuple[str, ...], int]]) -> None:
    assert kernels(source) == expected
    assert not expand(source).problems


def test_lists_of_types_that_another_repository_defines() -> None:
    source = """
#define REGISTER_CPU(T) REGISTER_KERNEL_BUILDER(Name("A").Device(DEVICE_CPU).TypeConstraint<T>("T"), A<T>)
TF_CALL_float(REGISTER_CPU);
TF_CALL_REAL_NUMBER_TYPES(REGISTER_CPU);
"""
    found = Expander(["a.cc"], {0: facts(source)}).expand()
    reason = "TF_CALL_REAL_NUMBER_TYPES is defined nowhere in this snapshot"
    assert [(kernel.op, kernel.line, kernel.constraints, kernel.partial) for _, kernel in found.kernels] == [
        ("A", 2, (("T", ("float",)),), None), ("A", 2, (("T", ("TF_CALL_REAL_NUMBER_TYPES",)),), reason),
    ]  # fmt: skip
    assert [(number, problem.line) for number, problem in found.not_understood()] == [(0, 2)]


def test_conditions_label_what_they_guard() -> None:
    source = """
#ifndef A_CC_H_
#define A_CC_H_
#if GOOGLE_CUDA || TENSORFLOW_USE_ROCM
REGISTER_KERNEL_BUILDER(Name("A").Device(DEVICE_GPU), A);
#else
REGISTER_KERNEL_BUILDER(Name("A").Device(DEVICE_CPU), A);
#endif
REGISTER_KERNEL_BUILDER(Name("B").Device(DEVICE_CPU), B);
#endif
"""
    assert [kernel.condition for kernel in facts(source).kernels] == [
        "GOOGLE_CUDA || TENSORFLOW_USE_ROCM",
        "!(GOOGLE_CUDA || TENSORFLOW_USE_ROCM)",
        None,
    ]


def test_both_branches_of_a_macro_are_kept_the_plain_one_first() -> None:
    source = """
#if GOOGLE_CUDA
#define REGISTER_IT(T) REGISTER_KERNEL_BUILDER(Name("A").Device(DEVICE_GPU).TypeConstraint<T>("T"), A)
#else
#define REGISTER_IT(T) REGISTER_KERNEL_BUILDER(Name("A").Device(DEVICE_CPU).TypeConstraint<T>("T"), A)
#endif
REGISTER_IT(float);
"""
    found = [(kernel.device, kernel.condition) for _, kernel in expand(source).kernels]
    assert found == [("CPU", None), ("GPU", "GOOGLE_CUDA")]


@pytest.mark.parametrize(
    ("source", "place", "reason"),
    [
        ('\nREGISTER_OP("Open").Input("x: T"', ("Open", 2), "not closed"),
        ('REGISTER_OP("S").Attr(StrCat("N: int = ", 3));', ("S", 1), 'StrCat("N: int = ", 3) is not a string literal'),
        ('REGISTER_OP(Name()).Input("x: T");', ("Name()", 1), "Name() is not a string literal"),
        ('\n\nREGISTER_OP("New").Input("x: T").Telepathy(3);', ("New", 3), "Telepathy is not understood"),
        ('REGISTER_KERNEL_BUILDER(Make("K").Device(DEVICE_CPU), K);', ("K", 1), "the builder Make is not understood"),
        ('REGISTER_KERNEL_BUILDER(Name("K").Device(DEVICE_CPU).Telepathy(), K);', ("K", 1), "Telepathy"),
        ('REGISTER_MYSTERY_KERNEL("Lost", float);', ("Lost", 1), "REGISTER_MYSTERY_KERNEL is defined nowhere"),
    ],
)  # fmt: skip
def test_what_is_not_understood_stays_with_its_place(source: str, place: tuple[str, int], reason: str) -> None:
    found = expand(source)
    names = [(op.name, op.line, op.partial) for _, op in found.ops]
    names += [(kernel.op, kernel.line, kernel.partial) for _, kernel in found.kernels]
    ((name, line, partial),) = names
    assert (name, line) == place
    assert reason in (partial or "")


def test_cpp_gradients() -> None:
    found = facts('REGISTER_OP_GRADIENT("Abs", AbsGrad);\nREGISTER_OP_NO_GRADIENT("Shape");\n'
                  'REGISTER_GRADIENT_OP("MatMul", MatMulGrad);\nREGISTER_NO_GRADIENT_OP("Const");\n')  # fmt: skip
    assert [(gradient.op, gradient.function, gradient.line) for gradient in found.gradients] == [
        ("Abs", "AbsGrad", 1), ("Shape", None, 2), ("MatMul", "MatMulGrad", 3), ("Const", None, 4),
    ]  # fmt: skip


def test_functions_that_gradients_are_written_with() -> None:
    found = facts("""
Status Declared(const AttrSlice& attrs);
// Status InComment(const Scope& scope) {
Status Helper(const AttrSlice& attrs, FunctionDef* g) {
  *g = FDH::Define({{"dx"}, "Mul", {"g", "}"}});  // Not "Sub".
  return Status::OK();
}
static absl::Status AbsGrad(const Scope& scope) { return Helper(Sign(scope), ops::Cast(scope)); }
REGISTER_GRADIENT_OP("Abs", AbsGrad);
""")
    assert {name: (one.line, one.end_line) for name, one in found.functions.items()} == {
        "Helper": (4, 7), "AbsGrad": (8, 8),
    }  # fmt: skip
    assert "Mul" in found.functions["Helper"].mentions
    assert "Sub" not in found.functions["Helper"].mentions
    assert found.functions["AbsGrad"].mentions == ("Helper", "Sign", "Cast")


def test_a_file_without_registrations_is_not_read() -> None:
    assert facts("int main() { return 0; }\n") == CppFacts(lines=1)
