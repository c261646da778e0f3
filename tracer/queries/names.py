"""From a name as people write it to the symbols it can stand for, and the steps that lead there.

Reads nothing but a snapshot's rows, through the methods of `Reader`; answers are kept for as long as the reader lives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from tracer.linked import Binding, Counterpart, Export, Op, Symbol, dotted, preference
from tracer.store.rows import File, Source

EXACT, PUBLIC, OTHER_API, PRIVATE = 0, 1, 2, 3
"""How a name was met: as written; as the end of a public name, of one of the other API, of a module path."""

_OWNERS = 12
"""A name like `Model.fit` is looked for in this many classes called `Model`, best first."""

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
    def symbols_named(self, name: str) -> list[Symbol]: ...
    def symbols_in(self, file: int, line: int | None = None) -> list[Symbol]: ...
    def exports(self, name: str) -> list[Export]: ...
    def exports_of(self, key: str) -> list[Export]: ...
    def exports_ending(self, name: str) -> list[Export]: ...
    def exports_below(self, package: str) -> list[Export]: ...
    def bindings(self, module: str, name: str) -> list[Binding]: ...
    def bindings_of(self, module: str) -> list[Binding]: ...
    def counterparts_of(self, key: str) -> list[Counterpart]: ...
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


class Names:
    """Names of one snapshot."""

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
        return self.once("symbol", self.reader.symbol, key)

    def bindings(self, module: str, name: str) -> list[Binding]:
        return self.once("bindings", self.reader.bindings, module, name)

    def exports(self, name: str) -> list[Export]:
        return self.once("exports", self.reader.exports, name)

    def exports_of(self, key: str) -> list[Export]:
        return self.once("exports_of", self.reader.exports_of, key)

    # -------------------------------------------------------------------------------------- exact names

    def exact(self, name: str, api: str) -> Iterator[Candidate]:
        """Candidates for a name written in full: a public name, a member of one, or a dotted module path."""
        if ":" in name and self.symbol(name) is not None:
            yield Candidate(name, EXACT)
        found = self.public(name, api)
        if found is not None:
            yield found
        path = f"tensorflow{name.removeprefix('tf')}" if name == "tf" or name.startswith("tf.") else name
        walked = self.walk(path)
        if walked is not None and (found is None or walked.key != found.key):
            yield from self._hidden_by(walked)
            yield walked
        elif found is None:
            yield from self.package(name, api) or self._from_outside(name, api)

    def package(self, name: str, api: str) -> list[Candidate]:
        """A public package that has no file here because the build generates it: shown by the package of the sources
        that most of its symbols come from."""
        short, api = normalized(name, api)
        rows = [row for row in self.reader.exports_below(short) if row.api == api or short.startswith("keras")]
        direct = [row for row in rows if "." not in row.name.removeprefix(f"{short}.")] or rows
        home = self._home([row.symbol.partition(":")[0] for row in direct])
        if home is None:
            return []
        home = self._namesake(home, short.rpartition(".")[2])
        where = f"the build generates {short}; most of its {len(direct)} symbols are defined in {home.module}"
        symbol = home._replace(canonical=short, origin="generated", name=short.rpartition(".")[2])
        return [Candidate(f"{short}:", EXACT, (), None, (where,), symbol)]

    def _home(self, modules: list[str]) -> Symbol | None:
        """The deepest package or module that holds more than half of `modules`."""
        counts: dict[str, int] = {}
        for module in modules:
            parts = module.split(".")
            for length in range(1, len(parts) + 1):
                package = ".".join(parts[:length])
                counts[package] = counts.get(package, 0) + 1
        for package in sorted(counts, key=lambda name: (-name.count("."), -counts[name], name)):
            symbol = self.symbol(f"{package}:") if 2 * counts[package] > len(modules) else None
            if symbol is not None:
                return symbol
        return None

    def _namesake(self, home: Symbol, name: str) -> Symbol:
        """The package around `home` that has that name, if there is one: `tensorflow.python.keras` of what most of
        `keras` comes from."""
        parts = home.module.split(".")
        around = (self.symbol(f"{'.'.join(parts[: place + 1])}:") for place, part in enumerate(parts) if part == name)
        return next((symbol for symbol in around if symbol is not None), home)

    def _hidden_by(self, module: Candidate) -> Iterator[Candidate]:
        """What a package binds under the name of its own submodule, as `from .rnn import rnn` does."""
        parent, _, last = module.key.removesuffix(":").rpartition(".")
        if module.key.endswith(":") and parent:
            rows = self.bindings(parent, last)
            if rows and rows[0].target != module.key and self.symbol(rows[0].target) is not None:
                yield Candidate(rows[0].target, EXACT, tuple(self._steps(parent, last)))

    def _from_outside(self, name: str, api: str) -> Iterator[Candidate]:
        """`tf.estimator.RunConfig` and the like: another distribution exports the name, but may take what it stands for
        from this snapshot. The class of that name is the likeliest, then that of the name with the package's before it:
        `EstimatorModeKeys` for `tf.estimator.ModeKeys`."""
        short, api = normalized(name, api)
        for package, module in self.info.get("outside", {}).get(api, {}).items():
            if not short.startswith(f"{package}."):
                continue
            warning = f"{package} is exported by {module.partition('.')[0]}, which is not in this snapshot"
            parts = short.removeprefix(f"{package}.").split(".")
            for place, part in enumerate(parts):
                long = f"{package.rpartition('.')[2].title()}{part}"
                for candidate in (*self._classes_named(part, api), *self._classes_named(long, api)):
                    found = self._descend(candidate._replace(tier=EXACT, warnings=(warning,)), parts[place + 1 :])
                    if found is not None:
                        yield found
                        return

    def _classes_named(self, name: str, api: str) -> Iterator[Candidate]:
        """Classes of that name at the top of a module: TensorFlow's own first, then those with a public name. Keras has
        copies of some, and nobody exports what `contrib` has."""
        public = list(self._public_ending(name, api))
        private = [Candidate(symbol.key, EXACT) for symbol in self.reader.symbols_named(name)]
        found = (candidate for candidate in (*public, *private) if ".contrib." not in candidate.key)
        for candidate in sorted(found, key=lambda c: (not c.key.startswith("tensorflow."), ".keras." in c.key)):
            symbol = self.symbol(candidate.key)
            if symbol is not None and symbol.kind == "class" and symbol.name == symbol.qualname and not symbol.dead:
                yield candidate

    def public(self, name: str, api: str) -> Candidate | None:
        """The symbol of a public name, or of a member of what a public name stands for."""
        short, api = normalized(name, api)
        other = self._aliased(short, api)
        found = self.public(other, api) if other is not None else None
        if found is not None:
            return found
        parts = short.split(".")
        for length in range(len(parts), 1, -1):
            export = self.export(".".join(parts[:length]), api)
            if export is None:
                continue
            steps = self.steps_to(export)
            return self._descend(Candidate(export.symbol, EXACT, steps, export), parts[length:])
        return None

    def _aliased(self, name: str, api: str) -> str | None:
        """`tf.keras.losses.X` of `tf.losses.X`, where that package is Keras's."""
        for alias, package in self.info.get("aliases", {}).get(api, {}).items():
            if name.startswith(f"{alias}."):
                return f"{package}{name.removeprefix(alias)}"
        return None

    def export(self, name: str, api: str) -> Export | None:
        """The export of that public name in `api`; names of Keras, which has one API since 3, in any."""
        rows = self.exports(name)
        chosen = [row for row in rows if row.api == api]
        if not chosen and name.startswith(("keras.", "tf.keras.")):
            chosen = rows
        live = [row for row in chosen if not self._is_dead(row.symbol)]
        # Keras 3's generator lets what it keeps for `tf.keras` alone win there.
        live.sort(key=lambda row: ("keras._legacy." not in row.text, _is_foreign(row)))
        return next(iter(live or chosen), None)

    def _is_dead(self, key: str) -> bool:
        symbol = self.symbol(key)
        return symbol is None or symbol.dead

    def steps_to(self, export: Export) -> tuple[Step, ...]:
        """The way to an exported symbol: through the packages that a user imports, where the snapshot has them, and the
        line that exports it."""
        decorated = Step("export", export.file, export.line, export.text)
        path = f"tensorflow.{export.name.removeprefix('tf.')}" if export.name.startswith("tf.") else export.name
        walked = self.walk(path)
        if walked is None or walked.key != export.symbol:
            return (decorated,)
        return (*walked.steps, decorated)

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
        """The attribute `name` of a module or class."""
        if owner.key.endswith(":"):
            return self._of_module(owner, name)
        symbol = self.symbol(owner.key)
        if symbol is None:
            return None
        return self._of_class(owner, symbol, name) if symbol.kind == "class" else None

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

    # ------------------------------------------------------------------------------------ ends of names

    def ending(self, name: str, api: str, member: str | None = None) -> Iterator[Candidate]:
        """Candidates whose public name, or module path, ends in `name`; members of classes that do. Classes that can't
        have the `member` may be missing."""
        yield from self._public_ending(name, api)
        owner, _, last = name.rpartition(".")
        if owner:
            for candidate in self._owners(owner, api, last):
                found = self.member(candidate, last)
                if found is not None:
                    yield found
        tail = f".{name}"
        for symbol in self._defined(name, member):
            if f".{symbol.module}.{symbol.qualname}".rstrip(".").endswith(tail):
                yield Candidate(symbol.key, PRIVATE)

    def _defined(self, name: str, member: str | None) -> list[Symbol]:
        narrow = getattr(self.reader, "symbols_ending", None)
        found: list[Symbol] = narrow(name, member) if narrow else self.reader.symbols_named(name.rpartition(".")[2])
        return found

    def _public_ending(self, name: str, api: str) -> Iterator[Candidate]:
        seen: dict[str, Export] = {}
        for export in self.reader.exports_ending(name):
            known = seen.get(export.symbol)
            if known is None or preference(export, api) < preference(known, api):
                seen[export.symbol] = export
        for export in sorted(seen.values(), key=lambda export: preference(export, api)):
            tier = PUBLIC if export.api == api or export.name.startswith("keras.") else OTHER_API
            yield Candidate(export.symbol, tier, self.steps_to(export), export)

    def _owners(self, name: str, api: str, member: str | None = None) -> list[Candidate]:
        owners: dict[str, Candidate] = {}
        for candidate in self.ending(name, api, member):
            symbol = self.symbol(candidate.key)
            if symbol is not None and symbol.kind == "class":
                owners.setdefault(candidate.key, candidate)
        return sorted(owners.values(), key=lambda c: (self._is_dead(c.key), c.tier))[:_OWNERS]

    # ------------------------------------------------------------------------------------------- places

    def at_line(self, path: str, line: int) -> Iterator[Candidate]:
        """What a line of a file binds to a definition elsewhere, then the innermost definition around it."""
        for file in self.reader.files_ending(path):
            yield from self._bound_at(file, line)
            around = [symbol for symbol in self.reader.symbols_in(file.id, line) if not symbol.is_instance_attribute]
            if around:
                inner = min(around, key=_breadth)
                alone = inner.kind == "module" and line > 1 and not any(self._bound_at(file, line))
                note = (f"line {line} stands in no class or function",) if alone else ()
                yield Candidate(inner.key, EXACT, warnings=note)

    def _bound_at(self, file: File, line: int) -> Iterator[Candidate]:
        if file.module is None:
            return
        narrow = getattr(self.reader, "bindings_at", None)
        for row in narrow(file.module, line) if narrow else self.reader.bindings_of(file.module):
            if row.line == line and row.rank == 0 and row.file == file.id:
                yield Candidate(row.target, EXACT, tuple(self._steps(row.module, row.name)))

    def in_file(self, path: str) -> Iterator[Candidate]:
        for file in self.reader.files_ending(path):
            for symbol in self.reader.symbols_in(file.id):
                if symbol.kind == "module":
                    yield Candidate(symbol.key, EXACT)


def _breadth(symbol: Symbol) -> tuple[int, bool, bool, str]:
    """Sort key of the symbols around a line: innermost first, definitions before what they bind, an op before its
    wrapper."""
    size = symbol.end_line - symbol.line
    return (size, symbol.kind in ("constant", "attribute"), symbol.origin == "generated", symbol.key)


def _is_foreign(export: Export) -> bool:
    """Whether another package registers a name of TensorFlow's own API, where its generator does not look."""
    return not export.name.startswith(("keras.", "tf.keras.")) and not export.symbol.startswith("tensorflow.")


def normalized(name: str, api: str) -> tuple[str, str]:
    """A public name as the exports table has it, and the API it belongs to."""
    short = f"tf.{name.removeprefix('tensorflow.')}" if name.startswith("tensorflow.") else name
    for version in ("v1", "v2"):
        if short.startswith(f"tf.compat.{version}."):
            return f"tf.{short.removeprefix(f'tf.compat.{version}.')}", version
    return short, api


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
