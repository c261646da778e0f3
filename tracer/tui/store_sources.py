"""Source texts of a snapshot for the UI: from the indexed revision, with every resolved call as a link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import SourceError
from tracer.queries.source import decoded_lines, source_bytes
from tracer.sources import blob_hash
from tracer.tui import store_answers as answers
from tracer.tui.gateway import Language, Link, Local, Outline, Place, Ref, SourceText

if TYPE_CHECKING:
    from tracer.linked import CallEdge
    from tracer.store import File, Snapshot

LANGUAGES: dict[str, Language] = {
    ".py": "python",
    ".pyi": "python",
    ".cc": "cpp",
    ".h": "cpp",
    ".cpp": "cpp",
    ".cu": "cpp",
    ".inc": "cpp",
    ".hpp": "cpp",
    ".c": "cpp",
    ".pbtxt": "pbtxt",
}
IDENTIFIER = re.compile(r"\w+")
CHANGED = "This file changed since it was indexed: calls are not marked. I indexes it again."


def read(snapshot: Snapshot, source: str, path: str) -> SourceText:
    """A file as it was indexed.

    Raises:
        SourceError: the snapshot has no such file, or it can no longer be read.
    """
    file = answers.file_at(snapshot, source, path)
    if file is None:
        raise SourceError("not a file of this snapshot", where=path)
    content = source_bytes(snapshot, file)
    changed = blob_hash(content) != file.blob
    if changed and (indexed := _from_objects(snapshot, file)) is not None:
        content, changed = indexed, False
    lines = decoded_lines(content)
    language = LANGUAGES.get(Path(path).suffix, "text")
    if changed:
        return SourceText(source, path, language, "\n".join(lines), note=CHANGED)
    links = tuple(_links(snapshot, file, lines)) if language == "python" else ()
    return SourceText(source, path, language, "\n".join(lines), links, tuple(_outline(snapshot, file)))


def _from_objects(snapshot: Snapshot, file: File) -> bytes | None:
    """The indexed bytes of a file that was edited since, if git has them."""
    from tracer.sources.git import Git

    origin = snapshot.source_of(file)
    git = Git.find(Path(origin.root)) if origin.kind in {"worktree", "directory"} else None
    if git is None:
        return None
    try:
        return git.run("cat-file", "blob", file.blob)
    except SourceError:
        return None


def _outline(snapshot: Snapshot, file: File) -> Iterator[Outline]:
    for symbol in snapshot.symbols_in(file.id):
        if symbol.end_line >= symbol.line and symbol.kind in {"class", "function", "method", "property", "op"}:
            yield Outline(symbol.key, symbol.line, symbol.end_line)


def _links(snapshot: Snapshot, file: File, lines: list[str]) -> Iterator[Link]:
    """One link a call site: where several symbols may be meant, the surest."""
    best: dict[tuple[int, int], CallEdge] = {}
    for symbol in snapshot.symbols_in(file.id):
        for edge in snapshot.callees(symbol.key):
            for site in edge.sites:
                known = best.get(site)
                if known is None or _sureness(edge) < _sureness(known):
                    best[site] = edge
    targets: dict[str, tuple[Ref, str | None]] = {}
    for (line, column), edge in best.items():
        word = IDENTIFIER.match(lines[line - 1], column) if 0 < line <= len(lines) else None
        if word is None:
            continue
        if edge.callee not in targets:
            targets[edge.callee] = _target(snapshot, edge.callee)
        target, signature = targets[edge.callee]
        yield Link(line, column, len(word.group()), target, edge.confidence, signature)


def _sureness(edge: CallEdge) -> tuple[int, bool, str]:
    """Orders edges of one site: surest first, plain calls before what an operator or an attribute means."""
    return answers.TIERS.index(edge.confidence), edge.kind != "call", edge.callee


def _target(snapshot: Snapshot, key: str) -> tuple[Ref, str | None]:
    symbol = snapshot.symbol(key)
    if symbol is None:
        return answers.ref_of_key(snapshot, key), None
    return answers.ref(snapshot, symbol), answers.signature(symbol.signature)


def locate(snapshot: Snapshot, place: Place) -> Local | None:
    """The file on disk, with a word where it may differ from what was indexed."""
    file = answers.file_at(snapshot, place.source, place.path)
    if file is None:
        return None
    origin = snapshot.source_of(file)
    path = Path(origin.root) / place.path
    if not path.is_file():
        return None
    same = blob_hash(path.read_bytes()) == file.blob
    indexed = origin.revision or "when it was indexed"
    warning = None if same else f"The file on disk differs from {indexed}: lines may have moved"
    return Local(str(path), place.line, warning)
