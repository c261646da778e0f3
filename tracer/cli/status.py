"""`tracer status`: what is indexed, what could not be read, what could not be resolved."""

from __future__ import annotations

import argparse
import os
import sys
import time
from contextlib import suppress
from typing import Any

from tracer.cli.context import use_color, width_of
from tracer.errors import UnknownSnapshot
from tracer.store import Snapshot, Store
from tracer.views.text import plain

_LISTED = 20
_UNRESOLVED = {"call": "call site"}
"""What rows of a kind are, where that is not the kind's own name."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--at", metavar="SNAPSHOT", help="only this snapshot or SOURCE@REV, with every problem listed")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object")
    form.add_argument("--names", action="store_true", help="only the snapshots' names, one a line")


def run(args: argparse.Namespace) -> int:
    from tracer.store.connection import store_path
    from tracer.views.json_output import json_line

    path = store_path()
    store = Store.open_for_reading(str(path))
    described: list[dict[str, Any]] = []
    if args.names:
        return _print_names(store)
    if store is not None:
        with store:
            for name, backend in _chosen(store, args.at):
                with store.snapshot(name, backend) as snapshot:
                    described.append(describe(snapshot))
    size = path.stat().st_size if path.is_file() else 0
    if args.json:
        print(json_line({"store": str(path), "bytes": size, "snapshots": described}))
    else:
        _print(args, str(path), size, described)
    return 0


def _print_names(store: Store | None) -> int:
    if store is not None:
        with store:
            for name in dict.fromkeys(info.name for info in store.snapshots()):
                print(plain(name))
    return 0


def _chosen(store: Store, at: str | None) -> list[tuple[str, str]]:
    """Name and backend of the snapshots that `at` means: all, those of that name, or those of that SOURCE@REV.

    Raises:
        UnknownSnapshot: nothing that is indexed is meant.
    """
    from tracer.index.selection import choose

    infos = store.snapshots()
    names = [(info.name, info.backend) for info in infos if at in (None, info.name)]
    if names or at is None:
        return names
    for backend in dict.fromkeys(info.backend for info in infos):
        with suppress(UnknownSnapshot):
            snapshot = choose(store, at, backend)[0].snapshot
            if snapshot is not None:
                names.append((snapshot.name, backend))
                snapshot.close()
    if not names:
        store.snapshot(at).close()
    return names


def describe(snapshot: Snapshot) -> dict[str, Any]:
    """What `status --json` says of one snapshot."""
    info = snapshot.info
    return {
        "name": info.name,
        "backend": info.backend,
        "calls": snapshot.has_calls,
        "indexed": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(info.created)),
        "api": info.info.get("api"),
        "sources": [_source(snapshot, position) for position in range(len(snapshot.sources))],
        "counts": snapshot.counts(),
        "confidences": info.info.get("call_edges", {}),
        "unresolved": [
            {"kind": kind, "reason": reason, "count": count} for kind, reason, count in snapshot.unresolved_counts()
        ],
        "problems": [
            {"source": snapshot.sources[p.source].name, "file": p.path, "line": p.line or None, "severity": p.severity,
             "reason": p.reason}
            for p in snapshot.problems()
        ],
    }  # fmt: skip


def _source(snapshot: Snapshot, position: int) -> dict[str, Any]:
    source = snapshot.sources[position]
    return {
        "name": source.name,
        "kind": source.kind,
        "root": os.path.normpath(source.root) if os.path.isabs(source.root) else source.root,
        "revision": source.revision,
        "sha": source.sha,
        "skipped": source.details.get("skipped", {}),
        "skipped_paths": source.details.get("skipped_paths", []),
    }


def _print(args: argparse.Namespace, path: str, size: int, described: list[dict[str, Any]]) -> None:
    from tracer.views.style import Style

    style = Style(use_color(args, sys.stdout.isatty()), width=width_of(sys.stdout))
    print(f"{style(path, 'cyan')}  {size / 1e6:,.1f} MB")
    if not described:
        print("nothing is indexed yet: run `tracer index SOURCE`, or just `tracer where NAME`")
    for snapshot in described:
        print()
        for line in _lines(snapshot, style, None if args.at else _LISTED):
            print("\n".join(style.fold(line, " " * 8)))


def _lines(snapshot: dict[str, Any], style: Any, limit: int | None) -> list[str]:
    counts = snapshot["counts"]
    calls = _calls(snapshot)
    lines = [
        f"{style(snapshot['name'], 'bold')}  {style('indexed ' + snapshot['indexed'], 'dim')}",
        f"  {counts['files']:,} files, {counts['symbols']:,} symbols, {counts['exports']:,} public names, "
        f"{counts['ops']:,} ops, {counts['kernels']:,} kernels, {counts['gradients']:,} gradients, {calls}",
    ]
    for source in snapshot["sources"]:
        revision = f" at {source['revision'] or source['sha']}" if source["revision"] or source["sha"] else ""
        lines.append(f"  source {style(source['name'], 'green')}{style(revision)}  {style(source['root'], 'dim')}")
        lines += [f"    skipped {count:,}: {style(reason)}" for reason, count in source["skipped"].items()]
        listed = source["skipped_paths"][: limit or None]
        lines += [f"      {style(path)}  {style(reason, 'dim')}" for path, reason in listed]
    lines += _unresolved(snapshot["unresolved"], style)
    problems = snapshot["problems"]
    if problems:
        lines.append("  1 problem in a file" if len(problems) == 1 else f"  {len(problems):,} problems in files")
        for problem in problems[: limit or None]:
            line = f":{problem['line']}" if problem["line"] else ""
            lines.append(
                f"    {style(problem['file'] + line, 'cyan')}  {problem['severity']}: {style(problem['reason'])}"
            )
        if limit and len(problems) > limit:
            lines.append(f"    and {len(problems) - limit:,} more: tracer status --at {snapshot['name']}")
    return lines


def _calls(snapshot: dict[str, Any]) -> str:
    """How many calls are linked, by how sure they are: those from one function to another are one."""
    if not snapshot["calls"]:
        return "calls not linked yet"
    told = snapshot["confidences"]
    known = ", ".join(f"{told[name]:,} {name}" for name in ("exact", "inferred", "candidate") if name in told)
    return f"{snapshot['counts']['edges']:,} pairs of caller and callee ({known})" if known else "0 calls"


def _unresolved(entries: list[dict[str, Any]], style: Any) -> list[str]:
    """What could not be resolved: each kind with its total, and its reasons."""
    lines = []
    for kind in dict.fromkeys(entry["kind"] for entry in entries):
        reasons = [entry for entry in entries if entry["kind"] == kind]
        total = sum(entry["count"] for entry in reasons)
        what = _UNRESOLVED.get(kind, kind) + ("" if total == 1 else "s")
        lines.append(f"  {total:,} {what} unresolved")
        lines += [f"    {entry['count']:,}  {style(entry['reason'])}" for entry in reasons]
    return lines
