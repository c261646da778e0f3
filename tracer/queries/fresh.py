"""An answer about a file that changed since it was indexed: that one file is read again, and the answer says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from tracer import facts as f
from tracer.queries.answers import DELETED, GONE, Match, SignatureAnswer, WhereAnswer
from tracer.queries.spelling import place_of, spelled
from tracer.queries.where import where
from tracer.store import File, Snapshot

MOVED = "the file changed since it was indexed: its lines were read anew"
NEW = "the file changed since it was indexed, which does not know this yet: run `tracer index` again"
UNREADABLE = "the file changed since it was indexed and can't be parsed now: its lines are those of the index"

Changed = Callable[[File], bytes | None]
"""The bytes of a file that changed since it was indexed, None for one that did not."""


class Now(NamedTuple):
    """What became of a symbol in a file that changed: a note, and its lines or its definition where it has one."""

    note: str
    line: int | None = None
    end_line: int | None = None
    definition: f.Definition | None = None


def now(key: str, content: bytes) -> Now:
    """Where `content`, a Python file's bytes of now, has the symbol of this key."""
    if not content:
        return Now(DELETED)
    facts = _facts(content)
    if facts is None or (facts.problems and not facts.definitions):
        return Now(UNREADABLE)
    plain, _, number = key.partition(":")[2].rpartition("#")
    qualname = plain if number.isdigit() else key.partition(":")[2]
    if not qualname:
        return Now(MOVED)
    found = _named(facts, qualname)
    if found:
        definition = found[min(int(number) if plain else 1, len(found)) - 1]
        return Now(MOVED, definition.line, definition.end_line, definition)
    lines = next(_variable(facts, qualname), None)
    return Now(GONE) if lines is None else Now(MOVED, *lines)


def _named(facts: f.PythonFacts, qualname: str) -> list[f.Definition]:
    """The definitions of one qualified name, in the order in which keys count them."""
    found = [position for position, definition in enumerate(facts.definitions) if definition.qualname == qualname]
    if len(found) > 1:
        from tracer.link.overloads import stubs_of_facts

        found.sort(key=stubs_of_facts(facts).__contains__)
    return [facts.definitions[position] for position in found]


def refreshed(match: Match, content: bytes) -> Match:
    """The match with the lines that `content`, the file's bytes of now, has for it."""
    found = now(match.key, content)
    if found.definition is not None:
        match = _at(match, found.definition)
    elif found.line is not None:
        match = match._replace(line=found.line, end_line=found.end_line)
    return _noted(match, found.note)


def _noted(match: Match, note: str) -> Match:
    """With a note, and without the permalink: it leads to what was committed."""
    warnings = match.warnings if note in match.warnings or NEW in match.warnings else (*match.warnings, note)
    return match._replace(warnings=warnings, url=None)


def _at(match: Match, definition: f.Definition) -> Match:
    signature = match.signature
    if definition.kind == "function" and not definition.decorators:
        signature = _signature(definition)
    return match._replace(line=definition.line, end_line=definition.end_line, signature=signature)


def _signature(definition: f.Definition) -> SignatureAnswer:
    from tracer.link.signatures import of_parameters

    return SignatureAnswer(*of_parameters(definition.parameters))


def _variable(facts: f.PythonFacts, qualname: str) -> Iterator[tuple[int, int]]:
    """The lines of the assignments that make a constant, or an attribute of a class or of its instances."""
    owner, _, name = qualname.rpartition(".")
    classes = {index: definition for index, definition in enumerate(facts.definitions) if definition.qualname == owner}
    for body in [definition.body for definition in classes.values()] if owner else [facts.body]:
        yield from ((line, end_line) for bound, line, end_line in _bound(body) if bound == name)
    for attribute in facts.attributes:
        if attribute.owner in classes and attribute.name == name:
            yield attribute.line, attribute.end_line


def _bound(body: Iterable[f.Statement]) -> Iterator[tuple[str, int, int]]:
    """Name and lines of what statements bind by assignment or import, those in branches included."""
    for statement in body:
        if isinstance(statement, f.Assign):
            for target in statement.targets:
                if isinstance(target, f.Name):
                    yield target.id, statement.line, statement.end_line
        elif isinstance(statement, f.Import | f.ImportFrom):
            yield statement.asname or statement.name.partition(".")[0], statement.line, statement.line
        elif isinstance(statement, f.If):
            yield from _bound((*statement.body, *statement.orelse))
        elif isinstance(statement, f.Try):
            handlers = (inner for handler in statement.handlers for inner in handler.body)
            yield from _bound((*statement.body, *handlers, *statement.orelse, *statement.final))


# ------------------------------------------------------------------------------------------------- FILE:LINE


