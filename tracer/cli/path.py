"""`tracer path FROM TO`: how one function comes to call another."""

from __future__ import annotations

import argparse
import gc
from itertools import product
from typing import TYPE_CHECKING

from tracer.cli.calls import add_choice_options, choice_of, linker, matches_of, note_taken, path_json, style_of
from tracer.cli.context import note, open_snapshot
from tracer.cli.parser import at_least

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracer.queries.answers import Match
    from tracer.queries.calls import Calls
    from tracer.store import Snapshot

_PERHAPS = "not all was searched: there may be a path that is known better, or to a better match of a name"
MOST_MEANT = 4
"""Of names that several things have, so many are tried, best first, until there is a path."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "start",
        metavar="FROM",
        help="any name that `where` takes; a class stands for making one and calling one (inherited methods too), and "
        "for its other methods only where nothing else leads to TO, which is said",
    )
    parser.add_argument(
        "end",
        metavar="TO",
        help="any name that `where` takes; an op before a class of its name; a class stands for its own constructor "
        "and `__call__` or `call`, and for its other methods only where nothing else is reached",
    )
    add_choice_options(parser)
    parser.description = (
        f"{parser.description or ''} With `inferred`, any of many overriding methods and one of a few functions "
        "that are handed to something unknown are followed too, and shown as the candidates that they are; operators, "
        "loops, attribute hooks and siblings of the methods that are called only where nothing else leads to TO; calls "
        "that may lead to very many functions only with `candidate`."
    ).strip()
    parser.add_argument("--all", type=at_least(1), metavar="N", help="up to N paths, shortest first")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    from tracer.queries.calls import Calls
    from tracer.queries.paths import Asked, first_paths
    from tracer.views.call_text import render_path
    from tracer.views.json_output import json_line

    with open_snapshot(args, calls=True) as snapshot:
        gc.disable()  # all that is made from here on is kept until the answer is out
        starts = matches_of(snapshot, args.start, args.api)
        ends = sorted(matches_of(snapshot, args.end, args.api), key=lambda match: match.kind != "op")
        calls = Calls(snapshot, choice_of(args))
        pairs = {
            # `path keras.layers.Conv2D Conv2D` asks for the op
            Asked(start.key, end.key, _named_by(snapshot, start)): (start, end)
            for start, end in product(_alike(snapshot, starts), _apart(calls, _alike(snapshot, ends)))
            if start.key != end.key or len(ends) == 1
        }
        answer = first_paths(calls, pairs, args.all or 0)
        if answer.asked is not None:
            note_taken(args.start, pairs[answer.asked][0], starts)
            note_taken(args.end, pairs[answer.asked][1], ends)
        found = answer.paths
        if args.json:
            told = {"from": args.start, "to": args.end, "snapshot": snapshot.name, "paths": list(map(path_json, found))}
            print(json_line({**told, "given_up": True} if answer.is_given_up else told))
            return 0 if found else 1
        if not starts or not ends:
            return 1
        if not found:
            note(_no_path(args, is_given_up=answer.is_given_up))
            return 1
        style = style_of(args)
        print(style(f"in {snapshot.name}", "dim"))
        for path in found:
            print("\n".join(render_path(path, style, linker(snapshot))))
        if answer.is_given_up:
            note("not all was searched: there may be other paths" if args.all else _PERHAPS)
    return 0


def _no_path(args: argparse.Namespace, *, is_given_up: bool) -> str:
    """What was looked for in vain, and what follows more."""
    from tracer.queries.path_costs import LONGEST, LONGEST_DETOUR, SEVERAL

    between = f"from {args.start} to {args.end}"
    if is_given_up:
        found = f"no path {between} was found before the search was given up: too much lies nearer than the end"
    else:
        found = (
            f"no path {between} of up to {LONGEST} calls (longer where all are exact), "
            f"or of {LONGEST_DETOUR} by operators, properties and the like"
        )
    if args.min_confidence == "candidate":
        return found
    few = f"calls known to lead to one of a few functions (at most {SEVERAL})"
    known = "exact calls" if args.min_confidence == "exact" else few
    return f"{found}, by {known}; --min-confidence candidate also follows guesses"


def _alike(snapshot: Snapshot, matches: Sequence[Match]) -> list[Match]:
    """The best matches; after one that is live, none of a copy that nothing loads any more."""
    best = list(matches[:MOST_MEANT])
    dead = {match.key for match in best if (symbol := snapshot.symbol(match.key)) is not None and symbol.dead}
    return best if not best or best[0].key in dead else [match for match in best if match.key not in dead]


def _apart(calls: Calls, ends: list[Match]) -> list[Match]:
    """Without what leads to the best of them, as an op's Python function does: no path to that, and there is none."""
    before = {edge.caller for edge in calls.all_edges(ends[0].key, inward=True)} if len(ends) > 1 else ()
    return [end for end in ends if end.key not in before]


def _named_by(snapshot: Snapshot, match: Match) -> str | None:
    """The key of the class by which a method was named that this inherits."""
    step = next((step for step in match.chain if step.step == "inherit"), None)
    if step is None or step.file is None:
        return None
    around = (symbol for file in snapshot.files_at(step.file) for symbol in snapshot.symbols_in(file.id, step.line))
    return next((symbol.key for symbol in around if symbol.kind == "class" and symbol.line == step.line), None)
