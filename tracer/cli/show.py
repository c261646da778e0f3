"""`tracer show NAME`: a definition's source, with the calls that were resolved marked."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict

from tracer.cli.calls import no_match_json
from tracer.cli.context import no_match, note, open_snapshot, use_color, use_links, width_of
from tracer.cli.parser import add_api_option, add_snapshot_options


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="any name that `where` takes")
    add_snapshot_options(parser)
    add_api_option(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    from tracer.queries.source import source_of
    from tracer.queries.where import where
    from tracer.views.json_output import json_line
    from tracer.views.source_text import render_source
    from tracer.views.style import Style

    with open_snapshot(args) as snapshot:
        answer = where(snapshot, args.name, args.api)
        symbol = snapshot.symbol(answer.matches[0].key) if answer.matches else None
        if symbol is None:
            note(no_match(answer))
            if args.json:
                print(json_line({"name": None, "snapshot": snapshot.name, "hint": no_match_json(snapshot, answer)}))
            return 1
        text = source_of(snapshot, symbol)
        if args.json:
            print(json_line({"name": answer.matches[0].name, "snapshot": snapshot.name, **asdict(text)}))
            return 0
        is_terminal = sys.stdout.isatty()
        style = Style(use_color(args, is_terminal), use_links(args, is_terminal), width_of(sys.stdout))
        print(style(f"in {snapshot.name}", "dim"))
        print("\n".join(render_source(answer.matches[0].name, text, style)))
        if not snapshot.has_calls:
            note("calls are not linked yet: `tracer callees` links them")
    return 0
