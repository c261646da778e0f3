"""Macro uses of a snapshot -> the registrations they make, now that every file's includes are known.

A macro was read once, with placeholders for its parameters (`MacroDefinition`), so that expanding is substitution and
recursion. Which definition a use means: the file's own that stands at that line, else one of a header it includes
(directly or not), else the nearest of that name. Where several `#if` branches define a macro, the branch that a plain
desktop build takes is expanded first and the others add what they register besides, labelled with their condition.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from tracer.extract import cpp_registrations as registrations
from tracer.extract.cpp_macros import bind, holds, names_in, substitute
from tracer.extract.cpp_statements import NOT_CLOSED, parse_statement
from tracer.facts import (
    CppFacts,
    GradientRegistration,
    KernelRegistration,
    MacroDefinition,
    MacroUse,
    OpRegistration,
    Problem,
)

_DEPTH = 30
_STEPS = 100_000
"""Macros expanded for one file at most: some twenty times what any file of TensorFlow needs."""
_REGISTERS = re.compile(
    r"\A(?>\w*?REGISTER)\w*(?:OPS?(?![A-Z])|KERNEL|GRADIENT)|REGISTER\d?$|\A(?>\w*?(?:OP|KERNEL))S?\w*REGISTER"
)
_NAMED = re.compile(r'(?:REGISTER_(?:SYSTEM_)?OP|Name)\(\s*"[^"]*"\s*\)')
_TYPE_LIST = "TF_CALL_"
"""Begins the names of the macros that apply another to types (tensorflow/core/framework/register_types.h)."""
_UNDEFINED = "{} is defined nowhere in this snapshot"
HEADERS = (".h", ".hpp", ".inc", ".cuh")


@dataclass(slots=True)
class Expansion:
    """All registrations of a snapshot, each with the number of its file; `problems` are uses nobody defines."""

    ops: list[tuple[int, OpRegistration]] = field(default_factory=list)
    kernels: list[tuple[int, KernelRegistration]] = field(default_factory=list)
    gradients: list[tuple[int, GradientRegistration]] = field(default_factory=list)
    problems: list[tuple[int, Problem]] = field(default_factory=list)

    def not_understood(self) -> Iterator[tuple[int, Problem]]:
        """`problems`, and what is partly understood; that a statement is not closed, its own file says."""
        yield from self.problems
        told = {(number, problem.line) for number, problem in self.problems}
        partial = [(number, op.line, f"op {op.name}", op.partial) for number, op in self.ops]
        partial += [(number, one.line, f"kernel of {one.op}", one.partial) for number, one in self.kernels]
        for number, line, what, reason in partial:
            if reason and reason != NOT_CLOSED and (number, line) not in told:
                told.add((number, line))
                yield number, Problem(f"{what}: {reason}", line, "partial")


class Expander:
    """Expands the macro uses of `facts`, which are keyed by file number; `paths` are all files' paths."""

    def __init__(self, paths: Sequence[str], facts: Mapping[int, CppFacts]) -> None:
        self.paths = paths
        self.facts = facts
        self.constants: dict[str, str] = {}
        self._by_name: dict[str, list[tuple[int, MacroDefinition]]] = defaultdict(list)
        self._own: dict[tuple[str, int], list[tuple[int, MacroDefinition]]] = defaultdict(list)
        self._by_base: dict[str, list[int]] = defaultdict(list)
        self._closures: dict[int, frozenset[int]] = {}
        self._nearest: dict[tuple[str, int], tuple[tuple[int, MacroDefinition], ...]] = {}
        for number, one in facts.items():
            self._by_base[os.path.basename(paths[number])].append(number)
            self.constants.update(one.constants)
            for macro in one.macros:
                self._by_name[macro.name].append((number, macro))
                self._own[macro.name, number].append((number, macro))

    def expand(self) -> Expansion:
        """Every registration, those made directly first, in the order of files and lines."""
        result = Expansion()
        for number, facts in self.facts.items():
            result.ops += [(number, self._finished(op, facts)) for op in facts.ops]
            result.kernels += [(number, self._finished_kernel(kernel, facts)) for kernel in facts.kernels]
            result.gradients += [(number, gradient) for gradient in facts.gradients]
            steps = _STEPS
            for use in facts.uses:
                steps = _Use(self, number, use, result, steps).run()
                if steps <= 0:
                    reason = f"its macros expand to more than {_STEPS:,} others"
                    result.problems.append((number, Problem(reason, use.line, "partial")))
                    break
        return result

    def _finished(self, op: OpRegistration, facts: CppFacts) -> OpRegistration:
        return registrations.finish_op(op, (), self.constants | facts.constants) if op.partial else op

    def _finished_kernel(self, kernel: KernelRegistration, facts: CppFacts) -> KernelRegistration:
        label = registrations.string_value(kernel.label, self.constants) if kernel.label else None
        if label is not None:
            kernel = msgspec.structs.replace(kernel, label=label)
        if any(type_ in self.constants for _, types in kernel.constraints for type_ in types):
            constraints = (
                (name, tuple(registrations.allowed_types(types, (), self.constants)))
                for name, types in kernel.constraints
            )
            kernel = msgspec.structs.replace(kernel, constraints=tuple(constraints))
        if not kernel.partial:
            return kernel
        value = registrations.string_value(kernel.op, self.constants | facts.constants)
        return kernel if value is None else msgspec.structs.replace(kernel, op=value, partial=None)

    # -- which definition

    def definitions(self, name: str, number: int, line: int) -> Sequence[tuple[int, MacroDefinition]]:
        """The definitions of `name` that a use at `line` of file `number` may mean."""
        if name not in self._by_name:
            return ()
        own = [
            one for one in self._own.get((name, number), ())
            if one[1].line <= line and (not one[1].until or line < one[1].until)
        ]  # fmt: skip
        return own or self._from_headers(name, number)

    def _from_headers(self, name: str, number: int) -> tuple[tuple[int, MacroDefinition], ...]:
        key = (name, number)
        found = self._nearest.get(key)
        if found is None:
            others = [(at, macro) for at, macro in self._by_name[name] if at != number and not macro.until]
            closure = self.closure(number)
            reached = [one for one in others if one[0] in closure]
            if not reached:
                headers = [one for one in others if self.paths[one[0]].endswith(HEADERS)]
                reached = self._closest(headers, number)
            found = self._nearest[key] = tuple(reached)
        return found

    def _closest(self, found: list[tuple[int, MacroDefinition]], number: int) -> list[tuple[int, MacroDefinition]]:
        if not found:
            return []
        here = self.paths[number]
        best = max(found, key=lambda one: shared_folders(self.paths[one[0]], here))[0]
        return [one for one in found if one[0] == best]

    def closure(self, number: int) -> frozenset[int]:
        """The files that file `number` includes, directly or not, as far as they are known."""
        found = self._closures.get(number)
        if found is None:
            seen: set[int] = set()
            waiting = [number]
            while waiting:
                facts = self.facts.get(waiting.pop())
                for include in facts.includes if facts else ():
                    target = self._included(include)
                    if target is not None and target not in seen:
                        seen.add(target)
                        waiting.append(target)
            found = self._closures[number] = frozenset(seen)
        return found

    def _included(self, include: str) -> int | None:
        known = self._by_base.get(os.path.basename(include), ())
        exact = [number for number in known if self.paths[number] == include]
        return next(iter(exact or [n for n in known if self.paths[n].endswith("/" + include)]), None)


