"""Wrappers seen through: which function a call of a decorator or wrapper stands for, and whose signature it has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracer import facts as f

if TYPE_CHECKING:
    from tracer.link.program import Program
    from tracer.link.values import Scope, Value

_SEE_THROUGH_EXTERNAL = frozenset(
    {
        "contextlib.contextmanager",
        "contextlib.asynccontextmanager",
        "functools.lru_cache",
        "functools.cache",
        "functools.wraps",
        "functools.singledispatch",
        "six.wraps",
    }
)


def see_through(program: Program, scope: Scope, call: f.Call) -> Iterator[Value]:
    """What `call` wraps, when it is a call of a wrapper; the class with `is_instance` when it makes an object."""
    from tracer.link import values

    for callee in values.evaluate(program, scope, _innermost(call.func)):
        found = program.definition(callee.key)
        if found is not None and found[1].kind == "class":
            yield values.Value(callee.key, is_instance=True)
            return
        wraps = found is not None or callee.key.removeprefix("<external>:") in _SEE_THROUGH_EXTERNAL
        if wraps:
            yield from _wrapped(program, scope, call)
        return


def _innermost(func: f.Expr) -> f.Expr:
    """`decorator` of `decorator(arguments)(function)`."""
    while isinstance(func, f.Call):
        func = func.func
    return func


def _wrapped(program: Program, scope: Scope, call: f.Call) -> Iterator[Value]:
    from tracer.link import values

    for argument in call.args:
        if argument.star or isinstance(argument.value, f.Constant):
            continue
        found = values.evaluate(program, scope, argument.value)
        callables = [value for value in found if program.is_callable(value.key)]
        if callables:
            yield from callables
            return
