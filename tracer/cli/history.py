"""`tracer history NAME`: in which versions a symbol was where, and what changed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tracer.cli.parser import add_backend_option, at_least
from tracer.errors import UsageError
from tracer.sources.git import Git
from tracer.store import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="a name in any form that `where` takes")
    parser.add_argument(
        "sources",
        nargs="*",
        default=[],
        metavar="REPOSITORY",
        help="git repositories, in the order in which the symbol moved through them (default: the one you stand in, "
        "else the one indexed last)",
    )
    parser.add_argument(
        "--revs", action="append", default=[], metavar="GLOB", help="tags, branches or commits (default: releases)"
    )
    parser.add_argument("--commits", action="store_true", help="list the commits that changed it (git log -L)")
    parser.add_argument("--jobs", type=at_least(1), metavar="N", help="worker processes (default: one a core)")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    add_backend_option(parser)


def run(args: argparse.Namespace) -> int:
    from tracer.cli.context import use_color
    from tracer.cli.progress import reporter
    from tracer.extract.cores import available_cores
    from tracer.index.quick import store_or_memory
    from tracer.queries.revisions import commits, history
    from tracer.views import timeline as view

    color = use_color(args, sys.stderr.isatty())
    specs = args.sources or [_repository()]
    workers = args.jobs or available_cores()
    with store_or_memory() as store, reporter(color=color) as progress:
        found = history(store, specs, args.name, args.revs, progress, workers=workers, backend=args.backend)
    listed = tuple(commits(found.last)) if args.commits and found.last else ()
    if args.json:
        print(view.as_json(found, listed))
    else:
        view.print_timeline(found, listed, color=use_color(args, sys.stdout.isatty()))
    return 0 if found.events else 1


def _repository() -> str:
    """The repository one stands in, else the git source that was indexed last."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if Git.find(folder) is not None:
            return str(folder)
    store = Store.open_for_reading()
    roots = [known.root for known in store.roots() if known.kind in {"git", "worktree"}] if store else []
    if store is not None:
        store.close()
    if not roots:
        raise UsageError("no repository to look through", hint="name one: tracer history NAME path/to/clone")
    return roots[0]
