"""What calls give: the class of it, followed through annotations and return statements as far as these say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import msgspec

from tracer import facts as f
from tracer.facts.expressions import dotted
from tracer.link import builtin_names
from tracer.linked import BUILTIN, Symbol
from tracer.queries.where import match_at
from tracer.store import Snapshot

PLAIN = ""
"""Python's own data, or something of another package."""
_DEPTH = 12


@dataclass(frozen=True, slots=True)
class _Body:
    """A function's body and the class it was called on; `module` is where its names are looked up."""

    module: str
    definition: f.Definition
    statements: tuple[f.Statement, ...]
    receiver: str | None


class Returns:
    """Classes are given by their keys; None is what can't be told."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[tuple[str, str | None], str | None] = {}
        self._locals: dict[tuple[str, str, int, str | None, str], str | None] = {}
        self._depth = 0
        self._files = cache(self._read)

    def of(self, key: str, receiver: str | None = None) -> str | None:
        """The key of the class that a call of the function, method or class `key`, or reading the property, gives an
        instance of; PLAIN where that is no class of the snapshot. `receiver` is the class it is asked of."""
        if (key, receiver) not in self._known:
            self._known[key, receiver] = None
            if self._depth < _DEPTH:
                self._depth += 1
                self._known[key, receiver] = self._of(key, receiver)
                self._depth -= 1
        return self._known[key, receiver]

    def _of(self, key: str, receiver: str | None) -> str | None:
        if key.startswith("<"):
            return PLAIN
        symbol = self._snapshot.symbol(key)
        if symbol is None or symbol.kind == "class":
            return None if symbol is None else key
        if symbol.kind == "op" or symbol.module.rpartition(".")[2].startswith("gen_"):
            return self._tensor()
        body = self._body(symbol, receiver)
        if body is None:
            return None
        annotated = self._annotated(body)
        if annotated is not None:
            return annotated
        given = [self._value(value, body) for value in _returned(body.statements)]
        classes = {value for value in given if value}
        if classes and (None not in given or classes <= {self._tensor(), receiver}):
            return self._shared(sorted(classes))
        return PLAIN if not classes and (None not in given or body.definition.is_generator) else None

    def _shared(self, classes: Sequence[str]) -> str | None:
        """The nearest public class that all of these are."""
        orders = [symbol.mro if (symbol := self._snapshot.symbol(key)) is not None else () for key in classes]
        for name in orders[0]:
            if not name.startswith("builtins.") and all(name in order for order in orders):
                match = match_at(self._snapshot, name)
                if match is not None and (match.exports or match.key in classes):
                    return match.key
        return None

    def _tensor(self) -> str | None:
        match = match_at(self._snapshot, "tensorflow.python.framework.tensor.Tensor")
        match = match or match_at(self._snapshot, "tensorflow.python.framework.ops.Tensor")
        return match.key if match is not None else None

    def _annotated(self, body: _Body) -> str | None:
        annotation = body.definition.returns
        if isinstance(annotation, f.Constant) and annotation.value.isidentifier():
            annotation = f.Name(annotation.value, 0, 0)
        key = self._reference(annotation, body) if annotation is not None else None
        return key if key is not None and self._is_class(key) else None

    # ---------------------------------------------------------------------------------------- expressions

    def _value(self, expression: f.Expr, body: _Body) -> str | None:
        match expression:
            case f.Name(id=name):
                return self._local(name, body)
            case f.Call():
                return self._call(expression, body)
            case f.Attribute(value=owner, attr=attr):
                of_owner = self._value(owner, body)
                return self.member(of_owner, attr) if of_owner else of_owner
            case f.Binary(left=one, right=other) | f.IfExp(body=one, orelse=other):
                return self._value(one, body) or self._value(other, body)
            case f.BoolOp(values=values):
                return next((found for value in values if (found := self._value(value, body))), None)
            case f.Unary(operand=inner) | f.Await(value=inner) | f.Walrus(value=inner):
                return self._value(inner, body)
            case f.Constant() | f.Sequence() | f.Mapping() | f.Comprehension() | f.Formatted() | f.Compare():
                return PLAIN
            case _:
                return None

    def _local(self, name: str, body: _Body) -> str | None:
        parameters = [parameter.name for parameter in body.definition.parameters]
        if parameters and name == parameters[0] and body.receiver is not None:
            return body.receiver
        key = (body.module, body.definition.qualname, body.definition.line, body.receiver, name)
        if key not in self._locals:
            self._locals[key] = None  # a name is not followed to itself
            assigned = [self._value(value, body) for value in _assigned(body.statements, name)]
            plain = PLAIN if assigned and None not in assigned else None
            self._locals[key] = next((value for value in assigned if value), plain)
        return self._locals[key]

    def _call(self, call: f.Call, body: _Body) -> str | None:
        func = call.func
        first = next((parameter.name for parameter in body.definition.parameters), None)
        if isinstance(func, f.Name) and func.id == first == "cls":
            return body.receiver
        if isinstance(func, f.Attribute):
            if func.attr == "__class__":
                return self._value(func.value, body)
            owner = self._super(body) if _is_super(func.value) else self._value(func.value, body)
            if owner:
                member = match_at(self._snapshot, f"{_path(owner)}.{func.attr}")
                receiver = body.receiver if _is_super(func.value) else owner
                return self.of(member.key, receiver) if member is not None else None
        key = self._reference(func, body)
        if key is None:
            return None
        given = self.of(key, self._class_around(key))
        passed = self._handed_back(key, call) if given is None else None
        return self._value(passed, body) if passed is not None else given

    def _handed_back(self, key: str, call: f.Call) -> f.Expr | None:
        """The argument of a call that its function returns, as TensorFlow's helpers do once they looked at it."""
        symbol = self._snapshot.symbol(key)
        body = self._body(symbol, None) if symbol is not None and symbol.kind == "function" else None
        names = {_written(value) for value in _returned(body.statements)} if body is not None else set()
        if body is None or len(names) != 1:
            return None
        parameters = [parameter.name for parameter in body.definition.parameters]
        for place, argument in enumerate(call.args):
            if (argument.keyword or (parameters[place] if place < len(parameters) else None)) in names:
                return argument.value
        return None

    def _class_around(self, key: str) -> str | None:
        """The class that a method is asked of by its own name: `Dataset.range(3)`."""
        owner = key.rpartition(".")[0]
        return owner if ":" in owner and self._is_class(owner) else None

    def _super(self, body: _Body) -> str | None:
        own = body.definition.qualname.rpartition(".")[0]
        symbol = self._snapshot.symbol(f"{body.module}:{own}") if own else None
        base = symbol.bases[0] if symbol is not None and symbol.bases else None
        match = match_at(self._snapshot, base) if base is not None else None
        return match.key if match is not None else None

    def member(self, owner: str, name: str) -> str | None:
        """What an instance of a class has under a name: what its property gives, or its methods assign."""
        match = match_at(self._snapshot, f"{_path(owner)}.{name}")
        if match is None:
            return None
        if match.kind == "property":
            return self.of(match.key, owner)
        if (match.key, owner) not in self._known:
            self._known[match.key, owner] = None  # what is asked for while it is looked for
            self._known[match.key, owner] = self._stored(match.key, owner, name)
        return self._known[match.key, owner]

    def maker(self, name: str) -> str | None:
        """The `__call__` of the metaclass that a class, as an MRO has it, is given: by it instances are made."""
        match = match_at(self._snapshot, name)
        symbol = self._snapshot.symbol(match.key) if match is not None else None
        body = self._body(symbol, None) if symbol is not None else None
        for metaclass in _metaclasses(body.definition) if body is not None else ():
            key = self._reference(metaclass, body) if body is not None else None
            call = match_at(self._snapshot, f"{_path(key)}.__call__") if key is not None else None
            if call is not None:
                return _path(call.key)
        return None

    def _stored(self, key: str, owner: str, name: str) -> str | None:
        """What methods assign to an attribute of their instances.

        Args:
            key: the attribute's.
            owner: the key of the class that it is read of.
            name: the attribute's.
        """
        around = self._snapshot.symbol(key.rpartition(".")[0])
        facts, flow = self._files(around.file) if around is not None and around.file is not None else (None, None)
        if around is None or facts is None or flow is None:
            return None
        given: list[str | None] = []
        for definition, statements in zip(facts.definitions, flow.bodies, strict=True):
            if definition.qualname.rpartition(".")[0] == around.qualname and definition.parameters:
                body = _Body(around.module, definition, statements, owner)
                written = f"{definition.parameters[0].name}.{name}"
                given += [self._value(value, body) for value in _assigned(statements, written)]
        plain = PLAIN if given and None not in given else None
        return next((found for found in given if found), plain)

    # ---------------------------------------------------------------------------------------------- names

    def _reference(self, expression: f.Expr, body: _Body) -> str | None:
        """The key of the module, class or function that an expression names."""
        if isinstance(expression, f.Name):
            return self._imported(expression.id, body) or self._global(body.module, expression.id)
        if not isinstance(expression, f.Attribute):
            return None
        owner = self._reference(expression.value, body)
        if owner is None or owner.startswith("<"):
            return owner
        if owner.endswith(":"):
            return self._global(owner.removesuffix(":"), expression.attr)
        match = match_at(self._snapshot, f"{_path(owner)}.{expression.attr}")
        return match.key if match is not None else None

    def _global(self, module: str, name: str) -> str | None:
        rows = self._snapshot.bindings(module, name)
        if rows:
            return rows[0].target
        for key in (f"{module}:{name}", f"{module}.{name}:"):
            if self._snapshot.symbol(key) is not None:
                return key
        return f"{BUILTIN}{name}" if name in builtin_names.NAMES else None

    def _imported(self, name: str, body: _Body) -> str | None:
        """What an import inside the function binds; relative ones are rare there."""
        for node in f.nodes(body.statements):
            if isinstance(node, f.ImportFrom) and (node.asname or node.name) == name and not node.level:
                return self._global(node.module, node.name)
        return None

    def _is_class(self, key: str) -> bool:
        symbol = self._snapshot.symbol(key)
        return symbol is not None and symbol.kind == "class"

    def _body(self, symbol: Symbol, receiver: str | None) -> _Body | None:
        facts, flow = self._files(symbol.file) if symbol.file is not None else (None, None)
        if facts is None or flow is None:
            return None
        for definition, statements in zip(facts.definitions, flow.bodies, strict=True):
            if (definition.qualname, definition.line) == (symbol.qualname, symbol.line):
                return _Body(symbol.module, definition, statements, receiver)
        return None

    def _read(self, file: int) -> tuple[f.PythonFacts | None, f.PythonFlow | None]:
        found = self._snapshot.extracted(file)
        if found is None:
            return None, None
        facts = msgspec.msgpack.decode(found[0], type=f.PythonFacts)
        return facts, msgspec.msgpack.decode(found[1], type=f.PythonFlow)


