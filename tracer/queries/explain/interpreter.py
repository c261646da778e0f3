"""Follows a user's script far enough to know which API each name, call and method in it means.

The script is read top to bottom, once, without being run: names stand for modules, classes, functions or instances
of classes. What a function returns is followed as far as its own body, or the documentation, says; where it does not, a
name of that kind is counted as unknown when something is asked of it.
"""

from __future__ import annotations

from tracer import facts as f
from tracer.queries.explain.by_name import Reached, reached
from tracer.queries.explain.documents import Block
from tracer.queries.explain.following import Following
from tracer.queries.explain.imports import Imports
from tracer.queries.explain.members import PYTHONS_OWN, members_of
from tracer.queries.explain.references import OUTSIDE, Api, ReferenceKind
from tracer.queries.explain.reports import Reports
from tracer.queries.explain.strings import library_of, report_strings
from tracer.queries.explain.values import (
    FOREIGN,
    Environment,
    Foreign,
    Instance,
    LocalClass,
    LocalFunction,
    Public,
    Result,
    Several,
    Value,
)


class Interpreter:
    """Reads the facts of one block of code after another, all in one module scope, as a notebook runs its cells."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.reports = Reports(api)
        self._following = Following(api)
        self._imports = Imports(api, self.reports)
        self._module = Environment()
        self._scope = self._module
        self._self: list[tuple[str, LocalClass]] = []
        self._read: dict[int, tuple[f.Expr, Value]] = {}
        """What expressions were last worth, by identity; the expression is kept so that no other gets its own."""
        self._returned: list[Value] = []
        self._given: set[tuple[str, str]] = set()
        """Classes of the API, and names of attributes that the script sets on them or on their instances."""
        self._lines: list[str] = []
        self._facts = f.PythonFacts((), ())
        self._flow = f.PythonFlow(())

    def read(self, facts: f.PythonFacts, flow: f.PythonFlow, code: Block) -> None:
        """Explains one block of a document."""
        self._facts, self._flow, self._lines = facts, flow, code.source.splitlines()
        self.reports.begin(code)
        self._block(facts.body)

    # ---------------------------------------------------------------------------------------- statements

    def _block(self, statements: tuple[f.Statement, ...]) -> None:
        for statement in statements:
            self._statement(statement)

    def _statement(self, statement: f.Statement) -> None:
        match statement:
            case f.Import():
                self._imports.whole(statement, self._scope)
            case f.ImportFrom():
                self._imports.names(statement, self._scope)
            case f.Assign(targets=targets, value=value):
                if value is not None:
                    result = self._value(value)
                    for target in targets:
                        self._bind(target, result, value)
            case f.Define(definition=index):
                self._define(index)
            case f.With(items=items, body=body):
                for context, bound in items:
                    entered = self._value(context)
                    if bound is not None:
                        self._bind(bound, self._following.entered(entered), None)
                self._block(body)
            case f.For(target=target, iter=iterated, body=body, orelse=orelse):
                self._bind(target, self._element(iterated), None)
                self._block(body)
                self._block(orelse)
            case f.Try(body=body, handlers=handlers, orelse=orelse, final=final):
                self._block(body)
                for handler in handlers:
                    self._block(handler.body)
                self._block(orelse)
                self._block(final)
            case f.If(test=test, body=body, orelse=orelse) | f.While(test=test, body=body, orelse=orelse):
                self._value(test)
                self._block(body)
                self._block(orelse)
            case f.Match(subject=subject, cases=cases):
                self._value(subject)
                for case in cases:
                    self._block(case.body)
            case f.Return(value=value) if value is not None:
                self._returned.append(self._value(value))
            case f.Scope() | f.Jump():
                pass
            case _:
                self._operands(statement)

    def _bind(self, target: f.Expr, value: Value, source: f.Expr | None) -> None:
        match target:
            case f.Name(id=name):
                self._scope.names[name] = value
            case f.Sequence(elements=targets):
                sources = source.elements if isinstance(source, f.Sequence) else ()
                for place, element in enumerate(targets):
                    known = len(sources) == len(targets)
                    self._bind(element, self._quietly(sources[place]) if known else FOREIGN, None)
            case f.Attribute(value=f.Name(id=name), attr=attr) if self._self and name == self._self[-1][0]:
                self._module.names[f"{self._self[-1][1].name}.{attr}"] = value
            case f.Attribute(value=owner, attr=attr):
                self._set(self._quietly(owner), attr, value)
            case _:
                pass

    def _set(self, owner: Value, name: str, value: Value) -> None:
        """An attribute that the script gives to an object: all of its class have it then."""
        type_ = owner.type if isinstance(owner, Instance) else owner
        if isinstance(type_, LocalClass):
            self._module.names[f"{type_.name}.{name}"] = value
        elif isinstance(type_, Public):
            self._given.add((type_.name, name))

    def _quietly(self, expression: f.Expr) -> Value:
        """The value of an expression that was already read: nothing is reported twice, nor read twice, which would
        double with each level of `layer(layer(...))`."""
        if (known := self._read.get(id(expression))) is not None:
            return known[1]
        outer, self.reports.is_quiet = self.reports.is_quiet, True
        value = self._value(expression)
        self.reports.is_quiet = outer
        return value

    def _element(self, iterated: f.Expr) -> Value:
        """What a loop over `iterated` yields: the elements of a list, and those of a display, if all are alike."""
        value = self._value(iterated)
        if isinstance(value, Several):
            return value.element
        if isinstance(iterated, f.Sequence) and iterated.elements:
            values = [self._quietly(element) for element in iterated.elements]
            if all(value == values[0] for value in values):
                return values[0]
        return FOREIGN

    def _define(self, index: int) -> None:
        definition = self._facts.definitions[index]
        for decorator in definition.decorators:
            self._value(decorator)
        if definition.kind == "class":
            self._define_class(definition)
            return
        self._scope.names[definition.name] = FOREIGN
        self._scope.names[definition.name] = LocalFunction(self._function(index))

    def _define_class(self, definition: f.Definition) -> None:
        bases = [self._value(base.value) for base in definition.bases if base.keyword is None]
        known = tuple(base for base in bases if isinstance(base, Public | LocalClass))
        members = frozenset(members_of(definition, self._facts, self._flow))
        local = LocalClass(definition.name, members, known, is_open=len(known) < len(bases))
        self._scope.names[definition.name] = local
        outer, self._scope = self._scope, Environment(self._scope)
        for statement in definition.body:
            if isinstance(statement, f.Define) and self._facts.definitions[statement.definition].kind == "function":
                self._method(statement.definition, local)
            else:
                self._statement(statement)
        self._scope = outer

    def _method(self, index: int, owner: LocalClass) -> None:
        parameters = self._facts.definitions[index].parameters
        if parameters:
            self._self.append((parameters[0].name, owner))
        self._function(index, Instance(owner) if parameters else None)
        if parameters:
            self._self.pop()

    def _function(self, index: int, first: Value | None = None) -> Value:
        """What a function returns, as far as it is known."""
        outer, self._scope = self._scope, Environment(self._scope)
        around, self._returned = self._returned, []
        for place, parameter in enumerate(self._facts.definitions[index].parameters):
            self._scope.names[parameter.name] = first if first is not None and place == 0 else FOREIGN
            if parameter.default is not None:
                self._value(parameter.default)
        if index < len(self._flow.bodies):
            self._block(self._flow.bodies[index])
        self._scope, returned, self._returned = outer, self._returned, around
        return next((value for value in returned if isinstance(value, Instance | Several)), FOREIGN)

    # --------------------------------------------------------------------------------------- expressions

    def _value(self, expression: f.Expr) -> Value:
        value = self._evaluated(expression)
        self._read[id(expression)] = (expression, value)
        return value

    def _evaluated(self, expression: f.Expr) -> Value:
        match expression:
            case f.Name(id=name):
                value = self._scope.get(name)
                if isinstance(value, Public) and value.found is not None and value.found.kind != "module":
                    self.reports.report("name", value.name, name, expression.line, expression.column, value.found)
                return value
            case f.Attribute():
                return self._attribute(expression)
            case f.Call():
                return self._call(expression)
            case f.Lambda(definition=index):
                self._function(index)
                return FOREIGN
            case f.IfExp(test=test, body=body, orelse=orelse):
                self._value(test)
                self._value(orelse)
                return self._value(body)
            case f.Walrus(target=target, value=inner):
                value = self._value(inner)
                self._bind(target, value, inner)
                return value
            case f.Await(value=inner) | f.Starred(value=inner):
                return self._value(inner)
            case f.Comprehension(clauses=clauses):
                self._operand(clauses)  # they bind what the element, which stands before them, is made of
                self._operands(expression)
                return FOREIGN
            case f.Subscript(value=inner, index=index):
                value = self._value(inner)
                self._operand(index)
                if isinstance(value, Several):
                    return value if isinstance(index, f.Slice) else value.element
                return FOREIGN
            case _:
                self._operands(expression)
                return FOREIGN

    def _operands(self, node: f.Fact) -> None:
        """Reads every expression directly inside a node that needs no rule of its own."""
        for name in node.__struct_fields__:
            self._operand(getattr(node, name))

    def _operand(self, inner: object) -> None:
        if isinstance(inner, f.Clause):
            self._bind(inner.target, self._element(inner.iter), None)
            for condition in inner.conditions:
                self._value(condition)
        elif isinstance(inner, f.Fact):
            self._value(inner)  # type: ignore[arg-type]  # every other fact inside a node is an expression
        elif isinstance(inner, tuple):
            for element in inner:
                self._operand(element)

    def _attribute(self, expression: f.Attribute, kind: ReferenceKind = "attribute") -> Value:
        owner = self._owner(expression.value)
        place = (expression.line, expression.column)
        type_ = owner.type if isinstance(owner, Instance) else owner
        if isinstance(type_, Public) and expression.attr in PYTHONS_OWN:
            return self._of_python(type_, expression.attr, kind, *place)
        if isinstance(owner, Public):
            if owner.found is None or owner.found.kind == OUTSIDE:
                return FOREIGN  # which was said
            name = f"{owner.name}.{expression.attr}"
            if owner.found.kind not in ("module", "class") and self.api.find(name) is None:
                self.reports.not_followed(place[0], f".{expression.attr}", f"{owner.name} is a {owner.found.kind}")
                return FOREIGN
            return self.reports.look_up(kind, name, expression.attr, *place)
        if isinstance(owner, Instance):
            if owner.origin is not None and isinstance(owner.type, Public):
                return self._member_of_given(owner, owner.type, expression.attr, kind, *place)
            return self._member(owner.type, expression.attr, kind, *place)
        if isinstance(owner, Result):
            self.reports.not_followed(place[0], f".{expression.attr}", f"what {owner.text} returns")
        return FOREIGN

    def _of_python(self, owner: Public, name: str, kind: ReferenceKind, line: int, column: int) -> Value:
        """An attribute that Python gives to any such object, where the API does not define one."""
        if (found := self.api.find(f"{owner.name}.{name}")) is not None:
            self.reports.report(kind, f"{owner.name}.{name}", name, line, column, found)
        elif name == "__dict__":
            self.reports.not_followed(line, f".{name}", "what is looked up in it is not followed")
        return FOREIGN

    def _owner(self, expression: f.Expr) -> Value:
        """The object before a dot: on the way to a longer name modules are not worth a word of their own."""
        if isinstance(expression, f.Name):
            return self._scope.get(expression.id)
        if (
            isinstance(expression, f.Call)
            and expression.func == f.Name("super", *_place(expression.func))
            and self._self
        ):
            bases = self._self[-1][1].bases
            return Instance(bases[0]) if bases else FOREIGN
        return self._value(expression)

    def _member(self, owner: Public | LocalClass, name: str, kind: ReferenceKind, line: int, column: int) -> Value:
        is_open = False
        while isinstance(owner, LocalClass):
            stored = self._module.names.get(f"{owner.name}.{name}")
            if stored is not None:
                return stored
            if name in owner.members or not owner.bases:
                return FOREIGN
            is_open = is_open or owner.is_open
            owner = owner.bases[0]
        if (is_open or (owner.name, name) in self._given) and self.api.find(f"{owner.name}.{name}") is None:
            return FOREIGN  # of a base that is none of the API's, or of the script's own making
        if self.api.find(f"{owner.name}.{name}") is None and (reason := self.api.is_open(owner.name)) is not None:
            self.reports.not_followed(line, f".{name}", reason)
            return FOREIGN
        value = self.reports.look_up(kind, f"{owner.name}.{name}", name, line, column)
        if kind != "attribute" or value.found is None or value.found.kind in ("class", "function", "method", OUTSIDE):
            return value
        return self._following.held(f"{owner.name}.{name}")

    def _member_of_given(
        self, owner: Instance, type_: Public, name: str, kind: ReferenceKind, line: int, column: int
    ) -> Value:
        """A member of what a call gave: that its class lacks it does not say that the object does."""
        if self.api.find(f"{type_.name}.{name}") is not None:
            return self._member(type_, name, kind, line, column)
        below = self.api.below(type_.name, name)
        if below is None:
            self.reports.not_followed(line, f".{name}", f"what {owner.origin} gives is a {type_.name}, or more")
        else:
            self.reports.report(kind, below.name, name, line, column, below)
        return FOREIGN

    def _call(self, call: f.Call) -> Value:
        kind: ReferenceKind = "call"
        if (by_name := reached(call)) is not None and isinstance(self._scope.get(by_name.by), Foreign):
            return self._by_name(call, by_name)
        if isinstance(call.func, f.Attribute):
            callee = self._attribute(call.func, "method")
        elif isinstance(call.func, f.Name):
            callee = self._scope.get(call.func.id)
            if isinstance(callee, Public):
                kind = "constructor" if callee.found is not None and callee.found.kind == "class" else "call"
                self.reports.report(kind, callee.name, call.func.id, *_place(call.func), callee.found)
        else:
            callee = self._value(call.func)
        self._arguments(call, callee)
        return self._result(callee, call)

    def _by_name(self, call: f.Call, what: Reached) -> Value:
        """What a call reaches by a text, as if it were written out."""
        for argument in call.args[2 if what.owner is not None else 1 :]:
            self._value(argument.value)
        if what.owner is None:
            return self._imports.by_text(what.name or "", call.line, top=what.top)
        if what.name is None:
            self._value(call.args[1].value)
            owner = self._owner(what.owner)
            if isinstance(owner, Public | Instance | Result):
                self.reports.not_followed(call.line, "getattr(...)", "the attribute's name is not written out")
            return FOREIGN
        if what.is_optional:
            owner = self._quietly(what.owner)
            known = owner.type if isinstance(owner, Instance) else owner
            if isinstance(known, Public) and self.api.find(f"{known.name}.{what.name}") is None:
                return FOREIGN
        return self._attribute(f.Attribute(what.owner, what.name, call.line, 0))

    def _result(self, callee: Value, call: f.Call) -> Value:
        if isinstance(callee, Public):
            if callee.found is None or callee.found.kind == OUTSIDE:
                return FOREIGN
            is_class = callee.found.kind == "class"
            return Instance(callee) if is_class else self._following.given(callee.name)
        if isinstance(callee, LocalClass):
            return Instance(callee)
        if isinstance(callee, LocalFunction):
            return callee.returned
        if isinstance(callee, Instance):
            line, column = _place(call.func)
            type_ = callee.type
            while isinstance(type_, LocalClass) and "__call__" not in type_.members and type_.bases:
                type_ = type_.bases[0]
            if isinstance(type_, Public) and (found := self.api.find(f"{type_.name}.__call__")):
                text = _last(call.func) or f"{type_.name}(...)"
                self.reports.report("method", f"{type_.name}.__call__", text, line or call.line, column, found)
            return self._applied(type_, call)
        return FOREIGN

    def _applied(self, type_: Public | LocalClass, call: f.Call) -> Value:
        """What calling an instance gives: of a layer a tensor, symbolic where one goes in."""
        name = f"{type_.name}.__call__"
        if isinstance(type_, LocalClass) or self.api.find(f"{type_.name}.add_weight") is None:
            return self._following.given(name)
        first = self._quietly(call.args[0].value) if call.args else FOREIGN
        if isinstance(first, Instance) and first.origin is not None:
            return Instance(first.type, name)
        return self._following.instance("tf.Tensor", name) if self.api.find("tf.Tensor") else Result(name)

    def _arguments(self, call: f.Call, callee: Value) -> None:
        found = callee.found if isinstance(callee, Public) else None
        signature = found.signature if found is not None else None
        names = [name for name in found.positional if name not in {"self", "cls"}] if found is not None else []
        for place, argument in enumerate(call.args):
            name = argument.keyword or (names[place] if place < len(names) and not argument.star else None)
            if name is not None and isinstance(callee, Public):
                library = library_of((found or callee).name)
                report_strings(self.reports, argument.value, name, library, call, self._lines)
            if argument.keyword and signature and found:
                self.reports.argument(argument.keyword, found, call.line)
            self._value(argument.value)


def _place(expression: f.Expr) -> tuple[int, int]:
    if isinstance(expression, f.Name | f.Attribute):
        return expression.line, expression.column
    return 0, 0


def _last(expression: f.Expr) -> str | None:
    """How an object is called where it stands: `model` and `dense` of `self.dense`."""
    if isinstance(expression, f.Name):
        return expression.id
    return expression.attr if isinstance(expression, f.Attribute) else None
