"""One registration's text -> its fact, with tree-sitter; and what its spellings mean.

Parsed twice removed: inside a macro every text may hold placeholders (`__p0__`), so that spellings are interpreted
by `finish_*` only once the macro's arguments are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from tracer.extract.cpp_macros import substitute
from tracer.facts import GradientRegistration, KernelRegistration, OpArgument, OpAttribute, OpRegistration

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

OP_REGISTRARS = frozenset({"REGISTER_OP", "REGISTER_SYSTEM_OP"})
KERNEL_REGISTRARS = frozenset({"REGISTER_KERNEL_BUILDER", "REGISTER_SYSTEM_KERNEL_BUILDER", "REGISTER_XLA_OP"})
GRADIENT_REGISTRARS = frozenset({"REGISTER_OP_GRADIENT", "REGISTER_GRADIENT_OP"})
NO_GRADIENT_REGISTRARS = frozenset({"REGISTER_OP_NO_GRADIENT", "REGISTER_NO_GRADIENT_OP"})
REGISTRARS = OP_REGISTRARS | KERNEL_REGISTRARS | GRADIENT_REGISTRARS | NO_GRADIENT_REGISTRARS

XLA_DEVICE = "XLA"

Call = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A member call of a chain: method, template arguments, arguments."""


@cache
def _parser() -> Parser:
    import tree_sitter_cpp
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_cpp.language()))


def _text(node: Node | None) -> str:
    return node.text.decode("utf-8", "replace") if node is not None and node.text is not None else ""


def _named(node: Node | None) -> tuple[str, ...]:
    return tuple(_text(child) for child in node.named_children if child.type != "comment") if node is not None else ()


def parse_chain(text: str) -> tuple[list[Call], str | None]:
    """`Root(args).Method<T>(args)...` as calls, the root first, and what was not understood, if anything."""
    source = text.rstrip("; \n\t").encode() + b";"
    tree = _parser().parse(source)
    root = tree.root_node
    node = next((child for child in root.named_children if child.type == "expression_statement"), None)
    expression = node.named_children[0] if node is not None and node.named_children else None
    partial = "syntax not understood" if root.has_error else None
    if expression is None or expression.type != "call_expression":
        return [], "not a chain of calls"
    return _chain(expression), partial


def _chain(expression: Node | None) -> list[Call]:
    calls: list[Call] = []
    while expression is not None and expression.type == "call_expression":
        function = expression.child_by_field_name("function")
        arguments = _named(expression.child_by_field_name("arguments"))
        if function is None:
            break
        if function.type != "field_expression":
            calls.append((_text(function), (), arguments))
            break
        field = function.child_by_field_name("field")
        if field is not None and field.type == "template_method":
            name = _text(field.child_by_field_name("name"))
            calls.append((name, _named(field.child_by_field_name("arguments")), arguments))
        else:
            calls.append((_text(field), (), arguments))
        expression = function.child_by_field_name("argument")
    calls.reverse()
    return calls


# --------------------------------------------------------------------------------------------------- ops

_FLAG = re.compile(r"Set[A-Z]\w*|AllowAttrTypeAny|AllowBackendMismatch")


def unknown_methods(calls: list[Call]) -> list[str]:
    """Calls on an op's builder that TensorFlow's `OpDefBuilder` does not have: macros, or something new."""
    known = {"Input", "Output", "Attr", "Deprecated", "Doc"}
    return [name for name, _, _ in calls[1:] if name not in known and not _FLAG.fullmatch(name)]


def op_from(calls: list[Call], line: int, end_line: int, condition: str | None, partial: str | None) -> OpRegistration:
    """The registration a chain of calls on `REGISTER_OP(name)` makes; spellings are not yet interpreted."""
    values: dict[str, list[str]] = {"Input": [], "Output": [], "Attr": []}
    flags: list[str] = []
    single: dict[str, str] = {}
    for name, _, arguments in calls[1:]:
        text = ", ".join(arguments)
        if name in values:
            values[name].append(text)
        elif name in {"Deprecated", "Doc", "SetShapeFn"}:
            single[name] = text
        elif _FLAG.fullmatch(name):
            flags.append(name)
        else:
            partial = partial or f"{name} is not understood"
    return OpRegistration(
        name=calls[0][2][0] if calls and calls[0][2] else "",
        line=line,
        end_line=end_line,
        inputs=tuple(OpArgument(text, "") for text in values["Input"]),
        outputs=tuple(OpArgument(text, "") for text in values["Output"]),
        attributes=tuple(OpAttribute(text, "") for text in values["Attr"]),
        flags=tuple(flags),
        deprecation=single.get("Deprecated"),
        shape_function=single.get("SetShapeFn"),
        doc=single.get("Doc"),
        partial=partial,
        condition=condition,
    )


_UNKNOWN_TEXT = " is not a string literal"
_TRIMMED = r"((?:\S++|\s++(?=\S))*+)\s*+"
_ARGUMENT = re.compile(r"\s*+(\w++)\s*+:\s*+" + _TRIMMED + r"\Z")
_ATTRIBUTE = re.compile(
    r"\s*+(\w++)\s*+:\s*+((?:[^=>\s]++|\s++(?=[^=>\s]))*+)\s*+(?:>=\s*+(-?\d++)\s*+)?+(?:=\s*+" + _TRIMMED + r")?+\Z"
)


