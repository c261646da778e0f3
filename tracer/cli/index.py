"""`tracer index SOURCE...`: read sources and link them into a snapshot."""

from __future__ import annotations

import argparse
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="a git repository, a directory, a URL to clone, or an installed distribution's name; "
        "PATH@REV reads that revision from git's objects",
    )
    parser.add_argument("--rev", metavar="REV", help="the revision of every SOURCE that names none")
    parser.add_argument("--as", dest="name", metavar="SNAPSHOT", help="what to call the snapshot")
    parser.add_argument("--tests", action="store_true", help="index test files too")
    parser.add_argument("--jobs", type=_positive, metavar="N", help="worker processes (default: one a core)")
    parser.add_argument("--no-calls", dest="calls", action="store_false", help="leave the call graph for later")
    parser.add_argument(
        "--backend",
        default="tensorflow",
        choices=("tensorflow", "jax", "torch", "numpy", "openvino"),
        help="which of Keras 3's backends to follow (default: %(default)s)",
    )
    parser.add_argument(
        "--progress",
        default="auto",
        choices=("auto", "bar", "plain", "json", "none"),
        help="how to tell progress, on stderr (default: %(default)s)",
    )


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def run(args: argparse.Namespace) -> int:
    import time

    from tracer.cli.context import use_color
    from tracer.cli.progress import reporter
    from tracer.index.build import Request, index
    from tracer.store import Store
    from tracer.views.text import plain

    request = Request(args.sources, args.rev, args.name, args.tests, args.jobs, calls=args.calls, backend=args.backend)
    start = time.monotonic()
    with (
        Store.open_for_writing() as store,
        reporter(args.progress, color=use_color(args, sys.stderr.isatty())) as progress,
    ):
        report = index(request, store, progress)
        with store.snapshot(report.snapshot.name, args.backend) as snapshot:
            counts = snapshot.counts()
            problems = len(snapshot.problems())
    seconds = time.monotonic() - start
    what = "unchanged" if report.reused else f"{report.extracted:,} read anew"
    print(f"{plain(report.snapshot.name)}: {report.files:,} files ({what}), {counts['symbols']:,} symbols, "
          f"{counts['exports']:,} public names, {counts['edges']:,} calls, in {seconds:.1f} s")  # fmt: skip
    if problems:
        print(f"{problems:,} problems in files: see `tracer status`")
    return 0
