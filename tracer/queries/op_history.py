"""Names that a build generates from C++ (`tf.nn.relu`, `tf.raw_ops.MatMul`), at many revisions.

Of the C++ files only those that register an op of such a name are read, with what its api_def files say of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import cast

from tracer.facts import SourceFile
from tracer.index.extraction import FactsLoader
from tracer.link.ops import LinkedOps, Load, link_ops
from tracer.link.ops_generated import snake_case
from tracer.link.program import Program
from tracer.link.quick import QuickReader
from tracer.link.quick_files import Files
from tracer.linked import Binding, Export, Op, Symbol
from tracer.sources import SourceProvider
from tracer.sources.git import Git
from tracer.sources.series import OPS, GitSeries
from tracer.store import Store
from tracer.store.rows import Source

_REGISTERED = re.compile(rb'\bREGISTER_(?:SYSTEM_)?OP\s*\(\s*"(\w+)"')
_API_DEF = re.compile(r"(?:^|/)api_def_(\w+)\.pbtxt$")
_RAW_OPS = (1, 14)
"""The release that brought `tf.raw_ops`."""


class OpSeries:
    """The ops of one revision after another."""

    def __init__(self, store: Store, git: Git, name: str) -> None:
        self._files = GitSeries(git, name=name, globs=OPS)
        # Facts are only ever loaded file by file here, for which a provider needs a name and `read`.
        self._loader = FactsLoader(store, [cast(SourceProvider, self._files)])
        self._registered: dict[str, dict[str, str]] = {}

    def link(self, commit: str, name: str) -> tuple[tuple[SourceFile, ...], LinkedOps] | None:
        """The files and rows of the ops that can be meant by `name` at a commit; None if there are none.

        File numbers in the rows are positions among the files returned.
        """
        files = self._files.at(commit)
        wanted = set(self._ops_called(files, name))
        if not wanted:
            return None
        chosen = tuple(file for file in files if self._concerns(file, wanted))
        program = Program(chosen, self._loader.facts, backend="tensorflow")
        rows = link_ops(program, self._loader.facts)
        # Before there were api_def files, wrappers were public only where a Python module imported them.
        exported = any(file.kind == "api_def" for file in files)
        return chosen, rows if exported else replace(rows, exports=())

    def _ops_called(self, files: Sequence[SourceFile], name: str) -> Iterator[str]:
        """Ops named `name`, whose wrapper is, or which have it as an endpoint."""
        public = name.removeprefix("tensorflow.").removeprefix("tf.")
        last = public.rpartition(".")[2]
        endpoint = f'"{public}"'.encode()
        for file in files:
            if file.kind == "cpp":
                yield from (op for op, wrapper in self._ops_of(file).items() if last in (op, wrapper, f"_{wrapper}"))
        for file in self._files.matching(re.compile(re.escape(endpoint)), (endpoint,), files):
            if match := _API_DEF.search(file.path):
                yield match[1]

    def _ops_of(self, file: SourceFile) -> dict[str, str]:
        """The ops that a file registers, each with its wrapper's name."""
        if file.blob not in self._registered:
            found = (op.decode("ascii", "replace") for op in _REGISTERED.findall(self._files.read(file)))
            self._registered[file.blob] = {op: snake_case(op) for op in found}
        return self._registered[file.blob]

    def _concerns(self, file: SourceFile, ops: set[str]) -> bool:
        if file.kind == "cpp":
            return not ops.isdisjoint(self._ops_of(file))
        match = _API_DEF.search(file.path)
        return match is not None and match[1] in ops

    def close(self) -> None:
        self._loader.close()
        self._files.close()


class OpReader(QuickReader):
    """A program with the rows of some ops: its files begin with those that the rows number."""

    def __init__(self, program: Program, load: Load, files: Files, sources: Sequence[Source], ops: LinkedOps) -> None:
        self._by_key = {symbol.key: symbol._replace(canonical=None) for symbol in ops.symbols}
        self._op_rows = {op.name: op for op in ops.ops}
        self._bound = ops.bindings
        known = program.release is None or tuple(program.release) >= _RAW_OPS
        self._op_exports = tuple(row for row in ops.exports if known or not row.name.startswith("tf.raw_ops."))
        for module, functions in ops.modules.items():
            program.add_virtual(module, functions)
        super().__init__(program, load, files, sources)

    def symbol(self, key: str) -> Symbol | None:
        known = self._by_key.get(key)
        return self._named(known) if known is not None else super().symbol(key)

    def op(self, name: str) -> Op | None:
        return self._op_rows.get(name)

    def bindings(self, module: str, name: str) -> list[Binding]:
        return [row for row in self._bound if (row.module, row.name) == (module, name)] or super().bindings(
            module, name
        )

    def _symbols_named(self, name: str, member: str | None = None) -> list[Symbol]:
        return [*self._chosen(lambda symbol: symbol.name == name), *super()._symbols_named(name, member)]

    def _symbols_ending(self, name: str, member: str | None = None) -> list[Symbol]:
        def ends(symbol: Symbol) -> bool:
            return f".{symbol.module}.{symbol.qualname}".endswith(f".{name}")

        return [*self._chosen(ends), *super()._symbols_ending(name, member)]

    def _chosen(self, wanted: Callable[[Symbol], bool]) -> list[Symbol]:
        return [self._named(symbol) for symbol in self._by_key.values() if wanted(symbol)]

    def exports(self, name: str) -> list[Export]:
        return super().exports(name) or [row for row in self._op_exports if row.name == name]

    def _exports_ending(self, name: str) -> list[Export]:
        own = [row for row in self._op_exports if f".{row.name}".endswith(f".{name}")]
        return [*own, *super()._exports_ending(name)]

    def _exports_of(self, key: str) -> list[Export]:
        return [row for row in self._op_exports if row.symbol == key] or super()._exports_of(key)
