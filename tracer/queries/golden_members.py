"""The public members of a class, inherited ones included, as TensorFlow's visitor lists them."""

from __future__ import annotations

import enum
import importlib
import inspect
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from tracer import facts
from tracer.facts.expressions import dotted
from tracer.golden import ArgSpec
from tracer.link import signatures, values
from tracer.link.mro import NAMED_TUPLE
from tracer.linked import Signature, Symbol
from tracer.queries import golden_values as types_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracer.link.program import Program, Resolved

_SKIPPED = frozenset({"with_traceback"})
_SINCE_3_11 = frozenset({"add_note"})


@dataclass(slots=True)
class Members:
    """A class's members: name -> type, name -> argument specification (None for what C wrote), name -> nested class.

    `keyword_only` says whether argument specifications list keyword-only arguments."""

    members: dict[str, str] = field(default_factory=dict)
    methods: dict[str, ArgSpec | None] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    keyword_only: bool = False


def argspec(signature: Signature, *, keyword_only: bool) -> ArgSpec:
    """A signature as `tf_inspect.getargspec` has it: keyword-only arguments after the others, or left out."""
    names = signature.args + (signature.kwonly if keyword_only else ())
    defaults = tuple(types_of.printed(signature.defaults[name]) for name in names if name in signature.defaults)
    return ArgSpec(names, signature.varargs, signature.varkw, defaults)


def spec_of(symbol: Symbol, *, keyword_only: bool) -> ArgSpec | None:
    """The argument specification of a function; None for one written in C whose stub tells nothing."""
    signature = symbol.signature
    if signature is None or (symbol.origin == "stub" and signature.varargs and signature.varkw):
        return None
    return argspec(signature, keyword_only=keyword_only)


METACLASS = "__metaclass__"


