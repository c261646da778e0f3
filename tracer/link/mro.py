"""Method resolution orders across sources (C3), with a fallback where the bases can't be ordered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from tracer import facts as f
from tracer.facts.expressions import dotted
from tracer.link import values
from tracer.link.standard import canonical, standard_mro
from tracer.link.unparse import unparse
from tracer.linked import BUILTIN, EXTERNAL
from tracer.linked import dotted as written

if TYPE_CHECKING:
    from tracer.link.program import Module, Program

OBJECT = "<builtin>:object"
_PYBIND11 = "<external>:pybind11_builtins.pybind11_object"
"""The base of all classes of the pybind11 modules that TensorFlow's stubs stand for."""
_EXTENSION_TYPES = ".extension_type:"
_TYPED_TUPLES = ("<external>:typing.NamedTuple", "<external>:typing_extensions.NamedTuple")
NAMED_TUPLE = "#namedtuple"
"""Suffix of the key of the class that a call of `namedtuple` makes."""


class Mro(msgspec.Struct, frozen=True, gc=False):
    """`keys` in resolution order, the class itself first; `bases` the direct ones; `warnings` say what was uncertain:
    a base that could not be resolved, alternatives not taken, an order C3 can't give."""

    keys: tuple[str, ...]
    bases: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()


def linearize(program: Program, key: str, below: tuple[str, ...] = ()) -> Mro:
    """The MRO of the class `key`, a base of the classes `below`."""
    found = program.definition(key)
    if found is None or found[1].kind != "class":
        return Mro(_outside(program, key))
    module, definition = found
    bases: list[str] = []
    warnings: list[str] = []
    unresolved: list[str] = []
    for base, note in _bases(program, module, definition, key):
        if base is None:
            unresolved.append(note)
            warnings.append(f"base {note} of {definition.qualname} could not be resolved")
            continue
        if base == key or base in below:
            warnings.append(f"{definition.qualname} inherits from itself through {note}")
            continue
        bases.append(base)
        if note:
            warnings.append(note)
    parents = [program.mro_of(base, (*below, key)) for base in bases]
    warnings += [warning for parent in parents for warning in parent.warnings]
    merged = merge([*(list(parent.keys) for parent in parents), bases])
    if merged is None:
        warnings.append(f"no consistent method resolution order for {definition.qualname}: bases taken depth first")
        merged = list(dict.fromkeys(k for parent in parents for k in parent.keys if k != OBJECT))
    order = (key, *(k for k in merged if k != OBJECT), OBJECT)
    return Mro(order, tuple(bases), tuple(dict.fromkeys(warnings)), tuple(unresolved))


def _outside(program: Program, key: str) -> tuple[str, ...]:
    if key.endswith(NAMED_TUPLE) or values.named_tuple_call(program, key) is not None:
        return (key, "<builtin>:tuple", OBJECT)
    if _is_compiled(program, key):
        return (key, _PYBIND11, OBJECT)
    if key.startswith((EXTERNAL, BUILTIN)):
        return standard_mro(key)
    return (key, OBJECT)


def _is_compiled(program: Program, key: str) -> bool:
    """Whether a class comes from one of the snapshot's own extension modules (`_pywrap_x`, `_dtypes`), which are
    pybind11's."""
    module, _, _ = key.removeprefix(EXTERNAL).rpartition(".")
    return (
        key.startswith(EXTERNAL)
        and module.rpartition(".")[2].startswith("_")
        and module.partition(".")[0] in program.top_packages
    )


def merge(sequences: Sequence[list[str]]) -> list[str] | None:
    """C3's merge (Barrett et al. 1996, as in Python's `type.mro`); None when the sequences contradict each other."""
    if len(sequences) == 2 and sequences[0][:1] == sequences[1]:
        return list(sequences[0])  # one base: its own order
    pending = [list(sequence) for sequence in sequences if sequence]
    result: list[str] = []
    while pending:
        tails = {key for sequence in pending for key in sequence[1:]}
        head = next((sequence[0] for sequence in pending if sequence[0] not in tails), None)
        if head is None:
            return None
        result.append(head)
        pending = [rest for s in pending if (rest := s[1:] if s[0] == head else s)]
    return result


