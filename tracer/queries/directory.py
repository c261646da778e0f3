"""The call graph of any directory of Python files: no git, no store, no TensorFlow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from tracer import facts as f
from tracer.extract.cores import available_cores
from tracer.extract.pool import Job, extract_all
from tracer.graph import CallGraph, Node, bare_node
from tracer.link.calls import link_calls
from tracer.link.program import Program
from tracer.sources.base import blob_hash

SKIPPED_FOLDERS = frozenset({".git", ".hg", "__pycache__", ".venv", "venv", "node_modules"})

Extracted = dict[str, tuple[f.PythonFacts, f.PythonFlow]]
Problems = list[tuple[str, str]]


def call_graph(directory: Path, backend: str = "tensorflow") -> tuple[CallGraph, Problems]:
    """Every function and module below `directory`, named relative to it, with its calls; and what could not be read,
    as (path, reason)."""
    directory = directory.resolve()
    extracted, problems = extract_directory(directory)
    prefix = f"{directory.name}." if _imports_itself(directory.name, extracted) else ""
    files = [_source_file(directory, path, prefix) for path in extracted]
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
    return _relative(CallGraph(nodes, tuple(linked.edges)), prefix), problems


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
        problems += [(outcome.key, problem.reason) for problem in outcome.problems]
    return dict(sorted(extracted.items())), sorted(problems)


def python_files(directory: Path) -> list[Path]:
    found = directory.rglob("*.py")
    return sorted(
        path for path in found if path.is_file() and not SKIPPED_FOLDERS & set(path.relative_to(directory).parts)
    )


def _imports_itself(name: str, extracted: Extracted) -> bool:
    """Whether the directory is a package whose modules import each other by its own name, or relative to it."""
    if "__init__.py" not in extracted:
        return False
    return any(
        _imports(statement, name, path.count("/")) for path, (facts, _) in extracted.items() for statement in facts.body
    )


def _imports(statement: f.Statement, name: str, depth: int) -> bool:
    """Whether a file so many folders down imports from the package `name` at the top."""
    if isinstance(statement, f.ImportFrom):
        return statement.level > depth if statement.level else statement.module.partition(".")[0] == name
    return isinstance(statement, f.Import) and statement.name.partition(".")[0] == name


def _source_file(directory: Path, path: str, prefix: str) -> f.SourceFile:
    """A file as the module it is below the directory; the directory's own `__init__` is called so, or by the
    directory's name where that is a package."""
    name, is_package = module_name(path)
    return f.SourceFile(directory.name, path, blob_hash(path.encode()), "python", prefix_name(prefix, name), is_package)


def module_name(path: str) -> tuple[str, bool]:
    """The dotted name of a file below the directory, and whether it is a package."""
    name = path.removesuffix(".py").replace("/", ".")
    return name.removesuffix(".__init__"), name.endswith("__init__")


def prefix_name(prefix: str, name: str) -> str:
    return prefix.removesuffix(".") if prefix and name == "__init__" else prefix + name


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


def _relative(graph: CallGraph, prefix: str) -> CallGraph:
    """Names without the directory's own."""
    if not prefix:
        return graph

    def short(text: str) -> str:
        return text.removeprefix(prefix)

    nodes: Iterable[Node] = (
        node._replace(id=short(node.id), module=short(node.module)) for node in graph.nodes.values()
    )
    edges = tuple(edge._replace(caller=short(edge.caller), callee=short(edge.callee)) for edge in graph.edges)
    return CallGraph({node.id: node for node in nodes}, edges)
