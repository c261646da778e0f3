"""What commands share: the snapshot that a query means, indexed first where that is needed."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from tracer.errors import EmptySource
from tracer.store import Snapshot, Store

if TYPE_CHECKING:
    from tracer.index.extraction import Progress
    from tracer.index.selection import Chosen
    from tracer.queries.answers import WhereAnswer


@contextmanager
def open_snapshot(args: argparse.Namespace, *, calls: bool = False, quiet: bool = False) -> Iterator[Snapshot]:
    """The snapshot that `args.at` or the current directory means, for a command that needs all of it.

    What was never indexed is indexed now, with progress; with `calls`, the call graph is linked if it is not yet.
    Branches that moved and files that changed since are noted, unless `quiet`.

    Raises:
        UnknownSnapshot, NotIndexed: see `tracer.index.selection.choose`.
    """
    from tracer.index.freshness import behind, edited
    from tracer.index.outdated import is_outdated
    from tracer.index.selection import choose

    store = Store.open_for_reading()
    try:
        chosen, *others = choose(store, args.at, args.backend)
    finally:
        if store is not None:
            store.close()
    snapshot = chosen.snapshot
    if snapshot is None:
        try:
            snapshot = indexed(args, chosen, calls=calls)
        except EmptySource as error:
            if not others:
                raise
            note(error.message)
            chosen = others[0]
            snapshot = chosen.snapshot or indexed(args, chosen, calls=calls)
    if is_outdated(snapshot.info):
        snapshot = _renewed(args, snapshot, calls=calls)
    elif chosen.snapshot is not None and not quiet:
        changed = edited(snapshot)
        snapshot.is_edited = bool(changed)
        for message in (*behind(snapshot), *changed):
            note(message)
    if calls and not snapshot.has_calls:
        snapshot = _with_calls(args, snapshot)
    try:
        yield snapshot
    finally:
        snapshot.close()


def indexed(args: argparse.Namespace, chosen: Chosen, *, calls: bool) -> Snapshot:
    """A snapshot made now of sources that have none yet, with progress."""
    from tracer.index.build import Request, index

    names = (spec.removeprefix("installed:") for spec in chosen.specs)
    reason = "" if args.at else f" ({chosen.reason})"
    note(f"indexing {' and '.join(names)} first{reason}")
    with _writing(args) as (store, progress):
        request = Request(chosen.specs, name=chosen.name, calls=calls, backend=args.backend, asked=args.at is None)
        name = index(request, store, progress).snapshot.name
    return _just_written(name, args.backend)


def _with_calls(args: argparse.Namespace, snapshot: Snapshot) -> Snapshot:
    from tracer.index.build import add_calls

    name = snapshot.name
    snapshot.close()
    note(f"linking the calls of {name} first")
    with _writing(args) as (store, progress):
        add_calls(store, name, args.backend, progress)
    return _just_written(name, args.backend)


def _renewed(args: argparse.Namespace, snapshot: Snapshot, *, calls: bool) -> Snapshot:
    from tracer.index.build import renew

    name = snapshot.name
    snapshot.close()
    note(f"indexing {name} again, another version of tracer made it")
    with _writing(args) as (store, progress):
        renew(store, name, args.backend, progress, calls=calls)
    return _just_written(name, args.backend)


@contextmanager
def _writing(args: argparse.Namespace) -> Iterator[tuple[Store, Progress]]:
    """The store to index into, and what shows the progress: now there will be much to collect."""
    from tracer.cli.progress import reporter

    gc.enable()
    with Store.open_for_writing() as store, reporter(color=use_color(args, sys.stderr.isatty())) as progress:
        yield store, progress


def _just_written(name: str, backend: str) -> Snapshot:
    """A snapshot whose writer has closed the store: it is sealed only where nobody reads at that time."""
    store = Store.open_for_reading()
    assert store is not None, "it was written"
    with store:
        return store.snapshot(name, backend)


_LONGEST = 100
"""Letters of a query that a message repeats."""


def no_match(answer: WhereAnswer) -> str:
    """Of a name that was not found: where it went, why it is not there, or what else could be meant."""
    hint = answer.hint
    moved = f"; it is now {hint.moved_to}" if hint is not None and hint.moved_to else ""
    why = f"; {hint.note}" if hint is not None and hint.note else ""
    alike = hint.did_you_mean if hint is not None and not moved else ()
    meant = f" (did you mean {', '.join(alike)}?)" if alike else ""
    query = answer.query if len(answer.query) <= _LONGEST else f"{answer.query[:_LONGEST]}..."
    looked = any(letter in query for letter in "*?") or not (moved or why or meant)
    pattern = f"; `tracer search {query!r}` takes patterns and parts of names" if looked else ""
    return f"no match for {query!r} in {answer.snapshot}{moved}{why}{meant}{pattern}"


def note(message: str) -> None:
    """A word to the user that is no data: on stderr."""
    from tracer.views.text import plain

    print(f"tracer: {plain(message)}", file=sys.stderr)


def use_color(args: argparse.Namespace, is_terminal: bool) -> bool:
    """Whether to write colours: on a terminal, unless `--no-color`, NO_COLOR or a dumb terminal says no."""
    if getattr(args, "color", None) is False or os.environ.get("NO_COLOR"):
        return False
    return is_terminal and os.environ.get("TERM") != "dumb"


def width_of(stream: TextIO) -> int | None:
    """Columns of the terminal that a stream writes to, None where it writes to no terminal: lines for a program are
    never folded. COLUMNS comes first, as for other programs."""
    if not stream.isatty():
        return None
    try:
        return int(os.environ.get("COLUMNS", "")) or 80
    except ValueError:
        pass
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def use_links(args: argparse.Namespace, is_terminal: bool) -> bool:
    """Whether to write OSC 8 links: as `--links` or `--no-links` says, else on a terminal."""
    chosen: bool | None = getattr(args, "links", None)
    if chosen is not None:
        return chosen
    return is_terminal and os.environ.get("TERM") != "dumb"
