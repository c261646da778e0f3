"""Small programs for tests of linking: sources in, a `Program` out."""

from __future__ import annotations

import hashlib
from textwrap import dedent

from tracer.extract.python import extract
from tracer.facts import PythonFacts, PythonFlow, SourceFile
from tracer.link.program import Program
from tracer.sources.layout import kind_of


def source_file(path: str, content: str, source: str) -> SourceFile:
    stem = path.removesuffix(".py").removesuffix(".pyi")
    is_package = stem.endswith("__init__")
    module = stem.removesuffix("/__init__").replace("/", ".") if "." not in stem else None
    blob = hashlib.sha1(f"{path}{content}".encode()).hexdigest()
    kind = "stub" if path.endswith(".pyi") else "python"
    assert kind_of(path) == kind
    return SourceFile(source, path, blob, kind, module, is_package)


def program(files: dict[str, str], backend: str = "tensorflow", api: str | None = None) -> Program:
    """A program of these files; a path may begin with `source!`."""
    facts: dict[str, tuple[PythonFacts, PythonFlow]] = {}
    listed = []
    for key, text in files.items():
        source, _, path = key.rpartition("!")
        content = dedent(text)
        file = source_file(path, content, source or "tensorflow")
        facts[file.blob] = extract(content.encode())
        listed.append(file)
    return Program(listed, lambda file: facts[file.blob][0], backend, api, load_flow=lambda file: facts[file.blob][1])


def targets(made: Program, *names: str) -> dict[str, str | None]:
    """What dotted names stand for."""
    found = {name: made.lookup(name) for name in names}
    return {name: lookup.key if lookup else None for name, lookup in found.items()}
