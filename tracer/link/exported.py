"""Which names a star import brings: `__all__` evaluated without running it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from tracer import facts as f
from tracer.facts.expressions import dotted
from tracer.link.leading import leads

if TYPE_CHECKING:
    from tracer.link.program import Module, Program


class From(NamedTuple):
    """Names that a module exports because `module` does: all, or those without a leading underscore."""

    module: str
    hidden: bool


class _Listed(NamedTuple):
    """What one module exports: names of its own, those with a leading underscore apart, and those of others."""

    public: frozenset[str]
    hidden: frozenset[str]
    others: tuple[From, ...]


_Part = tuple[str, bool]
"""A module and whether its names with a leading underscore are meant, or the others."""
_NOTHING = _Listed(frozenset(), frozenset(), ())


class Exported:
    """The names that `from module import *` brings, whichever modules import everything from one another: those of a
    module are its own and those of all modules it leads to, in whatever order they are asked for."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._listed: dict[str, _Listed] = {}
        self._united: dict[_Part, frozenset[str]] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._brought: dict[tuple[str, str], bool] = {}

    def names(self, module: str) -> frozenset[str]:
        known = self._names.get(module)
        if known is None:
            key = (module, object())
            outer = self._program.unfinished.enter(key)
            try:
                known = self._union((module, False)) | self._union((module, True))
            finally:
                closed = self._program.unfinished.leave(key, outer)
            if closed:
                self._names[module] = known
        return known

    def has(self, module: str, name: str) -> bool:
        """Whether `name` is among them; only modules that can have it are read, where that is known."""
        if self._program.can_bring is None:
            return name in self.names(module)
        known = self._brought.get((module, name))
        if known is None:
            key = (module, object())
            outer = self._program.unfinished.enter(key)
            try:
                known, told = leads(module, name, self._brought, lambda one: self.leading_to(one, name))
            finally:
                closed = self._program.unfinished.leave(key, outer)
            if closed:
                self._brought.update(((one, name), known) for one in told)
        return known

    def leading_to(self, module: str, name: str) -> Iterable[str] | None:
        """The modules whose `name` is exported by `module` too; None where it has one itself."""
        if self._program.can_bring is not None and not self._program.can_bring(module, name):
            return ()
        others = self._others(module, name)
        if others is None:
            return None
        return [one.module for one in others if one.hidden or not name.startswith("_")]

    def _others(self, module: str, name: str) -> list[From] | None:
        """Whose names `module` exports besides its own; None where `name` is one of its own."""
        key = (module, f"*{name}")
        others: list[From] = []
        if self._program.unfinished.has(key):
            return others
        outer = self._program.unfinished.enter(key)
        try:
            for one in _exports(self._program, module):
                if one == name:
                    return None
                if isinstance(one, From):
                    others.append(one)
        finally:
            self._program.unfinished.leave(key, outer)
        return others

    def _own(self, module: str) -> _Listed:
        known = self._listed.get(module)
        if known is not None:
            return known
        key = (module, "*")
        if self._program.unfinished.has(key):
            return _NOTHING
        outer = self._program.unfinished.enter(key)
        try:
            found = dict.fromkeys(_exports(self._program, module))
        finally:
            closed = self._program.unfinished.leave(key, outer)
        names = [one for one in found if not isinstance(one, From)]
        hidden = frozenset(name for name in names if name.startswith("_"))
        known = _Listed(frozenset(names) - hidden, hidden, tuple(one for one in found if isinstance(one, From)))
        if closed:
            self._listed[module] = known
        return known

    def _below(self, part: _Part) -> list[_Part]:
        module, hidden = part
        return [(one.module, hidden) for one in self._own(module).others if one.hidden or not hidden]

    def _union(self, start: _Part) -> frozenset[str]:
        """The names of `start` and all it leads to. Modules that lead to one another (a strongly connected component,
        found by Tarjan's algorithm) have the same ones, so each module is looked at once."""
        if start in self._united:
            return self._united[start]
        found: dict[_Part, frozenset[str]] = {}
        numbers, lowest = {start: 0}, {start: 0}
        opened, walk = [start], [(start, iter(self._below(start)))]
        while walk:
            part, below = walk[-1]
            inner = next((one for one in below if one not in self._united and one not in found), None)
            if inner is None:
                walk.pop()
                if walk:
                    above = walk[-1][0]
                    lowest[above] = min(lowest[above], lowest[part])
                if lowest[part] == numbers[part]:
                    at = opened.index(part) if opened[-1] != part else len(opened) - 1
                    self._close(opened[at:], found)
                    del opened[at:]
            elif inner in numbers:
                lowest[part] = min(lowest[part], numbers[inner])
            else:
                numbers[inner] = lowest[inner] = len(numbers)
                opened.append(inner)
                walk.append((inner, iter(self._below(inner))))
        if not self._program.unfinished.hangs:
            self._united.update(found)
        return found[start]

    def _close(self, component: list[_Part], found: dict[_Part, frozenset[str]]) -> None:
        """Put the names of the parts of a component, whose other parts are there already, into `found`."""
        names: set[str] = set()
        for part in component:
            own = self._own(part[0])
            names |= own.hidden if part[1] else own.public
            for one in self._below(part):
                names |= self._united.get(one) or found.get(one) or frozenset()
        united = frozenset(names)
        found.update((part, united) for part in component)


