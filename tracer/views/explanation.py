"""An explained script: beside each line of code, what the API names in it are."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracer.queries.explain.documents import blocks_of
from tracer.queries.explain.references import Explanation, Reference
from tracer.views.records import record_of
from tracer.views.text import plain

_STYLES = {"constructor": "green", "call": "green", "method": "cyan", "string": "yellow", "import": "blue"}


def as_json(explanation: Explanation, path: str, snapshot: str) -> str:
    """{"script", "snapshot", "references": [...], "missing": int, "unknown": [{"line", "text", "reason"}]}."""
    record: dict[str, Any] = {
        "script": path,
        "snapshot": snapshot,
        "references": [record_of(reference) for reference in explanation.references],
        "missing": len(explanation.missing),
        "unknown": [{"line": line, "text": text, "reason": reason} for line, text, reason in explanation.unknown],
    }
    return json.dumps(record, ensure_ascii=False)


def print_explanation(
    explanation: Explanation, text: str, path: str, snapshot: str, *, only_missing: bool, color: bool
) -> None:
    """Code on the left, definitions on the right, a line of totals below."""
    console = Console(no_color=not color, highlight=False, soft_wrap=False)
    console.print(Text(f"{plain(path)}, explained with {plain(snapshot)}", style="bold"))
    by_line: dict[tuple[str, int], list[Reference]] = defaultdict(list)
    for reference in explanation.references:
        if not only_missing or reference.found is None:
            by_line[reference.label, reference.line].append(reference)
    for block in blocks_of(text, path):
        lines = block.source.splitlines()
        wanted = [(n, line) for n, line in enumerate(lines, block.first_line) if by_line.get((block.label, n))]
        if wanted:
            if block.label:
                console.print(Text(block.label, style="dim"))
            console.print(_table(wanted, by_line, block.label))
    _print_totals(console, explanation)


def _table(lines: list[tuple[int, str]], by_line: dict[tuple[str, int], list[Reference]], label: str) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(ratio=2, overflow="fold")
    table.add_column(ratio=3, overflow="fold")
    for number, line in lines:
        notes = Text("\n").join(_note(reference) for reference in by_line[label, number])
        table.add_row(str(number), Text(plain(line.rstrip())), notes)
    return table


def _note(reference: Reference) -> Text:
    if reference.found is None:
        return Text(f"{plain(reference.text)}: {plain(reference.note or 'not found')}", style="bold red")
    found = reference.found
    note = Text(plain(reference.text), style=_STYLES.get(reference.kind, ""))
    note.append(f" {found.kind} ", style="dim")
    note.append(plain(reference.name if reference.kind == "string" else found.name))
    if found.file:
        note.append(f"  {plain(found.file)}:{found.line}", style="dim")
    if reference.note:
        note.append(f"  ({plain(reference.note)})", style="italic")
    return note


def _print_totals(console: Console, explanation: Explanation) -> None:
    found = len(explanation.references) - len(explanation.missing)
    if not explanation.references:
        console.print("No name of the API is used in it.")
        return
    console.print(f"{found} names found, {len(explanation.missing)} missing, {len(explanation.unknown)} not followed")
    for line, text, reason in explanation.unknown:
        console.print(Text(f"  line {line}: {plain(text)} ({plain(reason)})", style="dim"))
