"""A C++ file -> the op, kernel and gradient registrations it makes, and the macros and macro uses that make more.

A byte search decides whether there is anything to read; of the rest, only the directives and the statements that may
register something are looked at, each parsed by tree-sitter. What depends on other files (macros of headers) stays a
`MacroUse`, to be expanded when a snapshot is linked.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

import msgspec

from tracer.extract import cpp_c_api
from tracer.extract import cpp_registrations as registrations
from tracer.extract.cpp_functions import functions
from tracer.extract.cpp_macros import STATEMENT_LIMIT, names_in, parametrise, parse_define, read_statement
from tracer.extract.cpp_statements import Found, is_candidate, read_body, read_registration
from tracer.extract.cpp_texts import may_have_texts, texts
from tracer.facts import CppFacts, MacroDefinition, MacroUse, Problem

RUN_TIME_REGISTRATION = "OpRegistry::Global()->Register"
"""The name of a `MacroUse` that stands for ops which a program registers in a loop or the like."""

HINTS = (b"REGISTER", b"TF_CALL_", b"OpKernelConstruction", *cpp_c_api.HINTS)
_LINE_EVENT = re.compile(
    r"\n(?:[ \t]*#[ \t]*(?P<directive>define|undef|if|ifdef|ifndef|elif|else|endif|include)\b"
    r"(?P<rest>(?:[^\n\\]|\\[\s\S])*)"
    r"|[ \t]*(?P<comment>/\*)"
    r"|(?P<upper>[A-Z][A-Z0-9_]{2,})\s*\()"
)
_REGISTER = re.compile("REGISTER")
_REGISTER_CALL = re.compile(r"\b(?>\w*?REGISTER)\w*+\s*+\(")
_REGISTERS = re.compile("REGISTER|TF_CALL_")
_TF_CALL = re.compile("TF_CALL_")
_RUN_TIME = re.compile(r"\bOpRegistry::Global\(\)->Register\(")
_IDENTIFIER = re.compile(r"\w+")
_CALLED = re.compile(r"\b\w+\b(?=\s*\()")
_PARAMETERS = re.compile(r"\s*\w+\(([^()]*)\)")
_NEXT = re.compile(r"(?:[\s;}]|//[^\n]*+)*+([A-Za-z_]\w*)\b")
_CLASS = re.compile(r"\n[ \t]*(?:template[^\n]*>[ \t]*)?(?:class|struct)[ \t]+(\w+)\b(?![ \t]*[;<(,>*&)=])")
_FRAGMENT = re.compile(r"\b(?:Input|Output|Attr|TypeConstraint|HostMemory|Device|SetShapeFn|Label)\b|^\s*\"")
_NESTING = 20
"""Conditions around one another that a label names."""
_UNCLOSED, _SHORT = 20, 2_000
"""After so many statements that do not end, further ones are given up sooner: every one is read to the limit."""
_INCLUDE = re.compile(r"\s*[<\"]([^>\"]+)[>\"]")


def extract(source: bytes) -> CppFacts:
    """The registrations of a C++ file. Never raises: what is not understood is a problem or a partial registration."""
    if not any(hint in source for hint in HINTS):
        constants = texts(source.decode("utf-8", "replace")) if may_have_texts(source) else {}
        return CppFacts(lines=source.count(b"\n"), constants=constants)
    return _Reader("\n" + source.decode("utf-8", "replace").replace("\r\n", "\n")).read()


class _Reader:
    """Walks over the events of one file: directives, and statements that may register something."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.newlines = [match.start() for match in re.finditer("\n", text)]
        self.conditions: list[tuple[str, list[str]]] = []
        self.condition: str | None = None
        self.macros: list[MacroDefinition] = []
        self.active: dict[str, int] = {}
        self.includes: list[str] = []
        self.problems: list[Problem] = []
        self.found = Found({})
        self.unclosed = 0

    def read(self) -> CppFacts:
        self.found = Found(texts(self.text))
        position = 0
        for offset, match in self._events():
            if offset < position:
                continue
            if match is None:
                position = self._mention(offset)
            elif match["directive"]:
                self._directive(match["directive"], match["rest"], match.start("directive"))
                position = match.end()
            elif match["upper"]:
                position = self._statements(match["upper"], match.start("upper"))
            else:
                end = self.text.find("*/", match.end())
                position = len(self.text) if end < 0 else end + 2
        for match in _RUN_TIME.finditer(self.text) if f"{RUN_TIME_REGISTRATION}(" in self.text else ():
            line = self.line(match.start())
            self.found.uses.append(MacroUse(RUN_TIME_REGISTRATION, (), line, line))
        if "TF_New" in self.text:
            self.found.ops += cpp_c_api.ops(self.text, self.line)
            self.found.kernels += cpp_c_api.kernels(self.text, self.line)
        return self._facts()

    def _events(self) -> list[tuple[int, re.Match[str] | None]]:
        """Directives, comments and capitals that begin a line, and (without a match) mentions of registering macros."""
        text = self.text
        events: list[tuple[int, re.Match[str] | None]] = []
        if "REGISTER" in text or "TF_CALL_" in text:
            events += [(match.start() + 1, match) for match in _LINE_EVENT.finditer(text)]
            names = _registering(match["rest"] for _, match in events if match and match["directive"] == "define")
            if names:
                events += [(match.start(), None) for match in _CALLED.finditer(text) if match[0] in names]
            events += [(match.start(), None) for match in _REGISTER.finditer(text)]
            events += [(match.start(), None) for match in _TF_CALL.finditer(text)]
            events.sort(key=lambda event: event[0])
        return events

    def _mention(self, offset: int) -> int:
        """Reads the statement around `offset`, unless a comment or a string mentions it."""
        line_start = self.text.rfind("\n", 0, offset) + 1
        start = offset
        while start > line_start and (self.text[start - 1].isalnum() or self.text[start - 1] == "_"):
            start -= 1
        identifier = _IDENTIFIER.match(self.text, start)
        if (
            identifier is None
            or self.text.find("//", line_start, start) >= 0
            or (self.text.find('"', line_start, start) >= 0)
        ):
            return offset + 1
        return self._statements(identifier.group(), start)

    def line(self, offset: int) -> int:
        return bisect_left(self.newlines, offset)

    def _facts(self) -> CppFacts:
        found = self.found
        return CppFacts(
            ops=tuple(registrations.finish_op(op, (), found.constants) for op in found.ops),
            kernels=tuple(registrations.finish_kernel(kernel, (), found.constants) for kernel in found.kernels),
            gradients=tuple(registrations.finish_gradient(one, (), found.constants) for one in found.gradients),
            macros=self._kept_macros(),
            uses=tuple(found.uses),
            includes=tuple(dict.fromkeys(self.includes)),
            classes={match[1]: self.line(match.start(1)) for match in reversed(list(_CLASS.finditer(self.text)))},
            problems=tuple(self.problems),
            lines=len(self.newlines) - 1,
            constants=found.constants,
            functions=functions(self.text, self.line) if "GRADIENT" in self.text else {},
        )

    def _kept_macros(self) -> tuple[MacroDefinition, ...]:
        """The macros that may register something, or that stand in the text of a registration yet to be expanded."""
        uses = [use for macro in self.macros for use in macro.uses] + self.found.uses
        waiting = [use.text for use in uses if use.text is not None]
        mentioned: set[str] = set()
        texts = {macro.name: macro.text for macro in self.macros} if waiting else {}
        while waiting:
            for name in names_in(waiting.pop()):
                if name in texts and name not in mentioned:
                    mentioned.add(name)
                    waiting.append(texts[name])
        return tuple(macro for macro in self.macros if macro.name in mentioned or _worth_keeping(macro))

    # -- directives

    def _directive(self, directive: str, rest: str, offset: int) -> None:
        if directive == "define":
            self._define(rest, offset)
        elif directive == "undef":
            self._undef(rest.split("//", maxsplit=1)[0].strip(), offset)
        elif directive == "include":
            if match := _INCLUDE.match(rest):
                self.includes.append(match[1])
        else:
            self._conditional(directive, " ".join(rest.replace("\\\n", " ").split("//")[0].split()))

    def _conditional(self, directive: str, text: str) -> None:
        if directive == "endif":
            if self.conditions:
                self.conditions.pop()
        elif directive in {"if", "ifdef", "ifndef"}:
            if text.startswith("/*") or "/*" in text:
                text = re.sub(r"/\*.*?\*/", "", text).strip()
            condition = {"if": text, "ifdef": f"defined({text})", "ifndef": f"!defined({text})"}[directive]
            self.conditions.append((condition, [condition]))
        elif self.conditions:
            _, before = self.conditions[-1]
            negated = [f"!({condition})" for condition in before]
            parts = negated if directive == "else" else [*negated, f"({text})"]
            self.conditions[-1] = (" && ".join(parts), [*before, text])
        active = [condition for condition, _ in self.conditions[-_NESTING:] if not _is_guard(condition)]
        self.condition = " && ".join(f"({c})" if len(active) > 1 and "||" in c else c for c in active) or None

    def _define(self, rest: str, offset: int) -> None:
        parsed = parse_define(rest)
        if parsed is None:
            return
        name, parameters, body, above = parsed
        if name in registrations.REGISTRARS or name.endswith("_H_"):
            return
        line = self.line(offset)
        found = Found(self.found.constants, in_macro=True)
        if "REGISTER" in body or "(" in body:
            template = parametrise(body, parameters)
            read_body(template, self._environment(), line + above, self.condition, found)
        definition = MacroDefinition(
            name=name,
            parameters=parameters,
            text=body,
            line=line,
            condition=self.condition,
            ops=tuple(found.ops),
            kernels=tuple(found.kernels),
            gradients=tuple(found.gradients),
            uses=tuple(found.uses),
        )
        self.active[name] = len(self.macros)
        self.macros.append(definition)

    def _undef(self, name: str, offset: int) -> None:
        self.active.pop(name, None)
        for index, macro in enumerate(self.macros):
            if macro.name == name and not macro.until:
                self.macros[index] = msgspec.structs.replace(macro, until=self.line(offset))

    def _environment(self) -> dict[str, MacroDefinition]:
        return {name: self.macros[index] for name, index in self.active.items()}

    # -- statements

    def _statements(self, name: str, start: int) -> int:
        """Reads the statement at `start` and those that follow on its heels; returns where to go on."""
        environment = self._environment()
        while True:
            end = start + len(name)
            if name in self.active or is_candidate(name):
                end = self._statement(name, start, environment)
            following = _NEXT.match(self.text, end)
            if following is None or not (following[1] in self.active or is_candidate(following[1])):
                return end
            name, start = following[1], following.start(1)

    def _statement(self, name: str, start: int, environment: dict[str, MacroDefinition]) -> int:
        statement = read_statement(
            self.text, name, start, start + len(name), to_semicolon=name in registrations.OP_REGISTRARS,
            limit=STATEMENT_LIMIT if self.unclosed < _UNCLOSED else _SHORT,
        )  # fmt: skip
        self.unclosed += not statement.complete
        if not statement.has_arguments and name not in self.active:
            return start + len(name)
        line, end_line = self.line(start), self.line(max(start, statement.end - 1))
        if not statement.complete and name in registrations.REGISTRARS:
            self.problems.append(Problem(f"{name} is not closed", line, "partial"))
            end_line = line
        read_registration(statement, environment, line, end_line, self.condition, self.found)
        holds_code = name not in registrations.REGISTRARS and self._registers_inside(start, statement.end)
        return statement.end if statement.complete and not holds_code else start + len(name)

    def _registers_inside(self, start: int, end: int) -> bool:
        """Whether code that is handed to a macro registers something: `REGISTER_MODULE_INITIALIZER(name, { ... })`."""
        brace = self.text.find("{", start, end)
        return brace >= 0 and _REGISTER_CALL.search(self.text, brace, end) is not None


