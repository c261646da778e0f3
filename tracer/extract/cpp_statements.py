"""Statements that register something -> facts: what a registrar's call says, or the macro use that says it later."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracer.extract import cpp_registrations as registrations
from tracer.extract.cpp_macros import Statement, expand, holds, names_in, read_statement
from tracer.facts import GradientRegistration, KernelRegistration, MacroDefinition, MacroUse, OpRegistration

_CANDIDATE = re.compile(r"(?>\w*?(?:REGISTER|TF_CALL_))\w*|[A-Z][A-Z0-9_]{2,}|(?>\w*?__p\d+__)\w*")
_IGNORED = re.compile(
    r"(?:TEST|TYPED_TEST|BENCHMARK|BM_|EXPECT|ASSERT|INSTANTIATE_TEST|OP_REQUIRES|TF_RETURN|TF_CHECK|CHECK|DCHECK|LOG|VLOG"
    r"|EIGEN_|ABSL_|PYBIND11_|TF_DISALLOW|TF_ATTRIBUTE|TF_GUARDED|TF_EXCL|TF_LOCK|TF_NEW_ID|TF_INIT|TF_FALLTHROUGH"
    r"|TF_DECLARE|TF_DEFINE|TF_CAPI|SHOULD_REGISTER|DEVICE_|DT_)\w*"
)
_WORD = re.compile(r"\"(?:[^\"\\\n]++|\\.)*+\"?+|([A-Za-z_]\w*)")
_BUILDER_NAME = re.compile(r'(?<=Name\()\s*"[^"\n]*"')
_NAME_LENGTH = 300
NOT_CLOSED = "not closed"
"""What is partly understood of a registration whose parentheses do not close."""
_INNER_DIRECTIVE = re.compile(r"[ \t]*#[ \t]*(\w+)(.*)")
_OPEN_BUILDER = re.compile(r"\w+\s*\(\s*__p\d+__")


class Found:
    """What statements register, and the macro uses that may register more.

    `in_macro`: the statements stand in a macro's body, and what cannot be parsed yet may be once it is expanded.
    `final`: all macros are expanded, and what is not understood stays so.
    """

    def __init__(self, constants: dict[str, str], *, in_macro: bool = False, final: bool = False) -> None:
        self.constants = constants
        self.in_macro = in_macro
        self.final = final
        self.ops: list[OpRegistration] = []
        self.kernels: list[KernelRegistration] = []
        self.gradients: list[GradientRegistration] = []
        self.uses: list[MacroUse] = []


def read_registration(
    statement: Statement,
    environment: dict[str, MacroDefinition],
    line: int,
    end_line: int,
    condition: str | None,
    found: Found,
) -> None:
    """Adds to `found` what `statement` registers, or the macro use it is."""
    name = statement.name
    if name in registrations.OP_REGISTRARS:
        _read_op(statement, environment, line, end_line, condition, found)
    elif name in registrations.KERNEL_REGISTRARS and not statement.complete:
        match = _BUILDER_NAME.search(statement.text[:_NAME_LENGTH])
        op = match[0] if match else ""
        found.kernels.append(KernelRegistration(op, line, end_line, partial=NOT_CLOSED, condition=condition))
    elif name in registrations.KERNEL_REGISTRARS and _OPEN_BUILDER.match(statement.text):
        found.uses.append(MacroUse(name, (), line, end_line, statement.text, condition))
    elif name in registrations.KERNEL_REGISTRARS:
        arguments = tuple(_expanded(_without_directives(argument), environment) for argument in statement.arguments)
        kernel = registrations.kernel_from(name, arguments, line, end_line, condition)
        if kernel.partial and found.in_macro:
            found.uses.append(MacroUse(name, (), line, end_line, statement.text, condition))
            return
        found.kernels.append(kernel)
    elif name in registrations.REGISTRARS:
        found.gradients.append(registrations.gradient_from(name, statement.arguments, line, condition))
    elif statement.chained:
        found.uses.append(MacroUse(name, statement.arguments, line, end_line, statement.text, condition))
    else:
        found.uses.append(MacroUse(name, statement.arguments, line, end_line, None, condition))


def _expanded(text: str, environment: dict[str, MacroDefinition]) -> str:
    if environment and any(name in environment for name in names_in(text)):
        return expand(text, environment)
    return text


def _read_op(
    statement: Statement,
    environment: dict[str, MacroDefinition],
    line: int,
    end_line: int,
    condition: str | None,
    found: Found,
) -> None:
    if not statement.complete:
        name = statement.arguments[0][:_NAME_LENGTH] if statement.arguments else ""
        found.ops.append(OpRegistration(name, line, end_line, partial=NOT_CLOSED, condition=condition))
        return
    text = _expanded(_without_directives(statement.text), environment)
    calls, partial = registrations.parse_chain(text)
    unknown = registrations.unknown_methods(calls)
    if unknown and not found.final:
        found.uses.append(MacroUse(unknown[0], (), line, end_line, text, condition))
        return
    if not calls:
        calls = [(statement.name, (), statement.arguments)]
    found.ops.append(registrations.op_from(calls, line, end_line, condition, partial))


def _without_directives(text: str) -> str:
    """`text` with the lines that a plain desktop build leaves out, and its directives, blanked."""
    if "#" not in text:
        return text
    kept: list[bool] = []
    taken: list[bool] = []
    lines: list[str] = []
    for line in text.split("\n"):
        match = _INNER_DIRECTIVE.match(line)
        if match is None:
            lines.append(line if all(kept) else "")
            continue
        directive, rest = match[1], match[2].split("//")[0].strip()
        if directive in {"if", "ifdef", "ifndef"}:
            value = holds({"if": rest, "ifdef": f"defined({rest})", "ifndef": f"!defined({rest})"}[directive])
            kept.append(value)
            taken.append(value)
        elif directive in {"elif", "else"} and kept:
            kept[-1] = not taken[-1] and (directive == "else" or holds(rest))
            taken[-1] = taken[-1] or kept[-1]
        elif directive == "endif" and kept:
            kept.pop()
            taken.pop()
        lines.append("")
    return "\n".join(lines)


def read_body(
    body: str, environment: dict[str, MacroDefinition], line: int, condition: str | None, found: Found
) -> None:
    """Reads a macro's body, which begins at `line`, as a sequence of statements."""
    position = 0
    while (match := _WORD.search(body, position)) is not None:
        position = match.end()
        name = match[1]
        if not name or not (name in environment or is_candidate(name)):
            continue
        op = name in registrations.OP_REGISTRARS
        statement = read_statement(body, name, match.start(1), match.end(1), to_semicolon=op)
        if statement.has_arguments or name in environment:
            first = line + body.count("\n", 0, match.start(1))
            last = line + body.count("\n", 0, statement.end)
            read_registration(statement, environment, first, last, condition, found)
            position = statement.end if statement.has_arguments else position


def is_candidate(name: str) -> bool:
    return _CANDIDATE.fullmatch(name) is not None and _IGNORED.match(name) is None


def parse_statement(
    text: str, environment: dict[str, MacroDefinition]
) -> Iterator[OpRegistration | KernelRegistration]:
    """What a registration's text (`MacroUse.text`) says once `environment` holds the macros it needs."""
    found = Found({}, final=True)
    read_body(_expanded(text, environment), {}, 0, None, found)
    yield from found.ops
    yield from found.kernels
