"""Registrations: what a file exports, and the gradients, counterparts and the like it registers.

Recognised are decorators, calls of what a decorator returns, and the names a decorator is imported or bound under.
What `tf_export` and its kin mean is defined in tensorflow/python/util/tf_export.py and keras/src/api_export.py:
positional names are those of version 2, and of version 1 too unless `v1=` gives others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tracer.extract.constants import Constants, Unknown
from tracer.extract.registrars import NUMPY, Registrar, exporter_of, registrar_of
from tracer.facts import (
    Argument,
    Assign,
    Attribute,
    Call,
    Definition,
    Expr,
    Expression,
    Fact,
    For,
    If,
    IfExp,
    Import,
    ImportFrom,
    Lambda,
    Name,
    Problem,
    Registration,
    Statement,
    Try,
    With,
    nodes,
)
from tracer.facts.expressions import dotted

_MENTIONS = (
    "_export", "np_doc", "Register", "NotDifferentiable", "NoGradient", "no_gradient", "counterpart", "register_",
    "dispatch_for_",
)  # fmt: skip
_CALL = re.compile(r"_export\s*\(")
_STEMS = ("tf", "keras", "estimator")
_MOST_ROUNDS = 1_000


def registrations(
    text: str,
    definitions: tuple[Definition, ...],
    body: tuple[Statement, ...],
    bodies: tuple[tuple[Statement, ...], ...],
) -> tuple[tuple[Registration, ...], tuple[Problem, ...]]:
    """The registrations of a file, and those that could not be read in full."""
    if not any(word in text for word in _MENTIONS):
        return (), ()
    reader = _Reader(definitions, body)
    reader.read()
    if sum(text.endswith(_STEMS, 0, call.start()) for call in _CALL.finditer(text)) > reader.applied:
        reader.look_inside_functions(bodies)
    return tuple(reader.found), tuple(reader.problems)


@dataclass
class _Reader:
    definitions: tuple[Definition, ...]
    body: tuple[Statement, ...]
    found: list[Registration] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    aliases: dict[str, Registrar | None] = field(default_factory=dict)
    applied: int = 0
    """Calls of exporters seen, whether or not they could be read."""

    def __post_init__(self) -> None:
        self.constants = Constants(self.body)

    def read(self) -> None:
        self._statements(self.body, "")

    # ------------------------------------------------------------------------------------- statements

    def _statements(self, body: tuple[Statement, ...], prefix: str) -> None:
        for statement in body:
            match statement:
                case Import() | ImportFrom():
                    self._import(statement)
                case Assign(targets, value) if value is not None:
                    self._assign(targets, value, prefix)
                case Expression(value):
                    self._apply(value, None, prefix)
                case If(_, inner, orelse):
                    self._statements(inner, prefix)
                    self._statements(orelse, prefix)
                case Try(inner, handlers, orelse, final):
                    for part in (inner, *[handler.body for handler in handlers], orelse, final):
                        self._statements(part, prefix)
                case With(_, inner):
                    self._statements(inner, prefix)
                case For():
                    self._loop(statement, prefix)
                case Fact():
                    place = getattr(statement, "definition", -1)
                    if place >= 0:
                        self._definition(self.definitions[place])

    def _import(self, statement: Import | ImportFrom) -> None:
        if isinstance(statement, ImportFrom):
            local = statement.asname or statement.name
            registrar = registrar_of(statement.name, statement.module)
            if registrar is not None or registrar_of(local) is not None:
                self.aliases[local] = registrar

    def _assign(self, targets: tuple[Expr, ...], value: Expr, prefix: str) -> None:
        target = targets[0].id if isinstance(targets[0], Name) else None
        registrar = self._registrar(value)
        if registrar is None:
            self._apply(value, target, prefix)
        elif target is not None and not prefix:
            self.aliases[target] = registrar
            self.applied += isinstance(value, Call) and self._is_exporter(value.func)

    def _loop(self, loop: For, prefix: str) -> None:
        """Follow a loop over constants round by round; of any other, say what it leaves unread."""
        target = loop.target
        try:
            rounds = self.constants.value(loop.iter)
        except Unknown:
            rounds = ""
        if not (isinstance(target, Name) and isinstance(rounds, tuple)):
            self._statements(loop.body, prefix)
            return
        for value in rounds[:_MOST_ROUNDS]:
            self.constants.bound[target.id] = value
            self._statements(loop.body, prefix)

    def _definition(self, definition: Definition) -> None:
        names = self._deprecated_endpoints(definition)
        for decorator in definition.decorators:
            registrar = self._called(decorator)
            if registrar is not None:
                self._register(registrar, decorator, definition.qualname, {"form": "decorator"}, names)
        if definition.kind == "class":
            self._statements(definition.body, definition.qualname + ".")

    def _deprecated_endpoints(self, definition: Definition) -> frozenset[str]:
        names: set[str] = set()
        for decorator in definition.decorators:
            if isinstance(decorator, Call) and (dotted(decorator.func) or "").endswith("deprecated_endpoints"):
                try:
                    names.update(self.constants.strings([argument.value for argument in decorator.args]))
                except Unknown:
                    self._partial("deprecated endpoints cannot be evaluated", decorator.line)
        return frozenset(names)

    # ---------------------------------------------------------------------------------------- applied

    def _apply(self, expression: Expr, target: str | None, prefix: str) -> None:
        """Read `registrar(...)(wrapper(obj))`, `registrar(...).export_constant(...)` and `NotDifferentiable(...)`."""
        endpoints: set[str] = set()
        first = len(self.found)
        while isinstance(expression, Call):
            func = expression.func
            if isinstance(func, Attribute) and func.attr == "export_constant":
                self._constant(func.value, expression, prefix)
                return
            if (dotted(func) or "").rpartition(".")[2] == "np_export_constant" and target is not None:
                self._numpy_constant(expression, prefix + target)
                return
            registrar = self._called(func)
            direct = self._registrar(func) if registrar is None else None
            if registrar is not None:
                details = {"form": "call"}
                if target is not None:
                    details["bound"] = prefix + target
                symbol, via = self._symbol(expression.args, target, prefix)
                if via:
                    details["via"] = via
                self._register(registrar, func, symbol, details, frozenset(), expression)
            elif direct is not None and direct.kind == "no_gradient":
                self._register(direct.given(expression.args), expression, "", {"form": "call"}, frozenset())
            elif isinstance(func, Call) and (dotted(func.func) or "").endswith("deprecated_endpoints"):
                endpoints.update(self._literal_strings(func.args))
            if not expression.args:
                break
            expression = expression.args[0].value
        for place in range(first, len(self.found)):
            if self.found[place].name in endpoints:
                self.found[place].details["deprecated"] = "yes"

    def _literal_strings(self, arguments: tuple[Argument, ...]) -> tuple[str, ...]:
        try:
            return self.constants.strings([argument.value for argument in arguments])
        except Unknown:
            return ()

    def _symbol(self, arguments: tuple[Argument, ...], target: str | None, prefix: str) -> tuple[str, str]:
        """What is registered, through the calls around it, and the first of those."""
        via = ""
        while arguments:
            inner = arguments[0].value
            if isinstance(inner, Lambda):
                return self.definitions[inner.definition].qualname, via
            name = dotted(inner)
            if name is not None:
                return name, via
            if not isinstance(inner, Call):
                break
            wrapper = inner.func.func if isinstance(inner.func, Call) else inner.func
            if self._called(inner.func) is None:
                via = via or dotted(wrapper) or ""
            arguments = inner.args
        # What a call made has no name of its own: that of the variable it goes to, else that of its maker.
        return (via if target is None else prefix + target), via

    def _constant(self, exporter: Expr, call: Call, prefix: str) -> None:
        registrar = self._called(exporter)
        if registrar is None or not isinstance(exporter, Call | Name):
            return
        try:
            name = self.constants.text(call.args[-1].value) if call.args else ""
        except Unknown:
            name = ""
        if not name:
            self.applied += isinstance(exporter, Call)
            self._partial("the exported constant cannot be evaluated", call.line)
            return
        self._register(registrar, exporter, prefix + name, {"form": "constant"}, frozenset(), call)

    def _numpy_constant(self, call: Call, symbol: str) -> None:
        """`pi = np_export_constant(__name__, "pi", np.pi)`."""
        for name in self._literal_strings(call.args[1:2]):
            details = {"api": "v2", "package": "tensorflow", "form": "constant"}
            self.found.append(Registration("export", f"{NUMPY}.{name}", symbol, call.line, call.end_line, details))

    # --------------------------------------------------------------------------------------- registrars

    def _is_exporter(self, expression: Expr) -> bool:
        registrar = self._registrar(expression)
        return registrar is not None and registrar.kind == "export"

    def _registrar(self, expression: Expr) -> Registrar | None:
        """What `expression` stands for: an exporter or its like, also with some arguments given."""
        match expression:
            case Name(id=name):
                return self.aliases[name] if name in self.aliases else registrar_of(name)
            case Attribute(attr=attr):
                return registrar_of(attr)
            case IfExp(_, body, orelse):
                return self._registrar(body) or self._registrar(orelse)
            case Call(func, args) if (dotted(func) or "").rpartition(".")[2] == "partial" and args:
                inner = self._registrar(args[0].value)
                if inner is None and dotted(args[0].value) is not None:
                    inner = exporter_of(args[0].value, args, self.constants)
                return None if inner is None else inner.given(args[1:])
            case Call():
                return self._called(expression)
        return None

    def _called(self, expression: Expr) -> Registrar | None:
        """The registrar whose call `expression` is, with its arguments given; it waits for its object."""
        if isinstance(expression, Call):
            inner = self._registrar(expression.func)
            if inner is not None and not inner.called:
                return inner.given(expression.args, called=True)
            return None
        if isinstance(expression, Name):
            bound = self.aliases.get(expression.id)
            return bound if bound is not None and bound.called else None
        return None

    def _register(
        self,
        registrar: Registrar,
        at: Expr,
        symbol: str,
        details: dict[str, str],
        deprecated: frozenset[str],
        whole: Call | None = None,
    ) -> None:
        call = whole or at
        line, end_line = (call.line, call.end_line) if isinstance(call, Call) else (getattr(call, "line", 0),) * 2
        self.applied += registrar.kind == "export" and isinstance(at, Call) and self._is_exporter(at.func)
        try:
            names = registrar.names(self.constants, symbol)
        except Unknown:
            self._partial(f"{registrar.kind} name cannot be evaluated", line)
            return
        for name, more in names:
            extra = {**details, **more}
            if name in deprecated:
                extra["deprecated"] = "yes"
            self.found.append(Registration(registrar.kind, name, symbol, line, end_line, extra))

    def _partial(self, reason: str, line: int) -> None:
        self.problems.append(Problem(reason, line, "partial"))

    # ---------------------------------------------------------------------------------- inside functions

    def look_inside_functions(self, bodies: tuple[tuple[Statement, ...], ...]) -> None:
        """Report exports that only happen when a function runs."""
        for definition, body in zip(self.definitions, bodies, strict=True):
            local = "<locals>" in definition.qualname
            for expression in (*body, *(definition.decorators if local else ())):
                for call in _calls(expression):
                    if self._called(call) is not None and self._is_exporter(call.func):
                        self._partial(f"exported only when {definition.qualname} runs", call.line)


def _calls(value: object) -> list[Call]:
    """All calls inside a statement or expression."""
    return [node for node in nodes(value) if isinstance(node, Call)]
