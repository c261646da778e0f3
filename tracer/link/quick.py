"""A program read as a snapshot is, row by row, for a first answer on sources that were never indexed.

Offers the methods of `tracer.store.Snapshot` that names are looked up with. Each loads only the modules that the row
needs; which files can define or export a name is found by searching their bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import accumulate
from typing import Any

from tracer import facts as f
from tracer.link import bindings, exports, names, symbols
from tracer.link.namespaces import Namespace
from tracer.link.ops import Load
from tracer.link.ops_kernels import KERNEL
from tracer.link.program import Module, Program, split_key
from tracer.link.quick_bases import files_of_bases
from tracer.link.quick_exports import QuickExports
from tracer.link.quick_files import Files, pattern
from tracer.link.quick_heirs import public_heirs
from tracer.link.quick_ops import QuickOps
from tracer.link.quick_stars import QuickStars
from tracer.linked import CPP, Binding, Counterpart, Export, Gradient, Kernel, Op, Symbol, public_name
from tracer.store.rows import File, SnapshotInfo, Source

_LISTED_TARGETS = rb"\w++(?:[ \t]*+,[ \t]*+\w++)*+[ \t]*+\)?+[ \t]*+"
_ASSIGNED = rb"(?:(?::[^=\n]++)?+=[^=]|:[^=\n]++(?<!,)$)"
_DEFINITION = (
    rb"(?m)^[ \t]*+(?:async[ \t]++)?(?:def|class)[ \t]++%s\b"
    rb"|^[ \t]*+(?:[\w.]++[ \t]*+=[ \t]*+)*\(?+(?=" + _LISTED_TARGETS + _ASSIGNED + rb")(?:\w++[ \t]*+,[ \t]*+)*%s\b"
)
"""A definition, or an assignment to one target of several; an annotation alone."""
_AT_TOP = rb"(?m)^(?:class|def|async[ \t]+def)[ \t]+%s\b"
_BASELESS = rb"(?m)^[ \t]*+class[ \t]++%s[ \t]*+(?:\([ \t]*+(?:object)?[ \t]*+\)[ \t]*+)?:"
_ATTRIBUTE = rb"\b\w+\.%s[ \t]*(?::[^=:\n]+)?=[^=]"
_COUNTERPART = rb"counterpart\s*\(\s*['\"](?:[\w.]*\.)?%s['\"]"
COUNTERPART = b"counterpart("
"""What a module contains that registers counterparts."""
_MOST, _MOST_BYTES = 40, 1_000_000
"""Files with a definition of one name that are extracted: about a second's work."""
_INHERITING = 4
"""Counterparts of public classes' methods that are looked up one by one: some hundred layers have a `call`."""
_TOP_LEVEL = re.compile(rb"(?m)^(class|def)[ \t]+([A-Za-z][A-Za-z0-9_]*)")


