"""`tracer counterparts [NAME]`: TensorFlow symbol <-> reference_impl symbol, and what has none."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from itertools import groupby

from tracer.cli.context import no_match, note, open_snapshot, use_color, width_of
from tracer.cli.parser import add_snapshot_options
from tracer.queries.mirrors import Mirror


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="of TensorFlow, Keras or reference_impl (default: all)")
    add_snapshot_options(parser)
    parser.add_argument("--missing", action="store_true", help="list public Keras names that have no counterpart")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    from tracer.queries.mirrors import mirrors, without_counterpart
    from tracer.queries.where import where
    from tracer.views.json_output import json_line

    with open_snapshot(args) as snapshot:
        found = mirrors(snapshot, args.name)
        missing = without_counterpart(snapshot) if args.name is None else []
        name = snapshot.name
        answer = where(snapshot, args.name) if args.name and not found else None
    if args.json:
        print(json_line({"snapshot": name, "counterparts": [asdict(m) for m in found], "without": missing}))
    elif args.missing:
        for public in missing:
            print(public)
    elif found:
        _print(args, name, found, len(missing))
    elif answer is not None and not answer.matches:
        note(no_match(answer))
    else:
        note(f"{args.name or name} has no counterpart in reference_impl")
    return 0 if found or args.missing else 1


def _print(args: argparse.Namespace, snapshot: str, found: list[Mirror], missing: int) -> None:
    """A line for each name, with all of reference_impl that mirrors it."""
    from tracer.views.style import Style

    style = Style(use_color(args, sys.stdout.isatty()), width=width_of(sys.stdout))
    print(style(f"in {snapshot}", "dim"))
    width = max(len(mirror.name) for mirror in found)
    for (name, file, number), several in groupby(found, lambda m: (m.name, m.target_file, m.target_line)):
        place = style("not in this snapshot", "yellow") if file is None else style(f"{file}:{number}", "cyan")
        mine = ", ".join(style(f"{mirror.file}:{mirror.line}", "cyan") for mirror in several)
        line = f"{style(name.ljust(width), 'green')}  {mine}  <-> {place}"
        print("\n".join(style.fold(line, " " * 4)))
    if missing:
        note(f"{missing:,} public Keras names have none (--missing lists them)")
