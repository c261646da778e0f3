"""Signatures of functions and classes, as `inspect.getfullargspec` would have them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link import values
from tracer.link.unparse import dotted, unparse
from tracer.linked import Signature

if TYPE_CHECKING:
    from tracer.link.decorators import Decorators
    from tracer.link.program import Module, Program


def of_parameters(parameters: Iterable[f.Parameter]) -> Signature:
    """The signature that these parameters make; defaults as source text."""
    args: list[str] = []
    kwonly: list[str] = []
    varargs = varkw = None
    defaults: dict[str, str] = {}
    for parameter in parameters:
        if parameter.kind == "varargs":
            varargs = parameter.name
        elif parameter.kind == "varkw":
            varkw = parameter.name
        else:
            (kwonly if parameter.kind == "keyword_only" else args).append(parameter.name)
            if parameter.default is not None:
                defaults[parameter.name] = unparse(parameter.default)
    return Signature(tuple(args), varargs, varkw, tuple(kwonly), defaults)


def text_of(signature: Signature) -> str:
    """`(self, x, axis=-1, *, flag=False, **kwargs)`."""

    def written(name: str) -> str:
        return f"{name}={signature.defaults[name]}" if name in signature.defaults else name

    parts = [written(name) for name in signature.args]
    if signature.varargs is not None or signature.kwonly:
        parts.append(f"*{signature.varargs or ''}")
    parts += (written(name) for name in signature.kwonly)
    if signature.varkw is not None:
        parts.append(f"**{signature.varkw}")
    return f"({', '.join(parts)})"


def of_function(decorators: Decorators, module: Module, owner: str | None, definition: f.Definition) -> Signature:
    """A function's signature, seen through its decorators."""
    if not definition.decorators:
        return of_parameters(definition.parameters)
    return of_parameters(decorators.visible(values.Scope(module.name, owner), definition))


def of_class(program: Program, decorators: Decorators, key: str) -> Signature | None:
    """The signature of a class's constructor: that of the first `__init__` or `__new__` in its MRO, what a dataclass or
    namedtuple generates, or None where neither is in the snapshot."""
    for base in program.mro(key).keys:
        found = program.definition(base)
        if found is None:
            fields = named_tuple_fields(program, base)
            if fields:
                return Signature(("_cls", *fields))
            if base not in ("<builtin>:object",) and base.startswith("<"):
                return None
            continue
        if is_dataclass(found[1]):
            return Signature(
                ("self", *(name for name, _ in _fields(program, key))), defaults=dict(_defaults(program, key))
            )
        for name in ("__init__", "__new__"):
            for resolved in program.own_member(base, name):
                constructor = program.definition(resolved.key)
                if constructor is not None and constructor[1].kind == "function":
                    return of_function(decorators, constructor[0], base, constructor[1])
    return Signature(("self",))


def is_dataclass(definition: f.Definition) -> bool:
    for decorator in definition.decorators:
        expression = decorator.func if isinstance(decorator, f.Call) else decorator
        if (dotted(expression) or "").rpartition(".")[2] == "dataclass":
            return True
    return False


def _fields(program: Program, key: str) -> Iterator[tuple[str, f.Expr | None]]:
    """Fields of a dataclass in the order of its generated `__init__`: those of its bases first."""
    fields: dict[str, f.Expr | None] = {}
    for base in reversed(program.mro(key).keys):
        found = program.definition(base)
        if found is None or not is_dataclass(found[1]):
            continue
        for statement in found[1].body:
            if isinstance(statement, f.Assign) and statement.annotation is not None:
                target = statement.targets[0]
                if isinstance(target, f.Name) and "ClassVar" not in unparse(statement.annotation):
                    fields[target.id] = statement.value
    yield from fields.items()


def _defaults(program: Program, key: str) -> Iterator[tuple[str, str]]:
    for name, value in _fields(program, key):
        if isinstance(value, f.Call) and (dotted(value.func) or "").endswith("field"):
            given = {a.keyword: a.value for a in value.args}
            default = given.get("default") or given.get("default_factory")
            if default is not None:
                yield name, unparse(default)
        elif value is not None:
            yield name, unparse(value)


def named_tuple_fields(program: Program, key: str) -> tuple[str, ...]:
    """Field names of the namedtuple that the variable `key` is assigned, or that is a base made in place."""
    call = values.named_tuple_call(program, key)
    return field_names(call) if call is not None else ()


def field_names(call: f.Call) -> tuple[str, ...]:
    """Field names that a call of `namedtuple` or `NamedTuple` gives."""
    if len(call.args) < 2:
        return ()
    fields = call.args[1].value
    if isinstance(fields, f.Constant):
        return tuple(fields.value.replace(",", " ").split())
    if not isinstance(fields, f.Sequence):
        return ()
    first = (e.elements[0] if isinstance(e, f.Sequence) and e.elements else e for e in fields.elements)
    return tuple(e.value for e in first if isinstance(e, f.Constant))
