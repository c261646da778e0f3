"""Expressions to values. What an expression calls on the way is recorded."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tracer import facts as f
from tracer.link.calls import (
    attributes,
    containers,
    hierarchy,
    implicit,
    invoke,
    narrowing,
    passing,
    private_names,
    protocols,
    scopes,
    storing,
    texts,
)
from tracer.link.calls.cells import EMPTY, Values, as_set, union
from tracer.link.calls.edges import line_of
from tracer.link.calls.values import Bound, Class, Code, Function, Generator, Instance, Module, Super

if TYPE_CHECKING:
    from collections.abc import Collection

    from tracer.link.calls.frame import Environment, Frame


def evaluate(frame: Frame, expression: f.Expr) -> Values:
    handler = _EVALUATE.get(expression.__class__)
    return handler(frame, expression) if handler is not None else EMPTY


def _name(frame: Frame, expression: f.Name) -> Values:
    values = frame.env.get(expression.id)
    return values if values is not None and not frame.code.rebound else frame.lookup(expression.id)


def _attribute(frame: Frame, expression: f.Attribute) -> Values:
    values = evaluate(frame, expression.value)
    name = expression.attr
    if name[:2] == "__":
        name = private_names.attribute(frame, name)
    return attributes.load(frame, values, name, (expression.line, expression.column), expression.value)


def _constant(frame: Frame, expression: f.Constant) -> Values:
    if expression.kind in ("str", "int"):
        return as_set(frame.world.constant(expression.kind, expression.value))
    return EMPTY


def _call(frame: Frame, expression: f.Call) -> Values:
    function = expression.func
    if isinstance(function, f.Name) and function.id == "super" and frame.code is not frame.module:
        return _super(frame, expression, function)
    callees = evaluate(frame, function)
    arguments = passing.Arguments.of(frame, expression.args)
    if function.__class__ is f.Attribute and function.attr == frame.hook:
        storing.replaced(frame, arguments)
    frame.before_call()
    return invoke.call_expression(frame, expression, callees, arguments)


def _super(frame: Frame, expression: f.Call, name: f.Name) -> Values:
    """`super()` and `super(Class, self)`."""
    site = (expression.line, name.column)
    frame.edge("<builtin>:super", "call", 0, "name", site)
    cls, receiver = _enclosing_class(frame)
    if len(expression.args) >= 2:
        named = [v for v in frame.concrete(evaluate(frame, expression.args[0].value)) if isinstance(v, Class)]
        cls = named[0] if len(named) == 1 else cls
    if cls is None:
        return EMPTY
    return as_set(frame.table.intern(Super, cls=cls, receiver=receiver or cls.cone))


def _enclosing_class(frame: Frame) -> tuple[Class | None, Any]:
    code: Code | None = frame.code
    while isinstance(code, Function):
        if code.owner is not None:
            own = code.cells[0].values if code.is_method else EMPTY
            return code.owner, next(iter(own), code.owner.cone)
        code = code.parent
    return None, None


def _subscript(frame: Frame, expression: f.Subscript) -> Values:
    values = evaluate(frame, expression.value)
    return containers.subscript(frame, values, expression.index, (expression.line, 0), expression)


def _sequence(frame: Frame, expression: f.Sequence) -> Values:
    container = containers.make(frame, expression.kind, expression)
    for index, element in enumerate(expression.elements):
        if element.__class__ is f.Starred:
            elements = protocols.elements(frame, evaluate(frame, element.value), (line_of(element), 0))
            passing.hold_any(frame, container, frame.concrete(elements))
        else:
            values = evaluate(frame, element)
            if values and expression.kind == "set":
                implicit.hashed(frame, values, (line_of(element), 0))
                passing.hold_any(frame, container, frame.concrete(values))
            elif values:
                containers.put(frame, container, f"int:{index}", values)
    return as_set(container)


def _mapping(frame: Frame, expression: f.Mapping) -> Values:
    container = containers.make(frame, "dict", expression)
    for key, value in expression.items:
        values = evaluate(frame, value)
        if key is None:
            containers.merge(frame, container, frame.concrete(values), (line_of(value), 0))
        else:
            keys = frame.concrete(evaluate(frame, key))
            implicit.hashed(frame, keys, (line_of(key), 0))
            containers.put_any(frame, container, keys, values)
    return as_set(container)


def _lambda(frame: Frame, expression: f.Lambda) -> Values:
    function = frame.module.definitions[expression.definition]
    if isinstance(function, Function):
        invoke.set_defaults(frame, function)
        return as_set(function)
    return EMPTY


def _if_exp(frame: Frame, expression: f.IfExp) -> Values:
    from tracer.link.calls.statements import decide

    test(frame, expression.test)
    decided = decide(frame, expression.test)
    results = []
    for truth, branch in ((True, expression.body), (False, expression.orelse)):
        if decided is (not truth):
            frame.assume_weak(lambda branch=branch: evaluate(frame, branch))
            continue
        outer = _apart(frame)
        narrowing.assume(frame, expression.test, truth)
        results.append(evaluate(frame, branch))
        _back(frame, *outer)
    return results[0] | results[1] if len(results) == 2 else results[0]


def _bool_op(frame: Frame, expression: f.BoolOp, *, is_test: bool = False) -> Values:
    result, last = EMPTY, expression.values[-1]
    sure: frozenset[str] | None = None
    outer = _apart(frame)
    for value in expression.values:
        result |= test(frame, value) if is_test or value is not last else evaluate(frame, value)
        narrowing.assume(frame, value, expression.op == "and")
        if sure is None:
            sure = frozenset(frame.named)
    _back(frame, *outer, sure or frozenset())
    return result


def _apart(frame: Frame) -> tuple[Environment, Environment]:
    """Go on in an environment that only a part of an expression sees; the one outside, and what was named there."""
    outer = frame.env, frame.named
    frame.env, frame.named = dict(frame.env), {}
    return outer


def _back(frame: Frame, env: Environment, named: Environment, sure: Collection[str] = ()) -> None:
    """Go back to the environment outside, which keeps what `:=` named meanwhile; `sure` are names that it certainly
    gave."""
    given, frame.env, frame.named = frame.named, env, named
    for name, values in given.items():
        env[name] = values if name in sure else values | env.get(name, EMPTY)
    named.update(given)


def test(frame: Frame, expression: f.Expr) -> Values:
    """Evaluate what is asked whether it is true."""
    if isinstance(expression, f.BoolOp):
        return _bool_op(frame, expression, is_test=True)
    values = evaluate(frame, expression)
    if values:
        column = expression.column if isinstance(expression, (f.Name, f.Attribute)) else 0
        implicit.truth(frame, values, (line_of(expression), column))
    return values


def _binary(frame: Frame, expression: f.Binary) -> Values:
    left, right = evaluate(frame, expression.left), evaluate(frame, expression.right)
    return protocols.operator(frame, expression.op, left, right, (expression.line, 0), expression)


def _unary(frame: Frame, expression: f.Unary) -> Values:
    if expression.op == "not" and isinstance(expression.operand, f.BoolOp):
        test(frame, expression.operand)
        return EMPTY
    return protocols.unary(frame, expression.op, evaluate(frame, expression.operand), (expression.line, 0))


def _compare(frame: Frame, expression: f.Compare) -> Values:
    left, result = evaluate(frame, expression.left), EMPTY
    for op, comparator in zip(expression.ops, expression.comparators, strict=True):
        right = evaluate(frame, comparator)
        result |= protocols.compare(frame, op, left, right, (expression.line, 0))
        left = right
    return result


def _await(frame: Frame, expression: f.Await) -> Values:
    values = evaluate(frame, expression.value)
    known = frame.concrete(values)
    objects = frozenset(one for one in known if isinstance(one, Instance) and hierarchy.lookup(one.cls, "__await__"))
    if not objects or _is_coroutine(frame, expression.value):
        return values
    return (known - objects) | protocols.awaited(frame, objects, (line_of(expression.value), 0))


def _is_coroutine(frame: Frame, expression: f.Expr) -> bool:
    """Whether this is a call of a coroutine function, which stands for what comes of awaiting it."""
    if not isinstance(expression, f.Call):
        return False
    called = frame.concrete(frame.quietly(partial(evaluate, frame, expression.func)))
    functions = (one.function if isinstance(one, Bound) else one for one in called)
    return any(isinstance(one, Function) and one.definition.is_async for one in functions)


def _yield(frame: Frame, expression: f.Yield) -> Values:
    if expression.value is not None:
        values = frame.concrete(evaluate(frame, expression.value))
        if isinstance(frame.code, Function):
            frame.analysis.join(frame.code.yields, values)
    return frame.read(frame.analysis.extra(frame.code, protocols.SENT)) if isinstance(frame.code, Function) else EMPTY


def _yield_from(frame: Frame, expression: f.YieldFrom) -> Values:
    """What the inner generator yields is yielded; what it returns is what the expression gives."""
    given = frame.concrete(evaluate(frame, expression.value))
    values = protocols.elements(frame, given, (expression.line, 0))
    if isinstance(frame.code, Function):
        frame.analysis.join(frame.code.yields, frame.concrete(values))
    inner = [value.function for value in given if isinstance(value, Generator)]
    if inner and isinstance(frame.code, Function):
        sent = frame.read(frame.analysis.extra(frame.code, protocols.SENT))
        for function in inner:
            frame.analysis.join(frame.analysis.extra(function, protocols.SENT), sent)
    return union(frame.read(function.returns) for function in inner)


def _starred(frame: Frame, expression: f.Starred) -> Values:
    return evaluate(frame, expression.value)


def _comprehension(frame: Frame, expression: f.Comprehension) -> Values:
    outer = _apart(frame)
    container = containers.make(frame, expression.kind, expression)
    for clause in expression.clauses[:-1]:
        _enter_clause(frame, clause)
    for _ in _each(frame, expression.clauses[-1]):
        containers.collect(frame, container, expression)
    _back(frame, *outer)
    return as_set(container)


def _enter_clause(frame: Frame, clause: f.Clause) -> None:
    iterated = evaluate(frame, clause.iter)
    values = protocols.elements(frame, iterated, (clause.line, 0), clause.is_async)
    frame.bind_each(clause.target, iterated, values, clause.line)
    _conditions(frame, clause)


def _each(frame: Frame, clause: f.Clause) -> Any:
    """Bind the last clause's target: to one definition after the other where it runs over few definitions (a
    registry's table is made so), else to everything at once."""
    iterated = evaluate(frame, clause.iter)
    values = protocols.elements(frame, iterated, (clause.line, 0), clause.is_async)
    known = frame.concrete(values)
    if 1 < len(known) <= 64 and all(isinstance(value, (Class, Function, Module)) for value in known):
        turns, frame.turns = frame.turns, frame.turns.union(scopes.target_names(clause.target))
        for value in sorted(known):
            frame.bind(clause.target, as_set(value), clause.line)
            _conditions(frame, clause)
            yield
        frame.turns = turns
        return
    frame.bind_each(clause.target, iterated, values, clause.line)
    _conditions(frame, clause)
    yield


