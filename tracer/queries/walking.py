"""The steps from one name to another: through modules, imports, aliases, class bodies and the MRO, row by row.

Reads nothing but a snapshot's rows, through the methods of `Reader`; answers are kept for as long as the reader lives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from tracer.linked import (
    EXTERNAL,
    LOCALS,
    MESSAGES,
    Binding,
    Counterpart,
    Export,
    Op,
    Symbol,
    SymbolKind,
    dotted,
    preference,
    public_name,
)
from tracer.store.rows import File, Source

EXACT, PUBLIC, OTHER_API, PRIVATE = 0, 1, 2, 3
"""How a name was met: as written; as the end of a public name, of one of the other API, of a module path."""

Row = TypeVar("Row")


class Reader(Protocol):
    """What these queries read: `tracer.store.Snapshot`, or a program that was never indexed."""

    @property
    def name(self) -> str: ...
    @property
    def info(self) -> Any: ...
    @property
    def sources(self) -> Sequence[Source]: ...
    def file(self, number: int) -> File: ...
    def source_of(self, file: File) -> Source: ...
    def files_ending(self, path: str) -> list[File]: ...
    def symbol(self, key: str) -> Symbol | None: ...
    def symbols(self, keys: Sequence[str]) -> list[Symbol]: ...
    def symbols_named(self, name: str) -> list[Symbol]: ...
    def symbols_in(self, file: int, line: int | None = None) -> list[Symbol]: ...
    def exports(self, name: str) -> list[Export]: ...
    def exports_of(self, key: str) -> list[Export]: ...
    def exports_ending(self, name: str) -> list[Export]: ...
    def exports_below(self, package: str) -> list[Export]: ...
    def bindings(self, module: str, name: str) -> list[Binding]: ...
    def bindings_of(self, module: str) -> list[Binding]: ...
    def counterparts_of(self, key: str) -> list[Counterpart]: ...
    def is_package(self, name: str) -> bool: ...
    def public_heirs(self, classes: Iterable[str]) -> list[tuple[str, str]]: ...
    def op(self, name: str) -> Op | None: ...
    def symbol_names(self) -> Iterator[tuple[str, str, str, str | None, bool, bool]]: ...


class Step(NamedTuple):
    """A step of a chain before its file number is turned into a path."""

    step: str
    file: int | None
    line: int
    text: str


class Candidate(NamedTuple):
    """A symbol that a name can stand for; `steps` lead there; `public` is the public name it was met by."""

    key: str
    tier: int
    steps: tuple[Step, ...] = ()
    public: Export | None = None
    warnings: tuple[str, ...] = ()
    symbol: Symbol | None = None
    """For what the store has no row of: a public package that only a build makes."""
    met: str | None = None
    """The public name that leads to a package, or to a member through a class that inherits it: `keras.Model.fit` of
    what a private `Trainer` defines."""


class Walker:
    """Follows the names of one snapshot."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.info: dict[str, Any] = reader.info.info or {}
        self.api: str = self.info.get("api", "v2")
        self._kept: dict[tuple[str, ...], Any] = {}

    # ----------------------------------------------------------------------------------- rows, read once

    def once(self, kind: str, read: Callable[..., Row], *arguments: str) -> Row:
        """What `read(*arguments)` says, read once for as long as the snapshot is open."""
        key = (kind, *arguments)
        if key not in self._kept:
            if len(self._kept) > 50_000:
                self._kept.clear()
            self._kept[key] = read(*arguments)
        row: Row = self._kept[key]
        return row

    def symbol(self, key: str) -> Symbol | None:
        return self.once("symbol", self._symbol, key)

    def keep(self, symbols: list[Symbol]) -> list[Symbol]:
        """Symbols that were read by other means than their keys."""
        self._kept.update((("symbol", symbol.key), symbol) for symbol in symbols)
        return symbols

    def read(self, keys: Iterable[str]) -> None:
        """Have the symbols of many keys."""
        self.keep(self.reader.symbols(sorted({key for key in keys if ("symbol", key) not in self._kept})))

    def _symbol(self, key: str) -> Symbol | None:
        found = self.reader.symbol(key)
        if found is not None or not key.startswith(EXTERNAL):
            return found
        module, is_message, name = key.removeprefix(EXTERNAL).rpartition(f"{MESSAGES}.")
        if not is_message:
            return None
        best = min(self.exports_of(key), key=lambda export: preference(export, self.api), default=None)
        if best is None:  # what a message has only its `.proto` file says
            return None
        kind: SymbolKind = "constant" if name.isupper() else "class"  # the values of an enumeration stand beside it
        note = f"a protocol buffer: the build makes this {kind} from {module.replace('.', '/')}.proto"
        return Symbol(
            key, kind, name.rpartition(".")[2], f"{module}{MESSAGES}", name, None, 0, 0, origin="generated",
            canonical=public_name(best, self.api), warnings=(note,),
        )  # fmt: skip

    def bindings(self, module: str, name: str) -> list[Binding]:
        return self.once("bindings", self.reader.bindings, module, name)

    def exports(self, name: str) -> list[Export]:
        return self.once("exports", self.reader.exports, name)

    def exports_of(self, key: str) -> list[Export]:
        return self.once("exports_of", self.reader.exports_of, key)

    # ------------------------------------------------------------------------------------------ steps

    def walk(self, path: str) -> Candidate | None:
        """A dotted path through modules and their names, from its longest prefix that is a module."""
        parts = path.split(".")
        for length in range(len(parts), 0, -1):
            module = f"{'.'.join(parts[:length])}:"
            if self.symbol(module) is None:
                continue
            found = self._descend(Candidate(module, EXACT), parts[length:])
            if found is not None:
                return found
        return None

    def _descend(self, start: Candidate, parts: Sequence[str]) -> Candidate | None:
        current: Candidate | None = start
        for part in parts:
            if current is None:
                return None
            current = self.member(current, part)
        return current

    def member(self, owner: Candidate, name: str) -> Candidate | None:
        """The attribute `name` of a module or class; what a function defines in its body."""
        if owner.key.endswith(":"):
            return self._of_module(owner, name)
        symbol = self.symbol(owner.key)
        if symbol is None:
            return None
        return self._of_class(owner, symbol, name) if symbol.kind == "class" else self._of_function(owner, name)

    def _of_function(self, owner: Candidate, name: str) -> Candidate | None:
        if name == LOCALS:
            return owner
        local = f"{first_definition(owner.key)}.{LOCALS}.{name}"
        return owner._replace(key=local) if self.symbol(local) is not None else None

    def _of_module(self, owner: Candidate, name: str) -> Candidate | None:
        module = owner.key[:-1]
        rows = self.bindings(module, name)
        own = f"{module}:{name}"
        if rows and (rows[0].rank == 0 or self.symbol(own) is None):
            steps = (*owner.steps, *self._steps(module, name))
            return owner._replace(key=rows[0].target, steps=steps, warnings=owner.warnings + _others(rows))
        if self.symbol(own) is not None:
            return owner._replace(key=own)
        child = f"{module}.{name}:"
        return owner._replace(key=child) if self.symbol(child) is not None else None

    def _steps(self, module: str | None, name: str | None) -> Iterator[Step]:
        """The bindings read one after another from `name` in `module` on."""
        seen: set[tuple[str, str]] = set()
        while module is not None and name is not None and (module, name) not in seen:
            seen.add((module, name))
            rows = self.bindings(module, name)
            if not rows or (rows[0].rank > 0 and self.symbol(f"{module}:{name}") is not None):
                return
            row = rows[0]
            if row.step == "definition":
                return
            yield Step(row.step, row.file, row.line, row.text)
            head = _head(row)
            if row.next_module != module and head is not None:
                imported = self.bindings(module, head)
                if imported:
                    yield Step(imported[0].step, imported[0].file, imported[0].line, imported[0].text)
            module, name = row.next_module, row.next_name

    def _of_class(self, owner: Candidate, symbol: Symbol, name: str) -> Candidate | None:
        """What a class of the MRO binds under `name`; else what a method of one of them sets on the instance."""
        found = self._bound_by_class(owner, symbol, name)
        if found is None or symbol.canonical is None or found.key == f"{owner.key}.{name}":
            return found
        return found._replace(met=f"{symbol.canonical}.{name}")

    def _bound_by_class(self, owner: Candidate, symbol: Symbol, name: str) -> Candidate | None:
        on_instance: str | None = None
        for base in (owner.key, *symbol.mro[1:]):
            key = base if base == owner.key else self.class_key(base)
            if key is None:
                continue
            member = f"{key}.{name}"
            rows = self.bindings(key, name)
            known = self.symbol(member)
            if known is not None and known.is_instance_attribute and not rows:
                on_instance = on_instance or key
            elif rows or known is not None:
                steps = (*owner.steps, *self._inherited(owner.key, key))
                if rows and rows[0].rank == 0 and self.symbol(rows[0].target) is not None:
                    alias = Step(rows[0].step, rows[0].file, rows[0].line, rows[0].text)
                    steps = steps if alias.step == "definition" else (*steps, alias)
                    return owner._replace(key=rows[0].target, steps=steps, warnings=owner.warnings + _others(rows))
                return owner._replace(key=member, steps=steps)
        if on_instance is None:
            return None
        steps = (*owner.steps, *self._inherited(owner.key, on_instance))
        return owner._replace(key=f"{on_instance}.{name}", steps=steps)

    def class_key(self, name: str) -> str | None:
        """The key of a class from `module.qualname`; None for one outside the snapshot."""
        if name.startswith("builtins."):
            return None
        return self.once("class", self._class_key, name)

    def _class_key(self, name: str) -> str | None:
        module, _, qualname = name.rpartition(".")
        while module:
            key = f"{module}:{qualname}"
            if self.symbol(key) is not None:
                return self.last_definition(key)
            module, _, outer = module.rpartition(".")
            qualname = f"{outer}.{qualname}"
        return None

    def last_definition(self, key: str) -> str:
        """Of the definitions that share a qualname, the one that the name stands for in the end."""
        plain = first_definition(key)
        owner, _, name = plain.rpartition(".")
        if ":" not in owner:
            owner, _, name = plain.partition(":")
        rows = self.bindings(owner, name)
        if not rows:
            return plain
        return rows[0].target if rows[0].rank == 0 and rows[0].step == "definition" else key

    def _inherited(self, start: str, goal: str) -> Iterator[Step]:
        """The class statements that lead from a class to the base `goal`, by the shortest way."""
        paths: list[tuple[str, ...]] = [(start,)]
        seen = {start}
        while paths:
            path = paths.pop(0)
            if path[-1] == goal:
                for key in path[:-1]:
                    symbol = self.symbol(key)
                    if symbol is not None:
                        bases = ", ".join(base.rpartition(".")[2] for base in symbol.bases)
                        yield Step("inherit", symbol.file, symbol.line, f"class {symbol.qualname}({bases})")
                return
            symbol = self.symbol(path[-1])
            for base in symbol.bases if symbol else ():
                found = self.class_key(base)
                if found is not None and found not in seen:
                    seen.add(found)
                    paths.append((*path, found))


def first_definition(key: str) -> str:
    """The key without the number that tells later definitions of its qualname apart."""
    plain, _, number = key.rpartition("#")
    return plain if number.isdigit() else key


def _others(rows: Sequence[Binding]) -> tuple[str, ...]:
    """What a name may also be: what else its alternatives stand for, with the branch."""
    others = [row for row in rows[1:] if row.target != rows[0].target]
    places = [f"that of line {row.line}" if row.step == "definition" else dotted(row.target) for row in others]
    return tuple(f"{row.name} may also be {place}{_label(row)}" for row, place in zip(others, places, strict=True))


def _label(row: Binding) -> str:
    return f" ({row.condition})" if row.condition else ""


def _head(row: Binding) -> str | None:
    """`sequential` of `Sequential = sequential.Sequential`."""
    if row.step != "alias" or " = " not in row.text:
        return None
    head = row.text.partition(" = ")[2].partition(".")[0]
    return head if head.isidentifier() and head != row.name else None
