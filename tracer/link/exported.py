"""Which names a star import brings: `__all__` evaluated without running it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link.unparse import dotted

if TYPE_CHECKING:
    from tracer.link.program import Module, Program


def names(program: Program, name: str) -> frozenset[str]:
    """Names that `from name import *` binds."""
    return frozenset(_names(program, name, None))


def has(program: Program, module: str, name: str) -> bool:
    """Whether `name` is among the names of `module`; only modules that can have it are read, where that is known."""
    if program.can_bring is None:
        return name in program.exported(module)
    key = (module, name)
    if key not in program.brought:
        program.brought[key] = False
        program.brought[key] = program.can_bring(module, name) and name in _names(program, module, name)
    return program.brought[key]


def _names(program: Program, name: str, only: str | None) -> Iterator[str]:
    """The names; with `only`, those that are not it may be missing."""
    found = program.find_module(name)
    module = program.module(found) if found else None
    if module is None or found is None:
        yield from program.virtual_names(found) if found else ()
    elif module.namespace.exports is None:
        yield from public(program, module, only)
    else:
        for effect in module.namespace.exports:
            yield from elements(program, module, effect.value, effect.order, only)


def public(program: Program, module: Module, only: str | None = None) -> Iterator[str]:
    """Names without a leading underscore that the module's body binds, star imports included."""
    for name in module.namespace.names:
        if not name.startswith("_"):
            yield name
    if only is not None and (only.startswith("_") or only in module.namespace.names):
        return
    for star in module.namespace.stars:
        yield from _of_module(program, star.module, only)


def _of_module(program: Program, name: str, only: str | None) -> Iterable[str]:
    if only is None:
        return program.exported(name)
    return (only,) if has(program, name, only) else ()


def elements(
    program: Program, module: Module, expression: f.Expr, order: int, only: str | None = None
) -> Iterator[str]:
    """The strings in what `expression` (a list, a sum of lists, another `__all__`) evaluates to."""
    if isinstance(expression, f.Constant):
        if expression.kind == "str":
            yield expression.value
    elif isinstance(expression, f.Sequence):
        for element in expression.elements:
            value = element.value if isinstance(element, f.Starred) else element
            yield from elements(program, module, value, order, only)
    elif isinstance(expression, f.Binary):
        yield from elements(program, module, expression.left, order, only)
        yield from elements(program, module, expression.right, order, only)
    elif isinstance(expression, f.Comprehension):
        yield from _comprehension(program, module, expression, order, only)
    elif isinstance(expression, f.Call):
        yield from _call(program, module, expression, order, only)
    else:
        yield from _reference(program, module, expression, order, only)


def _comprehension(
    program: Program, module: Module, expression: f.Comprehension, order: int, only: str | None
) -> Iterator[str]:
    source = expression.clauses[0].iter
    if isinstance(source, f.Call) and isinstance(source.func, f.Attribute) and source.func.attr in ("items", "keys"):
        source = source.func.value  # `name for name, x in locals().items()`
    if isinstance(source, f.Call) and (dotted(source.func) or "") in ("dir", "globals", "locals", "vars"):
        yield from public(program, module, only)
    else:
        yield from elements(program, module, source, order, only)


def _call(program: Program, module: Module, call: f.Call, order: int, only: str | None) -> Iterator[str]:
    name = (dotted(call.func) or "").rpartition(".")[2]
    if name in ("list", "tuple", "set", "sorted", "frozenset", "filter"):
        for argument in call.args:
            yield from elements(program, module, argument.value, order, only)
    elif name in ("dir", "globals", "locals", "make_all", "keys"):
        # TensorFlow 1.0's `make_all` lists what the module's docstring names: all of it is public.
        yield from public(program, module, only)


def _reference(program: Program, module: Module, expression: f.Expr, order: int, only: str | None) -> Iterator[str]:
    """`other.__all__`, or a list bound to a name of this module."""
    if isinstance(expression, f.Attribute) and expression.attr == "__all__":
        owner = dotted(expression.value)
        for resolved in _module_named(program, module, owner) if owner else ():
            yield from _of_module(program, resolved, only)
    elif isinstance(expression, f.Name):
        for binding in module.namespace.at(expression.id, order):
            if isinstance(binding.value, (f.Sequence, f.Binary, f.Call, f.Comprehension)):
                yield from elements(program, module, binding.value, binding.order, only)


def _module_named(program: Program, module: Module, name: str) -> Iterator[str]:
    first, *rest = name.split(".")
    for resolved in program.resolve(module.name, first):
        key = resolved.key
        for part in rest:
            inner = program.member(key, part)
            key = inner[0].key if inner else ""
        if key.endswith(":") and not key.startswith("<"):
            yield key[:-1]
