"""An explained script: with each line of code, what the API names in it are."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracer.queries.explain.documents import blocks_of
from tracer.queries.explain.references import Explanation, Reference
from tracer.views.json_output import json_line
from tracer.views.records import record_of
from tracer.views.text import plain

_WIDE = 110
_CODE = 72
_DIGITS = 4
_Line = tuple[int, Text, list[Text]]
_STYLES = {"constructor": "green", "call": "green", "method": "cyan", "string": "yellow", "import": "blue"}


def as_json(explanation: Explanation, path: str, snapshot: str) -> str:
    """{"script", "snapshot", "references": [...], "missing": int, "outside": int, "others": [str],
    "unknown": [{"line", "text", "reason", "label"}], "skipped": [{"line", "label"}]}."""
    record: dict[str, Any] = {
        "script": path,
        "snapshot": snapshot,
        "references": list(map(_reference, explanation.references)),
        "missing": len(explanation.missing),
        "outside": len(explanation.outside),
        "others": list(explanation.others),
        "unknown": [one._asdict() for one in explanation.unknown],
        "skipped": [{"line": line, "label": label} for label, line in explanation.skipped],
    }
    return json_line(record)


def _reference(reference: Reference) -> dict[str, Any]:
    record: dict[str, Any] = record_of(reference)
    if record["found"] is not None:
        del record["found"]["positional"]  # which its signature and the source tell
    return record


def print_explanation(
    explanation: Explanation, text: str, path: str, snapshot: str, *, only_missing: bool, color: bool
) -> None:
    """Code with the definitions beside it (below it on a narrow terminal), a line of totals at the end."""
    console = Console(no_color=not color, highlight=False, soft_wrap=False)
    console.print(Text(f"{plain(path)}, explained with {plain(snapshot)}", style="bold"), soft_wrap=True)
    by_line: dict[tuple[str, int], list[Reference]] = defaultdict(list)
    for reference in explanation.references:
        if not only_missing or reference.found is None:
            by_line[reference.label, reference.line].append(reference)
    for block in blocks_of(text, path):
        lines = [
            (number, Text(plain(line.rstrip())), [_note(reference) for reference in by_line[block.label, number]])
            for number, line in enumerate(block.source.splitlines(), block.first_line)
            if by_line.get((block.label, number))
        ]
        if lines and block.label:
            console.print(Text(plain(block.label), style="dim"))
        _print_lines(console, lines)
    _print_totals(console, explanation)


def _print_lines(console: Console, lines: list[_Line]) -> None:
    """As a table where a terminal is wide enough; a pipe gets long lines, which programs can search."""
    if not lines:
        return
    if console.is_terminal and console.width >= _WIDE:
        console.print(_table(lines))
        return
    below = console.is_terminal
    width = 0 if below else min(max(len(code) for _, code, _ in lines), _CODE)
    for number, code, notes in lines:
        head = Text(f"{number:>{_DIGITS}}  ", style="dim").append(code)
        rest = notes
        if not below and len(code) <= width:
            head.append(" " * max(2, width - len(code) + 2)).append(notes[0])
            rest = notes[1:]
        console.print(head, soft_wrap=not below)
        for note in rest:
            console.print(Text(" " * (_DIGITS + width + 4)).append(note), soft_wrap=True)


def _table(lines: list[_Line]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(ratio=2, overflow="fold")
    table.add_column(ratio=3, overflow="fold")
    for number, code, notes in lines:
        table.add_row(str(number), code, Text("\n").join(notes))
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
    outside = len(explanation.outside)
    found = len(explanation.references) - len(explanation.missing) - outside
    if explanation.references:
        numbers = f"{len(explanation.missing)} missing, {len(explanation.unknown)} not followed"
        if outside:
            numbers = f"{outside} outside this snapshot, {numbers}"
        console.print(f"{found} {'name' if found == 1 else 'names'} found, {numbers}", soft_wrap=True)
        if explanation.others:
            others = plain(", ".join(explanation.others))
            console.print(Text(f"of other packages, nothing is said: {others}"), soft_wrap=True)
    else:
        console.print("No name of the API is used in it.")
    if explanation.skipped:
        lines = "1 line" if len(explanation.skipped) == 1 else f"{len(explanation.skipped)} lines"
        console.print(f"skipped: {lines} of IPython's own (%magic, !command, name?)")
    for one in explanation.unknown:
        place = f"{one.label}, line {one.line}" if one.label else f"line {one.line}"
        console.print(Text(f"  {plain(place)}: {plain(one.text)} ({plain(one.reason)})", style="dim"), soft_wrap=True)
