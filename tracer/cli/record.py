"""`tracer record SCRIPT [ARGS...]`: run the user's own script, and add what was called to the graph."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tracer.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from tracer.cli.parser import add_snapshot_options

    parser.add_argument("--report", action="store_true", help="how much of what was observed the static graph holds")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser.add_argument("--missed", type=int, default=20, metavar="N", help="list N missed calls (%(default)s)")
    parser.add_argument("--python", metavar="PATH", help="the interpreter to run it with (default: this one)")
    add_snapshot_options(parser)
    parser.add_argument("script", nargs="?", metavar="SCRIPT", help="the script; with --report alone, all runs")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="ARGS", help="its arguments, as they are")


def run(args: argparse.Namespace) -> int:
    if args.script is None:
        return _report(args)
    return _record(args)


def _report(args: argparse.Namespace) -> int:
    from tracer.cli.context import open_snapshot
    from tracer.queries.observed import recall_of, recorded_edges
    from tracer.views.recording import print_report

    if not args.report:
        raise UsageError("there is no script to run", hint="give one, or --report for what was recorded before")
    with open_snapshot(args, calls=True) as snapshot:
        runs = snapshot.runs()
        if not runs:
            print("tracer: nothing was recorded yet; give a script to run", file=sys.stderr)
            return 1
        print_report(snapshot.name, runs, recall_of(snapshot, recorded_edges(snapshot)), args.missed, json=args.json)
    return 0


def _record(args: argparse.Namespace) -> int:
    from tracer.cli.context import open_snapshot
    from tracer.queries.observed import observe_in, recall_of, run_of
    from tracer.recorder import record
    from tracer.store import Store
    from tracer.views.recording import print_recording

    # What is wrong with the snapshot is said before a script runs for an hour; it is not held open meanwhile.
    with open_snapshot(args, calls=True) as snapshot:
        args.at = snapshot.name
    recording = record(Path(args.script), args.arguments, args.python)
    with open_snapshot(args, calls=True) as snapshot:
        observation = observe_in(snapshot, recording)
        recall = recall_of(snapshot, observation.edges)
        with Store.open_for_writing() as store:
            store.add_run(snapshot.info, *run_of(Path(args.script), args.arguments, recording, observation))
    missed = args.missed if args.report else 0
    print_recording(snapshot.name, recording, observation, recall, missed, json=args.json)
    return 0 if recording.exit_status == 0 else 1
