"""What `callers`, `callees`, `path` and `graph` share: options, the symbol a name means, how calls are written."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from tracer.cli.context import no_match, note, use_color, use_links, width_of
from tracer.cli.parser import BACKENDS, add_api_option, add_snapshot_options

if TYPE_CHECKING:
    from tracer.graph import Node
    from tracer.linked import CallEdge
    from tracer.queries.answers import Match, WhereAnswer
    from tracer.queries.calls import CallPath, Choice
    from tracer.store import Snapshot


def add_choice_options(parser: argparse.ArgumentParser) -> None:
    add_snapshot_options(parser)
    add_api_option(parser)
    parser.add_argument(
        "--min-confidence",
        choices=("exact", "inferred", "candidate"),
        default="inferred",
        help="the least sure calls to follow: exact, inferred from types, or candidates by name (default: %(default)s)",
    )
    parser.add_argument(
        "--include",
        action="append",
        default=[],
        metavar="GLOB",
        help="only functions whose dotted name matches; may be repeated: any of them",
    )
    parser.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="GLOB",
        help="no functions whose dotted name matches; may be repeated: none of them",
    )
    parser.add_argument("--tests", action="store_true", help="follow calls in tests and their helpers too")
    parser.add_argument(
        "--builtins",
        action="store_true",
        help="show calls of builtins and outside packages too (`graph --format pycg` always has them)",
    )


KNOWN = {"exact": "exact", "inferred": "exact or inferred", "candidate": "exact, inferred or guessed"}
"""The calls that are followed, in words, by the least confidence."""


def choice_of(args: argparse.Namespace) -> Choice:
    from tracer.queries.calls import Choice

    return Choice(args.min_confidence, tuple(args.include), tuple(args.exclude), args.tests, args.builtins)


def command(args: argparse.Namespace, *names: str, minimum: str | None = None) -> str:
    """The command that asks the same of some names, with another least confidence if one is given."""
    minimum = minimum or args.min_confidence
    given = vars(args)
    values = [("--at", args.at), ("--api", args.api), ("--min-confidence", minimum if minimum != "inferred" else None)]
    values += [("--backend", args.backend if args.backend != BACKENDS[0] else None)]
    values += [("--include", glob) for glob in args.include] + [("--exclude", glob) for glob in args.exclude]
    values += [("--depth", str(given["depth"]) if given.get("depth", 1) > 1 else None)]
    values += [("--all", str(given["all"]) if given.get("all") else None)]
    values += [("--limit", None if given.get("limit") is None else str(given["limit"]))]
    options = [word for option, value in values if value for word in (option, value)]
    flags = [option for option, is_set in (("--tests", args.tests), ("--builtins", args.builtins)) if is_set]
    return shlex.join(["tracer", args.command, *names, *options, *flags])


def answer_of(snapshot: Snapshot, name: str, api: str | None) -> WhereAnswer:
    """What a name stands for, best first; a note says that there is nothing."""
    from tracer.queries.where import where

    answer = where(snapshot, name, api)
    if not answer.matches:
        note(_nothing(snapshot, answer))
    return answer


def _nothing(snapshot: Snapshot, answer: WhereAnswer) -> str:
    along = _tensorflow_along(snapshot)
    return no_match(answer) + (f"; what TensorFlow has needs it indexed along: `{along}`" if along else "")


def hint_json(reason: str, told: Iterable[str], unknown: WhereAnswer | None = None) -> dict[str, Any]:
    """Why there is no answer: in a word or two, what is known of the name that has no match, and as one tells it."""
    known = None if unknown is None else unknown.hint
    return {
        "reason": reason,
        "name": None if unknown is None else unknown.query,
        "did_you_mean": [] if known is None else list(known.did_you_mean),
        "moved_to": None if known is None else known.moved_to,
        "told": list(told),
    }


def no_match_json(snapshot: Snapshot, *answers: WhereAnswer) -> dict[str, Any]:
    """The hint of a query some of whose names have no match: the first of them is the one it names."""
    unknown = [answer for answer in answers if not answer.matches]
    return hint_json("no match", (_nothing(snapshot, answer) for answer in unknown), unknown[0])


def within(args: argparse.Namespace, snapshot: Snapshot, typed: str, module: Match) -> str:
    """What to name instead of a module: of one that is public what is exported from it, not what it defines."""
    from tracer.queries.search import search

    at = ["--at", args.at] if args.at else []
    patterns = (f"{name}.*" for name in (typed, module.name, module.full_name))
    listing = next((shlex.join(["tracer", "search", one, *at]) for one in patterns if search(snapshot, one, 1)), None)
    return "name a function or a class of it" + (f" (`{listing}` lists them)" if listing else "")


def note_taken(snapshot: Snapshot, name: str, match: Match, matches: Sequence[Match]) -> None:
    """Say which of the matches of a name was taken, and how the next best one is written that may be meant as well."""
    other = next((one for one in matches if _may_be_meant(snapshot, name, match, one)), None)
    if other is not None:
        written = other.key if other.kind == "op" else other.full_name
        if written in (name, match.full_name):  # which does not tell them apart
            place = f" at {other.file}:{other.line}" if other.file else ""
            made = "generated " if other.origin == "generated" else ""
            written = f"the {made}{other.kind} {written}{place}"
        listing = shlex.join(["tracer", "where", name])
        note(f"{name!r} taken as the {match.kind} {match.full_name}, not {written} (`{listing}` lists all)")


def _may_be_meant(snapshot: Snapshot, name: str, match: Match, other: Match) -> bool:
    """Whether a name stands for another match as well as for the one that was taken. It does not where that is written
    in full; and the function that runs an op, a copy that nothing loads any more and a counterpart are no others."""
    from tracer.queries.ranking import is_twin

    if other.key == match.key or ("." in name and name in {match.name, match.full_name, *match.exports}):
        return False
    if "op" in (match.kind, other.kind) and "generated" in (match.origin, other.origin):
        return {op["op"] for op in match.ops} != {op["op"] for op in other.ops}
    taken, symbol = snapshot.symbol(match.key), snapshot.symbol(other.key)
    if taken is None or symbol is None:
        return True
    return (is_twin(taken), taken.dead) >= (is_twin(symbol), symbol.dead)


def _tensorflow_along(snapshot: Snapshot) -> str | None:
    """The command that indexes TensorFlow along with a snapshot of Keras that lacks it."""
    from tracer.index.rows import specification
    from tracer.index.selection import REFERENCE

    if snapshot.files_of_module("tensorflow.python") or not snapshot.files_of_module("keras"):
        return None
    specs = [specification(source) for source in snapshot.sources if source.name != REFERENCE]
    return shlex.join(["tracer", "index", *specs, "installed:tensorflow"])


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


def node_json(node: Node) -> dict[str, Any]:
    return {
        name: getattr(node, name) for name in ("id", "name", "kind", "file", "line", "qualname", "module", "source")
    }


def edge_json(edge: CallEdge, file: str | None) -> dict[str, Any]:
    told: dict[str, Any] = {"confidence": edge.confidence, "kind": edge.kind, "rule": edge.rule}
    told["sites"] = [{"file": file, "line": line} for line in dict.fromkeys(line for line, _ in edge.sites)]
    return {**told, "count": edge.count} if edge.count else told


def path_json(path: CallPath) -> dict[str, Any]:
    edges = [edge_json(edge, caller.file) for caller, edge in zip(path.nodes, path.edges, strict=False)]
    noted = {"note": path.note} if path.note else {}
    return {
        "label": path.label,
        **noted,
        "weakest": path.weakest,
        "nodes": [node_json(node) for node in path.nodes],
        "edges": edges,
    }
