"""Runs the descriptions of `library_table`: what a function of the standard library does with what it is given.

A description is written like the function's own definition in small. Its names are the function's parameters, all that
they may stand for; a call of a parameter is a call of each function passed for it. The `OPERATIONS` are what Python
does besides, such as `each` for iteration and `ask` for a special method.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link.calls import (
    attributes,
    builtins_model,
    choices,
    containers,
    implicit,
    passing,
    protocols,
    texts,
    total_ordering,
)
from tracer.link.calls.cells import EMPTY, Cell, Value, Values, as_set, union
from tracer.link.calls.library_table import DESCRIPTIONS
from tracer.link.calls.values import Affixed, Constant, Container, Instance, Made, Method, Partial

if TYPE_CHECKING:
    from tracer.link.calls.invoke import Site
    from tracer.link.calls.passing import Arguments


@cache
def _parsed(text: str) -> ast.FunctionDef:
    (definition,) = ast.parse(f"def function{text}").body
    assert isinstance(definition, ast.FunctionDef)
    return definition


def run(call: Site, name: str, arguments: Arguments) -> Values | None:
    """What calling the library's function `name` gives; None where its description does not say."""
    definition = _parsed(DESCRIPTIONS[name])
    body = _Body(call, name, definition.args, arguments)
    result = None
    for statement in definition.body:
        if isinstance(statement, ast.Return):
            assert statement.value is not None
            result = body.evaluate(statement.value)
        elif isinstance(statement, ast.Expr):
            body.evaluate(statement.value)
    return result


class _Body:
    """One call of one described function."""

    def __init__(self, call: Site, name: str, parameters: ast.arguments, arguments: Arguments) -> None:
        self.call = call
        self.frame = call.frame
        self.name = name
        self.vararg = parameters.vararg.arg if parameters.vararg is not None else ""
        self.rest: list[Values] = []
        self.named: dict[str, Values] = {}
        self.star = self.mapping = EMPTY
        self.values = self._bound(parameters, arguments)

    def _bound(self, parameters: ast.arguments, arguments: Arguments) -> dict[str, Values]:
        concrete = self.frame.concrete
        names = [parameter.arg for parameter in parameters.args]
        positional = [concrete(values) for values in arguments.positional]
        values = dict(zip(names, positional, strict=False))
        keywords = {name: concrete(given) for name, given in arguments.keywords.items()}
        values |= {name: given for name, given in keywords.items() if name not in values}
        if arguments.star:
            values |= dict.fromkeys(names[len(positional) :], concrete(arguments.star))
        if parameters.vararg is not None:
            self.rest, self.star = positional[len(names) :], concrete(arguments.star)
            values[parameters.vararg.arg] = union([*self.rest, self.star])
        if parameters.kwarg is not None:
            known = {*names, *(parameter.arg for parameter in parameters.kwonlyargs)}
            self.named = {name: given for name, given in keywords.items() if name not in known}
            self.mapping = concrete(arguments.mapping)
            values[parameters.kwarg.arg] = union([*self.named.values(), self.mapping])
        return values

    def evaluate(self, expression: ast.expr) -> Values:
        match expression:
            case ast.Name(id=name):
                return self.values.get(name, EMPTY)
            case ast.Constant(value=str(text)):
                return as_set(self.frame.world.constant("str", text))
            case ast.BinOp(left=left, right=right):
                return self.evaluate(left) | self.evaluate(right)
            case ast.BoolOp(values=values):
                return next(filter(None, map(self.evaluate, values)), EMPTY)
            case ast.Attribute(value=value, attr=name):
                return attributes.load(self.frame, self.evaluate(value), name, self.call.position)
            case ast.Call(func=ast.Name(id=name)) if name not in self.values and name in OPERATIONS:
                return OPERATIONS[name](self, *map(self.evaluate, expression.args), **self._keywords(expression))
            case ast.Call(func=function):
                return self._call(function, expression)
        return EMPTY

    def _keywords(self, expression: ast.Call) -> dict[str, Values]:
        result: dict[str, Values] = {}
        for word in expression.keywords:
            result |= self.named if word.arg is None else {word.arg: self.evaluate(word.value)}
        return result

    def _call(self, function: ast.expr, expression: ast.Call) -> Values:
        """What is called is a callback; what an object of the library holds is called by calling the object."""
        is_own = not isinstance(function, ast.Name)
        call = self.call.other(self.call.kind, self.call.rule) if is_own else self.call.other("callback", "callback")
        values = self.evaluate(function)
        if is_own:
            # What is written down names the object.
            call.count = max(call.count, len(values), 2)
        return call.values(values, self.passed(expression))

    def passed(self, expression: ast.Call) -> Arguments:
        result = passing.Arguments(keywords=self._keywords(expression))
        for argument in expression.args:
            if not isinstance(argument, ast.Starred):
                result.positional.append(self.evaluate(argument))
            elif isinstance(argument.value, ast.Name) and argument.value.id == self.vararg:
                result.positional += self.rest
                result.star |= self.star
            else:
                self._spread(self.evaluate(argument.value), result)
        if any(word.arg is None for word in expression.keywords):
            result.mapping = self.mapping
        return result

    def _spread(self, rows: Values, result: Arguments) -> None:
        (row,) = rows if len(rows) == 1 else (None,)
        if isinstance(row, Container) and row.kind in ("list", "tuple") and not row.rest.values:
            result.positional += containers.in_order(self.frame, row)
        else:
            result.star |= protocols.elements(self.frame, rows, self.call.position)


