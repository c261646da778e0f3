"""A program read as a snapshot is, row by row, for a first answer on sources that were never indexed.

Offers the methods of `tracer.store.Snapshot` that names are looked up with. Each loads only the modules that the row
needs; which files can define or export a name is found by searching their bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from tracer import facts as f
from tracer.link import bindings, exports, names, public_api, symbols
from tracer.link.program import Module, Program, split_key
from tracer.linked import Binding, Counterpart, Export, Op, Symbol, public_name
from tracer.store.rows import File, SnapshotInfo, Source

Search = Callable[["re.Pattern[bytes]", bytes], Iterable[f.SourceFile]]
"""The snapshot's Python files whose bytes match a pattern, all of whose matches contain the given word."""

Definitions = Callable[[], Iterable[tuple[str, str]]]
"""Kind ("class" or "function") and name of what the snapshot's Python files define at top level."""

_DEFINITION = rb"(?m)^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+%s\b|^[ \t]*%s[ \t]*(?::[^=\n]+)?=[^=]"
_ATTRIBUTE = rb"\b\w+\.%s[ \t]*(?::[^=\n]+)?=[^=]"
_EXPORT = rb"_export\s*\([^()]*['\"](?:[\w.]*\.)?%s['\"]"
_KERAS_EXPORT = re.compile(rb"\bkeras_export\b")
_COUNTERPART = rb"counterpart\s*\(\s*['\"](?:[\w.]*\.)?%s['\"]"