class QuickReader:
    """Rows of a program, made when they are asked for. `name` is what answers call the snapshot."""

    def __init__(self, program: Program, load: Load, files: Files, sources: Sequence[Source]) -> None:
        """`load` gives the facts of a file of any kind."""
        self.program = program
        self.sources = tuple(sources)
        self.name = "+".join(source.name for source in sources)
        self.notes: dict[str, str] = {}
        """By name: what an answer about it leaves out."""
        self._files = files
        program.can_bring = QuickStars(program, files).can_bring
        self._ops = QuickOps(program, load, files)
        self._public = QuickExports(program, files, self._ops, self._modules, self._defining)
        self._positions = {source.name: source.position for source in sources}
        self.info = SnapshotInfo(0, self.name, program.settings.backend, "quick", 0.0, 0, names.snapshot_info(program))
        program.is_generated = self._ops.is_function
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
        called = self._numbers_by_last.get(path.rpartition("/")[2], ())
        found = [self.file(number) for number in called if f"/{self.program.files[number].path}".endswith(f"/{path}")]
        return sorted(found, key=lambda file: (file.path != path, file.id))

    @cached_property
    def _numbers_by_last(self) -> dict[str, list[int]]:
        """The numbers of files by the last part of their paths."""
        found: dict[str, list[int]] = {}
        for number, file in enumerate(self.program.files):
            found.setdefault(file.path.rpartition("/")[2], []).append(number)
        return found

    # ----------------------------------------------------------------------------------------- symbols

    def symbol(self, key: str) -> Symbol | None:
        name, qualname = split_key(key)
        module = self.program.module(name) if not name.startswith("<") else None
        if module is None:
            return self._ops.symbol(key) if self._may_be_generated(name, qualname) else None
        found = symbols.of_key(self.program, module, key)
        return self._named(found) if found is not None and qualname else found

    def symbols(self, keys: Sequence[str]) -> list[Symbol]:
        return [symbol for key in keys if (symbol := self.symbol(key)) is not None]

    def _may_be_generated(self, module: str, qualname: str) -> bool:
        """Whether a key without a file can be an op, what runs it, or a function of a module that a build makes."""
        if self.program.is_virtual(module):
            return True
        return bool(qualname) and (
            module in ("op", KERNEL, CPP) or module.partition(".")[0] in self.program.top_packages
        )

    def _named(self, symbol: Symbol) -> Symbol:
        rows = self.exports_of(symbol.key)
        if not rows:
            return symbol
        best = min(rows, key=lambda row: names.calling(row, self.program.api))
        return symbol._replace(canonical=public_name(best, self.program.api))

    def _symbols_named(self, name: str, member: str | None = None) -> list[Symbol]:
        """What is defined under that name; attributes of instances where nothing else is. With `member`, classes that
        can't have it may be missing."""
        found = [symbol for module in self._defining(name, member) for symbol in self._in_module(module, name)]
        found += (
            symbol for module in self._module_named(name) if (symbol := self.symbol(f"{module.name}:")) is not None
        )
        found += (row for row in self._ops.about(name, thorough=not found).symbols if row.name == name)
        if not found:
            modules = self._defining(name, member, _ATTRIBUTE)
            found = [symbol for module in modules for symbol in self._in_module(module, name)]
        return found

    def _symbols_ending(self, name: str, member: str | None = None) -> list[Symbol]:
        """Symbols whose dotted path can end in `name`; files that don't define its owner are left alone."""
        owner, _, last = name.rpartition(".")
        first = owner.rpartition(".")[2]
        if not first:
            return self.symbols_named(last, member)
        modules = [*self._defining(first, last), *self._module_named(owner)]
        found = [symbol for module in modules for symbol in self._in_module(module, last)]
        if not first.startswith("gen_") and not last.startswith("gen_"):
            return found  # an op has no dotted path
        return [*found, *(row for row in self._ops.about(last, thorough=False).symbols if row.name == last)]

    def _module_named(self, name: str) -> list[Module]:
        tail = f".{name}"
        found = [module for module in self.program.tree.names() if f".{module}".endswith(tail)][:_MOST]
        files = (self.program.tree.file(module) for module in found)
        return self._modules([file for file in files if file is not None])

    def _defining(self, name: str, member: str | None = None, template: bytes = _DEFINITION) -> list[Module]:
        if not name.isidentifier():
            return []
        found = self._files.matching(pattern(template, name), (name.encode(),))
        if member is not None:
            word = member.strip("<>").encode()  # of a `<lambda>`
            found = [file for file in found if self._may_have(file, name, word)]
        return self._modules(self._likeliest(found, name), name)

    def _may_have(self, file: f.SourceFile, owner: str, member: bytes) -> bool:
        """Whether what `owner` is in a file can have a member: it is named there, or inherited."""
        content = self._files.read(file)
        return member in content or pattern(_BASELESS, owner).search(content) is None

    def _likeliest(self, files: Sequence[f.SourceFile], name: str) -> Sequence[f.SourceFile]:
        """`files`; of more than can be extracted in a moment those that define `name` at top level, or export
        something, and only those."""
        sizes = {file: len(self._files.read(file)) for file in files}
        if len(files) <= _MOST and sum(sizes.values()) <= _MOST_BYTES:
            return files
        at_top = pattern(_AT_TOP, name)

        def rank(file: f.SourceFile) -> tuple[bool, bool, bool, int]:
            content = self._files.read(file)
            return (file.is_test, at_top.search(content) is None, b"_export(" not in content, len(file.path))

        ranked = sorted(files, key=rank)[:_MOST]
        ends = accumulate(sizes[file] for file in ranked)
        chosen = [file for number, (file, end) in enumerate(zip(ranked, ends, strict=True))
                  if number == 0 or end <= _MOST_BYTES]  # fmt: skip
        self.notes[name] = (
            f"the answer may be incomplete: of {len(files)} files that define a {name} "
            f"the likeliest {len(chosen)} were read, `tracer index` reads all"
        )
        return chosen

    def _modules(self, files: Sequence[f.SourceFile], *classes: str) -> list[Module]:
        """The modules of `files`; they are extracted along with those of the bases of the `classes` in them."""
        self._files.fetch(files_of_bases(self.program.tree, self._files, files, classes))
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
            return self._ops.in_file(self.program.files[file], line)
        definitions = [
            (key, definition)
            for key, definition in zip(module.keys, module.facts.definitions, strict=True)
            if line is None or definition.line <= line <= definition.end_line
        ]
        keys = [f"{module.name}:", *(key for key, _ in definitions)]
        if line is not None:
            classes = [key for key, definition in definitions if definition.kind == "class"]
            keys += [f"{module.name}:{name}" for name in _bound_by(module.namespace, line)]
            keys += [f"{key}.{name}" for key in classes for name in _bound_by(self.program.class_namespace(key), line)]
        found = [symbol for key in dict.fromkeys(keys) if (symbol := self.symbol(key)) is not None]
        found += self._ops.written_in(module)
        return [symbol for symbol in found if line is None or symbol.line <= line <= symbol.end_line]

    def _module_of(self, file: int) -> Module | None:
        name = self.program.tree.module_of(self.program.files[file])
        return self.program.module(name) if name else None

    def symbol_names(self) -> Iterator[tuple[str, str, str, str | None, bool, bool]]:
        """What the files define at top level, and ops, under the bare name: whether it is public would take reading
        the files. Of its module a key has the package."""
        for file, content in self._files.read_all("python"):
            package = (file.module or "").partition(".")[0]
            for keyword, name in _TOP_LEVEL.findall(content):
                text = name.decode("ascii")
                yield f"{package}:{text}", text, "class" if keyword == b"class" else "function", text, False, False
        for op in self._ops.names():
            yield f"op:{op}", op, "op", op, False, False

    # ----------------------------------------------------------------------------------------- exports

    def exports(self, name: str) -> list[Export]:
        return self._public.of_name(name)

    def _exports_ending(self, name: str) -> list[Export]:
        return self._public.ending(name)

    def _exports_of(self, key: str) -> list[Export]:
        return self._public.of_key(key)

    def exports_below(self, package: str) -> list[Export]:
        return self._public.below(package)

    def is_package(self, name: str) -> bool:
        return self._public.is_package(name)

    def public_heirs(self, classes: Iterable[str]) -> list[tuple[str, str]]:
        """As the store has them, as far as the text tells."""
        return public_heirs(self.program.tree, self._files, self.symbol, classes)

    # ---------------------------------------------------------------------------------------- bindings

    def bindings(self, module: str, name: str) -> list[Binding]:
        """As the store has them; `module` is a module's name or a class's key."""
        owner = self.program.module(split_key(module)[0])
        if owner is None:
            rows = self._ops.about(name, thorough=True).bindings if self.program.is_virtual(module) else ()
            return [row for row in rows if (row.module, row.name) == (module, name)]
        number = self.program.number(owner.file)
        is_class = ":" in module
        bound = owner.namespace.names
        if not is_class and not owner.namespace.stars and name not in bound and "__getattr__" not in bound:
            return []
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
        """What says of itself that it mirrors one of the public names of `key`: its own, or one that inherits it."""
        last = key.rpartition(":")[2].rpartition(".")[2].partition("#")[0]
        public = self._public_names(key)
        ends = {name.rpartition(".")[2] for name in public} | {last} - {""}
        files = {
            (file.source, file.path): file
            for end in sorted(ends)
            for file in self._files.matching(pattern(_COUNTERPART, end), (COUNTERPART,))
        }
        found = [
            (module, registration)
            for module in self._modules(list(files.values()))
            for registration in module.facts.registrations
            if registration.kind == "counterpart" and registration.name.rpartition(".")[2] in ends
        ]
        likely = [entry for entry in found if entry[1].name in public]
        if not likely and len(found) <= _INHERITING and "." in key.partition(":")[2]:
            likely = [entry for entry in found if self.exports(entry[1].name.rpartition(".")[0])]
        direct = [entry for entry in likely if self.program.public_names.resolve(entry[1].name) == key]
        return [
            Counterpart(registration.name, symbol, key, self.program.number(module.file), registration.line)
            for module, registration in direct
            if (symbol := exports.registered_key(self.program, module, registration)) is not None
        ]

    def _public_names(self, key: str) -> set[str]:
        own = {row.name for row in self.exports_of(key)}
        owner, _, last = key.rpartition(".")
        return own | {f"{row.name}.{last}" for row in (self.exports_of(owner) if ":" in owner else ())}

    # ----------------------------------------------------------------------------------------------- ops

    def op(self, name: str) -> Op | None:
        return self._ops.op(name)

    def ops_of_function(self, function: str, module: str | None = None) -> list[Op]:
        return self._ops.ops_of_function(function, module)

    def kernels(self, op: str) -> list[Kernel]:
        return self._ops.kernels(op)

    def gradients(self, op: str) -> list[Gradient]:
        return self._ops.gradients(op)

    def callees(self, key: str) -> list[Any]:
        del key
        return []


def _bound_by(namespace: Namespace | None, line: int) -> list[str]:
    """The names that the statement at or next above `line` binds."""
    bound = namespace.names.items() if namespace is not None else ()
    lines = [(binding.line, name) for name, found in bound for binding in found if binding.line <= line]
    last = max(lines, default=(0, ""))[0]
    return [name for at, name in lines if at == last]
