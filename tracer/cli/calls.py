"""What `callers`, `callees`, `path` and `graph` share: options, the symbol a name means, trees."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tracer.cli.context import note, open_snapshot, use_color, use_links, width_of
from tracer.cli.parser import add_snapshot_options, at_least

if TYPE_CHECKING:
    from tracer.graph import Node
    from tracer.linked import CallEdge
    from tracer.queries.answers import Match
    from tracer.queries.calls import CallPath, Calls, CallTree, Choice
    from tracer.store import Snapshot


def add_choice_options(parser: argparse.ArgumentParser) -> None:
    add_snapshot_options(parser)
    parser.add_argument("--api", choices=("v1", "v2"), help="whose public names (default: those of the release)")
    parser.add_argument(
        "--min-confidence",
        choices=("exact", "inferred", "candidate"),
        default="inferred",
        help="the least known edges to follow (default: %(default)s)",
    )
    parser.add_argument("--include", action="append", default=[], metavar="GLOB", help="only names that match")
    parser.add_argument("--exclude", action="append", default=[], metavar="GLOB", help="no names that match")
    parser.add_argument("--tests", action="store_true", help="follow calls in test files too")
    parser.add_argument("--builtins", action="store_true", help="show calls of builtins and outside packages too")


def choice_of(args: argparse.Namespace) -> Choice:
    from tracer.queries.calls import Choice

    return Choice(args.min_confidence, tuple(args.include), tuple(args.exclude), args.tests, args.builtins)


def key_of(snapshot: Snapshot, name: str, api: str | None) -> str | None:
    """The key of the best match of a name; a note says what else could be meant, or that there is none."""
    found = matches_of(snapshot, name, api)
    if not found:
        return None
    note_taken(name, found[0], len(found))
    return found[0].key


def matches_of(snapshot: Snapshot, name: str, api: str | None) -> tuple[Match, ...]:
    """All matches of a name, best first; a note says that there is none."""
    from tracer.queries.where import where

    answer = where(snapshot, name, api)
    if not answer.matches:
        meant = ", ".join(answer.hint.did_you_mean) if answer.hint else ""
        note(f"no match for {name!r} in {snapshot.name}{f' (did you mean {meant}?)' if meant else ''}")
    return tuple(answer.matches)


def note_taken(name: str, match: Match, count: int) -> None:
    """Say which of `count` matches of a name was taken."""
    if count > 1:
        note(f"{name!r} taken as the {match.kind} {match.full_name} (`tracer where` lists all)")


def run_tree(args: argparse.Namespace, *, inward: bool) -> int:
    from tracer.queries.calls import Calls

    with open_snapshot(args, calls=True) as snapshot:
        key = key_of(snapshot, args.name, args.api)
        if key is None:
            return 1
        calls = Calls(snapshot, choice_of(args))
        tree = calls.tree(key, inward=inward, depth=args.depth)
        if args.json:
            direction = "callers" if inward else "callees"
            _print_json({"query": args.name, "snapshot": snapshot.name, "direction": direction, "root": as_json(tree)})
        else:
            _print_tree(args, calls, tree, inward)
    return 0


def _print_tree(args: argparse.Namespace, calls: Calls, tree: CallTree, inward: bool) -> None:
    from tracer.views.call_text import render_tree

    style = style_of(args)
    print(style(f"in {calls.snapshot.name}", "dim"))
    for line in render_tree(tree, style, linker(calls.snapshot), inward):
        print(line)
    hidden = calls.hidden
    if hidden:
        print(style(f"not shown: {hidden} calls of builtins and outside packages (--builtins)", "dim"))


def add_tree_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="any name that `where` takes")
    parser.add_argument(
        "--depth", type=at_least(1), default=1, metavar="N", help="levels to unfold (default: %(default)s)"
    )
    add_choice_options(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object")


# -------------------------------------------------------------------------------------------------- output


def style_of(args: argparse.Namespace) -> Any:
    from tracer.views.style import Style

    is_terminal = sys.stdout.isatty()
    return Style(use_color(args, is_terminal), use_links(args, is_terminal), width_of(sys.stdout))


def linker(snapshot: Snapshot) -> Callable[[Node], str | None]:
    """Where a node's file lies on this machine, None where it lies in git objects."""
    folders = {s.name: s.root for s in snapshot.sources if s.kind not in ("git", "remote")}

    def link(node: Node) -> str | None:
        root = folders.get(node.source or "")
        return f"{root}/{node.file}" if root else None

    return link


def _print_json(value: dict[str, Any]) -> None:
    from tracer.views.json_output import json_line

    print(json_line(value))


def node_json(node: Node) -> dict[str, Any]:
    return {
        name: getattr(node, name) for name in ("id", "name", "kind", "file", "line", "qualname", "module", "source")
    }


def edge_json(edge: CallEdge, file: str | None) -> dict[str, Any]:
    told: dict[str, Any] = {"confidence": edge.confidence, "kind": edge.kind, "rule": edge.rule}
    told["sites"] = [{"file": file, "line": line} for line in dict.fromkeys(line for line, _ in edge.sites)]
    return {**told, "count": edge.count} if edge.count else told


def as_json(tree: CallTree, parent: Node | None = None) -> dict[str, Any]:
    caller = parent
    if tree.edge is not None and parent is not None and tree.edge.caller != parent.id:
        caller = tree.node
    edge = {} if tree.edge is None else {"edge": edge_json(tree.edge, caller.file if caller else None)}
    return {
        **node_json(tree.node),
        **edge,
        "cycle": tree.is_cycle,
        "repeated": tree.is_repeated,
        "folded": tree.folded,
        "calls": [as_json(child, tree.node) for child in tree.children],
    }


def path_json(path: CallPath) -> dict[str, Any]:
    edges = [edge_json(edge, caller.file) for caller, edge in zip(path.nodes, path.edges, strict=False)]
    return {
        "label": path.label,
        "weakest": path.weakest,
        "nodes": [node_json(node) for node in path.nodes],
        "edges": edges,
    }
