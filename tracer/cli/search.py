"""`tracer search PATTERN`: public and private names, fuzzy and glob, best first."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict

from tracer.cli.context import note, open_snapshot, use_color, use_links, width_of
from tracer.cli.parser import add_snapshot_options, at_least
from tracer.queries.search import Found


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pattern", metavar="PATTERN", help="letters in order, words, or a glob such as '*.relu*'")
    add_snapshot_options(parser)
    parser.add_argument(
        "--limit", type=at_least(1), default=30, metavar="N", help="how many at most (default: %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    from tracer.queries.search import search
    from tracer.views.json_output import json_line

    with open_snapshot(args) as snapshot:
        found = search(snapshot, args.pattern, args.limit)
        name = snapshot.name
    if args.json:
        print(json_line({"pattern": args.pattern, "snapshot": name, "matches": [asdict(entry) for entry in found]}))
    elif found:
        _print(args, name, found)
    else:
        note(f"nothing like {args.pattern!r} in {name}{_unclosed(args.pattern)}")
    return 0 if found else 1


def _unclosed(pattern: str) -> str:
    """What is wrong with a set of letters that has no end: it is taken as it is written, and no name has a bracket."""
    start = pattern.rfind("[")
    # A "]" right after the bracket, or after "[!", is one of the letters.
    letters = pattern[start + 1 :].removeprefix("!")
    is_open = start >= 0 and "]" not in letters[1:]
    return ": no `]` closes its `[`, as in '*.re[lp]u'" if is_open else ""


def _print(args: argparse.Namespace, name: str, found: list[Found]) -> None:
    from tracer.views.style import Style

    is_terminal = sys.stdout.isatty()
    style = Style(use_color(args, is_terminal), use_links(args, is_terminal), width_of(sys.stdout))
    print(style(f"in {name}", "dim"))
    width = min(60, max(len(entry.name) for entry in found))
    for entry in found:
        place = _elsewhere(entry.key) if entry.file is None else f"{entry.file}:{entry.line}"
        look = "green" if entry.public else "dim" if entry.dead else "bold"
        dead = style("  dead copy", "yellow") if entry.dead else ""
        kind = style(entry.kind.ljust(9), "magenta")
        line = f"{style(entry.name.ljust(width), look)}  {kind}  {style(place, 'cyan')}{dead}"
        print("\n".join(style.fold(line, " " * 4)))
    if len(found) == args.limit:
        note(f"only the best {args.limit} are listed (--limit N for more)")


def _elsewhere(key: str) -> str:
    """Where a symbol is that has no file in the snapshot: a public name may stand for one of another package, or of a
    module that only a build makes."""
    module = key.partition(":")[2].rpartition(".")[0]
    return f"({module}, not in this snapshot)" if module else "(not in this snapshot)"
