"""The source text of a snapshot's files, and the calls in a definition that lead somewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import SourceError
from tracer.facts import SourceFile
from tracer.linked import Symbol
from tracer.sources import SourceProvider
from tracer.store import File, Snapshot, Source

if TYPE_CHECKING:
    from tracer.queries.walking import Reader


@dataclass(frozen=True, slots=True)
class Link:
    """A call site in shown source: the callee's key and how it is known. `line` counts from 1 as in the file."""

    line: int
    column: int
    callee: str
    confidence: str
    kind: str


@dataclass(frozen=True, slots=True)
class SourceText:
    """The lines of a definition, or of a whole file: `first_line` is the number of `lines[0]`. `note` says what became
    of a file that `changed` since it was indexed."""

    file: str
    source: str
    first_line: int
    lines: tuple[str, ...]
    links: tuple[Link, ...] = ()
    changed: bool = False
    note: str = ""


def provider_of(source: Source) -> SourceProvider:
    """What reads the files of an indexed source: the commit for git, the disk for the rest.

    Raises:
        SourceError: the repository or directory is gone.
    """
    from tracer.sources.distribution import InstalledDistribution
    from tracer.sources.git import Git
    from tracer.sources.repository import GitRevision
    from tracer.sources.tree import Tree

    root = Path(source.root)
    if source.kind == "git":
        git = Git(Path(source.details["git"]), None)
        return GitRevision(git, source.sha or "HEAD", name=source.name)
    if source.kind == "distribution" and not source.details.get("editable"):
        return InstalledDistribution(source.name)
    if not root.is_dir():
        raise SourceError("the source is gone", where=source.root, hint="index it again from where it lies now")
    return Tree(root, name=source.name)


def source_bytes(snapshot: Reader, file: File) -> bytes:
    """The bytes of an indexed file: of git's objects as indexed, of what lies on disk as it is now.

    Raises:
        SourceError: it can't be read any more.
    """
    provider = provider_of(snapshot.source_of(file))
    try:
        if snapshot.source_of(file).kind == "git":
            return provider.read(SourceFile(provider.name, file.path, file.blob, "other"))
        content = provider.read_path(file.path)
    finally:
        provider.close()
    if content is None:
        raise SourceError("the file can no longer be read", where=file.path, hint="run `tracer index` again")
    return content


def decoded_lines(content: bytes) -> list[str]:
    """A file's lines, decoded as Python would (PEP 263), with a replacement for what can't be."""
    import io
    import tokenize

    try:
        encoding = tokenize.detect_encoding(io.BytesIO(content).readline)[0]
    except SyntaxError:
        encoding = "utf-8"
    return content.decode(encoding, "replace").split("\n")


def source_of(snapshot: Snapshot, symbol: Symbol) -> SourceText:
    """The text of a definition, decorators included, with its resolved calls; of a file that changed since it was
    indexed, the text that the definition has now.

    Raises:
        SourceError: the symbol has no file, or it can't be read, or defines the symbol no longer.
    """
    from tracer.sources import blob_hash

    if symbol.file is None:
        raise SourceError("there is no source file to show", where=symbol.key, hint="it is written in C or C++")
    file = snapshot.file(symbol.file)
    content = source_bytes(snapshot, file)
    lines = decoded_lines(content)
    changed = blob_hash(content) != file.blob
    note = ""
    if changed:
        symbol, note = _moved(symbol, file, content)
    start, end = _extent(lines, symbol)
    links = () if changed else tuple(_links(snapshot, symbol, start, end))
    source = snapshot.source_of(file).name
    return SourceText(file.path, source, start, tuple(lines[start - 1 : end]), links, changed, note)


def _moved(symbol: Symbol, file: File, content: bytes) -> tuple[Symbol, str]:
    """The symbol with the lines that it has in `content`, and a note.

    Raises:
        SourceError: the file no longer defines it, or can't be parsed.
    """
    from tracer.queries.fresh import MOVED, now

    if not file.path.endswith((".py", ".pyi")):
        return symbol, "the file changed since it was indexed, the lines are those of then: calls are not marked"
    found = now(symbol.key, content)
    if found.note != MOVED:
        raise SourceError(found.note, where=file.path)
    note = "the file changed since it was indexed: calls are not marked"
    if found.line is None:
        return symbol, note
    return symbol._replace(line=found.line, end_line=found.end_line or found.line), note


def _extent(lines: list[str], symbol: Symbol) -> tuple[int, int]:
    """First and last line: the decorators above a definition belong to it; a module is shown whole."""
    if symbol.kind == "module":
        return 1, len(lines)
    start = max(1, min(symbol.line, len(lines)))
    indent = len(lines[start - 1]) - len(lines[start - 1].lstrip())
    first = start
    for number in range(start - 1, max(0, start - 60), -1):
        line = lines[number - 1]
        if not line.strip() or (len(line) - len(line.lstrip()) < indent and not line.lstrip().startswith(")")):
            break
        if len(line) - len(line.lstrip()) == indent and line.lstrip().startswith("@"):
            first = number
        elif len(line) - len(line.lstrip()) == indent and not line.lstrip().startswith((")", "]", "}", "#")):
            break
    return first, max(start, symbol.end_line or start)


def _links(snapshot: Snapshot, symbol: Symbol, start: int, end: int) -> list[Link]:
    """The calls of everything that is defined between two lines of the symbol's file."""
    assert symbol.file is not None
    keys = {s.key for s in snapshot.symbols_in(symbol.file) if s.line >= start and (s.end_line or s.line) <= end}
    found = {
        Link(line, column, edge.callee, edge.confidence, edge.kind)
        for key in sorted(keys | {symbol.key})
        for edge in snapshot.callees(key)
        for line, column in edge.sites
        if start <= line <= end
    }
    return sorted(found, key=lambda link: (link.line, link.column, link.callee))