def finish_op(op: OpRegistration, arguments: tuple[str, ...], constants: Mapping[str, str]) -> OpRegistration:
    """`op` with its placeholders filled in and its spellings interpreted.

    What names a constant unknown here stays as written (with an empty type), so that it can be finished again where
    more constants are known.
    """
    before = op.partial or ""
    problems = [problem for problem in before.split("; ") if problem and not problem.endswith(_UNKNOWN_TEXT)]
    name_is_known = bool(before) and '"' not in op.name and op.name + _UNKNOWN_TEXT not in before

    def evaluate(text: str) -> tuple[str, bool]:
        """The text's value, or itself where that is unknown, and whether it is known."""
        text = substitute(text, arguments)
        value = string_value(text, constants)
        if value is None:
            problems.append(text + _UNKNOWN_TEXT)
        return (text, False) if value is None else (value, True)

    def argument(fact: OpArgument) -> OpArgument:
        if fact.type:
            return fact
        text, is_known = evaluate(fact.name)
        match = _ARGUMENT.match(text) if is_known else None
        return OpArgument(match[1], match[2]) if match else OpArgument(text, "")

    def attribute(fact: OpAttribute) -> OpAttribute:
        if fact.type:
            return fact
        text, is_known = evaluate(fact.name)
        match = _ATTRIBUTE.match(text) if is_known else None
        return OpAttribute(match[1], match[2], match[4], match[3]) if match else OpAttribute(text, "")

    return msgspec.structs.replace(
        op,
        name=op.name if name_is_known else evaluate(op.name)[0],
        inputs=tuple(map(argument, op.inputs)),
        outputs=tuple(map(argument, op.outputs)),
        attributes=tuple(map(attribute, op.attributes)),
        deprecation=substitute(op.deprecation, arguments) if op.deprecation else None,
        shape_function=substitute(op.shape_function, arguments) if op.shape_function else None,
        doc=string_value(op.doc, constants) if op.doc else None,
        partial="; ".join(dict.fromkeys(problems)) or None,
    )


# ----------------------------------------------------------------------------------------------- kernels

_KERNEL_IGNORED = frozenset(
    {"AttrConstraint", "CompileTimeConstantInput", "AllowResourceTypes", "AllowVariantTypes", "AllowStringType",
     "IsMetadataOp", "TypeConstraint", "Build"}
)  # fmt: skip


def kernel_from(
    registrar: str, arguments: tuple[str, ...], line: int, end_line: int, condition: str | None
) -> KernelRegistration:
    """The registration `REGISTER_KERNEL_BUILDER(*arguments)` makes; spellings are not yet interpreted."""
    calls, partial = parse_chain(arguments[0]) if arguments else ([], "no builder")
    if calls and calls[0][0].rpartition("::")[2] not in {"Name", "TF_EXTRACT_KERNEL_NAME_Name"}:
        partial = partial or f"the builder {calls[0][0]} is not understood"
    constraints: list[tuple[str, tuple[str, ...]]] = []
    host_memory: list[str] = []
    unknown: str | None = None
    single: dict[str, str] = {}
    for name, types, values in calls[1:]:
        if name == "TypeConstraint" and values:
            constraints.append((values[0], types or values[1:]))
        elif name == "HostMemory" and values:
            host_memory.append(values[0])
        elif name in {"Device", "Label", "Priority"} and values:
            single[name] = values[0]
        elif name not in _KERNEL_IGNORED:
            unknown = unknown or f"{name} is not understood"
    priority = single.get("Priority", "0")
    return KernelRegistration(
        op=calls[0][2][0] if calls and calls[0][2] else "",
        line=line,
        end_line=end_line,
        device=single.get("Device", f'"{XLA_DEVICE}"' if registrar == "REGISTER_XLA_OP" else None),
        constraints=tuple(constraints),
        label=single.get("Label"),
        priority=int(priority) if priority.lstrip("-").isdigit() else 0,
        host_memory=tuple(host_memory),
        kernel_class=", ".join(arguments[1:]) or None,
        partial=partial or (None if registrar == "REGISTER_XLA_OP" else unknown),
        condition=condition,
    )


def finish_kernel(
    kernel: KernelRegistration, arguments: tuple[str, ...], constants: Mapping[str, str]
) -> KernelRegistration:
    """`kernel` with its placeholders filled in and its spellings interpreted."""
    op_text = substitute(kernel.op, arguments)
    op = string_value(op_text, constants)
    partial = kernel.partial
    if op is None:
        partial = partial or f"{op_text} is not a string literal"
    constraints = tuple(
        (_string(name, arguments, constants), tuple(allowed_types(types, arguments, constants)))
        for name, types in kernel.constraints
    )
    return msgspec.structs.replace(
        kernel,
        op=op_text if op is None else op,
        device=device_name(substitute(kernel.device, arguments), constants) if kernel.device else None,
        constraints=constraints,
        label=_string(kernel.label, arguments, constants) if kernel.label else None,
        host_memory=tuple(_string(name, arguments, constants) for name in kernel.host_memory),
        kernel_class=" ".join(substitute(kernel.kernel_class, arguments).split()) if kernel.kernel_class else None,
        partial=partial,
    )


