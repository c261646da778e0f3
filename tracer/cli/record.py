"""`tracer record SCRIPT [ARGS...]`: run the user's own script, and add what was called to the graph."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import RecordingError, UsageError

if TYPE_CHECKING:
    from tracer.recorder import Recording
    from tracer.store import Snapshot, Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from tracer.cli.parser import add_snapshot_options, at_least

    parser.usage = "tracer record [OPTIONS] SCRIPT [ARGS...]"
    parser.epilog = "What follows SCRIPT is the script's own: tracer record --report fit.py --epochs 3"
    parser.add_argument("--report", action="store_true", help="how much of what was observed the static graph holds")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser.add_argument("--missed", type=at_least(0), default=20, metavar="N", help="list N missed calls (%(default)s)")
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
    from tracer.cli.context import note, open_snapshot
    from tracer.queries.observed import observe_in, recall_of, run_of
    from tracer.recorder import record
    from tracer.store import Store
    from tracer.views.recording import print_recording

    _say_what_the_script_gets(args)
    named = args.at is not None
    # What is wrong with the snapshot is said before a script runs for an hour; it is not held open meanwhile.
    with open_snapshot(args, calls=True) as snapshot:
        args.at = snapshot.name
    recording = record(Path(args.script), args.arguments, args.python)
    with _holding(args, recording, named=named) as snapshot:
        observation = observe_in(snapshot, recording)
        recall = recall_of(snapshot, observation.edges)
        with Store.open_for_writing() as store:
            store.add_run(snapshot.info, *run_of(Path(args.script), args.arguments, recording, observation))
    missed = args.missed if args.report else 0
    print_recording(snapshot.name, recording, observation, recall, missed, json=args.json)
    if recording.exit_status:
        note(f"the script ended with status {recording.exit_status}")
    return recording.exit_status if 0 <= recording.exit_status < 256 else 1


def _say_what_the_script_gets(args: argparse.Namespace) -> None:
    from tracer.cli.context import note

    own = [text for text in args.arguments if text in ("--report", "--json", "--missed", "--python", "--at")]
    if own:
        note(f"{own[0]} goes to the script: options of `tracer record` come before {args.script}")


@contextmanager
def _holding(args: argparse.Namespace, recording: Recording, *, named: bool) -> Iterator[Snapshot]:
    """The snapshot that `args.at` names; unless the user `named` it, another one if that holds what ran and this one
    other versions of it.

    Raises:
        RecordingError: no snapshot holds what ran.
    """
    from tracer.cli.context import note
    from tracer.queries.observed import agreement
    from tracer.store import Store

    store = Store.open_for_reading()
    assert store is not None, "the snapshot was opened before the script ran"
    with store, ExitStack() as stack:
        snapshot = stack.enter_context(store.snapshot(args.at, args.backend))
        found = agreement(snapshot, recording)
        differ = f"{found.different} of the {sum(found)} files that ran differ from those in {snapshot.name}"
        other = None if named or (found.same and not found.is_foreign) else _that_ran(store, args.backend, recording)
        if other is not None:
            why = differ if found.different else f"{snapshot.name} has none of the files that ran"
            note(f"{why}; the calls are added to {other}")
        elif found.is_foreign and named:
            note(differ)
        elif found.is_foreign:
            hint = "index what ran, such as `tracer index tensorflow keras`, and record again; --at adds it anyway"
            raise RecordingError(differ, hint=hint)
        yield snapshot if other is None else stack.enter_context(store.snapshot(other, args.backend))


def _that_ran(store: Store, backend: str, recording: Recording) -> str | None:
    """The snapshot that has the most of the files that ran, and few in another version."""
    from tracer.queries.observed import agreement

    best: tuple[int, str | None] = (0, None)
    for info in store.snapshots():
        if info.backend == backend:
            with store.snapshot(info.name, backend) as snapshot:
                found = agreement(snapshot, recording)
            if not found.is_foreign and found.same > best[0]:
                best = (found.same, info.name)
    return best[1]