def _bases(program: Program, module: Module, definition: f.Definition, key: str) -> Iterator[tuple[str | None, str]]:
    """(key of a base or None, note) for each base expression; the note names alternatives or the unresolved text."""
    scope = _scope(program, module, definition)
    implied = _implied_base(program, module, definition)
    if implied is not None:
        yield implied, ""
    for argument in definition.bases:
        if argument.keyword or argument.star:
            continue
        yield from _base(program, scope, argument.value, key)


def _implied_base(program: Program, module: Module, definition: f.Definition) -> str | None:
    """The base of a class that names none: what compiled modules and `tf.experimental.ExtensionType` give it."""
    if definition.bases:
        return None
    if module.file.kind == "stub":
        return None if _is_plain_c_type(module, definition) else _PYBIND11
    if definition.name != "Spec" or definition.parent < 0:
        return None
    owner = module.keys[definition.parent]
    if not program.is_class(owner):
        return None
    made = {key.rpartition(":")[2]: key for key in program.mro(owner).keys if _EXTENSION_TYPES in key}
    for name in ("BatchableExtensionType", "ExtensionType"):
        if name in made:
            # ExtensionType's metaclass makes the nested class `Spec` anew with this base (`_add_type_spec`).
            return f"{made[name]}Spec"
    return None


def _is_plain_c_type(module: Module, definition: f.Definition) -> bool:
    """Whether a stub's class is one of CPython's own making: stubgen takes `__init__` of those for a class method, of
    pybind11's for the method it is."""
    index = module.facts.definitions.index(definition)
    return any(
        other.parent == index and other.name == "__init__" and any(dotted(d) == "classmethod" for d in other.decorators)
        for other in module.facts.definitions
    )


def _base(program: Program, scope: values.Scope, expression: f.Expr, key: str) -> Iterator[tuple[str | None, str]]:
    if isinstance(expression, f.Call):
        name = (dotted(expression.func) or "").rpartition(".")[2]
        if name == "with_metaclass":
            for argument in expression.args[1:]:
                yield from _base(program, scope, argument.value, key)
            return
        if name in ("namedtuple", "NamedTuple"):
            yield _named_tuple_key(expression, scope.module), ""
            return
    found = [value for value in values.evaluate(program, scope, expression) if value.key != key]
    usable = [canonical(value.key) for value in found if _can_be_base(program, value.key)]
    if not usable:
        yield None, unparse(expression)
        return
    if usable[0] in _TYPED_TUPLES:
        yield "<builtin>:tuple", ""
        return
    others = [
        f"{written(other)} ({value.condition})" if value.condition else written(other)
        for value, other in zip(found, (v.key for v in found), strict=True)
        if other != usable[0]
    ]
    yield usable[0], f"base {unparse(expression)} may also be {', '.join(dict.fromkeys(others))}" if others else ""


def is_named_tuple_class(program: Program, key: str) -> bool:
    """Whether `key` is a class statement with `typing.NamedTuple` as its base."""
    found = program.definition(key)
    if found is None or "<builtin>:tuple" not in program.mro(key).bases:
        return False
    scope = _scope(program, *found)
    given = [base.value for base in found[1].bases if not base.keyword and not base.star]
    return any(
        canonical(value.key) in _TYPED_TUPLES for base in given for value in values.evaluate(program, scope, base)
    )


def _can_be_base(program: Program, key: str) -> bool:
    if key.startswith("<"):
        return True
    return program.is_class(key) or values.named_tuple_call(program, key) is not None or key.endswith(NAMED_TUPLE)


def _named_tuple_key(call: f.Call, module: str) -> str:
    first = call.args[0].value if call.args else None
    name = first.value if isinstance(first, f.Constant) else "namedtuple"
    return f"{module}:{name}{NAMED_TUPLE}"


def _scope(program: Program, module: Module, definition: f.Definition) -> values.Scope:
    """Where the bases of a class are evaluated: its enclosing class, function or module, when the class is made."""
    index = module.facts.definitions.index(definition)
    if definition.parent < 0:
        return values.Scope(module.name, None, module.namespace.orders.get(index))
    owner = module.keys[definition.parent]
    namespace = program.class_namespace(owner)
    return values.Scope(module.name, owner, namespace.orders.get(index) if namespace else None)
