"""`tracer record SCRIPT [ARGS...]`: run the user's own script, and add what was called to the graph."""

from __future__ import annotations

import argparse
import os
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import NotIndexed, RecordingError, UsageError

if TYPE_CHECKING:
    from tracer.index.selection import Chosen
    from tracer.queries.observed import Agreement
    from tracer.recorder import Failure, Recording

    Place = tuple[str, Agreement]
    """A snapshot's name, and how far it has what ran."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from tracer.cli.parser import add_snapshot_options, at_least

    parser.usage = "tracer record [OPTIONS] SCRIPT [ARGS...]"
    parser.add_argument(
        "--report",
        action="store_true",
        help="how much of what was observed the static graph holds: pairs of caller and callee, each counted once "
        "however often it ran; all of them, and those from function to function inside a package, as the README counts",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object, after what the script prints")
    parser.add_argument(
        "--missed", type=at_least(0), default=20, metavar="N", help="missed calls to list (default: %(default)s)"
    )
    parser.add_argument("--python", metavar="PATH", help="the interpreter to run it with (default: this one)")
    parser.add_argument("--anyway", action="store_true", help="also where --at has other versions of what ran")
    parser.add_argument("--forget", choices=("last", "all"), help="remove the last recording, or all of that snapshot")
    add_snapshot_options(parser, "the one that has the files that ran")
    parser.set_defaults(own={name for action in parser._actions for name in action.option_strings if name[:2] == "--"})
    parser.add_argument("script", nargs="?", metavar="SCRIPT", help="the script; with --report alone, all runs")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="ARGS", help="its arguments, as they are")


def run(args: argparse.Namespace) -> int:
    if args.forget is not None:
        return _forget(args)
    if args.script is None:
        return _report(args)
    return _record(args)


def _forget(args: argparse.Namespace) -> int:
    from tracer.cli.context import note, open_snapshot
    from tracer.store import Store

    if args.script is not None:
        raise UsageError("--forget takes no script", hint="record it afterwards, as a command of its own")
    named = None
    if args.at is not None:
        with open_snapshot(args) as snapshot:
            named = snapshot.info
    with Store.open_for_writing() as store:
        info = named or store.last_recorded()
        if info is None:
            note("nothing was recorded yet")
            return 1
        count = store.drop_runs(info, last=args.forget == "last")
    print(f"{count} recording{'' if count == 1 else 's'} removed from {info.name}")
    return 0 if count else 1


def _report(args: argparse.Namespace) -> int:
    from tracer.cli.context import note, open_snapshot
    from tracer.queries.observed import recall_of, recorded_edges
    from tracer.views.recording import print_report

    if not args.report:
        raise UsageError("there is no script to run", hint="give one, or --report for what was recorded before")
    with open_snapshot(args, calls=True) as snapshot:
        runs = snapshot.runs()
        if not runs:
            note("nothing was recorded yet; give a script to run")
        if not runs and not args.json:
            return 1
        print_report(snapshot.name, runs, recall_of(snapshot, recorded_edges(snapshot)), args.missed, json=args.json)
    return 0 if runs else 1


def _record(args: argparse.Namespace) -> int:
    from tracer.cli.context import note, open_snapshot
    from tracer.queries.observed import observe_in, recall_of, run_of
    from tracer.recorder import record
    from tracer.store import Store
    from tracer.views.recording import print_recording

    _say_what_the_script_gets(args)
    if args.at is not None:
        # What is wrong with the snapshot is said before a script runs for an hour; it is not held open meanwhile.
        with open_snapshot(args) as snapshot:
            args.at = snapshot.name
    recording = record(Path(args.script), args.arguments, args.python)
    args.at, has_calls = _place(args, recording)
    with open_snapshot(args, calls=has_calls, quiet=True) as snapshot:
        observation = observe_in(snapshot, recording, anyway=args.anyway)
        if recording.failure is not None and not observation.edges:
            raise _failed_at_once(args, recording.failure)
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

    own = [text for text in args.arguments if text.partition("=")[0] in args.own - {"--help"}]
    if own:
        note(f"{own[0]} goes to the script: options of `tracer record` come before {args.script}")


def _place(args: argparse.Namespace, recording: Recording) -> tuple[str, bool]:
    """The snapshot that a recording is added to, and whether it has any of the files that ran: the one that `--at`
    names; else the one that a query would ask, if it has no other versions of what ran; else the one that has most of
    what ran as it ran, which may be the sources that ran, of those that a query would ask, indexed now.

    Raises:
        RecordingError: there is none, or it has other versions of most of what ran; or the script failed at once.
    """
    from tracer.cli.context import note
    from tracer.queries.observed import Agreement

    with closing(_Agreements(args.backend, recording)) as found:
        first = args.at or found.first
        here = found.of(first) if first else Agreement(0, 0)
        differ = f"{here.different} of the {sum(here)} files that ran differ from those in {first}"
        if args.at:
            return args.at, _is_place(args, here, differ)
        if first and here.is_whole:
            return first, True
        best = found.best(first)
    if best is None or not best[1].is_whole:
        best = max(filter(None, (best, _indexed_now(args, recording))), key=lambda pair: pair[1].same, default=None)
    if best is not None:
        if first and best[0] != first:
            why = differ if here.different else f"{first} has none of the files that ran"
            note(f"{why}; the calls are added to {best[0]}")
        return best[0], True
    if recording.failure is not None:
        raise _failed_at_once(args, recording.failure)
    if first and not sum(here):
        return first, False
    message = differ if first else "nothing of what ran is indexed"
    hint = "index what ran, such as `tracer index tensorflow keras`, and record again, or say --at and --anyway"
    raise RecordingError(message, hint=hint)


def _is_place(args: argparse.Namespace, here: Agreement, differ: str) -> bool:
    """Whether the snapshot that `--at` names has any of the files that ran; an error if they are other versions."""
    from tracer.cli.context import note

    if here.is_foreign:
        if not args.anyway:
            raise RecordingError(differ, hint="record without --at, or add the calls all the same with --anyway")
        note(differ)
    return sum(here) > 0


def _failed_at_once(args: argparse.Namespace, failure: Failure) -> RecordingError:
    where = args.script if failure.line is None else f"{args.script}:{failure.line}"
    is_import = failure.error.startswith(("ImportError", "ModuleNotFoundError"))
    other = ", or name an interpreter that has what it imports with --python" if is_import else ""
    return RecordingError(
        f"nothing was recorded: before it called anything that is indexed, the script failed with {failure.error}",
        where=where,
        hint=f"mend it and record again{other}",
    )


class _Agreements:
    """How far the snapshots of the store have what ran."""

    def __init__(self, backend: str, recording: Recording) -> None:
        from tracer.index.selection import choose
        from tracer.store import Store

        self._backend = backend
        self._recording = recording
        self._store = Store.open_for_reading()
        self.first: str | None = None
        if self._store is not None:
            with suppress(NotIndexed):
                snapshot = choose(self._store, None, backend)[0].snapshot
                if snapshot is not None:
                    self.first = snapshot.name
                    snapshot.close()

    def close(self) -> None:
        if self._store is not None:
            self._store.close()

    def of(self, name: str) -> Agreement:
        from tracer.queries.observed import agreement

        assert self._store is not None
        with self._store.snapshot(name, self._backend) as snapshot:
            return agreement(snapshot, self._recording)

    def best(self, first: str | None) -> Place | None:
        """The snapshot that has the most of the files that ran, and few in another version: `first` rather than
        another that has as many."""
        names = [info.name for info in self._store.snapshots() if info.backend == self._backend] if self._store else []
        found = [(name, self.of(name)) for name in sorted(names, key=lambda name: name != first)]
        places = [(name, agreement) for name, agreement in found if agreement.same and not agreement.is_foreign]
        return max(places, key=lambda place: place[1].same, default=None)


def _indexed_now(args: argparse.Namespace, recording: Recording) -> Place | None:
    """A snapshot made now of the repository one stands in or of the installed packages, whichever has more of the files
    that ran; None if neither has what ran."""
    from tracer.cli.context import indexed
    from tracer.index.selection import choose
    from tracer.queries.observed import agreement

    files = {call.callee.file for call in recording.calls}
    choices: list[Chosen] = []
    with suppress(NotIndexed):
        choices = choose(None, None, args.backend)
    counted = [(sum(_lies_in(file, chosen.specs) for file in files), chosen) for chosen in choices]
    for count, chosen in sorted(counted, key=lambda pair: -pair[0]):
        if count:
            with indexed(args, _said(chosen), calls=True) as snapshot:
                found = agreement(snapshot, recording)
                if found.same and not found.is_foreign:
                    return snapshot.name, found
    return None


def _said(chosen: Chosen) -> Chosen:
    """What is indexed now, with the reason why an index that there is of it does not do."""
    from tracer.index.rows import specification
    from tracer.store import Store

    store = Store.open_for_reading()
    if store is None:
        return chosen
    known: set[str] = set()
    with store:
        for info in store.snapshots():
            with closing(store.snapshot(info.name, info.backend)) as snapshot:
                known |= {os.path.realpath(source.root) for source in snapshot.sources if source.kind != "distribution"}
                known |= {specification(source) for source in snapshot.sources if source.kind == "distribution"}
    specs = {spec if spec.startswith("installed:") else os.path.realpath(spec) for spec in chosen.specs}
    return chosen._replace(reason="what ran has changed since it was indexed") if specs <= known else chosen


def _lies_in(file: str, specs: tuple[str, ...]) -> bool:
    """Whether a file lies in one of the sources, by its path alone."""
    for spec in specs:
        name = spec.removeprefix("installed:")
        if f"-packages/{name}/" in file if name != spec else file.startswith(f"{spec}/"):
            return True
    return False