def _conditions(frame: Frame, clause: f.Clause) -> None:
    for condition in clause.conditions:
        test(frame, condition)
        narrowing.assume(frame, condition, True)


def _formatted(frame: Frame, expression: f.Formatted) -> Values:
    shown: list[Values] = []
    signs = expression.conversions or " " * len(expression.values)
    for sign, value in zip(signs, expression.values, strict=True):
        shown.append(evaluate(frame, value))
        texts.shown(frame, shown[-1], sign.strip(), (line_of(value), 0))
    return texts.filled(frame, expression.template.split("{}"), shown)


def _walrus(frame: Frame, expression: f.Walrus) -> Values:
    values = evaluate(frame, expression.value)
    frame.bind(expression.target, values, 0)
    if isinstance(expression.target, f.Name) and expression.target.id in frame.env:
        frame.named[expression.target.id] = frame.env[expression.target.id]
    return values


_EVALUATE: dict[type, Any] = {
    f.Name: _name,
    f.Attribute: _attribute,
    f.Call: _call,
    f.Constant: _constant,
    f.Subscript: _subscript,
    f.Sequence: _sequence,
    f.Mapping: _mapping,
    f.Lambda: _lambda,
    f.IfExp: _if_exp,
    f.BoolOp: _bool_op,
    f.Binary: _binary,
    f.Unary: _unary,
    f.Compare: _compare,
    f.Await: _await,
    f.Yield: _yield,
    f.YieldFrom: _yield_from,
    f.Starred: _starred,
    f.Comprehension: _comprehension,
    f.Formatted: _formatted,
    f.Walrus: _walrus,
}