def answer_at_line(snapshot: Snapshot, query: str, api: str | None, changed: Changed) -> WhereAnswer | None:
    """What `path/to/file.py:LINE` means in files as they are now; None where the query is none, or nothing changed."""
    path, line = place_of(spelled(query)) or ("", None)
    if line is None or not path.endswith((".py", ".pyi")):
        return None
    files = snapshot.files_ending(path)
    contents = [changed(file) for file in files]
    if not any(contents):
        return None
    matches: dict[str, Match] = {}
    for file, content in zip(files, contents, strict=True):
        if content is None:
            found: Iterable[Match] = where(snapshot, f"{file.path}:{line}", api).matches
        else:
            found = _now(snapshot, file, content, line, api)
        for match in found:
            matches.setdefault(match.key, match)
    return WhereAnswer(query, snapshot.name, tuple(matches.values()), None)


def answer_new(
    snapshot: Snapshot, query: str, api: str | None, changed: Iterable[tuple[File, bytes]]
) -> WhereAnswer | None:
    """What a name that the index lacks means in files that changed; None where they don't define it either."""
    text = spelled(query)
    owner, _, name = text.rpartition(".")
    wanted: set[str] | None = None
    matches = []
    for file, content in changed:
        is_read = file.module is not None and file.kind == "python" and _may_define(content, name)
        facts = _facts(content) if is_read else None
        for definition in facts.definitions if facts is not None else ():
            if definition.kind == "lambda" or definition.qualname.rpartition(".")[2] != name:
                continue
            full = f"{file.module}.{definition.qualname}"
            if not f".{full}".endswith(f".{text}"):
                if wanted is None:
                    wanted = _members_of(snapshot, owner, name, api)
                if full not in wanted:
                    continue
            assert facts is not None
            matches.append(_new(snapshot, file, f"{file.module}:{definition.qualname}", definition, facts))
    return WhereAnswer(query, snapshot.name, tuple(matches)) if matches else None


def _may_define(content: bytes, name: str) -> bool:
    """Whether a function or class of that name may be defined in a file: what has no such words need not be parsed."""
    words = rb"\b(?:def|class)[\s\\]+" + re.escape(name).encode("ascii", "replace")
    return not name.isascii() or re.search(words + rb"\b", content) is not None


def _members_of(snapshot: Snapshot, owner: str, name: str, api: str | None) -> set[str]:
    """The full names that `name` has as a member of what `owner` stands for, its own or inherited."""
    found = where(snapshot, owner, api).matches[:1] if owner else ()
    return {f"{each}.{name}" for match in found for each in (match.full_name, *match.mro)}


def _now(snapshot: Snapshot, file: File, content: bytes, line: int, api: str | None) -> Iterator[Match]:
    """What the line binds to a definition elsewhere, then the innermost definition around it."""
    facts = _facts(content) if content else None
    if facts is None or file.module is None or not facts.lines >= line >= 1:
        return
    for name, first, last in _bound(facts.body):
        if first <= line <= last:
            yield from where(snapshot, f"{file.module}.{name}", api).matches[:1]
    around = [d for d in facts.definitions if d.kind != "lambda" and d.first_line <= line <= d.end_line]
    if not around:
        yield from where(snapshot, f"{file.module}:", api).matches[:1]
        return
    inner = min(around, key=lambda definition: definition.end_line - definition.line)
    number = _named(facts, inner.qualname).index(inner) + 1
    key = f"{file.module}:{inner.qualname}" + (f"#{number}" if number > 1 else "")
    if snapshot.symbol(key) is not None:
        yield from where(snapshot, key, api).matches[:1]
    else:
        yield _new(snapshot, file, key, inner, facts)


def _new(snapshot: Snapshot, file: File, key: str, definition: f.Definition, facts: f.PythonFacts) -> Match:
    """A definition that the index does not have."""
    in_class = definition.parent >= 0 and facts.definitions[definition.parent].kind == "class"
    source = snapshot.source_of(file)
    return Match(
        name=f"{file.module}.{definition.qualname}",
        kind="class" if definition.kind == "class" else "method" if in_class else "function",
        module=file.module or "",
        qualname=definition.qualname,
        source=source.name,
        revision=source.revision or source.sha,
        file=file.path,
        line=definition.line,
        end_line=definition.end_line,
        exports=(),
        signature=None if definition.kind == "class" else _signature(definition),
        bases=(),
        mro=(),
        origin="source",
        chain=(),
        ops=(),
        counterpart=None,
        url=None,
        warnings=(NEW,),
        key=key,
        file_number=file.id,
    )


@lru_cache(maxsize=16)
def _facts(content: bytes) -> f.PythonFacts | None:
    """Facts of one file's bytes, extracted in a process of its own: it may crash the parser."""
    import msgspec

    from tracer.extract.pool import Job, extract_all

    for outcome in extract_all([Job("changed", "python", len(content), lambda: content)], 1):
        return msgspec.msgpack.decode(outcome.facts, type=f.PythonFacts)
    return None
