"""`tracer index SOURCE...`: read sources and link them into a snapshot."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.cli.parser import add_backend_option, at_least
from tracer.errors import DamagedStore, SourceError, UsageError

if TYPE_CHECKING:
    from tracer.cli.progress import Reporter
    from tracer.index.build import Request
    from tracer.store import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="a git repository, a directory, a URL to clone, or an installed distribution's name; "
        "PATH@REV reads that revision from git's objects",
    )
    parser.add_argument("--rev", metavar="REV", help="the revision of every SOURCE that names none")
    parser.add_argument(
        "--revs", metavar="GLOB", action="append", help="index each tag that matches as a snapshot of its own"
    )
    parser.add_argument("--as", dest="name", metavar="SNAPSHOT", help="what to call the snapshot")
    parser.add_argument("--tests", action="store_true", help="index test files too")
    parser.add_argument("--jobs", type=at_least(1), metavar="N", help="worker processes (default: one a core)")
    parser.add_argument("--dask", metavar="ADDRESS", help="extract on the Dask cluster with this scheduler")
    parser.add_argument("--no-calls", dest="calls", action="store_false", help="leave the call graph for later")
    add_backend_option(parser)
    parser.add_argument(
        "--progress",
        default="auto",
        choices=("auto", "bar", "plain", "json", "none"),
        help="how to tell progress, on stderr (default: %(default)s)",
    )


def run(args: argparse.Namespace) -> int:
    from tracer.cli.context import note
    from tracer.index.build import Request
    from tracer.sources.opening import hides

    if args.name is not None and (not args.name.strip() or {"@", "/"} & set(args.name)):
        raise UsageError("a snapshot's name has no @ and no /", where=args.name, hint="--at SOURCE@REV names revisions")
    request = Request(
        args.sources, args.rev, args.name, args.tests, args.jobs, args.calls, backend=args.backend, cluster=args.dask
    )
    for spec in args.sources:
        if hides(spec, args.rev) and not args.revs:
            note(f"{spec} is read from the installed distribution of that name; write ./{spec} for the folder here")
    requests = [request] if not args.revs else list(_of_each_tag(request, args.revs))
    try:
        _index_all(requests, args)
    except DamagedStore as error:
        note(f"{error.message}: starting again")
        _index_all(requests, args)
    return 0


def _index_all(requests: Sequence[Request], args: argparse.Namespace) -> None:
    from tracer.cli.context import use_color
    from tracer.cli.progress import reporter
    from tracer.store import Store

    with (
        ended_aloud(),
        Store.open_for_writing() as store,
        reporter(args.progress, color=use_color(args, sys.stderr.isatty())) as progress,
    ):
        for each in requests:
            _index(each, store, progress)


@contextmanager
def ended_aloud() -> Iterator[None]:
    """Say so when somebody ends the process (SIGTERM, SIGHUP): an index that is not there must have a reason."""
    import signal

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]

    def end(number: int, _: object) -> None:
        print(f"tracer: ended by {signal.Signals(number).name}, the index is not complete", file=sys.stderr)
        sys.exit(128 + number)

    before = {name: signal.signal(getattr(signal, name), end) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _of_each_tag(request: Request, globs: Sequence[str]) -> Iterator[Request]:
    """One request for each tag that matches, oldest version first."""
    from tracer.sources.git import Git
    from tracer.sources.series import tags

    if len(request.specs) != 1 or request.revision or request.name:
        raise UsageError("--revs takes one SOURCE, without --rev and --as")
    path = Path(os.path.expanduser(request.specs[0])).absolute()
    git = Git.find(path)
    if git is None:
        raise SourceError("not a git repository, so it has no tags", where=str(path))
    for tag in tags(git, globs):
        yield replace(request, revision=tag.name)


def _index(request: Request, store: Store, progress: Reporter) -> None:
    from tracer.cli.context import note
    from tracer.index.build import index
    from tracer.views.text import plain

    start = time.monotonic()
    report = index(request, store, progress)
    with store.snapshot(report.snapshot.name, request.backend) as snapshot:
        counts = snapshot.counts()
        problems = len(snapshot.problems())
    seconds = time.monotonic() - start
    what = "unchanged" if report.reused else f"{report.extracted:,} read anew"
    own = report.files - report.along
    files = "1 file" if own == 1 else f"{own:,} files"
    along = f" and {report.along:,} of reference_impl" if report.along else ""
    print(f"{plain(report.snapshot.name)}: {files}{along} ({what}), {counts['symbols']:,} symbols, "
          f"{counts['exports']:,} public names, {counts['edges']:,} calls, in {seconds:.1f} s", flush=True)  # fmt: skip
    if report.taken and not report.reused:
        other = f"{plain(report.taken)} is a snapshot of something else"
        note(f"{other}, so this one is called {plain(report.snapshot.name)}; --as gives it a name of your own")
    if problems:
        what = "1 problem in a file" if problems == 1 else f"{problems:,} problems in files"
        print(f"{what}: see `tracer status`")
