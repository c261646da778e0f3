"""`tracer path FROM TO`: how one function comes to call another."""

from __future__ import annotations

import argparse
import gc
from itertools import chain, product
from typing import TYPE_CHECKING

from tracer.cli.calls import (
    KNOWN,
    add_choice_options,
    answer_of,
    choice_of,
    command,
    hint_json,
    linker,
    no_match_json,
    note_taken,
    path_json,
    style_of,
    within,
)
from tracer.cli.context import note, open_snapshot
from tracer.cli.parser import at_least

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tracer.queries.answers import Match
    from tracer.queries.calls import Calls
    from tracer.queries.paths import Asked, Found
    from tracer.store import Snapshot

_PERHAPS = "not all was searched: there may be a path that is known better, or to a better match of a name"
MOST_MEANT = 4
"""Of names that several things have, so many are tried, best first, until there is a path."""
MOST_GRADIENTS = 2
"""Of so many gradient functions that run an op it is said, where there is no path to that."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "start",
        metavar="FROM",
        help="any name that `where` takes; a class stands for making one and calling one (inherited methods too), and "
        "for its other methods only where nothing else leads to TO, which is said; a method that calls nothing stands "
        "for those that override it, too",
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
    from tracer.queries.paths import Asked, first_paths, named_by

    with open_snapshot(args, calls=True) as snapshot:
        gc.disable()  # all that is made from here on is kept until the answer is out
        first, last = answer_of(snapshot, args.start, args.api), answer_of(snapshot, args.end, args.api)
        starts, ends = first.matches, sorted(last.matches, key=lambda match: match.kind != "op")
        calls = Calls(snapshot, choice_of(args))
        pairs = {
            # `path keras.layers.Conv2D Conv2D` asks for the op
            Asked(start.key, end.key, named_by(snapshot, start)): (start, end)
            for start, end in product(_alike(snapshot, starts), _apart(calls, _alike(snapshot, ends)))
            if start.key != end.key or start.key == starts[0].key == ends[0].key
        }
        answer = first_paths(calls, pairs, args.all or 0)
        if answer.asked is not None:
            note_taken(snapshot, args.start, pairs[answer.asked][0], starts)
            note_taken(snapshot, args.end, pairs[answer.asked][1], ends)
        found = answer.paths
        reason, messages = "", list[str]()
        if starts and ends and not found:
            reason, messages = _why_none(args, calls, answer, pairs, starts, ends)
        if args.json:
            from tracer.views.json_output import json_line

            told = {"from": args.start, "to": args.end, "snapshot": snapshot.name, "paths": list(map(path_json, found))}
            told |= {"given_up": True} if answer.is_given_up else {}
            if not found:
                told["hint"] = hint_json(reason, messages) if reason else no_match_json(snapshot, first, last)
            print(json_line(told))
            return 0 if found else 1
        if not found:
            for message in messages:
                note(message)
            return 1
        from tracer.views.call_text import render_path

        style = style_of(args)
        print(style(f"in {snapshot.name}", "dim"))
        for path in found:
            print("\n".join(render_path(path, style, linker(snapshot))))
        if answer.is_given_up:
            note("not all was searched: there may be other paths" if args.all else _PERHAPS)
    return 0


def _why_none(
    args: argparse.Namespace,
    calls: Calls,
    answer: Found,
    pairs: Iterable[Asked],
    starts: Sequence[Match],
    ends: Sequence[Match],
) -> tuple[str, list[str]]:
    """Why there is no path, in a word or two and in sentences."""
    none = _no_function(args, calls.snapshot, starts, ends)
    if none:
        return "no function", none
    reasons = chain(_no_path(args, calls.snapshot, answer, starts), _by_gradient(args, calls, pairs, starts, ends))
    return "given up" if answer.is_given_up else "no path", list(reasons)


def _no_function(
    args: argparse.Namespace, snapshot: Snapshot, starts: Sequence[Match], ends: Sequence[Match]
) -> list[str]:
    """Why no path can begin or end with what two names stand for, as far as that is so."""
    from tracer.queries.calls import NO_FUNCTIONS

    if starts[0].kind in NO_FUNCTIONS:
        return [f"no path begins with {args.start}: it is a constant or an attribute, which calls nothing"]
    if ends[0].kind == "module":
        instead = within(args, snapshot, args.end, ends[0])
        return [f"no path ends with {args.end}: it is a module, which is not called; {instead}"]
    if ends[0].kind in NO_FUNCTIONS:
        return [f"no path ends with {args.end}: it is a constant or an attribute, which is not called"]
    return []


def _no_path(args: argparse.Namespace, snapshot: Snapshot, answer: Found, starts: Sequence[Match]) -> Iterator[str]:
    """What was looked for in vain, whether there is a path the other way round, and what follows more."""
    from tracer.queries.path_costs import LONGEST, LONGEST_DETOUR, SEVERAL
    from tracer.queries.path_search import MOST_CALLS

    between = f"no path from {args.start} to {args.end}"
    if args.include or args.exclude:
        between += ", through what --include and --exclude leave"
    if answer.is_given_up:
        yield (
            f"{between} was found among some {MOST_CALLS:,} calls that a search looks at, then it was given up: "
            "there may be one; leave out what it is not to come through (`--exclude 'GLOB'`), or name what lies "
            "nearer, such as a function on the way"
        )
    else:
        yield (
            f"{between}: no chain of up to {LONGEST} {KNOWN[args.min_confidence]} calls leads there, "
            f"nor one of up to {LONGEST_DETOUR} with operators, properties, loops or attribute hooks among them"
        )
    if starts[0].kind == "module":
        yield (
            f"{args.start} is a module, which stands for its top level code only, as it runs when it is imported: "
            f"{within(args, snapshot, args.start, starts[0])}"
        )
    if answer.is_backward:
        yield f"the other way round there is one: `{command(args, args.end, args.start)}`"
    if args.min_confidence != "candidate":
        wider = "inferred" if args.min_confidence == "exact" else "candidate"
        more = {
            "inferred": "calls that are inferred from types",
            "candidate": f"guesses, and calls that may lead to more than {SEVERAL} functions",
        }
        yield f"to follow {more[wider]}, too: `{command(args, args.start, args.end, minimum=wider)}`"


def _by_gradient(
    args: argparse.Namespace, calls: Calls, pairs: Iterable[Asked], starts: Sequence[Match], ends: Sequence[Match]
) -> Iterator[str]:
    """Which gradient functions run an op: on the way back, those of the ops that ran on the way there are called. How
    an op comes to run is only asked for where that is found: else one would be sent from op to op in a circle."""
    from tracer.queries.path_gradients import gradients_with
    from tracer.queries.paths import first_paths

    if ends[0].kind != "op" or starts[0].kind == "module":
        return
    end, pairs = ends[0], tuple(pairs)
    gradients = gradients_with(calls, end.key)
    for gradient in gradients[:MOST_GRADIENTS]:
        op, function = calls.node(gradient.caller), calls.node(gradient.callee)
        there = dict.fromkeys(pair._replace(end=gradient.caller) for pair in pairs)
        is_run = gradient.caller != end.key and bool(first_paths(calls, there).paths)
        yield (
            f"{args.end} is run by the gradient function of {op.name}, {function.name} "
            f"({function.file}:{function.line}): it is found by the op's name when gradients are computed, which no "
            "call says" + (f"; what runs {op.name}: `{command(args, args.start, op.name)}`" if is_run else "")
        )
    if len(gradients) > MOST_GRADIENTS:
        yield f"and by {len(gradients) - MOST_GRADIENTS:,} more"


def _alike(snapshot: Snapshot, matches: Sequence[Match]) -> list[Match]:
    """The best matches; after one that is live, none of a copy that nothing loads any more."""
    best = list(matches[:MOST_MEANT])
    dead = {match.key for match in best if (symbol := snapshot.symbol(match.key)) is not None and symbol.dead}
    return best if not best or best[0].key in dead else [match for match in best if match.key not in dead]


def _apart(calls: Calls, ends: list[Match]) -> list[Match]:
    """Without what leads to the best of them, as an op's Python function does: no path to that, and there is none."""
    before = {edge.caller for edge in calls.all_edges(ends[0].key, inward=True)} if len(ends) > 1 else ()
    return [end for end in ends if end.key not in before]
