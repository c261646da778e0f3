"""An answer about a file that changed since it was indexed: that one file is read again, and the answer says so."""

from __future__ import annotations

from tracer.facts import PythonFacts
from tracer.queries.answers import Match

GONE = "the file changed since it was indexed and no longer defines this: run `tracer index` again"
MOVED = "the file changed since it was indexed: its lines were read anew"
DELETED = "the file was deleted since it was indexed: run `tracer index` again"


def refreshed(match: Match, content: bytes) -> Match:
    """The match with the lines that `content`, the file's bytes of now, has for it."""
    if not content:
        return match._replace(warnings=(*match.warnings, DELETED), url=None)
    facts = _facts(content)
    qualname = match.key.partition(":")[2].partition("#")[0]
    if not qualname:
        return match._replace(warnings=(*match.warnings, MOVED), url=None)
    found = [d for d in facts.definitions if d.qualname == qualname] if facts is not None else []
    if not found:
        is_variable = match.kind in ("constant", "attribute")
        return match._replace(warnings=(*match.warnings, MOVED if is_variable else GONE), url=None)
    number = int(match.key.partition("#")[2] or 1)
    definition = found[min(number, len(found)) - 1]
    return match._replace(
        line=definition.line, end_line=definition.end_line, warnings=(*match.warnings, MOVED), url=None
    )


def _facts(content: bytes) -> PythonFacts | None:
    """Facts of one file's bytes, extracted in a process of its own: it may crash the parser."""
    import msgspec

    from tracer.extract.pool import Job, extract_all

    for outcome in extract_all([Job("changed", "python", len(content), lambda: content)], 1):
        return msgspec.msgpack.decode(outcome.facts, type=PythonFacts)
    return None
