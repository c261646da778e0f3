"""Functions that decorators replace by an object: the public name then stands for an instance of a class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link import values
from tracer.link.decorators import returned

if TYPE_CHECKING:
    from tracer.link.program import Module, Program


def object_class(program: Program, key: str) -> str | None:
    """The class in the snapshot of which the decorators of the function `key` make an instance, if they do.

    `@Defun()` above `def f` makes `f` what `Defun.__call__` returns; `@Class` makes it an instance of that class.
    """
    found = program.definition(key) if not key.startswith("<") else None
    if found is None or found[1].kind != "function":
        return None
    scope = values.Scope(found[0].name)
    made = None
    for decorator in reversed(found[1].decorators):
        made = _made_by(program, scope, decorator) or made
    return made


def _made_by(program: Program, scope: values.Scope, decorator: f.Expr) -> str | None:
    """The class of the object that a decorator makes; None where it gives a function, or what it was given."""
    called = 0
    while isinstance(decorator, f.Call):
        decorator = decorator.func
        called += 1
    for value in values.evaluate(program, scope, decorator)[:1]:
        if not program.is_class(value.key):
            return _returned_class(program, value.key, called)
        if not called:
            return value.key
        for member in program.member(value.key, "__call__")[:1]:
            return _returned_class(program, member.key, called - 1)
    return None


def _returned_class(program: Program, key: str, called: int) -> str | None:
    """The class of what a function returns at its end, `called` times through functions that it returns."""
    found = program.definition(key) if not key.startswith("<") else None
    flow = program.flow(found[0].name) if found is not None and found[1].kind == "function" else None
    if found is None or flow is None:
        return None
    module, definition = found
    for _ in range(called):
        inner = returned(module, flow, definition)
        if inner is None:
            return None
        definition = inner
    return _class_made(program, module, flow.bodies[module.facts.definitions.index(definition)])


def _class_made(program: Program, module: Module, body: Sequence[f.Statement]) -> str | None:
    """The class that the return statement at the end of a body calls; returns before it are for special cases."""
    while body and isinstance(body[-1], f.With):
        body = body[-1].body
    value = body[-1].value if body and isinstance(body[-1], f.Return) else None
    if not isinstance(value, f.Call):
        return None
    found = values.evaluate(program, values.Scope(module.name), value.func)
    return next((one.key for one in found if program.is_class(one.key)), None)
