"""`callers` and `callees`: arguments, the answer as text and as JSON."""

from __future__ import annotations

import argparse
import gc
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tracer.cli.calls import (
    add_choice_options,
    answer_of,
    choice_of,
    command,
    edge_json,
    linker,
    no_match_json,
    node_json,
    note_taken,
    style_of,
)
from tracer.cli.context import note, open_snapshot
from tracer.cli.parser import at_least

if TYPE_CHECKING:
    from tracer.queries.call_answers import CallAnswer
    from tracer.queries.call_trees import CallTree, Limits
    from tracer.queries.calls import Calls

_LISTED, _LISTED_BELOW = 40, 20
"""Calls listed below the function asked for, and below each of the others, where nothing else is said."""
_DEEPEST = 100
"""Levels of a tree: all of TensorFlow is reached in some thirty, and each level takes room on the stack."""


def add_tree_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="any name that `where` takes")
    parser.add_argument(
        "--depth", type=at_least(1, _DEEPEST), default=1, metavar="N", help="levels to unfold (default: %(default)s)"
    )
    parser.add_argument(
        "--limit",
        type=at_least(0),
        metavar="N",
        help=f"calls listed below one function at most, 0 for all (default: {_LISTED}, {_LISTED_BELOW} on deeper "
        "levels, and of many methods that one call may lead to the first three; all with --json)",
    )
    add_choice_options(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run_tree(args: argparse.Namespace, *, inward: bool) -> int:
    from tracer.queries.call_answers import call_answer
    from tracer.queries.calls import Calls
    from tracer.views.json_output import json_line

    with open_snapshot(args, calls=True) as snapshot:
        gc.disable()  # all that is made from here on is kept until the answer is out
        named = answer_of(snapshot, args.name, args.api)
        matches = named.matches
        told = {"query": args.name, "snapshot": snapshot.name, "direction": "callers" if inward else "callees"}
        if not matches:
            if args.json:
                print(json_line({**told, "root": None, "hint": no_match_json(snapshot, named)}))
            return 1
        note_taken(snapshot, args.name, matches[0], matches)
        calls = Calls(snapshot, choice_of(args))
        answer = call_answer(calls, matches[0], inward=inward, depth=args.depth, limits=_limits(args))
        changed = _changed(calls, inward=inward) if snapshot.is_edited else []
        if args.json:
            unresolved = [{"line": row.line, "text": row.text, "reason": row.reason} for row in answer.unresolved]
            print(json_line({**told, "root": as_json(answer.tree), "unresolved": unresolved, "changed": changed}))
            for message in () if answer.tree.children else _not_shown(args, calls):
                note(message)
        else:
            _print_answer(args, calls, answer, changed)
    return 0


def _limits(args: argparse.Namespace) -> Limits:
    from tracer.queries.call_trees import ALL, Limits

    if args.limit is None:
        return ALL if args.json else Limits(_LISTED, _LISTED_BELOW)
    return Limits(args.limit or None, args.limit or None)


def _changed(calls: Calls, *, inward: bool) -> list[str]:
    """Files that may say otherwise by now: those that callees were read from, and any that could hold a new caller."""
    from tracer.index.freshness import changed_among, changed_files

    if inward:
        return [file.path for file, _ in changed_files(calls.snapshot)]
    return changed_among(calls.snapshot, calls.files)


def _print_answer(args: argparse.Namespace, calls: Calls, answer: CallAnswer, changed: list[str]) -> None:
    from tracer.views.call_text import render_answer

    style = style_of(args)
    print(style(f"in {calls.snapshot.name}", "dim"))
    nothing = _why_nothing(calls, answer, is_changed=bool(changed))
    print("\n".join(render_answer(answer, style, linker(calls.snapshot), nothing)))
    for message in (*_not_shown(args, calls), *_stale(changed)):
        print("\n".join(style.fold(style(message, "dim"), "  ")))


def _why_nothing(calls: Calls, answer: CallAnswer, *, is_changed: bool) -> str:
    """Why a tree has no calls, where that is for another reason than what its root is."""
    if calls.excluded:
        return "no call that --include and --exclude leave"
    if calls.weaker:
        known = " or ".join(known for known in ("exact", "inferred") if known in calls.choice.confidences)
        return f"no {known} call is known"
    if answer.inward and calls.tested:
        return "nothing but test code calls it"
    if is_changed and answer.match.kind in ("function", "method", "property", "class"):
        return f"{'nothing called it' if answer.inward else 'it called nothing'} when it was indexed"
    return ""


def _stale(changed: list[str]) -> Iterator[str]:
    if changed:
        more = f" and {len(changed) - 1} more" if changed[1:] else ""
        yield f"{changed[0]}{more} changed since: calls and lines are those of then (run `tracer index` again)"


def _not_shown(args: argparse.Namespace, calls: Calls) -> Iterator[str]:
    """What options would add."""
    if calls.weaker:
        weaker = " and ".join(f"{count:,} {confidence}" for confidence, count in sorted(calls.weaker.items()))
        of, them = ("call", "it") if calls.weaker.total() == 1 else ("calls", "them")
        why = ", guessed by name among related classes" if calls.weaker["candidate"] else ""
        wider = command(args, args.name, minimum="candidate" if calls.weaker["candidate"] else "inferred")
        yield f"not shown: {weaker} {of}{why} (`{wider}` lists {them})"
    if calls.tested:
        yield f"not shown: {calls.tested:,} {'caller' if calls.tested == 1 else 'callers'} in test code (--tests)"
    if calls.excluded:
        yield f"not shown: {calls.excluded:,} {'call' if calls.excluded == 1 else 'calls'} by --include and --exclude"
    if calls.hidden:
        of = "1 call" if calls.hidden == 1 else f"{calls.hidden:,} calls"
        yield f"not shown: {of} of builtins and outside packages (--builtins)"


def as_json(tree: CallTree) -> dict[str, Any]:
    edge = {} if tree.edge is None else {"edge": edge_json(tree.edge, tree.caller.file if tree.caller else None)}
    return {
        **node_json(tree.node),
        **edge,
        "cycle": tree.is_cycle,
        "repeated": tree.is_repeated,
        "folded": tree.folded,
        "calls": [as_json(child) for child in tree.children],
    }
