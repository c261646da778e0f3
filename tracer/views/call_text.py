"""Trees of callers and callees, and paths, for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from tracer.graph import Node, dotted
from tracer.linked import CallEdge, Confidence, Unresolved
from tracer.queries.calls import NO_FUNCTIONS, CallPath
from tracer.views.confidence import shape
from tracer.views.style import Style

if TYPE_CHECKING:
    from tracer.queries.call_answers import CallAnswer
    from tracer.queries.call_trees import CallTree

_LOOKS = {"observed": ("green",), "exact": ("green",), "inferred": (), "candidate": ("yellow",)}
_BELOW = " " * 6
_SITES = 3
"""Call sites of one call that are listed."""
_METHODS = 12
"""Methods of a class that are named."""


def render_answer(answer: CallAnswer, style: Style, link: Callable[[Node], str | None], nothing: str) -> Iterator[str]:
    """Lines of an answer: what the root is, then its tree; ↻ marks a cycle cut, … what is unfolded elsewhere or folded
    away. `nothing` is said of a tree without calls, if there is a reason that the answer itself does not know."""
    match, tree = answer.match, answer.tree
    name = dotted(tree.node.id)
    known_as = f"  ({style(match.title)})" if match.title not in (name, match.qualname) else ""
    title = f"{style(match.kind, 'magenta')} {style(name, 'bold')}{known_as}{_place(tree.node, style, link)}"
    yield from style.fold(title, "   ")
    for line in _of_class(answer):
        yield from style.fold(style(f"  {line}", "dim"), "    ")
    if not tree.children and not tree.folded:
        yield from style.fold(style(f"  {nothing or _nothing(answer)}", "dim"), "  ")
    yield from _children(tree, "", style, link, answer.inward)
    for line in _unresolved(answer.unresolved):
        yield from style.fold(style(line, "dim"), "  ")


def _of_class(answer: CallAnswer) -> Iterator[str]:
    """Which functions of a class are meant, and how the others are asked for."""
    if answer.match.kind != "class":
        return
    root = answer.tree.node
    run = ", ".join(
        f"{node.name} (line {node.line})" if node.file == root.file and node.id.startswith(f"{root.id}.")
        else f"{dotted(node.id)} ({node.file}:{node.line})"
        for node in answer.run
    )  # fmt: skip
    if answer.inward:
        yield f"what makes one{f', or calls {run}' if run else ''}"
    elif run:
        yield f"what making one and calling one runs: {run}"
    if answer.methods:
        names = [*answer.methods[:_METHODS], *(["..."] if answer.methods[_METHODS:] else [])]
        command = "callers" if answer.inward else "callees"
        yield f"methods: {', '.join(names)}  (`tracer {command} {answer.match.title}.{names[0]}`)"


def _nothing(answer: CallAnswer) -> str:
    """Why there are no calls."""
    kind = answer.match.kind
    if kind in NO_FUNCTIONS:
        return f"it is {'an' if kind == 'attribute' else 'a'} {kind}, which is not called and calls nothing"
    if answer.inward:
        return "a module is run by what imports it, which is no call" if kind == "module" else "nothing calls it"
    if answer.unresolved:
        return "nothing that it calls is known"
    return "its top level calls nothing" if kind == "module" else "it calls nothing"


def _unresolved(rows: Sequence[Unresolved]) -> Iterator[str]:
    """Call sites of which nothing is known, by reason."""
    by_reason: dict[str, list[Unresolved]] = {}
    for row in rows:
        by_reason.setdefault(row.reason, []).append(row)
    for reason, alike in by_reason.items():
        listed = ", ".join(f"{row.text} at line {row.line}" for row in alike[:_SITES])
        more = f" and {len(alike) - _SITES} more" if len(alike) > _SITES else ""
        count = "1 call" if len(alike) == 1 else f"{len(alike)} calls"
        yield f"not resolved: {count}, {reason}: {listed}{more}"


def _children(
    tree: CallTree, indent: str, style: Style, link: Callable[[Node], str | None], inward: bool
) -> Iterator[str]:
    lines = len(tree.children) + bool(tree.folded)
    for position, child in enumerate(tree.children, 1):
        is_last = position == lines
        below = indent + ("   " if is_last else "│  ")
        is_unfolded = child.children or child.folded
        branch = "│    " if is_unfolded else "     "
        line = _line(child, tree.node, style, link, inward)
        yield from style.fold(indent + ("└─ " if is_last else "├─ ") + line, below + branch)
        if is_unfolded:
            yield from _children(child, below, style, link, inward)
    if tree.folded:
        yield indent + "└─ " + style(f"… {tree.folded} more (--limit 0 lists all)", "dim")


def _line(tree: CallTree, above: Node, style: Style, link: Callable[[Node], str | None], inward: bool) -> str:
    """A call: of a callee with the lines of the caller above that call it (and their file, where a class stands above
    that inherits what calls this), and where it is defined; of a caller with the lines where it calls."""
    edge = tree.edge
    assert edge is not None
    mark = " ↻" if tree.is_cycle else " …" if tree.is_repeated else ""
    seen = f", seen {'once' if edge.count == 1 else f'{edge.count:,} times'}" if edge.count else ""
    told = style(f"  {edge.confidence} {edge.kind}{seen}", *(_LOOKS[edge.confidence] or ("dim",)))
    lines = _lines(edge)
    if lines and inward:
        place = style(" at", "dim") + _place(tree.node, style, link, lines)[1:]
    else:
        file = tree.caller.file if tree.caller is not None and tree.caller.file != above.file else None
        at = f" at {file}:{lines}" if file else f" at line {lines}"
        place = style(at if lines else "", "dim") + _place(tree.node, style, link)
    return f"{shape(edge.confidence)} {style(dotted(tree.node.id))}{mark}{told}{place}"


def _lines(edge: CallEdge) -> str:
    """The lines of the call sites of an edge, the first few of them."""
    lines = sorted({line for line, _ in edge.sites})
    more = f" and {len(lines) - _SITES} more" if len(lines) > _SITES else ""
    return ",".join(map(str, lines[:_SITES])) + more


def _place(node: Node, style: Style, link: Callable[[Node], str | None], lines: str = "") -> str:
    """Where a node is defined, or the lines of its file that are given."""
    if node.file is None:
        return ""
    target = link(node) if style.links else None
    return "  " + style.link(f"{node.file}:{lines or node.line}", target, "dim")


def render_path(path: CallPath, style: Style, link: Callable[[Node], str | None]) -> Iterator[str]:
    """One line a call, with the line it is made at."""
    title = _how_known([edge.confidence for edge in path.edges])
    yield from style.fold(style(f"{path.label}: {title}" if path.label else title, "cyan"), "  ")
    if path.note:
        yield from style.fold(style(f"  {path.note}", "dim"), "  ")
    first = f"  {style(dotted(path.nodes[0].id), 'bold')}{_place(path.nodes[0], style, link)}"
    yield from style.fold(first, _BELOW)
    for caller, edge, node in zip(path.nodes, path.edges, path.nodes[1:], strict=False):
        line = next((line for line, _ in edge.sites), None)
        at = f" at {caller.file}:{line}" if line is not None and caller.file else ""
        told = style(f"{edge.confidence} {edge.kind}{at}", "dim")
        yield from style.fold(f"  {shape(edge.confidence)} {style(dotted(node.id), 'bold')}  {told}", _BELOW)


def _how_known(confidences: Sequence[Confidence]) -> str:
    """How long a chain of calls is and how sure: how many of them are guesses, or inferred."""
    if not confidences:
        return "one and the same"
    calls = "1 call" if len(confidences) == 1 else f"{len(confidences)} calls"
    unsure = next((known for known in ("candidate", "inferred") if known in confidences), None)
    if unsure is None:
        return f"{calls}, {' or '.join(sorted(set(confidences)))}"
    count = confidences.count(unsure)
    told = "inferred" if unsure == "inferred" else "a guess (candidate)" if count == 1 else "guesses (candidates)"
    if count < len(confidences):
        return f"{calls}, {count} of them {told}"
    return f"{calls}, {told if count == 1 else f'all {told}'}"
