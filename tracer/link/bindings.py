"""Rows of `tracer.linked.Binding`: for every name of a module that is not defined there, the next step towards it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tracer.facts.expressions import dotted
from tracer.link import lazy
from tracer.link.namespaces import Binding as Bound
from tracer.link.namespaces import Star
from tracer.link.unparse import unparse
from tracer.linked import EXTERNAL, Binding, StepKind, Unresolved

if TYPE_CHECKING:
    from tracer.link.program import Module, Program, Resolved


def rows(program: Program, module: Module) -> Iterator[Binding | Unresolved]:
    """Bindings of `module` by import, alias, lazy loader and star import, all alternatives, best first."""
    tops = program.top_packages
    number = program.number(module.file)
    names = module.namespace.names
    for name in names:
        found = program.resolve(module.name, name)
        several = of_several(program, f"{module.name}:{name}", found)
        for rank, resolved in enumerate(found):
            if resolved.binding is None:
                continue
            if resolved in several or leads_on(module.name, name, resolved):
                yield row(module.name, name, number, rank, resolved)
            if leads_on(module.name, name, resolved):
                missing = _missing(resolved, tops)
                if missing:
                    text = text_of(resolved.binding)
                    yield Unresolved("import", number, resolved.binding.line, text, missing, f"{module.name}:")
    for name in sorted(lazy.names(program, module) - names.keys()):
        for rank, resolved in enumerate(program.resolve(module.name, name)):
            if resolved.binding is not None and resolved.next_module is not None:
                yield row(module.name, name, number, rank, resolved)
    for key, definition in zip(module.keys, module.facts.definitions, strict=True):
        if definition.kind == "class":
            yield from _class_rows(program, key, number)
    for star in module.namespace.stars:
        for name in sorted(program.exported(star.module)):
            if name not in names:
                yield from _star_rows(program, module.name, name, number, star)


def leads_on(module: str, name: str, resolved: Resolved) -> bool:
    """Whether a name of a module is bound to something under another name: by import or alias, or by what a call
    returns (`rfft = _rfft_wrapper(...)`)."""
    if resolved.next_module is not None:
        return True
    return resolved.binding is not None and resolved.binding.form == "value" and resolved.key != f"{module}:{name}"


def of_several(program: Program, own: str, found: Sequence[Resolved]) -> list[Resolved]:
    """Those of the definitions a name stands for that its key `own` alone does not tell: a later one replaced the
    first, or each branch of an `if` or `try` has one. Of overloads without an implementation the first is shown."""
    if len(found) == 1 and found[0].key == own:
        return []
    definitions = [resolved for resolved in found if resolved.binding and resolved.binding.form == "definition"]
    if definitions and all(_is_overload(program, resolved.key) for resolved in definitions):
        return []
    return definitions


def _is_overload(program: Program, key: str) -> bool:
    found = program.definition(key)
    return found is not None and any((dotted(d) or "").rpartition(".")[2] == "overload" for d in found[1].decorators)


def _class_rows(program: Program, key: str, number: int) -> Iterator[Binding]:
    """Names in a class body that stand for something defined elsewhere (`__rmul__ = __mul__`), or more than once."""
    namespace = program.class_namespace(key)
    for name in namespace.names if namespace else ():
        found = program.own_member(key, name)
        several = of_several(program, f"{key}.{name}", found)
        for rank, resolved in enumerate(found):
            if resolved.binding is not None and (resolved in several or is_elsewhere(key, name, resolved)):
                yield row(key, name, number, rank, resolved)


def is_elsewhere(owner: str, name: str, resolved: Resolved) -> bool:
    """Whether a name in the body of the class `owner` stands for something that is not defined under it."""
    defined = resolved.binding is not None and resolved.binding.form == "definition"
    return not defined and resolved.key != f"{owner}.{name}"


def _star_rows(program: Program, module: str, name: str, number: int, star: Star) -> Iterator[Binding]:
    for rank, resolved in enumerate(program.resolve(module, name)):
        if resolved.binding is not None and resolved.binding.line == star.line:
            yield Binding(
                module, name, "import", resolved.key, resolved.next_module, resolved.next_name, number, star.line,
                f"from {star.module} import *", star.condition, rank,
            )  # fmt: skip


def row(module: str, name: str, number: int, rank: int, resolved: Resolved) -> Binding:
    assert resolved.binding is not None
    step: StepKind = "lazy" if resolved.binding.lazy else resolved.step
    if resolved.binding.form == "definition" and resolved.next_module is None:
        step = "definition"
    return Binding(
        module, name, step, resolved.key, resolved.next_module, resolved.next_name, number, resolved.binding.line,
        text_of(resolved.binding), resolved.condition, rank,
    )  # fmt: skip


def text_of(binding: Bound) -> str:
    """The binding as its line reads."""
    name = binding.name
    if binding.form == "from":
        renamed = f" as {name}" if binding.attribute not in (name, "*") else ""
        return f"from {binding.module} import {binding.attribute}{renamed}"
    if binding.form == "module":
        plain = binding.module == name or binding.module.startswith(f"{name}.")
        return f"import {binding.module}" + ("" if plain else f" as {name}")
    if binding.form == "definition":
        return name
    text = unparse(binding.value)
    return f"{name} = {text if len(text) <= 200 else text[:197] + '...'}"


def _missing(resolved: Resolved, tops: frozenset[str]) -> str | None:
    """Why an import of one of the snapshot's own packages leads nowhere; None when it leads somewhere."""
    outside = resolved.key.removeprefix(EXTERNAL)
    if outside == resolved.key or outside.partition(".")[0] not in tops:
        return None
    if outside.endswith(("_pb2", "_pb2_grpc")) or "_pb2." in outside:
        return "generated from a .proto file"
    if "pywrap" in outside:
        return "compiled extension"
    return "no such module or name in the snapshot"
