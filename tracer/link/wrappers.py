"""Calls of decorators and wrappers at module level: which definition their result stands for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.linked import EXTERNAL, MESSAGES

if TYPE_CHECKING:
    from tracer.link.program import Program
    from tracer.link.values import Scope, Value

_SEE_THROUGH_EXTERNAL = frozenset(
    {
        "contextlib.contextmanager",
        "contextlib.asynccontextmanager",
        "functools.lru_cache",
        "functools.partial",
        "functools.cache",
        "functools.wraps",
        "functools.singledispatch",
        "six.wraps",
    }
)


def see_through(program: Program, scope: Scope, call: f.Call) -> Iterator[Value]:
    """What a call gives: the function that a wrapper wraps, the one that a factory makes, or an instance of a class."""
    from tracer.link import values

    func, called = call.func, 0
    while isinstance(func, f.Call):
        func = func.func
        called += 1
    for callee in values.evaluate(program, scope, func)[:1]:
        found = program.definition(callee.key)
        if found is not None and found[1].kind == "class":
            # An object made of a class and called with a function decorates it, as `tf_export(...)(function)` does.
            yield from _wrapped(program, scope, call) if called else (values.Value(callee.key, is_instance=True),)
        elif found is not None:
            made = program.decorators.made(callee.key, called)
            yield from _wrapped(program, scope, call) if made is None else (values.Value(made),)
        elif callee.key.removeprefix(EXTERNAL) in _SEE_THROUGH_EXTERNAL:
            yield from _wrapped(program, scope, call)


def _wrapped(program: Program, scope: Scope, call: f.Call) -> Iterator[Value]:
    """The first argument that is a function, class or message: also of `deprecated_alias(old, new, function)`."""
    from tracer.link import values

    for argument in call.args:
        if argument.star or isinstance(argument.value, f.Constant):
            continue
        found = values.evaluate(program, scope, argument.value)
        callables = [value for value in found if program.is_callable(value.key) or f"{MESSAGES}." in value.key]
        if callables:
            yield from callables
            return