class ClassReader:
    """Reads the members of classes; `symbols` are all rows of the snapshot by key."""

    def __init__(self, program: Program, symbols: Mapping[str, Symbol]) -> None:
        self.program = program
        self.symbols = symbols
        self.keyword_only = types_of.lists_keyword_only(program)
        self.children: dict[str, list[Symbol]] = {}
        for symbol in symbols.values():
            if symbol.kind == "attribute" and symbol.parent is not None:
                self.children.setdefault(symbol.parent, []).append(symbol)

    def read(self, key: str) -> Members:
        """The public members of the class `key`."""
        found = Members(keyword_only=self.keyword_only)
        seen: set[str] = set()
        if types_of.is_enum(self.program, key):
            self._enumeration(key, found)
            return found
        for base in self._order(key):
            for name, add in self._own(base):
                if name in seen:
                    continue
                seen.add(name)
                if name == "__init__" or not name.startswith("_"):
                    add(found, name)
                elif name == METACLASS and not types_of.is_modern(self.program):
                    self._metaclass(found, base)
        return found

    def _metaclass(self, found: Members, key: str) -> None:
        """What a class body says for Python 2: the visitor takes it for a nested class."""
        resolved = self.program.own_member(key, METACLASS)
        if resolved and isinstance(library_object(resolved[0].key), type):
            found.classes[METACLASS] = resolved[0].key

    def _order(self, key: str) -> list[str]:
        if isinstance(made := library_object(key), type):
            return [key, *(f"<builtin>:{base.__name__}" for base in made.__mro__[1:] if base.__module__ == "builtins")]
        order = list(self.program.mro(key).keys) if self.program.is_class(key) else [key, "<builtin>:tuple"]
        return order if order and order[-1].endswith(":object") else [*order, "<builtin>:object"]

    def _own(self, key: str) -> Iterator[tuple[str, Any]]:
        """What the body of one class binds, each with what adds it."""
        if key.startswith("<"):
            skipped = frozenset[str]() if types_of.is_modern(self.program) else _SINCE_3_11
            yield from ((name, add) for name, add in _of_library(key) if name not in skipped)
            return
        if key.endswith(NAMED_TUPLE) or not self.program.is_class(key):
            yield from self._named_tuple(key)
            return
        yield from self._set_from_outside(key)
        yield from self._generated(key)
        namespace = self.program.class_namespace(key)
        for name, bindings in namespace.names.items() if namespace else ():
            if bindings[-1].form != "opaque" or name in self.symbols:
                yield name, _Adder(self, key, name)

    def _set_from_outside(self, key: str) -> Iterator[tuple[str, Any]]:
        """`setattr(Class, "Name", value)` and `Class.Name = value` beside the class, and what `__slots__` makes."""
        module, _, qualname = key.partition(":")
        namespace = self.program.namespace(module)
        for effect in namespace.effects if namespace else ():
            target = effect.target
            if isinstance(target, facts.Attribute) and dotted(target.value) == qualname and effect.value is not None:
                scope = values.Scope(module, None, effect.order)
                for value in values.evaluate(self.program, scope, effect.value)[:1]:
                    yield target.attr, _Assigned(self, value.key)
        body = self.program.class_namespace(key)
        for binding in body.names.get("__slots__", ()) if body else ():
            elements = binding.value.elements if isinstance(binding.value, facts.Sequence) else ()
            for element in elements:
                if isinstance(element, facts.Constant):
                    yield element.value, _slot

    def _generated(self, key: str) -> Iterator[tuple[str, Any]]:
        """The constructor that `@dataclass` writes, where the class has none of its own."""
        found, symbol = self.program.definition(key), self.symbols.get(key)
        namespace = self.program.class_namespace(key)
        has_own = namespace is not None and "__init__" in namespace.names
        if not has_own and found is not None and symbol is not None and signatures.is_dataclass(found[1]):
            yield "__init__", _Constructor(symbol)

    def _named_tuple(self, key: str) -> Iterator[tuple[str, Any]]:
        names = signatures.named_tuple_fields(self.program, key.removesuffix(NAMED_TUPLE))
        names = names or tuple(symbol.name for symbol in self.children.get(key, ()))
        for name in names or self._fields_in_place(key):
            yield name, _tuple_getter if types_of.is_modern(self.program) else _property

    def _fields_in_place(self, key: str) -> Iterator[str]:
        """Fields of a namedtuple made among the bases of a class."""
        module, _, name = key.removesuffix(NAMED_TUPLE).partition(":")
        loaded = self.program.module(module)
        for definition in loaded.facts.definitions if loaded else ():
            for base in definition.bases:
                call = base.value
                if values.is_named_tuple(call):
                    first = call.args[0].value if call.args else None
                    if getattr(first, "value", None) == name:
                        yield from signatures.field_names(call)
                        return

    def _enumeration(self, key: str, found: Members) -> None:
        """`EnumMeta.__dir__` lists the members, and since Python 3.11 those of the type they mix in (`int`)."""
        if types_of.is_modern(self.program) and (mixed := self._mixed_in(key)) is not None:
            for name, add in _of_library(mixed):
                if not name.startswith("_"):
                    add(found, name)
            found.methods["__init__"] = ArgSpec(("self",), "args", "kwds", ())
        for base in self.program.mro(key).keys:
            namespace = self.program.class_namespace(base) if not base.startswith("<") else None
            for name, bindings in namespace.names.items() if namespace else ():
                if not name.startswith("_") and bindings[-1].form in ("value", "opaque"):
                    found.members.setdefault(name, types_of.class_name(self.program, key))

    def _mixed_in(self, key: str) -> str | None:
        order = self.program.mro(key).keys
        if "<external>:enum.IntEnum" in order or "<external>:enum.IntFlag" in order:
            return "<builtin>:int"
        return next(
            (base for base in ("<builtin>:int", "<builtin>:str", "<external>:enum.StrEnum") if base in order), None
        )

    # -- one member

    def add(self, found: Members, owner: str, name: str) -> None:
        resolved = self.program.own_member(owner, name)
        if not resolved:
            return
        symbol = self.symbols.get(resolved[0].key)
        own = self.symbols.get(f"{owner}.{name}")
        made = self._made_by_call(owner, resolved[0])
        if own is not None and own.kind == "property":
            found.members[name] = self._property_type(own, owner)
        elif made is not None:
            found.members[name] = made
        elif symbol is None:
            self._outside(found, owner, name, resolved[0])
        elif symbol.kind in ("method", "function"):
            found.methods[name] = spec_of(symbol, keyword_only=self.keyword_only)
        elif symbol.kind == "property":
            found.members[name] = self._property_type(symbol, owner)
        elif symbol.kind == "class":
            found.members[name] = types_of.metaclass(self.program, symbol.key)
            found.classes[name] = symbol.key
        else:
            self._variable(found, owner, name, resolved[0])

    def _made_by_call(self, owner: str, resolved: Resolved) -> str | None:
        """The type of a class attribute that a call makes, unless that is a function or not known."""
        if resolved.binding is None or not isinstance(resolved.binding.value, facts.Call):
            return None
        kind = types_of.binding_type(self.program, owner.partition(":")[0], owner, resolved.binding)
        return None if kind in ("function", types_of.UNKNOWN) else kind

    def _property_type(self, symbol: Symbol, owner: str) -> str:
        """What a class gives where it is asked for a property: that, or of a `classproperty` its value."""
        found = self.program.definition(symbol.key)
        names = [dotted(decorator) or "" for decorator in found[1].decorators] if found else []
        if any(name.endswith("classproperty") for name in names):
            return types_of.returned_member(self.program, owner, symbol.key)
        return "abc.abstractproperty" if any(name.endswith("abstractproperty") for name in names) else "property"

    def _variable(self, found: Members, owner: str, name: str, resolved: Resolved) -> None:
        value = resolved.binding.value if resolved.binding is not None else None
        module = self.program.module(owner.partition(":")[0])
        if isinstance(value, facts.Lambda) and module is not None and resolved.key == f"{owner}.{name}":
            signature = signatures.of_parameters(module.facts.definitions[value.definition].parameters)
            found.methods[name] = argspec(signature, keyword_only=self.keyword_only)
            return
        kind = types_of.UNKNOWN
        if resolved.binding is not None and resolved.key == f"{owner}.{name}":
            kind = types_of.binding_type(self.program, owner.partition(":")[0], owner, resolved.binding)
        else:
            kind = types_of.type_of_value(self.program, resolved.key)
        if kind in ("function", "lambda"):
            found.methods[name] = None
        else:
            found.members[name] = kind

    def _outside(self, found: Members, owner: str, name: str, resolved: Resolved) -> None:
        """What a class takes from outside the snapshot, or a lambda."""
        if resolved.key.startswith("<external>:typing."):
            found.members[name] = types_of.TYPING_ALIAS
            return
        if resolved.key.startswith("<"):
            value = library_object(resolved.key)
            if value is not None:
                _add_object(found, name, value)
                return
        definition = self.program.definition(resolved.key)
        if definition is not None and definition[1].kind == "lambda":
            signature = signatures.of_parameters(definition[1].parameters)
            found.methods[name] = argspec(signature, keyword_only=self.keyword_only)
        elif definition is not None:
            found.methods[name] = None
        else:
            self._variable(found, owner, name, resolved)


