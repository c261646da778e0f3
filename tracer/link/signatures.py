"""Signatures of functions and classes, as `inspect.getfullargspec` would have them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from tracer import facts as f
from tracer.facts.expressions import dotted
from tracer.link import mro as orders
from tracer.link import values
from tracer.link.unparse import unparse
from tracer.linked import Signature

if TYPE_CHECKING:
    from tracer.link.decorators import Decorators
    from tracer.link.program import Module, Program

_MOST_FIELDS = 255
"""As many elements as `(None,) * n` is read to have."""


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
            call = values.named_tuple_call(program, base)
            if call is not None and field_names(call):
                return of_named_tuple(call)
            if base not in ("<builtin>:object",) and base.startswith("<"):
                return None
            continue
        written = _constructor(program, decorators, base)
        if written is not None:
            return written
        if orders.is_named_tuple_class(program, base):
            return of_fields("_cls", _annotated(found[1]))
        if is_dataclass(found[1]) and _option(found[1], "init") != "False":
            return of_fields("self", _dataclass_fields(program, base))
    return Signature(("self",))


def _constructor(program: Program, decorators: Decorators, key: str) -> Signature | None:
    """The signature of the `__init__` or `__new__` that the body of the class `key` defines; a dataclass keeps it."""
    for name in ("__init__", "__new__"):
        for resolved in program.own_member(key, name):
            constructor = program.definition(resolved.key)
            if constructor is not None and constructor[1].kind == "function":
                return of_function(decorators, constructor[0], key, constructor[1])
    return None


class Field(NamedTuple):
    """A field of a generated constructor; its default as source text."""

    name: str
    default: str | None = None
    kwonly: bool = False


def of_fields(first: str, fields: Iterable[Field]) -> Signature:
    """The signature of a generated constructor, whose first argument is called `first`."""
    listed = list(fields)
    return Signature(
        (first, *(field.name for field in listed if not field.kwonly)),
        kwonly=tuple(field.name for field in listed if field.kwonly),
        defaults={field.name: field.default for field in listed if field.default is not None},
    )


def is_dataclass(definition: f.Definition) -> bool:
    return _dataclass_decorator(definition) is not None


def _dataclass_decorator(definition: f.Definition) -> f.Expr | None:
    for decorator in definition.decorators:
        expression = decorator.func if isinstance(decorator, f.Call) else decorator
        if (dotted(expression) or "").rpartition(".")[2] == "dataclass":
            return decorator
    return None


def _option(definition: f.Definition, name: str) -> str | None:
    """What the decorator `@dataclass(name=...)` is given, as source text."""
    decorator = _dataclass_decorator(definition)
    given = _keywords(decorator) if isinstance(decorator, f.Call) else {}
    return unparse(given[name]) if name in given else None


def _keywords(call: f.Call) -> dict[str, f.Expr]:
    return {argument.keyword: argument.value for argument in call.args if argument.keyword}


def _annotations(definition: f.Definition) -> Iterator[tuple[str, str, f.Expr | None]]:
    """Name, annotation and value of what a class body annotates."""
    for statement in definition.body:
        if isinstance(statement, f.Assign) and statement.annotation is not None:
            target = statement.targets[0]
            if isinstance(target, f.Name):
                yield target.id, unparse(statement.annotation), statement.value


def _annotated(definition: f.Definition) -> Iterator[Field]:
    """Fields of a class made with `typing.NamedTuple`."""
    for name, _, value in _annotations(definition):
        yield Field(name, unparse(value) if value is not None else None)


def _dataclass_fields(program: Program, key: str) -> Iterator[Field]:
    """Fields of a dataclass's generated `__init__` as `dataclasses` orders them: those of its bases first, one that is
    annotated again in its first place, keyword-only ones after the others."""
    fields: dict[str, Field | None] = {}
    for base in reversed(program.mro(key).keys):
        found = program.definition(base)
        if found is None or not is_dataclass(found[1]):
            continue
        kwonly = _option(found[1], "kw_only") == "True"
        for name, annotation, value in _annotations(found[1]):
            plain = annotation.strip("'\"")
            if plain.rpartition(".")[2] == "KW_ONLY":
                kwonly = True
            elif "ClassVar" not in plain:
                fields[name] = _field(name, value, kwonly)
    yield from (field for field in fields.values() if field is not None)


def _field(name: str, value: f.Expr | None, kwonly: bool) -> Field | None:
    """A field by its value; None for one that the constructor does not take."""
    if not isinstance(value, f.Call) or (dotted(value.func) or "").rpartition(".")[2] != "field":
        return Field(name, unparse(value) if value is not None else None, kwonly)
    given = _keywords(value)
    if "init" in given and unparse(given["init"]) == "False":
        return None
    if "kw_only" in given:
        kwonly = unparse(given["kw_only"]) == "True"
    default = given.get("default") or given.get("default_factory")
    return Field(name, unparse(default) if default is not None else None, kwonly)


def of_named_tuple(call: f.Call) -> Signature:
    """The signature of the class that a call of `namedtuple` or `NamedTuple` makes; `defaults` are the last fields'."""
    names = field_names(call)
    given = _keywords(call).get("defaults")
    defaults = [unparse(element) for element in _elements(given)]
    fields = zip(reversed(names), [*reversed(defaults), *[None] * len(names)], strict=False)
    return of_fields("_cls", reversed([Field(*field) for field in fields]))


def _elements(expression: f.Expr | None) -> tuple[f.Expr, ...]:
    """The elements of `(1, 2)`, or of `(None,) * 3`."""
    if isinstance(expression, f.Sequence):
        return expression.elements
    if isinstance(expression, f.Binary) and expression.op == "*":
        for sequence, times in ((expression.left, expression.right), (expression.right, expression.left)):
            if isinstance(sequence, f.Sequence) and isinstance(times, f.Constant) and times.value.isdecimal():
                return sequence.elements * min(int(times.value), _MOST_FIELDS)
    return ()


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
        return tuple(dict.fromkeys(fields.value.replace(",", " ").split()))
    if not isinstance(fields, f.Sequence):
        return ()
    first = (e.elements[0] if isinstance(e, f.Sequence) and e.elements else e for e in fields.elements)
    return tuple(dict.fromkeys(e.value for e in first if isinstance(e, f.Constant)))
