"""`tracer where NAME...`: where a name is defined, and the way there."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from tracer.cli.context import no_match, note, use_color, use_links, width_of
from tracer.cli.parser import add_api_option, add_snapshot_options
from tracer.errors import UsageError

if TYPE_CHECKING:
    from tracer.cli.answering import Answerer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="Sequential, tf.keras.Sequential, Model.fit, a module path, path/to/file.py:LINE, an op ...",
    )
    add_snapshot_options(parser)
    add_api_option(parser)
    parser.add_argument("--all", action="store_true", help="also list what a good match outranks")
    parser.add_argument("--json", action="store_true", help="one JSON object a query")
    parser.add_argument("--stdin", action="store_true", help="read one query a line; needs --json")
    parser.add_argument("--open", action="store_true", help="open the best match in $VISUAL or $EDITOR")


def run(args: argparse.Namespace) -> int:
    if args.stdin and args.names:
        raise UsageError(
            f"--stdin reads names from standard input, and {args.names[0]} is given too", hint="leave one out"
        )
    if not args.stdin and not args.names:
        raise UsageError("give names, or --stdin", hint="for example: tracer where Sequential")
    if args.stdin and not args.json:
        raise UsageError("--stdin answers in JSON only", hint="add --json")
    if args.stdin and args.open:
        raise UsageError("--open opens the match of a name", hint="give the name as an argument, without --stdin")
    from tracer.cli.answering import Answerer

    with ExitStack() as stack:
        answerer = stack.enter_context(Answerer(args))
        if args.json:
            return _print_json(args, answerer)
        return _print_text(args, answerer)


def _queries(args: argparse.Namespace) -> Iterable[str]:
    return (line.rstrip("\r\n") for line in sys.stdin) if args.stdin else args.names


def _print_json(args: argparse.Namespace, answerer: Answerer) -> int:
    from tracer.views.json_output import WhereLines

    lines = WhereLines()
    status = 0
    for number, query in enumerate(_queries(args)):
        answer = answerer.answer(query)
        if not answer.matches and not args.stdin:
            status = 1
        sys.stdout.write(lines.line(answer.as_json()) + "\n")
        if args.stdin or args.open:
            sys.stdout.flush()
        if args.open and number == 0 and answer.matches:
            answerer.open_in_editor(answer.matches[0])
    _say(answerer.notes())
    return status


def _print_text(args: argparse.Namespace, answerer: Answerer) -> int:
    from tracer.views.style import Style
    from tracer.views.where_text import render_where

    is_terminal = sys.stdout.isatty()
    style = Style(use_color(args, is_terminal), use_links(args, is_terminal), width_of(sys.stdout))
    status = 0
    for number, query in enumerate(args.names):
        answer = answerer.answer(query)
        if not answer.matches:
            note(no_match(answer))
            status = 1
            continue
        lines = [style(f"in {answerer.heading()}", "dim"), *render_where(answer, style, answerer.link)]
        lines[1:1] = (style(warning, "yellow") for warning in answer.warnings)
        if number:
            lines.insert(0, "")
        print("\n".join(lines))
        if args.open and number == 0:
            sys.stdout.flush()
            answerer.open_in_editor(answer.matches[0])
    _say(answerer.notes())
    return status


def _say(messages: Iterable[str]) -> None:
    for message in messages:
        note(message)