@dataclass(frozen=True, slots=True)
class _Adder:
    reader: ClassReader
    owner: str
    name: str

    def __call__(self, found: Members, name: str) -> None:
        self.reader.add(found, self.owner, name)


@dataclass(frozen=True, slots=True)
class _Assigned:
    reader: ClassReader
    key: str

    def __call__(self, found: Members, name: str) -> None:
        symbol = self.reader.symbols.get(self.key)
        if symbol is not None and symbol.kind in ("method", "function"):
            found.methods[name] = spec_of(symbol, keyword_only=found.keyword_only)
        elif symbol is not None and symbol.kind == "property":
            found.members[name] = "property"
        else:
            found.members[name] = types_of.type_of_value(self.reader.program, self.key)


@dataclass(frozen=True, slots=True)
class _Constructor:
    symbol: Symbol

    def __call__(self, found: Members, name: str) -> None:
        found.methods[name] = spec_of(self.symbol, keyword_only=found.keyword_only)


def _slot(found: Members, name: str) -> None:
    found.members[name] = "member_descriptor"


def _tuple_getter(found: Members, name: str) -> None:
    found.members[name] = "collections._tuplegetter"


def _property(found: Members, name: str) -> None:
    found.members[name] = "property"


# ---------------------------------------------------------------------------------------- Python's library


def _of_library(key: str) -> Iterator[tuple[str, Any]]:
    value = library_object(key)
    for name, member in vars(value).items() if isinstance(value, type) else ():
        if name not in _SKIPPED:
            yield name, _Library(member)


@dataclass(frozen=True, slots=True)
class _Library:
    member: Any

    def __call__(self, found: Members, name: str) -> None:
        _add_object(found, name, self.member)


_IMPORTED = {
    *("abc", "argparse", "ast", "code", "codecs", "collections", "collections.abc", "configparser", "contextlib"),
    *("ctypes", "datetime", "enum", "fractions", "functools", "http.server", "io", "json", "json.decoder"),
    *("json.encoder", "logging", "numbers", "optparse", "pickle", "queue", "random", "socketserver", "string"),
    *("tarfile", "threading", "types", "typing", "unittest", "weakref", "zipfile"),
    *("builtins", "copy", "dataclasses", "decimal", "inspect", "itertools", "math", "operator", "os", "os.path"),
    *("pathlib", "re", "sys", "textwrap", "time", "traceback", "warnings"),
}
"""Importing them does nothing else: `this` and `antigravity` are of the standard library too."""


@cache
def library_object(key: str) -> Any:
    """A class or function of Python's own library, of modules that are safe to import; None of any other."""
    kind, _, name = key.partition(":")
    if kind == "<builtin>":
        return getattr(__import__("builtins"), name, None)
    parts = name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        module = ".".join(parts[:length])
        if module in _IMPORTED:
            value: Any = importlib.import_module(module)
            for part in parts[length:]:
                value = getattr(value, part, None)
            return value
    return None


def _add_object(found: Members, name: str, member: Any) -> None:
    if isinstance(member, staticmethod | classmethod):
        member = member.__func__
    if isinstance(member, types.FunctionType):
        found.methods[name] = _library_spec(member, keyword_only=found.keyword_only)
    elif inspect.isroutine(member):
        found.methods[name] = None
    elif isinstance(member, enum.EnumMeta):
        found.members[name] = "enum.EnumMeta"
    elif isinstance(member, type):
        found.members[name] = "type"
    else:
        kind = type(member)
        found.members[name] = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _library_spec(function: types.FunctionType, *, keyword_only: bool) -> ArgSpec:
    spec = inspect.getfullargspec(function)
    names, defaults = spec.args, tuple(spec.defaults or ())
    if keyword_only:
        names, defaults = names + spec.kwonlyargs, defaults + tuple((spec.kwonlydefaults or {}).values())
    return ArgSpec(tuple(names), spec.varargs, spec.varkw, tuple(map(str, defaults)))
