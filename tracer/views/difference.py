"""The difference between two public APIs: for a person, as Markdown, as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rich.console import Console
from rich.text import Text

from tracer.queries.diff import Change, Difference
from tracer.views.json_output import json_line
from tracer.views.records import record_of
from tracer.views.text import plain

_TITLES = {
    "removed": "Removed",
    "kind changed": "Became something else",
    "re-signed": "Signature changed",
    "rebased": "Base classes changed",
    "moved": "Moved",
    "deprecated": "Deprecated",
    "added": "Added",
}

_LISTED = 5


def as_json(difference: Difference) -> str:
    """{"before", "after", "breaking": int, "changes": [...], "only_before": [str], "only_after": [str],
    "uncompared": [{"side", "lacks", "names": [str]}]}, a change with the fields of `Change`."""
    record = {
        "before": difference.before,
        "after": difference.after,
        "breaking": len(difference.breaking),
        "changes": [record_of(change) for change in difference.changes],
        "only_before": list(difference.only_before),
        "only_after": list(difference.only_after),
        "uncompared": [record_of(one) for one in difference.uncompared],
    }
    return json_line(record)


def as_markdown(difference: Difference) -> str:
    """A section of breaking changes and one of the others, a list for each kind."""
    lines = [f"# {_escaped(difference.before)} → {_escaped(difference.after)}", "", _summary(difference), ""]
    for remark in _remarks(difference):
        lines += [_escaped(remark), ""]
    for breaking, group in groupby(difference.changes, key=lambda change: change.breaking):
        lines += ["## Breaking" if breaking else "## Compatible", ""]
        for kind, changes in groupby(group, key=lambda change: change.kind):
            lines += [f"### {_TITLES[kind]}", ""]
            lines += [_item(change) for change in changes]
            lines.append("")
    return "\n".join(lines).rstrip()


def _item(change: Change) -> str:
    named = ", ".join(f"`{plain(name)}`" for name in change.also[:_LISTED])
    more = f" and {len(change.also) - _LISTED} more" if len(change.also) > _LISTED else ""
    also = f" (also {named}{more})" if named else ""
    return f"- `{plain(change.name)}`: {_escaped(change.text)}{also}"


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#|" else letter for letter in plain(text))


def _summary(difference: Difference) -> str:
    kinds: dict[str, int] = {}
    for change in difference.changes:
        kinds[change.kind] = kinds.get(change.kind, 0) + 1
    counted = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    if not difference.changes:
        return "No changes."
    count = len(difference.changes)
    changes = "1 change" if count == 1 else f"{count} changes"
    return f"{changes}, {len(difference.breaking)} of them breaking: {counted}."


def _remarks(difference: Difference) -> Iterator[str]:
    """Which sources differ, and how many names could not be compared for that."""
    if not difference.has_names:
        yield "Neither has public names: nothing is exported there, by decorators as TensorFlow and Keras have them."
    sides = ((difference.before, difference.only_before), (difference.after, difference.only_after))
    for snapshot, sources in sides:
        if sources:
            yield f"Only {snapshot} has the source{'s' * (len(sources) > 1)} {', '.join(sources)}."
    names = {"before": (difference.before, difference.after), "after": (difference.after, difference.before)}
    for one in difference.uncompared:
        snapshot, other = names[one.side]
        count = "1 public name" if len(one.names) == 1 else f"{len(one.names):,} public names"
        yield (
            f"Not compared: {count} of {snapshot}, such as {one.names[0]}; {other} lacks {one.lacks}, "
            "which would have them."
        )


def print_difference(difference: Difference, *, color: bool) -> None:
    """What breaks callers first."""
    console = Console(no_color=not color, highlight=False, soft_wrap=True)
    console.print(Text(f"{plain(difference.before)} -> {plain(difference.after)}", style="bold"))
    console.print(Text(_summary(difference)))
    for remark in _remarks(difference):
        console.print(Text(plain(remark), style="yellow"))
    for breaking, group in groupby(difference.changes, key=lambda change: change.breaking):
        for kind, changes in groupby(group, key=lambda change: change.kind):
            title = f"{_TITLES[kind]}{' (breaking)' if breaking else ''}"
            console.print(Text(f"\n{title}", style="bold red" if breaking else "bold"))
            for change in changes:
                console.print(_line(change))


def _line(change: Change) -> Text:
    line = Text("  ").append(plain(change.name)).append(f"  {plain(change.text)}", style="dim")
    if change.also:
        line.append(f"  and {len(change.also)} more names, such as {plain(change.also[0])}", style="dim italic")
    return line
