"""Ops of a snapshot: registrations, api_def files and BUILD rules -> ops, kernels, gradients, generated modules.

Python wrappers call functions of modules that a build generates (`gen_math_ops.mat_mul`); here those modules come into
being as the generator would write them, each function tied to its op.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from tracer import facts as f
from tracer.extract.cpp import RUN_TIME_REGISTRATION
from tracer.link import exports
from tracer.link.ops_generated import Api
from tracer.link.ops_gradients import cpp_gradients
from tracer.link.ops_installed import disagreements, installed_ops
from tracer.link.ops_kernels import class_name, class_symbols
from tracer.link.ops_macros import Expander, Expansion, shared_folders
from tracer.link.ops_wrappers import Known, Wrappers
from tracer.link.program import Module, Program
from tracer.linked import Binding, CallEdge, Export, Gradient, Kernel, Op, Symbol

Load = Callable[[f.SourceFile], Any]

_API_FOLDERS = ("base_api", "python_api")
_NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class LinkedOps:
    """The rows of a snapshot's ops. `modules` are the generated modules with their functions, which the program knows
    already; symbols, exports and bindings stand beside those of `LinkedNames`, and `edges` beside those of calls. The
    `problems` are registrations that are partly understood, each with the number of its file."""

    ops: tuple[Op, ...]
    kernels: tuple[Kernel, ...]
    gradients: tuple[Gradient, ...]
    symbols: tuple[Symbol, ...]
    exports: tuple[Export, ...]
    bindings: tuple[Binding, ...]
    problems: tuple[tuple[int, f.Problem], ...]
    modules: dict[str, tuple[str, ...]]
    info: dict[str, object]
    edges: tuple[CallEdge, ...] = ()


def link_ops(program: Program, load: Load) -> LinkedOps:
    """Rows of every op of the program's files, test files left out where an op is registered elsewhere too.

    Adds the generated modules to `program`: call it before names are linked. `load` gives a file's facts, of the type
    its kind has, or None.
    """
    return _Linker(program, load).link(None)


def ops_among(program: Program, load: Load, modules: Iterable[Module]) -> LinkedOps:
    """As `link_ops`, of those files alone that `load` gives the facts of and of the Python in `modules`; the program
    stays as it is."""
    return _Linker(program, load).link(modules)


class _Linker:
    def __init__(self, program: Program, load: Load) -> None:
        self.program = program
        self.files = program.files
        self.cpp: dict[int, f.CppFacts] = {}
        self.builds: dict[int, tuple[str, f.BuildFacts]] = {}
        self.api_defs: list[tuple[int, f.ApiDefinition]] = []
        self.listed: dict[str, f.OpRegistration] = {}
        for number, file in enumerate(self.files):
            if file.kind in {"cpp", "build", "api_def"}:
                self._take(number, file, load(file))

    def _take(self, number: int, file: f.SourceFile, facts: Any) -> None:
        if isinstance(facts, f.CppFacts):
            self.cpp[number] = facts
        elif isinstance(facts, f.BuildFacts) and (facts.modules or facts.libraries):
            self.builds[number] = (file.path, facts)
        elif isinstance(facts, f.ApiDefFacts) and facts.ops:
            self.listed.update((op.name, op) for op in facts.ops)
        elif isinstance(facts, f.ApiDefFacts) and posixpath.basename(posixpath.dirname(file.path)) in _API_FOLDERS:
            self.api_defs += [(number, definition) for definition in facts.definitions]

    def link(self, modules: Iterable[Module] | None) -> LinkedOps:
        """All rows; with `modules` what Python tells is read in those alone, and the program stays as it is."""
        expansion = Expander([file.path for file in self.files], self.cpp).expand()
        expansion.ops += self._registered_at_run_time(expansion)
        known = self._known(expansion)
        wrappers = Wrappers(self.program, self.builds, known)
        wrappers.generate(self._in_files(expansion))
        if modules is None:
            for module, functions in wrappers.functions.items():
                self.program.add_virtual(module, functions)
            self.program.public_names.generated = {(row.name, row.api): row.symbol for row in wrappers.exports}
        told = list(_every_module(self.program) if modules is None else modules)
        kernels = tuple(self._kernels(expansion))
        gradients = (*self._cpp_gradients(expansion), *_python_gradients(self.program, told))
        ops = tuple(wrappers.op(name, one) for name, one in known.items())
        gradient_functions, edges = cpp_gradients(gradients, self.cpp, known)
        other = dict(disagreements(self.program, ops))
        installed = tuple(installed_ops(self.program, told, {op.name for op in ops}))
        return LinkedOps(
            (*ops, *installed),
            kernels,
            gradients,
            (
                *wrappers.symbols,
                *(self._op_symbol(known[op.name], op, other.get(op.name)) for op in ops),
                *map(_installed_symbol, installed),
                *class_symbols(kernels),
                *gradient_functions,
            ),
            tuple(wrappers.exports),
            tuple(wrappers.bindings),
            tuple(expansion.not_understood()),
            {module: tuple(names) for module, names in wrappers.functions.items()},
            {"ops": len(ops) + len(installed), "kernels": len(kernels), "gradients": len(gradients)},
            tuple(edges),
        )  # fmt: skip

    # -- ops

    def _known(self, expansion: Expansion) -> dict[str, Known]:
        """The registration that counts for each op, and its API."""
        found: dict[str, list[tuple[tuple[bool, ...], int, f.OpRegistration]]] = {}
        for number, op in expansion.ops:
            if op.name and _NAME.match(op.name.replace(">", "_")):
                found.setdefault(op.name, []).append((self._rank(number, op), number, op))
        known: dict[str, Known] = {}
        for name in sorted(found):
            (_, number, op), *others = sorted(found[name], key=lambda entry: entry[0])
            places = dict.fromkeys((other, one.line) for (is_test, *_), other, one in others if not is_test)
            known[name] = Known(op, number, Api(), others=tuple(places))
        order = sorted(self.api_defs, key=lambda entry: self._api_order(entry[0]))
        for number, definition in order:
            one = known.get(definition.op)
            if one is not None:
                one.api.merge(definition)
                one.sources = (*one.sources, number)
                if definition.endpoints:
                    one.first = (number, definition.line)
        return known

    def _registered_at_run_time(self, expansion: Expansion) -> list[tuple[int, f.OpRegistration]]:
        """Ops of `ops.pbtxt` that no registration makes, placed where a program registers ops in a loop."""
        known = {op.name for _, op in expansion.ops}
        missing = [op for name, op in self.listed.items() if name not in known and not name.startswith("_")]
        places = [
            (number, use.line)
            for number, facts in self.cpp.items()
            for use in facts.uses
            if use.name == RUN_TIME_REGISTRATION and "/ops/" in self.files[number].path
        ]
        if not places:
            return []
        number, line = places[0]
        return [
            (number, msgspec.structs.replace(op, line=line, end_line=line, macro=RUN_TIME_REGISTRATION))
            for op in missing
        ]

    def _rank(self, number: int, op: f.OpRegistration) -> tuple[bool, ...]:
        path = self.files[number].path
        return (
            self.files[number].is_test or path.endswith(("_test.cc", "_test.h")),
            bool(op.partial),
            not path.startswith("tensorflow/core/"),
            "test" in posixpath.basename(path),
        )

    def _api_order(self, number: int) -> int:
        return _API_FOLDERS.index(posixpath.basename(posixpath.dirname(self.files[number].path)))

    def _in_files(self, expansion: Expansion) -> dict[str, list[str]]:
        """Names of the ops that each C++ file registers, by path."""
        found: dict[str, list[str]] = {}
        for number, op in expansion.ops:
            found.setdefault(self.files[number].path, []).append(op.name)
        return found

    def _op_symbol(self, one: Known, op: Op, disagreement: str | None) -> Symbol:
        name, registration = op.name, one.registration
        partial = f"partly understood: {registration.partial}" if registration.partial else None
        places = ", ".join(f"{self.files[number].path}:{line}" for number, line in one.others)
        elsewhere = f"also registered at {places}" if places else None
        warnings = tuple(filter(None, (partial, elsewhere, disagreement)))
        return Symbol(
            key=f"op:{name}", kind="op", name=name, module="", qualname=name, file=one.file, line=registration.line,
            end_line=registration.end_line, signature=op.signature, canonical=name, warnings=warnings,
        )  # fmt: skip

    # -- kernels and gradients

    def _kernels(self, expansion: Expansion) -> Iterator[Kernel]:
        classes = self._classes()
        places: dict[tuple[str, int], tuple[int | None, int]] = {}
        for number, kernel in expansion.kernels:
            base = class_name(kernel.kernel_class)
            place: tuple[int | None, int] = (None, 0)
            if base is not None:
                key = (base, number)
                if key not in places:
                    places[key] = self._class_place(base, number, classes)
                place = places[key]
            types = tuple(type_ for _, allowed in kernel.constraints for type_ in allowed)
            yield Kernel(kernel.op, number, kernel.line, kernel.device, types, kernel.kernel_class, place[0], place[1],
                         kernel.label, kernel.priority, kernel.partial)  # fmt: skip

    def _classes(self) -> dict[str, list[tuple[int, int]]]:
        found: dict[str, list[tuple[int, int]]] = {}
        for number, facts in self.cpp.items():
            for name, line in facts.classes.items():
                found.setdefault(name, []).append((number, line))
        return found

    def _class_place(self, name: str, number: int, classes: dict[str, list[tuple[int, int]]]) -> tuple[int | None, int]:
        candidates = classes.get(name, [])
        own = next((line for at, line in candidates if at == number), None)
        if own is not None:
            return number, own
        here = self.files[number].path

        def distance(entry: tuple[int, int]) -> tuple[int, int]:
            return (-shared_folders(self.files[entry[0]].path, here), entry[0])

        return min(candidates, key=distance) if candidates else (None, 0)

    def _cpp_gradients(self, expansion: Expansion) -> Iterator[Gradient]:
        for number, gradient in expansion.gradients:
            if _NAME.fullmatch(gradient.op.replace(">", "_")):
                yield Gradient(gradient.op, number, gradient.line, gradient.function)


def _every_module(program: Program) -> Iterator[Module]:
    found = (program.module(name) for name in program.tree.names())
    return (module for module in found if module is not None)


def _python_gradients(program: Program, modules: Iterable[Module]) -> Iterator[Gradient]:
    """`@ops.RegisterGradient("X")` and `ops.NotDifferentiable("X")`."""
    for module in modules:
        for registration in module.facts.registrations:
            if registration.kind == "gradient":
                key = exports.registered_key(program, module, registration)
                function = key or f"{module.name}:{registration.symbol}"
            elif registration.kind == "no_gradient":
                function = None
            else:
                continue
            yield Gradient(registration.name, program.number(module.file), registration.line, function)


def _installed_symbol(op: Op) -> Symbol:
    return Symbol(
        key=f"op:{op.name}", kind="op", name=op.name, module="", qualname=op.name, file=op.file, line=op.line,
        end_line=op.end_line, signature=op.signature, canonical=op.name,
        warnings=("its C++ source is not in this snapshot: this is its generated function",),
    )  # fmt: skip