# -------------------------------------------------------------------------------------------------- operations


def _strings(values: Values) -> list[str]:
    return [value.text for value in values if isinstance(value, Constant) and value.kind == "str"]


def _each(body: _Body, *given: Values) -> Values:
    return union(protocols.elements(body.frame, values, body.call.position) for values in given)


def _held(body: _Body, values: Values) -> Values:
    return protocols.held(body.frame, values)


def _ask(body: _Body, names: Values, subject: Values, *passed: Values) -> Values:
    (text,) = _strings(names)
    return implicit.call_first(body.frame, subject, tuple(text.split()), body.call.position, *passed)


def _compare(body: _Body, *given: Values) -> Values:
    implicit.ordered(body.frame, union(given), body.call.position, ("__lt__",))
    return EMPTY


def _equal(body: _Body, left: Values, right: Values) -> Values:
    protocols.compare(body.frame, "==", left, right, body.call.position)
    return EMPTY


def _find(body: _Body, keys: Values) -> Values:
    implicit.looked_up(body.frame, keys, body.call.position)
    return EMPTY


def _truth(body: _Body, values: Values) -> Values:
    implicit.truth(body.frame, values, body.call.position)
    return EMPTY


def _show(body: _Body, values: Values) -> Values:
    texts.shown(body.frame, values, "s", body.call.position)
    return EMPTY


def _keep(body: _Body, values: Values, subject: Values) -> Values:
    for one in subject:
        if isinstance(one, Container):
            passing.hold_any(body.frame, one, values)
    return EMPTY


def _container(kind: str) -> Callable[..., Values]:
    def operation(body: _Body, *given: Values) -> Values:
        return builtins_model.holding(body.call, kind, union(given), f"{body.name} {kind}")

    return operation


def _row(body: _Body, *given: Values) -> Values:
    """A tuple of these."""
    row = builtins_model.new_container(body.call, "tuple", f"{body.name} row")
    _fill(body, row, given)
    return as_set(row)


def _fill(body: _Body, row: Container, given: Sequence[Values]) -> None:
    for index, values in enumerate(given):
        passing.item(row, f"int:{index}")
        containers.put(body.frame, row, f"int:{index}", values)


def _arguments(body: _Body) -> Values:
    """A tuple of what was passed beyond the named parameters."""
    if body.star:
        return builtins_model.holding(body.call, "tuple", body.star | union(body.rest), f"{body.name} arguments")
    row = builtins_model.new_container(body.call, "tuple", f"{body.name} arguments")
    _fill(body, row, body.rest)
    return as_set(row)


def _new(body: _Body, kind: Values, /, *given: Values, **named: Values) -> Values:
    """An object of this class, which holds what is given, some of it under a name."""
    (name,) = _strings(kind)
    made = body.frame.table.at(Made, (body.frame.code, body.call.position, name))
    passing.start(made, name, body.frame.code)
    for values in given:
        passing.hold_any(body.frame, made, values)
    for key, values in named.items():
        passing.hold(body.frame, made, f"str:{key}", values)
    return as_set(made)


def _attribute(body: _Body, subject: Values, names: Values) -> Values:
    """Attributes of these (dotted) names."""
    result = EMPTY
    for text in _strings(names):
        found = subject
        for name in text.split("."):
            found = attributes.load(body.frame, found, name, body.call.position)
        result |= found
    return result


def _matching(body: _Body, subject: Values, before: Values) -> Values:
    """Attributes whose names begin so."""
    patterns = [body.frame.table.intern(Affixed, before=text, after="", inner="") for text in _strings(before)]
    return attributes.load_matching(body.frame, subject, patterns, body.call.position)


def _item(body: _Body, subject: Values, key: Values) -> Values:
    return union(containers.at(body.frame, value, key, body.call.position) for value in body.frame.each(subject))