def _exports(program: Program, name: str) -> Iterator[str | From]:
    found = program.find_module(name)
    module = program.module(found) if found else None
    if module is None or found is None:
        yield from program.virtual_names(found) if found else ()
    elif module.namespace.exports is None:
        yield from _public(module)
    else:
        for effect in module.namespace.exports:
            yield from _elements(program, module, effect.value, effect.order)


def _public(module: Module) -> Iterator[str | From]:
    """Names without a leading underscore that the module's body binds, star imports included."""
    for name in module.namespace.names:
        if not name.startswith("_"):
            yield name
    for star in module.namespace.stars:
        yield From(star.module, hidden=False)


def strings(program: Program, module: Module, expression: f.Expr, order: int) -> Iterator[str]:
    """The strings in what `expression` evaluates to as a statement of `module` at that position sees it."""
    for one in _elements(program, module, expression, order):
        if isinstance(one, From):
            names = program.exported(one.module)
            yield from names if one.hidden else (name for name in names if not name.startswith("_"))
        else:
            yield one


def _elements(program: Program, module: Module, expression: f.Expr, order: int) -> Iterator[str | From]:
    """As `strings`: those in what `expression` (a list, a sum of lists, another `__all__`) evaluates to."""
    if isinstance(expression, f.Constant):
        if expression.kind == "str":
            yield expression.value
    elif isinstance(expression, f.Sequence):
        for element in expression.elements:
            value = element.value if isinstance(element, f.Starred) else element
            yield from _elements(program, module, value, order)
    elif isinstance(expression, f.Binary):
        yield from _elements(program, module, expression.left, order)
        yield from _elements(program, module, expression.right, order)
    elif isinstance(expression, f.Comprehension):
        yield from _comprehension(program, module, expression, order)
    elif isinstance(expression, f.Call):
        yield from _call(program, module, expression, order)
    else:
        yield from _reference(program, module, expression, order)


def _comprehension(program: Program, module: Module, expression: f.Comprehension, order: int) -> Iterator[str | From]:
    source = expression.clauses[0].iter
    if isinstance(source, f.Call) and isinstance(source.func, f.Attribute) and source.func.attr in ("items", "keys"):
        source = source.func.value  # `name for name, x in locals().items()`
    if isinstance(source, f.Call) and (dotted(source.func) or "") in ("dir", "globals", "locals", "vars"):
        yield from _public(module)
    else:
        yield from _elements(program, module, source, order)


def _call(program: Program, module: Module, call: f.Call, order: int) -> Iterator[str | From]:
    name = (dotted(call.func) or "").rpartition(".")[2]
    if name in ("list", "tuple", "set", "sorted", "frozenset", "filter"):
        for argument in call.args:
            yield from _elements(program, module, argument.value, order)
    elif name in ("dir", "globals", "locals", "make_all", "keys"):
        # TensorFlow 1.0's `make_all` lists what the module's docstring names: all of it is public.
        yield from _public(module)


def _reference(program: Program, module: Module, expression: f.Expr, order: int) -> Iterator[str | From]:
    """`other.__all__`, or a list bound to a name of this module."""
    if isinstance(expression, f.Attribute) and expression.attr == "__all__":
        owner = dotted(expression.value)
        for resolved in _module_named(program, module, owner) if owner else ():
            yield From(resolved, hidden=True)
    elif isinstance(expression, f.Name):
        for binding in module.namespace.at(expression.id, order):
            if isinstance(binding.value, (f.Sequence, f.Binary, f.Call, f.Comprehension)):
                yield from _elements(program, module, binding.value, binding.order)
        for added in _added_to(module, expression.id, order):
            yield from _elements(program, module, added, order)


def _added_to(module: Module, name: str, order: int) -> Iterator[f.Expr]:
    """What statements before `order` add to the list `name`: by `extend`, `append` or `+=`."""
    for effect in module.namespace.effects:
        if effect.order >= order or effect.value is None:
            continue
        call = effect.value if isinstance(effect.value, f.Call) else None
        if call is not None and dotted(call.func) in (f"{name}.extend", f"{name}.append"):
            yield from (argument.value for argument in call.args)
        elif effect.op == "+=" and dotted(effect.target) == name:
            yield effect.value


def _module_named(program: Program, module: Module, name: str) -> Iterator[str]:
    first, *rest = name.split(".")
    for resolved in program.resolve(module.name, first):
        key = resolved.key
        for part in rest:
            inner = program.member(key, part)
            key = inner[0].key if inner else ""
        if key.endswith(":") and not key.startswith("<"):
            yield key[:-1]