def _string(text: str, arguments: tuple[str, ...], constants: Mapping[str, str]) -> str:
    text = substitute(text, arguments)
    value = string_value(text, constants)
    return text if value is None else value


def allowed_types(types: tuple[str, ...], arguments: tuple[str, ...], constants: Mapping[str, str]) -> Iterator[str]:
    """The types that a constraint lists or names: `{DT_HALF, DT_FLOAT}`, `kFloatTypes`, `Eigen::half`."""
    for text in types:
        spelled = substitute(text, arguments).strip()
        spelled = constants.get(spelled.rpartition("::")[2], spelled)
        if spelled.startswith("{"):
            for part in spelled.strip("{} \n").split(","):
                if part.strip():
                    yield dtype_name(part)
        else:
            yield dtype_name(spelled)


# --------------------------------------------------------------------------------------------- gradients


def gradient_from(name: str, arguments: tuple[str, ...], line: int, condition: str | None) -> GradientRegistration:
    function = None
    if name in GRADIENT_REGISTRARS and len(arguments) > 1 and arguments[1] != "nullptr":
        function = arguments[1]
    return GradientRegistration(arguments[0] if arguments else "", line, function, condition=condition)


def finish_gradient(
    gradient: GradientRegistration, arguments: tuple[str, ...], constants: Mapping[str, str]
) -> GradientRegistration:
    function = substitute(gradient.function, arguments) if gradient.function else None
    return msgspec.structs.replace(gradient, op=_string(gradient.op, arguments, constants), function=function)


# --------------------------------------------------------------------------------------------- spellings

_PLAIN_LITERAL = re.compile(r'"([^"\\]*)"')
_LITERAL = re.compile(r'\s*(?:R"(\w*)\(([\s\S]*?)\)\1"|"((?:[^"\\\n]|\\[\s\S])*)"|([A-Za-z_][\w:]*(?:\(\))?))')
_ESCAPE = re.compile(r"\\([\s\S])")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "\n": ""}


def string_value(text: str, constants: Mapping[str, str]) -> str | None:
    """What adjacent string literals and named string constants say together, None if `text` is something else."""
    plain = _PLAIN_LITERAL.fullmatch(text)
    return plain[1] if plain else _string_value(text, constants)


def _string_value(text: str, constants: Mapping[str, str]) -> str | None:
    pieces: list[str] = []
    position = 0
    text = text.strip()
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1].strip()
    while position < len(text):
        match = _LITERAL.match(text, position)
        if match is None:
            return None
        _, raw, plain, name = match.groups()
        if name is not None:
            value = constants.get(name.rpartition("::")[2])
            if value is None:
                return None
            pieces.append(value)
        else:
            pieces.append(raw if raw is not None else _ESCAPE.sub(lambda m: _ESCAPES.get(m[1], m[1]), plain))
        position = match.end()
    return "".join(pieces) if pieces else None


def device_name(text: str, constants: Mapping[str, str]) -> str:
    """`DEVICE_CPU` -> `CPU`; a literal or a known constant -> what it says."""
    value = string_value(text, constants)
    if value is not None:
        return value
    return text.strip().rpartition("::")[2].removeprefix("DEVICE_")


_DTYPES = {
    "float": "float", "double": "double", "int": "int32", "int32": "int32", "int32_t": "int32", "int64": "int64",
    "int64_t": "int64", "long long": "int64", "uint8_t": "uint8", "uint16_t": "uint16", "uint32_t": "uint32",
    "uint64_t": "uint64", "int8_t": "int8", "int16_t": "int16", "bool": "bool", "string": "string",
    "tstring": "string", "ResourceHandle": "resource", "Variant": "variant", "complex<float>": "complex64",
    "complex<double>": "complex128", "int64 ": "int64", "unsigned char": "uint8", "signed char": "int8",
    "short": "int16", "unsigned short": "uint16", "unsigned int": "uint32", "Eigen::half": "half", "char": "int8",
}  # fmt: skip


_TO_ENUM = re.compile(r"(?:typename )?(?:\w+::)*(?:DataTypeToEnum<(.*)>::(?:v\(\)|value)|EnumToDataType<(.*)>::Type)")


@cache
def dtype_name(text: str) -> str:
    """The DataType a C++ type or a `DT_*` constant stands for, as op definitions spell it (types.cc)."""
    spelled = " ".join(text.split())
    if enumerated := _TO_ENUM.fullmatch(spelled):
        spelled = enumerated[1] or enumerated[2]
    if "DT_" in spelled:
        return spelled.rpartition("::")[2].removeprefix("DT_").lower()
    base, bracket, inner = spelled.partition("<")
    base = base.rpartition("::")[2]
    short = base + bracket + inner
    return _DTYPES.get(short, short)
