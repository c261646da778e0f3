"""Ops that only their generated Python functions tell of: an installed distribution ships those and no registration."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link import signatures
from tracer.linked import Op

if TYPE_CHECKING:
    from tracer.facts import Definition
    from tracer.link.program import Module, Program

_RAW = "raw_ops."
_SPELLED = {"float32": "float", "float64": "double", "float16": "half"}
"""Types that annotations and registrations spell differently."""


def installed_ops(program: Program, modules: Iterable[Module], known: Container[str]) -> Iterator[Op]:
    """A row for each op, not in `known`, that a generated one of `modules` exports as `tf.raw_ops.X`."""
    told: set[str] = set()
    for module in modules:
        for op in _ops_of(program, module) if module.name.rpartition(".")[2].startswith("gen_") else ():
            if op.name not in known and op.name not in told:
                told.add(op.name)
                yield op


def disagreements(program: Program, ops: Iterable[Op]) -> Iterator[tuple[str, str]]:
    """Ops whose generated function is in a file of the snapshot and takes other arguments than their registration here
    says: another version's, most likely. Each with a sentence."""
    functions: dict[str, dict[str, Definition]] = {}
    for op in ops:
        module = program.module(op.module) if op.module is not None else None
        if module is None or op.signature is None:
            continue
        if module.name not in functions:
            functions[module.name] = {one.qualname: one for one in module.facts.definitions}
        written = functions[module.name].get(op.function or "")
        if written is None or signatures.of_parameters(written.parameters).args == op.signature.args:
            continue
        arguments = ", ".join(parameter.name for parameter in written.parameters)
        yield op.name, f"{module.file.path}:{written.line} has it generated with other arguments: ({arguments})"


def _ops_of(program: Program, module: Module) -> Iterator[Op]:
    functions = {definition.qualname: definition for definition in module.facts.definitions}
    endpoints: dict[str, list[tuple[str, bool]]] = {}
    for registration in module.facts.registrations:
        if registration.kind == "export" and not registration.name.startswith(_RAW):
            is_deprecated = registration.details.get("deprecated") == "yes"
            endpoints.setdefault(registration.symbol, []).append((registration.name, is_deprecated))
    types = dict(_types(module.facts.body))
    for registration in module.facts.registrations:
        function = functions.get(registration.symbol)
        if registration.kind == "export" and registration.name.startswith(_RAW) and function is not None:
            yield Op(
                registration.name.removeprefix(_RAW), program.number(module.file), function.line, function.end_line,
                module.name, function.name, signatures.of_parameters(function.parameters),
                tuple(dict.fromkeys(endpoints.get(registration.symbol, ()))),
                inputs=(inputs := _typed_inputs(function)), outputs=(outputs := _typed_outputs(function)),
                attributes=tuple(_used(types, (*inputs, *outputs))),
            )  # fmt: skip


def _types(body: Iterable[f.Statement]) -> Iterator[tuple[str, str]]:
    """What a generated module says of types: `TV_MatMul_T = TypeVar("TV_MatMul_T", "_atypes.Float32", ...)`."""
    for statement in body:
        match statement:
            case f.Assign(targets=(f.Name(id=name),), value=f.Call(func=f.Name(id="TypeVar"), args=(_, *allowed))):
                named = [argument.value.value for argument in allowed if isinstance(argument.value, f.Constant)]
                listed = ", ".join(_type_name(one) for one in named)
                yield name, "type" if any(one.endswith(".String") for one in named) else f"{{{listed}}}"


def _type_name(annotation: str) -> str:
    name = annotation.rpartition(".")[2].lower()
    return _SPELLED.get(name, name)


def _typed_inputs(function: Definition) -> tuple[str, ...]:
    """`a: TV_MatMul_T`, as far as annotations tell."""
    told = ((parameter.name, _annotated(parameter.annotation)) for parameter in function.parameters)
    return tuple(f"{name}: {type_}" for name, type_ in told if type_ is not None)


def _typed_outputs(function: Definition) -> tuple[str, ...]:
    type_ = _annotated(function.returns)
    return (f"output: {type_}",) if type_ is not None else ()


def _used(types: dict[str, str], arguments: Iterable[str]) -> Iterator[str]:
    for name in dict.fromkeys(text.partition(": ")[2] for text in arguments):
        if name in types:
            yield f"{name}: {types[name]}"


def _annotated(annotation: f.Expr | None) -> str | None:
    """`Annotated[Any, TV_MatMul_T]` -> "TV_MatMul_T", `Annotated[Any, _atypes.Bool]` -> "bool"."""
    match annotation:
        case f.Subscript(value=f.Name(id="Annotated"), index=f.Sequence(elements=(_, f.Name(id=name)))):
            return name
        case f.Subscript(value=f.Name(id="Annotated"), index=f.Sequence(elements=(_, f.Attribute(attr=name)))):
            return _type_name(name)
    return None