def _path(key: str) -> str:
    return key.replace(":", ".")


def _metaclasses(definition: f.Definition) -> Iterator[f.Expr]:
    """The metaclass that a class says, in any of the ways of Python 3 and of six."""
    for base in definition.bases:
        if base.keyword == "metaclass":
            yield base.value
    for call in (*(base.value for base in definition.bases), *definition.decorators):
        name = (dotted(call.func) or "").rpartition(".")[2] if isinstance(call, f.Call) else ""
        if isinstance(call, f.Call) and name in ("with_metaclass", "add_metaclass") and call.args:
            yield call.args[0].value


def _is_super(expression: f.Expr) -> bool:
    return isinstance(expression, f.Call) and isinstance(expression.func, f.Name) and expression.func.id == "super"


def _parts(statements: Sequence[f.Statement]) -> Iterator[f.Statement]:
    """Statements with those inside of them, in order; functions defined there are left out."""
    for statement in statements:
        yield statement
        for name in ("body", "orelse", "final"):
            yield from _parts(getattr(statement, name, ()))


def _returned(statements: Sequence[f.Statement]) -> Iterator[f.Expr]:
    for statement in _parts(statements):
        if isinstance(statement, f.Return) and statement.value is not None:
            yield statement.value


def _assigned(statements: Sequence[f.Statement], name: str) -> Iterator[f.Expr]:
    """The expressions that a name, or an attribute `self.x`, is assigned; what `with` binds to it."""
    for statement in _parts(statements):
        if isinstance(statement, f.Assign) and statement.value is not None:
            pairs = (pair for target in statement.targets for pair in _pairs(target, statement.value))
            yield from (value for target, value in pairs if _written(target) == name)
        elif isinstance(statement, f.With):
            yield from (context for context, bound in statement.items if bound and _written(bound) == name)


def _pairs(target: f.Expr, value: f.Expr) -> Iterator[tuple[f.Expr, f.Expr]]:
    """A target with what it is assigned, also in `a, b = 1, 2`."""
    if isinstance(target, f.Sequence) and isinstance(value, f.Sequence) and len(target.elements) == len(value.elements):
        for inner, element in zip(target.elements, value.elements, strict=True):
            yield from _pairs(inner, element)
    else:
        yield target, value


def _written(target: f.Expr) -> str | None:
    if isinstance(target, f.Name):
        return target.id
    if isinstance(target, f.Attribute) and isinstance(target.value, f.Name):
        return f"{target.value.id}.{target.attr}"
    return None