def shared_folders(path: str, other: str) -> int:
    """How many leading folders two paths have in common."""
    pairs = zip(path.split("/")[:-1], other.split("/")[:-1], strict=False)
    return next(
        (count for count, (left, right) in enumerate(pairs) if left != right), min(path.count("/"), other.count("/"))
    )


class _Use:
    """One macro use at the top level of a file, and everything it leads to.

    `active` are the macros being expanded: within itself, none is expanded again ([cpp.rescan]).
    """

    def __init__(self, expander: Expander, number: int, use: MacroUse, result: Expansion, steps: int) -> None:
        self.expander = expander
        self.steps = steps
        self.number = number
        self.use = use
        self.result = result
        self.seen: set[tuple[object, ...]] = set()
        self.active: set[str] = set()
        self.unknown: str | None = None

    def run(self) -> int:
        """Adds what the use registers; returns how many steps are left for its file."""
        use = self.use
        before = self._count()
        if use.text is not None:
            self._text(self.number, use, (), use.condition)
        else:
            self._apply(use.name, use.arguments, use.condition, 0)
        if self.unknown and self._count() == before:
            self._unknown(self.unknown)
        return self.steps

    def _count(self) -> int:
        return len(self.result.ops) + len(self.result.kernels) + len(self.result.gradients)

    def _apply(self, name: str, arguments: tuple[str, ...], condition: str | None, depth: int) -> None:
        self.steps -= 1
        if depth > _DEPTH or self.steps <= 0 or name in self.active:
            return
        definitions = self.expander.definitions(name, self.number, self.use.line)
        if not definitions:
            if not self._handed_to_unknown(name, arguments, condition, depth) and _REGISTERS.search(name):
                self.unknown = self.unknown or name
            return
        self.active.add(name)
        for at, macro, label in _alternatives(definitions, self.use.condition):
            bound = bind(macro.parameters, arguments)
            inner = _joined(condition, label) if label else condition
            self._emit(at, macro, bound, inner)
            for use in macro.uses:
                if use.text is not None:
                    self._text(at, use, bound, inner)
                else:
                    values = tuple(substitute(value, bound) for value in use.arguments)
                    self._apply(substitute(use.name, bound), values, inner, depth + 1)
        self.active.discard(name)

    def _handed_to_unknown(self, name: str, arguments: tuple[str, ...], condition: str | None, depth: int) -> bool:
        """Apply the macros that are handed to one which nobody defines: custom ops use the type lists of a TensorFlow
        that lies elsewhere. `TF_CALL_float(M)` is `M(float)`; of which types a list consists is not known."""
        one_type = name.removeprefix(_TYPE_LIST) if name.startswith(_TYPE_LIST) and name[-1].islower() else None
        macros = [one for one in arguments if self.expander.definitions(one, self.number, self.use.line)]
        for macro in macros:
            first = len(self.result.kernels)
            self._apply(macro, (one_type or name,), condition, depth + 1)
            for place in range(first, len(self.result.kernels)) if one_type is None else ():
                number, kernel = self.result.kernels[place]
                partial = msgspec.structs.replace(kernel, partial=_UNDEFINED.format(name))
                self.result.kernels[place] = (number, partial)
        return bool(macros)

    def _emit(self, at: int, macro: MacroDefinition, arguments: tuple[str, ...], condition: str | None) -> None:
        constants = self.expander.constants
        for op in macro.ops:
            number, line, end = self._place(at, op.name, op.line, op.end_line)
            self._add_op(number, line, end, registrations.finish_op(op, arguments, constants), condition)
        for kernel in macro.kernels:
            number, line, end = self._place(at, kernel.op, kernel.line, kernel.end_line)
            self._add_kernel(number, line, end, registrations.finish_kernel(kernel, arguments, constants), condition)
        for gradient in macro.gradients:
            number, line, _ = self._place(at, gradient.op, gradient.line, gradient.line)
            finished = registrations.finish_gradient(gradient, arguments, constants)
            placed = msgspec.structs.replace(finished, line=line, macro=self.use.name, condition=condition)
            self.result.gradients.append((number, placed))

    def _place(self, at: int, name: str, line: int, end_line: int) -> tuple[int, int, int]:
        """Where a registration is shown: where its op is named literally, in the macro or else in the macro's use."""
        if '"' in name and "__p" not in name:
            return at, line, end_line
        return self.number, self.use.line, self.use.end_line

    def _add_op(self, number: int, line: int, end: int, op: OpRegistration, condition: str | None) -> None:
        key = ("op", op.name, op.inputs, op.attributes)
        if key not in self.seen:
            self.seen.add(key)
            placed = msgspec.structs.replace(op, line=line, end_line=end, macro=self.use.name, condition=condition)
            self.result.ops.append((number, placed))

    def _add_kernel(self, number: int, line: int, end: int, kernel: KernelRegistration, condition: str | None) -> None:
        key = ("kernel", kernel.op, kernel.device, kernel.constraints, kernel.label, kernel.priority)
        if key not in self.seen:
            self.seen.add(key)
            placed = msgspec.structs.replace(kernel, line=line, end_line=end, macro=self.use.name, condition=condition)
            self.result.kernels.append((number, placed))

    def _text(self, at: int, use: MacroUse, arguments: tuple[str, ...], condition: str | None) -> None:
        """A registration with a macro inside: expanded as text, then parsed."""
        named = _NAMED.search(use.text or "")
        number, line, end = self._place(at, named[0] if named else "", use.line, use.end_line)
        text = substitute(use.text or "", arguments)
        environment = self._environment(text)
        constants = self.expander.constants
        for fact in parse_statement(text, environment):
            if isinstance(fact, OpRegistration):
                self._add_op(number, line, end, registrations.finish_op(fact, (), constants), condition)
            else:
                self._add_kernel(number, line, end, registrations.finish_kernel(fact, (), constants), condition)

    def _environment(self, text: str) -> dict[str, MacroDefinition]:
        found: dict[str, MacroDefinition] = {}
        waiting = [text]
        while waiting:
            for name in names_in(waiting.pop()):
                if name in found or name in registrations.REGISTRARS:
                    continue
                definitions = self.expander.definitions(name, self.number, self.use.line)
                if definitions:
                    macro = next(_alternatives(definitions, self.use.condition))[1]
                    found[name] = macro
                    waiting.append(macro.text)
        return found

    def _unknown(self, name: str) -> None:
        use = self.use
        reason = _UNDEFINED.format(name)
        self.result.problems.append((self.number, Problem(reason, use.line, "partial")))
        values = (registrations.string_value(argument, {}) for argument in use.arguments)
        literal = next((value for value in values if value and value.isidentifier()), None)
        if literal is not None and "GRAD" not in name:
            kernel = "KERNEL" in name or name.startswith("REGISTER_CPU") or name.startswith("REGISTER_GPU")
            if kernel:
                fact = KernelRegistration(literal, use.line, use.end_line, macro=name, partial=reason)
                self.result.kernels.append((self.number, fact))
            else:
                op = OpRegistration(literal, use.line, use.end_line, macro=name, partial=reason)
                self.result.ops.append((self.number, op))


def _alternatives(
    definitions: Sequence[tuple[int, MacroDefinition]], condition: str | None
) -> Iterator[tuple[int, MacroDefinition, str | None]]:
    """The definition in force first (None), then those of other `#if` branches with their condition."""
    at, last = definitions[-1]
    if len(definitions) == 1:
        yield at, last, None if condition or holds(last.condition) else last.condition
        return
    in_force = [one for one in definitions if _compatible(one[1].condition, condition)]
    at, chosen = in_force[-1] if in_force else definitions[-1]
    yield at, chosen, None
    for number, macro in definitions:
        if macro is not chosen and macro.condition and not _compatible(macro.condition, condition):
            yield number, macro, macro.condition


def _compatible(defined: str | None, used: str | None) -> bool:
    return defined is None or holds(defined) or (used is not None and used.startswith(defined))


def _joined(outer: str | None, inner: str | None) -> str | None:
    parts = [part for part in (outer, inner) if part]
    return " && ".join(dict.fromkeys(parts)) or None