def _within(_: _Body, values: Values) -> Values:
    """What is in these containers, and in containers in them; what is no container is meant itself."""
    found: set[Value] = set()
    pending, seen = sorted(values), set(values)
    while pending:
        value = pending.pop()
        if not isinstance(value, Container):
            found.add(value)
            continue
        inner = value.all.values - seen
        seen |= inner
        pending += sorted(inner)
    return frozenset(found)


def _binary(body: _Body, sign: Values, left: Values, right: Values) -> Values:
    (op,) = _strings(sign)
    if op in protocols.COMPARE or op in ("in", "is"):
        return protocols.compare(body.frame, op, left, right, body.call.position)
    return protocols.operator(body.frame, op, left, right, body.call.position, _OPERAND)


_OPERAND = f.Name("", 0, 0)
"""Stands for the expression that an operator's function is in place of."""


def _augmented(body: _Body, sign: Values, left: Values, right: Values) -> Values:
    (op,) = _strings(sign)
    return protocols.augmented(body.frame, op, left, right, body.call.position)


def _enter(body: _Body, managers: Values) -> Values:
    return protocols.enter(body.frame, managers, body.call.position, False)


def _functions(_: _Body, values: Values) -> Values:
    inner = union(value.function for value in values if isinstance(value, Method))
    return inner | frozenset(value for value in values if isinstance(value, builtins_model.CALLBACKS))


def _words(body: _Body) -> Values:
    """A dict of what was passed by name beyond the named parameters."""
    table = builtins_model.new_container(body.call, "dict", f"{body.name} words")
    for name, values in body.named.items():
        containers.put(body.frame, table, f"str:{name}", values)
    return as_set(table)


def _bound_partial(body: _Body, function: Values, first: Values, more: Values, words: Values) -> Values:
    frame = body.frame
    rows = [containers.in_order(frame, row) for row in more if isinstance(row, Container)]
    tables = [table for table in words if isinstance(table, Container)]
    named = {key.removeprefix("str:"): frame.read(cell) for table in tables for key, cell in table.items.items()}
    return partial(body.call, [function, first, *(rows[0] if rows else ())], named)


def partial(call: Site, positional: list[Values], keywords: dict[str, Values]) -> Values:
    """`functools.partial(function, *args, **kwargs)`: one for each choice of the function."""
    result = EMPTY
    rows = choices.each(call.frame, positional[0])
    for choice, function in rows:
        if function or len(rows) == 1:
            made = as_set(_partial(call, choice, [function, *positional[1:]], keywords))
            result |= made if choice is None else choices.chosen(call.frame, made, choice)
    return result


def _partial(
    call: Site, choice: choices.Choice | None, positional: list[Values], keywords: dict[str, Values]
) -> Partial:
    frame = call.frame
    made = frame.table.at(Partial, (frame.code, call.position, len(positional), choice))
    if not hasattr(made, "target"):
        made.target, made.positional, made.keywords = Cell(), [Cell() for _ in positional[1:]], {}
    frame.analysis.join(made.target, frame.concrete(positional[0]))
    for cell, values in zip(made.positional, positional[1:], strict=True):
        frame.analysis.join(cell, frame.concrete(values))
    for name, values in keywords.items():
        frame.analysis.join(made.keywords.setdefault(name, Cell()), frame.concrete(values))
    return made


def _replaced(body: _Body, subject: Values, /, **changes: Values) -> Values:
    """The same object with other values in these fields."""
    for value in subject:
        if isinstance(value, Instance):
            for name, values in changes.items():
                body.frame.analysis.write_field(value.cls, name, values)
            implicit.call_first(body.frame, as_set(value), ("__post_init__", "__attrs_post_init__"), body.call.position)
    return subject


def _complete(body: _Body, classes: Values) -> Values:
    """These classes get the comparisons that they do not have."""
    total_ordering.mark(body.frame, classes)
    return EMPTY


def _modules(body: _Body, names: Values) -> Values:
    """The modules of these names."""
    return frozenset(filter(None, map(body.frame.world.module, _strings(names))))


def _nothing(_: _Body) -> Values:
    return EMPTY


OPERATIONS: dict[str, Callable[..., Values]] = {
    "each": _each,
    "held": _held,
    "ask": _ask,
    "compare": _compare,
    "equal": _equal,
    "find": _find,
    "truth": _truth,
    "show": _show,
    "keep": _keep,
    "list": _container("list"),
    "set": _container("set"),
    "dict": _container("dict"),
    "row": _row,
    "arguments": _arguments,
    "words": _words,
    "new": _new,
    "attribute": _attribute,
    "matching": _matching,
    "item": _item,
    "within": _within,
    "binary": _binary,
    "augmented": _augmented,
    "enter": _enter,
    "functions": _functions,
    "bound_partial": _bound_partial,
    "replaced": _replaced,
    "complete": _complete,
    "modules": _modules,
    "nothing": _nothing,
}
