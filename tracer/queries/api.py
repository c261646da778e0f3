"""The exported API of a snapshot: listed, in golden form, and the golden files it can be compared with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tracer.errors import SourceError, UsageError
from tracer.golden import Golden, parse
from tracer.linked import Signature, Symbol, dotted
from tracer.queries.ranking import TWIN
from tracer.store import Snapshot, Store

GOLDEN_FOLDER = "tensorflow/tools/api/golden"
NUMPY_FOLDER = "third_party/py/numpy/tf_numpy_api"
"""Where TensorFlow keeps the golden files of `tf.experimental.numpy`, which its API "v2" has."""


@dataclass(frozen=True, slots=True)
class ApiEntry:
    """A public name (or, among private ones, a definition's own name) and what it stands for."""

    name: str
    kind: str
    target: str
    file: str | None
    line: int | None
    signature: Signature | None
    deprecated: bool

    def as_json(self) -> dict[str, Any]:
        signature = self.signature
        return {
            "name": self.name,
            "kind": self.kind,
            "target": self.target,
            "file": self.file,
            "line": self.line,
            "signature": None
            if signature is None
            else {
                "args": list(signature.args),
                "varargs": signature.varargs,
                "varkw": signature.varkw,
                "kwonly": list(signature.kwonly),
                "defaults": dict(signature.defaults),
            },
            "deprecated": self.deprecated,
        }


def entries(snapshot: Snapshot, api: str, prefix: str = "", *, private: bool = False) -> Iterator[ApiEntry]:
    """Public names of the API "v1" or "v2" that begin with `prefix`, sorted; with `private`, then every other
    definition."""
    symbols = {symbol.key: symbol for symbol in snapshot.all_symbols()}
    exported: set[str] = set()
    seen: set[str] = set()
    for export in sorted(snapshot.all_exports(), key=lambda export: (export.name, export.symbol)):
        exported.add(export.symbol)
        if export.api != api or export.name in seen or not _begins(export.name, prefix):
            continue
        seen.add(export.name)
        symbol = symbols.get(export.symbol)
        place = (symbol.file, symbol.line) if symbol else (export.file, export.line)
        yield ApiEntry(
            export.name,
            symbol.kind if symbol else "constant",
            dotted(export.symbol),
            snapshot.file(place[0]).path if place[0] is not None else None,
            place[1] if place[0] is not None else None,
            symbol.signature if symbol else None,
            export.deprecated,
        )
    if private:
        yield from _private(snapshot, symbols, exported, prefix)


def _private(snapshot: Snapshot, symbols: dict[str, Symbol], exported: set[str], prefix: str) -> Iterator[ApiEntry]:
    for key in sorted(symbols):
        symbol = symbols[key]
        name = dotted(key)
        if (
            key in exported
            or symbol.kind in ("module", "op")
            or symbol.is_instance_attribute
            or not _begins(name, prefix)
        ):
            continue
        file = snapshot.file(symbol.file).path if symbol.file is not None else None
        yield ApiEntry(name, symbol.kind, name, file, symbol.line if file else None, symbol.signature, False)


def _begins(name: str, prefix: str) -> bool:
    return name.startswith(f"tf.{prefix.removeprefix('tensorflow.')}" if prefix.startswith("tensorflow.") else prefix)


# ------------------------------------------------------------------------------------------------ golden


def golden_objects(snapshot: Snapshot, api: str) -> dict[str, Golden]:
    """Every public module and class of the API "v1" or "v2" in golden form, by path.

    Raises:
        UsageError: the snapshot has no TensorFlow sources.
    """
    from tracer.index.extraction import FactsLoader
    from tracer.index.rows import source_file
    from tracer.link.ops import link_ops
    from tracer.link.program import Program
    from tracer.queries.golden_api import golden_api
    from tracer.queries.golden_protos import Descriptors, proto_files
    from tracer.queries.source import provider_of

    sources = [source for source in snapshot.sources if source.name != TWIN]
    names = {source.position: source.name for source in sources}
    files = [source_file(file, names[file.source]) for file in snapshot.files() if file.source in names]
    if not any(file.module == "tensorflow" or (file.module or "").startswith("tensorflow.python") for file in files):
        raise UsageError("golden files describe TensorFlow, which this snapshot does not have", where=snapshot.name)
    providers = [provider_of(source) for source in sources]
    try:
        with Store.open_for_writing() as store:
            loader = FactsLoader(store, providers)
            program = Program(files, loader.facts, backend=snapshot.info.backend, load_flow=loader.flow)
            link_ops(program, loader.facts)
            symbols = {symbol.key: symbol for symbol in snapshot.all_symbols()}
            return golden_api(program, symbols, snapshot.all_exports(), api, Descriptors(proto_files(providers)))
    finally:
        for provider in providers:
            provider.close()


def golden_files(snapshot: Snapshot, api: str) -> dict[str, Golden]:
    """The golden files that the snapshot's revision holds, by path.

    Raises:
        SourceError: it holds none, or one cannot be read.
    """
    from tracer.queries.source import provider_of

    for source in snapshot.sources:
        if source.name == TWIN:
            continue
        provider = provider_of(source)
        try:
            folders = [f"{GOLDEN_FOLDER}/{api}", *([NUMPY_FOLDER] if api == "v2" else [])]
            paths = [path for folder in folders for path in provider.paths(folder) if path.endswith(".pbtxt")]
            contents = ((path, provider.read_path(path)) for path in paths)
            found = [parse(text(content), path) for path, content in contents if content is not None]
        finally:
            provider.close()
        if found:
            return {golden.path: golden for golden in found}
    raise SourceError(f"no golden files in {GOLDEN_FOLDER}/{api}", where=snapshot.name, hint="give a folder of them")


def golden_folder(folder: str) -> dict[str, Golden]:
    """The golden files of a folder, by path.

    Raises:
        SourceError: there are none, or one cannot be read.
    """
    from pathlib import Path

    paths = sorted(Path(folder).glob("*.pbtxt"))
    if not paths:
        raise SourceError("no golden files", where=folder, hint="give a folder of .pbtxt files")
    found = [parse(text(path.read_bytes()), str(path)) for path in paths]
    return {golden.path: golden for golden in found}


def text(content: bytes) -> str:
    """A golden file's text; some clones hold Windows line ends."""
    return content.decode("utf-8", "replace").replace("\r\n", "\n")
