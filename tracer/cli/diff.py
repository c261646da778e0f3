"""`tracer diff A B`: what changed in the public API between two snapshots or revisions."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tracer.cli.parser import add_api_option, add_backend_option
from tracer.errors import UnknownRevision, UnknownSnapshot


def add_arguments(parser: argparse.ArgumentParser) -> None:
    for name, which in (("before", "A"), ("after", "B")):
        parser.add_argument(
            name, metavar=which, help="a snapshot, SOURCE@REV, or a revision of the repository you stand in"
        )
    add_api_option(parser)
    parser.add_argument("--prefix", default="", metavar="NAME", help="only names below this one, such as keras.layers")
    parser.add_argument("--breaking", action="store_true", help="only what may break callers")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object")
    form.add_argument("--markdown", action="store_true", help="Markdown, as for release notes")
    add_backend_option(parser)


def run(args: argparse.Namespace) -> int:
    from tracer.cli.context import open_snapshot, use_color
    from tracer.queries.listing import diff, restricted
    from tracer.views import difference as view

    before = argparse.Namespace(**{**vars(args), "at": _specified(args.before, args.backend)})
    after = argparse.Namespace(**{**vars(args), "at": _specified(args.after, args.backend)})
    with open_snapshot(before) as old, open_snapshot(after) as new:
        found = restricted(diff(old, new, args.api), args.prefix, breaking=args.breaking)
    if args.json:
        print(view.as_json(found))
    elif args.markdown:
        print(view.as_markdown(found))
    else:
        view.print_difference(found, color=use_color(args, sys.stdout.isatty()))
    return 0


def _specified(name: str, backend: str) -> str:
    """A bare revision, spelt as SOURCE@REV of the repository one stands in.

    Raises:
        UnknownRevision: it is none of that repository, and no snapshot or source either.
        UnknownSnapshot: one stands in no repository, and it is no snapshot or source.
    """
    from tracer.sources.git import Git

    here = Path.cwd()
    git = next((git for folder in (here, *here.parents) if (git := Git.find(folder)) is not None), None)
    if "@" in name or Path(name).exists():
        return name
    if git is None:
        if not _is_snapshot(name, backend):
            hint = f"stand in the clone that has the revision, or say PATH@{name}"
            raise UnknownSnapshot("no such snapshot, and no repository is here", where=name, hint=hint)
        return name
    try:
        git.commit(name)
    except UnknownRevision as error:
        if not _is_snapshot(name, backend):
            raise error from None
        return name
    return f"{git.work_tree or git.directory}@{name}"


def _is_snapshot(name: str, backend: str) -> bool:
    from tracer.index.selection import choose
    from tracer.store import Store

    store = Store.open_for_reading()
    try:
        for chosen in choose(store, name, backend):
            if chosen.snapshot is not None:
                chosen.snapshot.close()
    except UnknownSnapshot:
        return False
    finally:
        if store is not None:
            store.close()
    return True
