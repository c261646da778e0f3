"""`tracer explain SCRIPT`: each API call of a script, notebook or Markdown page -> its definition."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext

from tracer.errors import UsageError

_LARGEST = 16 << 20
"""Characters of a document; nobody writes more by hand."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from tracer.cli.parser import add_snapshot_options

    parser.add_argument(
        "script",
        metavar="SCRIPT",
        help="a Python script, a notebook (.ipynb) or a Markdown page; - reads a script from standard input",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--missing", action="store_true", help="only what the snapshot does not have")
    add_snapshot_options(parser)


def run(args: argparse.Namespace) -> int:
    from tracer.cli.context import note, open_snapshot, use_color
    from tracer.queries.explain.api import ROOTS, explain
    from tracer.views import explanation as view

    text = _read(args.script)
    with open_snapshot(args) as snapshot:
        found = explain(snapshot, text, args.script)
        if args.json:
            print(view.as_json(found, args.script, snapshot.name))
        else:
            color = use_color(args, sys.stdout.isatty())
            view.print_explanation(found, text, args.script, snapshot.name, only_missing=args.missing, color=color)
        if unknown := sorted(ROOTS.intersection(found.others)):
            note(f"{snapshot.name} has no {' and no '.join(unknown)}: say --at with a snapshot that has, "
                 f"or --at installed:{unknown[-1]}")  # fmt: skip
    return 1 if found.missing or not found.references else 0


def _read(script: str) -> str:
    try:
        with nullcontext(sys.stdin) if script == "-" else open(script, encoding="utf-8-sig") as file:
            text = file.read(_LARGEST + 1)
    except FileNotFoundError as error:
        raise UsageError(
            "there is no such file", where=script, hint="give a script, or - for standard input"
        ) from error
    except OSError as error:
        raise UsageError(f"the file cannot be read, {error.strerror}", where=script, hint="give a script") from error
    except UnicodeDecodeError as error:
        raise UsageError("the file is no UTF-8 text", where=script, hint="give a script") from error
    if len(text) > _LARGEST:
        raise UsageError(f"the file has more than {_LARGEST:,} characters", where=script, hint="give a script")
    return text
