"""A symbol's history for a person, and as JSON."""

from __future__ import annotations

import time
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.text import Text

from tracer.queries.history import Event, Timeline
from tracer.views.json_output import json_line
from tracer.views.records import record_of
from tracer.views.text import plain

Commits = tuple[tuple[str, str, str], ...]

_STYLES = {"defined": "green", "returned": "green", "exported": "green", "moved": "blue", "renamed": "blue"}


def as_json(timeline: Timeline, commits: Commits) -> str:
    """{"name", "revisions", "events": [...], "failed": [...], "never": [source], "log": str|null, "commits": [...]}."""
    record: dict[str, Any] = {
        "name": timeline.name,
        "revisions": timeline.revisions,
        "events": [record_of(event) for event in timeline.events],
        "failed": [{"revision": revision, "reason": reason} for revision, reason in timeline.failed],
        "never": list(timeline.never),
        "log": timeline.last.log_command if timeline.last else None,
        "commits": [{"commit": commit, "date": day, "subject": subject} for commit, day, subject in commits],
    }
    return json_line(record)


def print_timeline(timeline: Timeline, commits: Commits, *, color: bool) -> None:
    """One paragraph a revision that changed something, oldest first."""
    console = Console(no_color=not color, highlight=False, soft_wrap=True)
    console.print(Text(f"{plain(timeline.name)} {_share(timeline)}", style="bold" if timeline.events else ""))
    for revision, events in groupby(timeline.events, key=lambda event: event.revision):
        day = time.strftime("%Y-%m-%d", time.gmtime(revision.date))
        head = Text(f"{plain(revision.name):<14}", style="bold").append(
            f" {day}  {plain(revision.source)}", style="dim"
        )
        console.print(head)
        for event in events:
            console.print(_event(event))
    for source in timeline.never:
        console.print(Text(f"{plain(source)}: never has it"))
    for name, reason in timeline.failed:
        console.print(Text(f"{plain(name)}: not read, {plain(reason)}", style="red"))
    if timeline.last is not None:
        console.print(Text("its commits   ").append(plain(timeline.last.log_command), style="dim"))
    for commit, day, subject in commits:
        console.print(Text(f"  {commit} {day}  {plain(subject)}"))


def _share(timeline: Timeline) -> str:
    """Of how many revisions that were looked at the symbol is in how many."""
    having, looked_at = timeline.having, timeline.revisions
    if looked_at == 1:
        return f"is {'' if having else 'not '}in the one revision looked at"
    share = "none" if not having else "all" if having == looked_at else f"{having:,}"
    return f"is in {share} of {looked_at:,} revisions looked at"


def _event(event: Event) -> Text:
    style = "red" if event.breaking else _STYLES.get(event.kind, "")
    line = Text("  ").append(f"{event.kind:<11}", style=style).append(" ").append(plain(event.text))
    if event.state is not None and event.state.url and event.kind in {"defined", "moved", "returned"}:
        line.append(f"\n{'':<14}{plain(event.state.url)}", style="dim")
    return line
