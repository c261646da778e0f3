"""What an answer of `callers` or `callees` says beside its tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tracer.graph import Node
from tracer.linked import Unresolved
from tracer.queries.answers import Match
from tracer.queries.call_trees import CallTree, Limits, call_tree
from tracer.queries.calls import Calls

_FUNCTIONS = frozenset({"function", "method", "property"})


class CallAnswer(NamedTuple):
    """A tree and what its root is. Of a class: `run` are the functions whose calls are listed, `methods` the names of
    its other methods. `unresolved` are the call sites of a root of callees of which nothing is known."""

    match: Match
    tree: CallTree
    inward: bool
    run: tuple[Node, ...] = ()
    methods: tuple[str, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()


def call_answer(calls: Calls, match: Match, *, inward: bool, depth: int, limits: Limits) -> CallAnswer:
    """What a match calls, or what calls it."""
    tree = call_tree(calls, match.key, inward=inward, depth=depth, limits=limits)
    roots = calls.roots(match.key, inward=inward)
    run = tuple(calls.node(key) for key in roots if key != match.key)
    methods = tuple(_methods(calls, match.key, roots)) if match.kind == "class" else ()
    rows = () if inward else (row for root in roots for row in calls.snapshot.unresolved_of(root) if row.kind == "call")
    return CallAnswer(match, tree, inward, run, methods, tuple(rows))


def _methods(calls: Calls, key: str, roots: tuple[str, ...]) -> Iterator[str]:
    """The other methods that a class defines, in the order of the source, each name once."""
    members = (member for member in calls.snapshot.members(key) if member.kind in _FUNCTIONS)
    yield from dict.fromkeys(member.name for member in members if member.key not in roots)
