"""`tracer graph [NAME | DIR]`: the call graph, whole or around a name, in formats that other tools read."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.cli.calls import KNOWN, add_choice_options, answer_of, choice_of, note_taken, within
from tracer.cli.context import note, open_snapshot
from tracer.cli.parser import at_least
from tracer.errors import EmptySource, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracer.graph import CallGraph
    from tracer.queries.answers import Match
    from tracer.queries.calls import Calls
    from tracer.queries.directory import Problems

FORMATS = ("pycg", "json", "dot", "mermaid", "graphml", "html")
_LISTED = 5
"""Of more files that could not be read, only so many are named."""
_SUBJECT = "give a directory of Python files, or a name"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "subject",
        nargs="?",
        metavar="NAME | DIR",
        help="a name, or any directory of Python files; without --at, a bare word is the directory here of that name "
        "if there is one",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="json",
        help="(default: %(default)s); pycg has builtins and what is outside, and no candidates, whatever else is asked",
    )
    parser.add_argument(
        "--depth", type=at_least(0), default=2, metavar="N", help="calls around NAME (default: %(default)s)"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="where to write (default: stdout)")
    add_choice_options(parser)


def run(args: argparse.Namespace) -> int:
    from tracer.views.graph_formats import MOST_EDGES, MOST_LETTERS, render
    from tracer.views.graph_page import LARGEST_PAGE

    is_directory = _is_directory(args)
    if args.output and not Path(args.output).absolute().parent.is_dir():
        raise UsageError("cannot write, there is no such folder", where=args.output, hint="make the folder first")
    if args.format == "pycg":
        args.builtins = True
    found = _of_directory(args) if is_directory else _of_snapshot(args)
    if found is None:
        return 1
    graph, roots = found
    if not graph.nodes and (args.include or args.exclude):
        note("the graph is empty: --include and --exclude leave no function or module")
    if args.format == "html" and len(graph.edges) > LARGEST_PAGE:
        note(f"{len(graph.edges):,} calls make a slow page: narrow it with NAME, --depth, --include or --exclude")
    text = render(graph, args.format, roots)
    if args.format == "mermaid" and (len(graph.edges) > MOST_EDGES or len(text) > MOST_LETTERS):
        note(
            f"{len(graph.edges):,} calls in {len(text):,} letters, of which Mermaid draws {MOST_EDGES} in "
            f"{MOST_LETTERS:,} unless its maxEdges and maxTextSize are raised: narrow it with NAME, --depth, --include "
            "or --exclude"
        )
    if args.output:
        try:
            Path(args.output).write_text(text, encoding="utf-8")
        except OSError as error:
            hint = "give the path of a file that can be written"
            raise UsageError(f"cannot write, {error.strerror}", where=args.output, hint=hint) from error
    else:
        sys.stdout.write(text)
    return 0


def _is_directory(args: argparse.Namespace) -> bool:
    """Whether a folder is meant: one that is written as a path, or a bare word that one here is called, unless a
    snapshot is named.

    Raises:
        UsageError: it is written as a path, and is no directory, or a snapshot is named as well; or it is a file.
    """
    subject = args.subject
    if not subject:
        return False
    is_there, in_snapshot = Path(subject).is_dir(), (args.at, args.api) != (None, None)
    if subject.startswith((".", "/", "~")) or subject.endswith("/") or (is_there and "/" in subject):
        return _is_directory_at(subject, is_there=is_there, in_snapshot=in_snapshot)
    if in_snapshot:
        return False
    if Path(subject).is_file():
        raise UsageError("this is a file, not a directory", where=subject, hint=_SUBJECT)
    if is_there and subject.replace(".", "_").isidentifier():
        note(f"{subject!r} taken as the folder ./{subject}, not as a name (./{subject} says so, --at makes it a name)")
    return is_there


def _is_directory_at(path: str, *, is_there: bool, in_snapshot: bool) -> bool:
    """A path that is none of a directory gets its own word: as a name it would merely not be found."""
    if not is_there:
        what = "this is a file, not a directory" if Path(path).is_file() else "there is no such directory"
        raise UsageError(what, where=path, hint=_SUBJECT)
    if in_snapshot:
        hint = "leave --at and --api out, or give a name"
        raise UsageError("the graph of a directory is that of its files, in no snapshot", where=path, hint=hint)
    return True


def _of_directory(args: argparse.Namespace) -> tuple[CallGraph, tuple[str, ...]]:
    from tracer.queries.calls import filtered
    from tracer.queries.directory import call_graph

    graph, problems = call_graph(Path(args.subject), args.backend)
    for message in (*_left_out(problems), *_not_understood(problems)):
        note(message)
    if not graph.nodes and not problems:
        raise EmptySource("there is no Python file", where=args.subject, hint="give the folder that holds the code")
    return filtered(graph, choice_of(args)), ()


def _left_out(problems: Problems) -> Iterator[str]:
    """The files that are not in the graph, the first few of many."""
    left_out = [problem for problem in problems if not problem.is_partial]
    yield from (f"{one.place} was left out: {one.reason}" for one in left_out[:_LISTED])
    if len(left_out) > _LISTED:
        yield f"{len(left_out) - _LISTED:,} more files were left out"


def _not_understood(problems: Problems) -> Iterator[str]:
    """What files that are in the graph register in ways that were not understood."""
    partial = [problem for problem in problems if problem.is_partial]
    if partial:
        more = f" and {len(partial) - 1:,} more" if partial[1:] else ""
        yield (
            "their calls are in the graph, but not all that these files export or register was understood: "
            f"{partial[0].place} ({partial[0].reason}){more}"
        )


def _of_snapshot(args: argparse.Namespace) -> tuple[CallGraph, tuple[str, ...]] | None:
    from tracer.queries.call_graphs import everything, neighbourhood
    from tracer.queries.calls import Calls

    with open_snapshot(args, calls=True) as snapshot:
        calls = Calls(snapshot, choice_of(args))
        if args.subject is None:
            return everything(calls), ()
        matches = answer_of(snapshot, args.subject, args.api).matches
        if not matches:
            return None
        note_taken(snapshot, args.subject, matches[0], matches)
        graph = neighbourhood(calls, matches[0].key, args.depth)
        if args.depth and not graph.edges:
            note(_why_alone(args, calls, matches[0]))
        return graph, calls.roots(matches[0].key, inward=True)


def _why_alone(args: argparse.Namespace, calls: Calls, match: Match) -> str:
    """Why there is nothing around a symbol, and what to ask instead."""
    from tracer.queries.calls import NO_FUNCTIONS

    alone, known = f"{match.full_name} stands alone", KNOWN[args.min_confidence]
    if match.kind in NO_FUNCTIONS:
        return f"{alone}: it is a constant or an attribute, which is not called and calls nothing"
    left_out = [
        *(f"{count:,} {name} (--min-confidence {name})" for name, count in sorted(calls.weaker.items())),
        f"{calls.tested:,} in test code (--tests)" if calls.tested else "",
        f"{calls.excluded:,} by --include and --exclude" if calls.excluded else "",
        f"{calls.hidden:,} of builtins and outside packages (--builtins)" if calls.hidden else "",
    ]
    counted = ", ".join(filter(None, left_out))
    shown = f"; calls that are not shown: {counted}" if counted else ""
    if match.kind != "module":
        return f"{alone}: no {known} call leads there or from there{shown}"
    told = f"it is a module, whose top level makes no {known} call{shown}"
    return f"{alone}: {told}; {_inside(args, calls, match)}"


def _inside(args: argparse.Namespace, calls: Calls, module: Match) -> str:
    """How to ask for what a module or package holds."""
    below = (f"{module.full_name}:", f"{module.full_name}.")
    instead = within(args, calls.snapshot, args.subject, module)
    if not any(row[2] == "function" and row[0].startswith(below) for row in calls.snapshot.symbol_names()):
        return instead
    at = ["--at", args.at] if args.at else []
    whole = shlex.join(["tracer", "graph", "--include", f"{module.full_name}.*", *at])
    return f"{instead}, or ask for all that it holds: `{whole}`"
