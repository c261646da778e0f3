"""Which names a star import brings: `__all__` evaluated without running it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link.unparse import dotted

if TYPE_CHECKING:
    from tracer.link.program import Module, Program


def names(program: Program, name: str) -> frozenset[str]:
    """Names that `from name import *` binds."""
    found = program.find_module(name)
    module = program.module(found) if found else None
    if module is None or found is None:
        return program.virtual_names(found) if found else frozenset()
    if module.namespace.exports is None:
        return frozenset(public(program, module))
    result: set[str] = set()
    for effect in module.namespace.exports:
        result |= set(elements(program, module, effect.value, effect.order))
    return frozenset(result)


def public(program: Program, module: Module) -> Iterator[str]:
    """Names without a leading underscore that the module's body binds, star imports included."""
    for name in module.namespace.names:
        if not name.startswith("_"):
            yield name
    for star in module.namespace.stars:
        yield from program.exported(star.module)


def elements(program: Program, module: Module, expression: f.Expr, order: int) -> Iterator[str]:
    """The strings in what `expression` (a list, a sum of lists, another `__all__`) evaluates to."""
    if isinstance(expression, f.Constant):
        if expression.kind == "str":
            yield expression.value
    elif isinstance(expression, f.Sequence):
        for element in expression.elements:
            value = element.value if isinstance(element, f.Starred) else element
            yield from elements(program, module, value, order)
    elif isinstance(expression, f.Binary):
        yield from elements(program, module, expression.left, order)
        yield from elements(program, module, expression.right, order)
    elif isinstance(expression, f.Comprehension):
        yield from _comprehension(program, module, expression, order)
    elif isinstance(expression, f.Call):
        yield from _call(program, module, expression, order)
    else:
        yield from _reference(program, module, expression, order)


def _comprehension(program: Program, module: Module, expression: f.Comprehension, order: int) -> Iterator[str]:
    source = expression.clauses[0].iter
    if isinstance(source, f.Call) and isinstance(source.func, f.Attribute) and source.func.attr in ("items", "keys"):
        source = source.func.value  # `name for name, x in locals().items()`
    if isinstance(source, f.Call) and (dotted(source.func) or "") in ("dir", "globals", "locals", "vars"):
        yield from public(program, module)
    else:
        yield from elements(program, module, source, order)


def _call(program: Program, module: Module, call: f.Call, order: int) -> Iterator[str]:
    name = (dotted(call.func) or "").rpartition(".")[2]
    if name in ("list", "tuple", "set", "sorted", "frozenset", "filter"):
        for argument in call.args:
            yield from elements(program, module, argument.value, order)
    elif name in ("dir", "globals", "locals", "make_all", "keys"):
        # TensorFlow 1.0's `make_all` lists what the module's docstring names: all of it is public.
        yield from public(program, module)


def _reference(program: Program, module: Module, expression: f.Expr, order: int) -> Iterator[str]:
    """`other.__all__`, or a list bound to a name of this module."""
    if isinstance(expression, f.Attribute) and expression.attr == "__all__":
        owner = dotted(expression.value)
        for resolved in _module_named(program, module, owner) if owner else ():
            yield from program.exported(resolved)
    elif isinstance(expression, f.Name):
        for binding in module.namespace.at(expression.id, order):
            if isinstance(binding.value, (f.Sequence, f.Binary, f.Call, f.Comprehension)):
                yield from elements(program, module, binding.value, binding.order)


def _module_named(program: Program, module: Module, name: str) -> Iterator[str]:
    first, *rest = name.split(".")
    for resolved in program.resolve(module.name, first):
        key = resolved.key
        for part in rest:
            inner = program.member(key, part)
            key = inner[0].key if inner else ""
        if key.endswith(":") and not key.startswith("<"):
            yield key[:-1]
