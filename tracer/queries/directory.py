"""The call graph of any directory of Python files: no git, no store, no TensorFlow."""

from __future__ import annotations

from pathlib import Path

from tracer.extract import python
from tracer.facts import PythonFacts, PythonFlow, SourceFile
from tracer.graph import CallGraph, Node, bare_node
from tracer.link.calls import link_calls
from tracer.link.program import Program
from tracer.sources.base import blob_hash

SKIPPED_FOLDERS = frozenset({".git", ".hg", "__pycache__", ".venv", "venv", "node_modules"})


def call_graph(directory: Path, backend: str = "tensorflow") -> tuple[CallGraph, list[tuple[str, str]]]:
    """Every function and module below `directory`, named relative to it, with its calls; and what could not be read,
    as (path, reason)."""
    files: list[SourceFile] = []
    facts: dict[str, tuple[PythonFacts, PythonFlow]] = {}
    problems: list[tuple[str, str]] = []
    for path in python_files(directory):
        relative = path.relative_to(directory).as_posix()
        try:
            content = path.read_bytes()
        except OSError as error:
            problems.append((relative, str(error.strerror)))
            continue
        extracted = python.extract(content)
        problems += [(relative, problem.reason) for problem in extracted[0].problems]
        module, is_package = module_name(relative)
        files.append(SourceFile(directory.name, relative, blob_hash(content), "python", module, is_package))
        facts[relative] = extracted
    program = Program(
        files,
        lambda file: facts[file.path][0],
        backend=backend,
        load_flow=lambda file: facts[file.path][1],
    )
    linked = link_calls(program)
    nodes = _nodes(files, facts, program)
    for edge in linked.edges:
        for end in (edge.caller, edge.callee):
            if end not in nodes:
                nodes[end] = bare_node(end)
    return CallGraph(nodes, tuple(linked.edges)), problems


def python_files(directory: Path) -> list[Path]:
    found = directory.rglob("*.py")
    return sorted(
        path for path in found if path.is_file() and not SKIPPED_FOLDERS & set(path.relative_to(directory).parts)
    )


def module_name(relative: str) -> tuple[str, bool]:
    """The dotted name of a file below the directory, and whether it is a package; the directory's own `__init__` is
    called so, for want of a name."""
    name = relative.removesuffix(".py").replace("/", ".")
    if name.endswith(".__init__"):
        return name.removesuffix(".__init__"), True
    return name, False


def _nodes(
    files: list[SourceFile], facts: dict[str, tuple[PythonFacts, PythonFlow]], program: Program
) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    for file in files:
        name = file.module or ""
        loaded = program.module(name)
        key = f"{name}:"
        nodes[key] = Node(key, name.rpartition(".")[2], "module", name, "", file.source, file.path, 1)
        if loaded is None:
            continue
        for definition_key, definition in zip(loaded.keys, facts[file.path][0].definitions, strict=True):
            kind = "class" if definition.kind == "class" else "function"
            nodes[definition_key] = Node(
                definition_key,
                definition.name,
                kind,
                name,
                definition.qualname,
                file.source,
                file.path,
                definition.line,
            )
    return nodes