def _registering(defined: Iterable[str]) -> set[str]:
    """Names of macros that register something but are not named like it: what their bodies use does, or (`X` of
    `#define OPS(X) X(A) X(B)`) is handed in. `defined` is what stands behind each `#define`."""
    users: dict[str, list[str]] = {}
    waiting: list[str] = []
    for text in defined:
        name, *words = _IDENTIFIER.findall(text) or [""]
        for word in set(words):
            users.setdefault(word, []).append(name)
        if name and (_REGISTERS.search(text) or _calls_a_parameter(text)):
            waiting.append(name)
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += users.get(name, ())
    return {name for name in found if not _REGISTERS.search(name)}


def _calls_a_parameter(text: str) -> bool:
    head = _PARAMETERS.match(text)
    names = _IDENTIFIER.findall(head[1]) if head else []
    return head is not None and any(re.search(rf"\b{name}\s*\(", text[head.end() :]) for name in names)


def _is_guard(condition: str) -> bool:
    return condition.startswith("!defined(") and condition.endswith("_H_)")


def _worth_keeping(macro: MacroDefinition) -> bool:
    if macro.ops or macro.kernels or macro.gradients or macro.uses:
        return True
    if "REGISTER" in macro.name or macro.name.startswith("TF_CALL_"):
        return True
    return _FRAGMENT.search(macro.text) is not None
