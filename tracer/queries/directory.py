"""The call graph of any directory of Python files: no git, no store, no TensorFlow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from tracer import facts as f
from tracer.extract.cores import available_cores
from tracer.extract.pool import Job, extract_all
from tracer.graph import CallGraph, Node, bare_node
from tracer.link.calls import link_calls
from tracer.link.program import Program
from tracer.queries.directory_names import Names, names_of
from tracer.sources.base import blob_hash

SKIPPED_FOLDERS = frozenset({".git", ".hg", "__pycache__", ".venv", "venv", "node_modules"})

Extracted = dict[str, tuple[f.PythonFacts, f.PythonFlow]]


class Unread(NamedTuple):
    """What of a file could not be read, with the reason: all of it, or (`is_partial`) something that it registers."""

    path: str
    line: int
    reason: str
    is_partial: bool = False

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


Problems = list[Unread]


def call_graph(directory: Path, backend: str = "tensorflow") -> tuple[CallGraph, Problems]:
    """Every function and module below `directory`, named relative to it, with its calls; and what could not be
    read."""
    directory = directory.resolve()
    extracted, problems = extract_directory(directory)
    names = names_of(directory.name, {path: facts for path, (facts, _) in extracted.items()})
    files = [_source_file(directory, path, names[path]) for path in extracted]
    program = Program(
        files,
        lambda file: extracted[file.path][0],
        backend=backend,
        load_flow=lambda file: extracted[file.path][1],
    )
    linked = link_calls(program)
    nodes = {node.id: node for file in files for node in _nodes(file, program)}
    for edge in linked.edges:
        for end in (edge.caller, edge.callee):
            if end not in nodes:
                nodes[end] = bare_node(end)
    shown = {name.imported: name.shown for name in names.values() if name.imported != name.shown}
    return _relative(CallGraph(nodes, tuple(linked.edges)), shown), problems


def extract_directory(directory: Path) -> tuple[Extracted, Problems]:
    """Facts by path; in worker processes, since a file may be made to bring its parser down."""
    jobs = [
        Job(path.relative_to(directory).as_posix(), "python", path.stat().st_size, path.read_bytes)
        for path in python_files(directory)
    ]
    facts_of, flow_of = msgspec.msgpack.Decoder(f.PythonFacts), msgspec.msgpack.Decoder(f.PythonFlow)
    extracted: Extracted = {}
    problems: Problems = []
    for outcome in extract_all(jobs, min(len(jobs) // 8 + 1, available_cores())):
        extracted[outcome.key] = facts_of.decode(outcome.facts), flow_of.decode(outcome.flow)
        problems += [Unread(outcome.key, p.line, p.reason, p.severity == "partial") for p in outcome.problems]
    return dict(sorted(extracted.items())), sorted(problems)


def python_files(directory: Path) -> list[Path]:
    found = directory.rglob("*.py")
    return sorted(
        path for path in found if path.is_file() and not SKIPPED_FOLDERS & set(path.relative_to(directory).parts)
    )


def _source_file(directory: Path, path: str, names: Names) -> f.SourceFile:
    """A file as the module that it is imported as."""
    blob = blob_hash(path.encode(errors="surrogateescape"))
    return f.SourceFile(directory.name, path, blob, "python", names.imported, names.is_package)


def _nodes(file: f.SourceFile, program: Program) -> Iterator[Node]:
    name = file.module or ""
    yield Node(f"{name}:", name.rpartition(".")[2], "module", name, "", file.source, file.path, 1)
    loaded = program.module(name)
    if loaded is None:
        return
    for key, definition in zip(loaded.keys, loaded.facts.definitions, strict=True):
        kind = "class" if definition.kind == "class" else "function"
        yield Node(
            key, definition.name, kind, name, definition.qualname, file.source, file.path, definition.line
        )  # fmt: skip


def _relative(graph: CallGraph, shown: Mapping[str, str]) -> CallGraph:
    """Modules called by their paths below the directory rather than as they are imported."""
    if not shown:
        return graph

    def key(text: str) -> str:
        module, colon, qualname = text.partition(":")
        return f"{shown.get(module, module)}{colon}{qualname}"

    nodes = (
        node._replace(id=key(node.id), module=shown.get(node.module, node.module)) for node in graph.nodes.values()
    )
    edges = tuple(edge._replace(caller=key(edge.caller), callee=key(edge.callee)) for edge in graph.edges)
    return CallGraph({node.id: node for node in nodes}, edges)
