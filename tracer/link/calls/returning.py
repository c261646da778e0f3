"""What a call gives: what its function returns, with what this call passes in place of the function's parameters."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracer.link.calls import attributes, captures, choices, closures, narrowing, outcomes
from tracer.link.calls.cells import EMPTY, Value, Values, as_set
from tracer.link.calls.edges import NOWHERE
from tracer.link.calls.passing import Arguments
from tracer.link.calls.symbols import Chosen, Forwarded, Narrowed, Outcome, Parameter, Spelled
from tracer.link.calls.values import Closure, Constant, Container, Function, Generator, Held, Managed

if TYPE_CHECKING:
    from tracer.link.calls.frame import Frame


def returned(frame: Frame, function: Function, passed: dict[int, Values]) -> Values:
    """What a call gives: this function's own parameters replaced by what was passed for them."""
    if function.is_generator:
        return as_set(frame.table.intern(Generator, function=function))
    values = frame.read(function.returns)
    for index, cell in function.returns_without.items():
        if not _is_given(frame, passed.get(index) or function.defaults.get(index, EMPTY)):
            values |= frame.read(cell)
    return substituted(frame, function, values, passed) if function.is_symbolic else values


def _is_given(frame: Frame, values: Values) -> bool:
    """Whether what is passed is certainly something: no data, which may be empty, and no optional parameter."""
    known = frame.concrete(values)
    optional = any(
        isinstance(value, Parameter) and value.function.definition.parameters[value.index].default is not None
        for value in values - known
    )
    return bool(known) and not optional and not any(isinstance(value, (Constant, Container)) for value in known)


def substituted(frame: Frame, function: Function, values: Values, passed: dict[int, Values]) -> Values:
    """`values` of this function with its own parameters replaced by what was passed for them."""
    result: set[Value] = set()
    for value in values:
        if isinstance(value, Parameter):
            result |= _actual(frame, function, value, passed)
        elif isinstance(value, Narrowed):
            result |= narrowing.passed_on(frame, value, _actual(frame, function, value.parameter, passed))
        elif isinstance(value, Function) and value.parent is function.origin:
            result.add(closures.close(frame, value, captures.given(function, passed)))
        elif isinstance(value, Spelled):
            if value.parameter.function is function:
                spelling = _actual(frame, function, value.parameter, passed)
                result |= closures.spelled(frame, value.before, spelling, value.after)
        elif isinstance(value, Outcome):
            if value.parameter.function is function:
                actual = _actual(frame, function, value.parameter, passed)
                result |= outcomes.of_caller(
                    frame, value, actual, lambda inner: substituted(frame, function, inner, passed)
                )
            else:
                result |= frame.read(value.given)
        elif isinstance(value, Chosen):
            inner = substituted(frame, function, as_set(value.value), passed)
            actual = _actual(frame, function, value.parameter, passed)
            result |= choices.of_caller(frame, value.choice, actual, inner)
        elif isinstance(value, Forwarded):
            result |= _named_by_caller(frame, function, value, passed)
        elif isinstance(value, Managed) and closures.is_symbolic(function, value):
            functions = substituted(frame, function, as_set(value.function), passed)
            result |= closures.managed(frame, functions, entered=value.entered)
        elif isinstance(value, (Closure, Held)) and closures.is_symbolic(function, value):
            result.add(closures.replaced(frame, value, lambda inner: substituted(frame, function, inner, passed)))
        else:
            result.add(value)
    return frozenset(result)


def _named_by_caller(frame: Frame, function: Function, value: Forwarded, passed: dict[int, Values]) -> Values:
    """The attribute that this call of `function` asks for."""
    subjects = substituted(frame, function, as_set(value.subject), passed)
    names = substituted(frame, function, as_set(value.name), passed)
    result = closures.forwarded(frame, Arguments([subjects, names]))
    for name in frame.concrete(names):
        if isinstance(name, Constant):
            result |= frame.quietly(partial(attributes.load, frame, subjects, name.text, NOWHERE))
    return result


def _actual(frame: Frame, function: Function, parameter: Parameter, passed: dict[int, Values]) -> Values:
    if parameter.function is not function:
        return frame.argument(parameter)
    values = passed.get(parameter.index)
    return values if values is not None else function.defaults.get(parameter.index, EMPTY)