class QuickReader:
    """Rows of a program, made when they are asked for. `name` is what answers call the snapshot."""

    def __init__(
        self, program: Program, search: Search, sources: Sequence[Source], definitions: Definitions = tuple
    ) -> None:
        self.program = program
        self.sources = tuple(sources)
        self.name = "+".join(source.name for source in sources)
        self._search = search
        self._definitions = definitions
        self._positions = {source.name: source.position for source in sources}
        program.public_names.exporting = self._exporting
        self.info = SnapshotInfo(0, self.name, program.settings.backend, "quick", 0.0, 0, names.snapshot_info(program))
        self._by_import: tuple[Export, ...] | None = None
        program.public_names.imported = self._imported
        self.exports_ending = cache(self._exports_ending)
        self.exports_of = cache(self._exports_of)
        self.symbols_named = cache(self._symbols_named)
        self.symbols_ending = cache(self._symbols_ending)

    @property
    def has_calls(self) -> bool:
        return False

    # ------------------------------------------------------------------------------------------- files

    def file(self, number: int) -> File:
        file = self.program.files[number]
        return File(
            number, self._positions[file.source], file.path, file.blob, file.kind, file.module, file.is_package,
            file.is_test,
        )  # fmt: skip

    def source_of(self, file: File) -> Source:
        return self.sources[file.source]

    def files_ending(self, path: str) -> list[File]:
        """The files whose path is `path` or ends in "/" and it, exact ones first."""
        found = [
            self.file(number)
            for number, file in enumerate(self.program.files)
            if file.path == path or file.path.endswith(f"/{path}")
        ]
        return sorted(found, key=lambda file: (file.path != path, file.id))

    # ----------------------------------------------------------------------------------------- symbols

    def symbol(self, key: str) -> Symbol | None:
        name, qualname = split_key(key)
        module = self.program.module(name) if not name.startswith("<") else None
        if module is None:
            return None
        found = symbols.of_key(self.program, module, key)
        return self._named(found) if found is not None and qualname else found

    def _named(self, symbol: Symbol) -> Symbol:
        rows = self._registered(symbol.key)
        if not rows:
            return symbol
        best = min(rows, key=lambda row: names.calling(row, self.program.api))
        return symbol._replace(canonical=public_name(best, self.program.api))

    def _symbols_named(self, name: str) -> list[Symbol]:
        """What is defined under that name; attributes of instances where nothing else is."""
        for pattern in (_DEFINITION, _ATTRIBUTE):
            found = [symbol for module in self._defining(name, pattern) for symbol in self._in_module(module, name)]
            if found:
                return found
        return []

    def _symbols_ending(self, name: str) -> list[Symbol]:
        """Symbols whose dotted path can end in `name`; files that don't define its owner are left alone."""
        owner, _, last = name.rpartition(".")
        first = owner.rpartition(".")[2]
        if not first:
            return self.symbols_named(last)
        modules = [*self._defining(first), *self._module_named(owner)]
        return [symbol for module in modules for symbol in self._in_module(module, last)]

    def _module_named(self, name: str) -> list[Module]:
        tail = f".{name}"
        found = (self.program.module(module) for module in self.program.tree.names() if f".{module}".endswith(tail))
        return [module for module in found if module is not None]

    def _defining(self, name: str, pattern: bytes = _DEFINITION) -> list[Module]:
        found = self._search(re.compile(pattern.replace(b"%s", re.escape(name).encode())), name.encode())
        return self._modules(found) if name.isidentifier() else []

    def _modules(self, files: Iterable[f.SourceFile]) -> list[Module]:
        found = (self.program.tree.module_of(file) for file in files)
        modules = (self.program.module(name) for name in sorted(filter(None, found)))
        return [module for module in modules if module is not None]

    def _in_module(self, module: Module, name: str) -> Iterator[Symbol]:
        definitions = module.facts.definitions
        keys = [key for key, definition in zip(module.keys, definitions, strict=True) if definition.name == name]
        classes = [key for key, definition in zip(module.keys, definitions, strict=True) if definition.kind == "class"]
        keys += [f"{key}.{name}" for key in classes if self._is_variable(key, name)]
        keys += [f"{module.keys[a.owner]}.{name}" for a in module.facts.attributes if a.name == name]
        if name in module.namespace.names and not keys:
            keys = [f"{module.name}:{name}"]
        for key in keys:
            symbol = self.symbol(key)
            if symbol is not None:
                yield symbol

    def _is_variable(self, key: str, name: str) -> bool:
        """Whether the body of the class `key` assigns `name`."""
        namespace = self.program.class_namespace(key)
        bindings = namespace.names.get(name, ()) if namespace else ()
        return bool(bindings) and bindings[0].form != "definition"

    def symbols_in(self, file: int, line: int | None = None) -> list[Symbol]:
        module = self._module_of(file)
        if module is None:
            return []
        chosen = [
            key
            for key, definition in zip(module.keys, module.facts.definitions, strict=True)
            if line is None or definition.line <= line <= definition.end_line
        ]
        return [symbol for key in (f"{module.name}:", *chosen) if (symbol := self.symbol(key)) is not None]

    def _module_of(self, file: int) -> Module | None:
        name = self.program.tree.module_of(self.program.files[file])
        return self.program.module(name) if name else None

    def symbol_names(self) -> Iterator[tuple[str, str, str, str | None, bool, bool]]:
        """What the files define at top level, under the bare name: whether it is public would take reading the file."""
        for kind, name in self._definitions():
            yield f":{name}", name, kind, name, False, False

    # ----------------------------------------------------------------------------------------- exports

    def exports(self, name: str) -> list[Export]:
        return [row for row in self.exports_ending(name.rpartition(".")[2]) if row.name == name]

    def _exports_ending(self, name: str) -> list[Export]:
        modules = self._exporting(name.rpartition(".")[2])
        rows = [*(row for module in modules for row in self._exported_by(module.name)), *self._imported()]
        return [row for row in rows if f".{row.name}".endswith(f".{name}")]

    def _exporting(self, last: str) -> list[Module]:
        if not last.isidentifier():
            return []
        return self._modules(self._search(re.compile(_EXPORT % re.escape(last).encode()), last.encode()))

    def exports_below(self, package: str) -> list[Export]:
        """Nothing: what lies in a public package is not found without reading every file."""
        del package
        return []

    def _exported_by(self, module: str) -> list[Export]:
        loaded = self.program.module(module)
        found = exports.rows(self.program, loaded) if loaded else ()
        return [row for row in found if isinstance(row, Export)]

    def _registered(self, key: str) -> list[Export]:
        """The exports of a symbol that its own module registers."""
        return self.exports_of(key)

    def _exports_of(self, key: str) -> list[Export]:
        module, qualname = split_key(key)
        rows = (*self._exported_by(module), *self._imported()) if qualname else ()
        return [row for row in rows if row.symbol == key]

    def _imported(self) -> tuple[Export, ...]:
        """The public names of a Keras from before `keras_export`, which are few enough to be read all."""
        if self._by_import is None:
            self._by_import = ()  # what is asked for while they are read
            if self.program.tree.file("keras") and not any(self._search(_KERAS_EXPORT, b"keras_export")):
                self._by_import = tuple(public_api.rows(self.program, ("keras",)))
        return self._by_import

    # ---------------------------------------------------------------------------------------- bindings

    def bindings(self, module: str, name: str) -> list[Binding]:
        """As the store has them; `module` is a module's name or a class's key."""
        owner = self.program.module(split_key(module)[0])
        if owner is None:
            return []
        number = self.program.number(owner.file)
        is_class = ":" in module
        found = self.program.own_member(module, name) if is_class else self.program.resolve(module, name)
        leads_on = bindings.is_elsewhere if is_class else bindings.leads_on
        several = bindings.of_several(self.program, f"{module}.{name}" if is_class else f"{module}:{name}", found)
        return [
            bindings.row(module, name, number, rank, resolved)
            for rank, resolved in enumerate(found)
            if resolved.binding is not None and (resolved in several or leads_on(module, name, resolved))
        ]

    def bindings_at(self, module: str, line: int) -> list[Binding]:
        """What the line of a module's file binds."""
        loaded = self.program.module(module)
        bound = loaded.namespace.names.items() if loaded else ()
        here = [name for name, alternatives in bound if any(binding.line == line for binding in alternatives)]
        return [row for name in here for row in self.bindings(module, name)]

    def bindings_of(self, module: str) -> list[Binding]:
        loaded = self.program.module(module)
        return [row for name in (loaded.namespace.names if loaded else ()) for row in self.bindings(module, name)]

    # ------------------------------------------------------------------------------------- counterparts

    def counterparts_of(self, key: str) -> list[Counterpart]:
        """What says of itself that it mirrors one of the public names of `key`."""
        public = self._public_names(key)
        last = key.rpartition(":")[2].rpartition(".")[2].partition("#")[0]
        if not public:
            return []
        found = self._search(re.compile(_COUNTERPART % re.escape(last).encode()), last.encode())
        return [
            Counterpart(registration.name, symbol, key, self.program.number(module.file), registration.line)
            for module in self._modules(found)
            for registration in module.facts.registrations
            if registration.kind == "counterpart" and registration.name in public
            and (symbol := exports.registered_key(self.program, module, registration)) is not None
        ]  # fmt: skip

    def _public_names(self, key: str) -> set[str]:
        own = {row.name for row in self.exports_of(key)}
        owner, _, last = key.rpartition(".")
        return own | {f"{row.name}.{last}" for row in (self.exports_of(owner) if ":" in owner else ())}

    # ----------------------------------------------------------------------------------------------- ops

    def op(self, name: str) -> Op | None:
        """None: ops need the C++ sources."""
        del name
        return None

    def ops_of_function(self, function: str, module: str | None = None) -> list[Op]:
        del function, module
        return []

    def kernels(self, op: str) -> list[Any]:
        del op
        return []

    def gradients(self, op: str) -> list[Any]:
        del op
        return []

    def callees(self, key: str) -> list[Any]:
        del key
        return []
