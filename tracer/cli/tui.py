"""`tracer tui [NAME]`: browse interactively, in the terminal or in a browser."""

from __future__ import annotations

import argparse
import sys

from tracer.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from tracer.cli.parser import add_snapshot_options, at_least

    parser.add_argument("name", nargs="?", metavar="NAME", help="what to open first")
    parser.add_argument("--web", action="store_true", help="serve to a browser on 127.0.0.1 (needs textual-serve)")
    parser.add_argument(
        "--port", type=at_least(1, 65_535), default=8000, help="with --web: the port (default: %(default)s)"
    )
    parser.add_argument("--fresh", action="store_true", help="do not take up where the last start left off")
    add_snapshot_options(parser)


def run(args: argparse.Namespace) -> int:
    from tracer.tui import launch

    if args.at is not None:
        _check(args.at, args.backend)
    if args.web:
        options = ["--at", args.at] if args.at else []
        name = ["--", args.name] if args.name else []
        return launch.serve([*options, "--backend", args.backend, *name], port=args.port)
    if not (sys.stdin.isatty() and sys.stdout.isatty()) and not launch.in_browser():
        raise UsageError("the terminal UI needs a terminal", hint="run it without pipes, or with --web")
    state_path = None if args.fresh else launch.state_path()
    catalog = launch.LazyCatalog(args.at, args.backend, launch.last_snapshot(state_path))
    return launch.run(catalog, state_path=state_path, name=args.name)


def _check(at: str, backend: str) -> None:
    """See that `--at` names something before anything is painted or served.

    Raises:
        UnknownSnapshot: it is neither a snapshot nor a source.
    """
    from tracer.index.selection import choose
    from tracer.store import Store

    store = Store.open_for_reading()
    try:
        for chosen in choose(store, at, backend):
            if chosen.snapshot is not None:
                chosen.snapshot.close()
    finally:
        if store is not None:
            store.close()
