"""The exported API and golden differences as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tracer.linked import signature_text
from tracer.views.text import plain

if TYPE_CHECKING:
    from tracer.queries.api import ApiEntry
    from tracer.queries.golden_check import Check


def entry_line(entry: ApiEntry) -> str:
    """One line: kind, name with signature, place."""
    place = f"{entry.file}:{entry.line}" if entry.file else "(not in this snapshot)"
    deprecated = "  (deprecated)" if entry.deprecated else ""
    return plain(f"{entry.kind:<9} {entry.name}{signature_text(entry.signature)}  {place}{deprecated}")


def json_object(snapshot: str, api: str, entries: Sequence[ApiEntry]) -> str:
    return json.dumps({"snapshot": snapshot, "api": api, "symbols": [entry.as_json() for entry in entries]})


def difference_lines(result: Check) -> Iterator[str]:
    """One difference a line, the golden file's side behind `-`, the computed one behind `+`."""
    for difference in result.differences:
        name = f"{difference.path}.{difference.member}" if difference.member else difference.path
        if difference.expected is None:
            yield plain(f"+ {name}  {difference.found}")
        elif difference.found is None:
            yield plain(f"- {name}  {difference.expected}")
        else:
            yield plain(f"- {name}  {difference.expected}")
            yield plain(f"+ {name}  {difference.found}")


def check_json(snapshot: str, api: str, result: Check) -> str:
    differences = [
        {"path": d.path, "member": d.member or None, "expected": d.expected, "found": d.found}
        for d in result.differences
    ]
    return json.dumps(
        {
            "snapshot": snapshot, "api": api, "objects": result.objects, "differences": differences,
            "outside": list(result.outside),
        }
    )  # fmt: skip
