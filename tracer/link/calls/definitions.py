"""`def` and `class` statements: decorators run, class bodies run, names are bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link.calls import (
    builtins_model,
    class_making,
    closures,
    hierarchy,
    invoke,
    library,
    metaclasses,
    narrowing,
    passing,
    publishing,
    records,
)
from tracer.link.calls.cells import EMPTY, Value, Values, as_set
from tracer.link.calls.edges import line_of
from tracer.link.calls.values import Builtin, Class, Closure, External, Function, Instance

if TYPE_CHECKING:
    from tracer.link.calls.frame import Frame


def run_define(frame: Frame, statement: f.Define) -> None:
    definition = frame.module.definitions[statement.definition]
    if isinstance(definition, Class):
        _class(frame, definition)
    else:
        _function(frame, definition)


# ------------------------------------------------------------------------------------------------- functions


def _function(frame: Frame, function: Function) -> None:
    invoke.set_defaults(frame, function)
    _annotations(frame, function)
    made = decorated(frame, as_set(function), function.definition)
    if function.key not in function.module.stubs:
        frame.assign(function.name, made)


def _annotations(frame: Frame, function: Function) -> None:
    for index, parameter in enumerate(function.definition.parameters):
        if parameter.annotation is not None and parameter.kind not in ("varargs", "varkw"):
            values = narrowing.annotated(frame, parameter.annotation)
            if values:
                function.annotations = {**function.annotations, index: values}


def decorated(frame: Frame, values: Values, definition: f.Definition) -> Values:
    """What a definition's name is bound to after its decorators ran, innermost first."""
    from tracer.link.calls.expressions import evaluate

    decorators = [(evaluate(frame, decorator), decorator) for decorator in definition.decorators]
    result = values
    for callees, decorator in reversed(decorators):
        result = _decorate(frame, callees, decorator, result)
    return frozenset(_seen_through(frame, value, values) for value in result) if decorators else result


def _decorate(frame: Frame, callees: Values, decorator: f.Expr, values: Values) -> Values:
    """What an unknown decorator returns is taken to be what it was given."""
    site = _position(decorator)
    frame.before_call()
    result = EMPTY
    known = frame.concrete(callees)
    call = invoke.Site(frame, site, "decorator", "name" if isinstance(decorator, f.Name) else "decorator", len(known))
    for callee in known:
        if isinstance(callee, (External, Builtin)) and not library.is_decorator(callee):
            call.record(builtins_model.key(callee))
            if callee.name in records.DECORATORS:
                records.mark(frame, values)
            result |= values
        else:
            found = call.value(callee, passing.Arguments([values]))
            result |= frozenset(value for value in found if not isinstance(value, External))
    return result or values


def _seen_through(frame: Frame, value: Value, wrapped: Values) -> Value:
    """A closure over the definition stands for it: callers are shown both."""
    if not isinstance(value, Closure) or value.decorates or not _wraps(value, wrapped):
        return value
    return closures.closure(frame, value.function, value.bindings, decorates=True)


def _wraps(closure: Closure, wrapped: Values) -> bool:
    return any(
        value in wrapped or (isinstance(value, Closure) and _wraps(value, wrapped))
        for values in closure.bindings.values()
        for value in values
    )


def _position(expression: f.Expr) -> tuple[int, int]:
    if isinstance(expression, f.Call):
        function = expression.func
        return (function.line, function.column) if isinstance(function, (f.Name, f.Attribute)) else (expression.line, 0)
    return (
        (expression.line, expression.column)
        if isinstance(expression, (f.Name, f.Attribute))
        else (line_of(expression), 0)
    )


# --------------------------------------------------------------------------------------------------- classes


def _class(frame: Frame, cls: Class) -> None:
    from tracer.link.calls.frame import Frame as ClassFrame

    bases, keywords = EMPTY, {}
    for argument in cls.definition.bases:
        from tracer.link.calls.expressions import evaluate

        values = frame.concrete(evaluate(frame, argument.value))
        if argument.keyword is None and not argument.star:
            bases |= values
        elif argument.keyword is not None and argument.keyword != "metaclass":
            keywords[argument.keyword] = values
    cls.metaclass = metaclasses.named(frame, cls.definition)
    if cls.metaclass is not None and cls not in cls.metaclass.makes:
        cls.metaclass.makes.append(cls)
    _add_bases(cls, bases)
    records.base(frame, cls, bases)
    metaclass = metaclasses.of(cls)
    if metaclass is not None:
        frame.world.made_by.setdefault(metaclass, {})[cls] = None
    body = ClassFrame(frame.analysis, frame.code, cls, frame)
    body.block(cls.definition.body)
    publishing.of_class(body, cls)
    class_making.make(frame, cls, keywords)
    result = decorated(frame, as_set(cls), cls.definition)
    frame.assign(cls.name, result | as_set(cls) if not _replaces(result) else result)


def _replaces(result: Values) -> bool:
    return any(isinstance(value, (Class, Instance)) for value in result)


def _add_bases(cls: Class, bases: Values) -> None:
    """Bases that only evaluation finds: those of classes made inside functions."""
    if len(cls.mro) > 1 or cls.parent is None:
        return
    found = [base for base in sorted(bases) if isinstance(base, Class) and base is not cls and cls not in base.mro]
    if found:
        cls.bases = [*found, *(base for base in bases if isinstance(base, (External, Builtin)))]
        hierarchy.settle(cls)
        cls.cache.clear()
