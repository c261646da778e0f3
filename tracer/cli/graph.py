"""`tracer graph [NAME | DIR]`: the call graph, whole or around a name, in formats that other tools read."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.cli.calls import add_choice_options, choice_of, key_of
from tracer.cli.context import note, open_snapshot
from tracer.cli.parser import at_least
from tracer.errors import EmptySource, UsageError

if TYPE_CHECKING:
    from tracer.graph import CallGraph

FORMATS = ("pycg", "json", "dot", "mermaid", "graphml", "html")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("subject", nargs="?", metavar="NAME | DIR", help="a name, or any directory of Python files")
    parser.add_argument("--format", choices=FORMATS, default="json", help="(default: %(default)s)")
    parser.add_argument(
        "--depth", type=at_least(0), default=2, metavar="N", help="calls around NAME (default: %(default)s)"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="where to write (default: stdout)")
    add_choice_options(parser)


def run(args: argparse.Namespace) -> int:
    from tracer.views.graph_formats import render
    from tracer.views.graph_page import LARGEST_PAGE

    _check_path(args.subject)
    if args.output and not Path(args.output).absolute().parent.is_dir():
        raise UsageError("cannot write, there is no such folder", where=args.output, hint="make the folder first")
    if args.format == "pycg":
        args.builtins = True
    found = _of_directory(args) if _is_directory(args.subject, args.format) else _of_snapshot(args)
    if found is None:
        return 1
    graph, roots = found
    if args.format == "html" and len(graph.edges) > LARGEST_PAGE:
        note(f"{len(graph.edges):,} calls make a slow page: narrow it with NAME, --depth, --include or --exclude")
    text = render(graph, args.format, roots)
    if args.output:
        try:
            Path(args.output).write_text(text, encoding="utf-8")
        except OSError as error:
            hint = "give the path of a file that can be written"
            raise UsageError(f"cannot write, {error.strerror}", where=args.output, hint=hint) from error
    else:
        sys.stdout.write(text)
    return 0


def _check_path(subject: str | None) -> None:
    """A path that is none of a directory gets its own word: as a name it would merely not be found.

    Raises:
        UsageError: it is written as a path, and is no directory; or it is a file.
    """
    if subject is None or Path(subject).is_dir():
        return
    hint = "give a directory of Python files, or a name"
    if Path(subject).is_file():
        raise UsageError("this is a file, not a directory", where=subject, hint=hint)
    if subject.startswith((".", "/", "~")) or subject.endswith("/"):
        raise UsageError("there is no such directory", where=subject, hint=hint)


def _is_directory(subject: str | None, form: str) -> bool:
    """Whether a folder is meant: one written as a path, or a bare name of a folder here that has Python files in it,
    or of any where the form is that of tools that know nothing but folders."""
    if subject is None or not Path(subject).is_dir():
        return False
    return not subject.isidentifier() or form == "pycg" or any(Path(subject).rglob("*.py"))


def _of_directory(args: argparse.Namespace) -> tuple[CallGraph, tuple[str, ...]]:
    from tracer.queries.calls import filtered
    from tracer.queries.directory import call_graph

    graph, problems = call_graph(Path(args.subject), args.backend)
    for path, reason in problems:
        note(f"{path} was left out: {reason}")
    if not graph.nodes and not problems:
        raise EmptySource("there is no Python file", where=args.subject, hint="give the folder that holds the code")
    return filtered(graph, choice_of(args)), ()


def _of_snapshot(args: argparse.Namespace) -> tuple[CallGraph, tuple[str, ...]] | None:
    from tracer.queries.call_graphs import everything, neighbourhood
    from tracer.queries.calls import Calls

    with open_snapshot(args, calls=True) as snapshot:
        calls = Calls(snapshot, choice_of(args))
        if args.subject is None:
            return everything(calls), ()
        key = key_of(snapshot, args.subject, args.api)
        return None if key is None else (neighbourhood(calls, key, args.depth), calls.roots(key, inward=True))
