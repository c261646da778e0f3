"""Trees of callers and callees, and paths, for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tracer.graph import Node, dotted
from tracer.linked import CallEdge
from tracer.queries.call_trees import CallTree
from tracer.queries.calls import CallPath
from tracer.views.confidence import shape
from tracer.views.style import Style

_LOOKS = {"observed": ("green",), "exact": ("green",), "inferred": (), "candidate": ("yellow",)}
_BELOW = " " * 6
_SITES = 3
"""Call sites of one call that are listed."""


def render_tree(
    tree: CallTree, style: Style, link: Callable[[Node], str | None], inward: bool, nothing: str
) -> Iterator[str]:
    """Lines of a tree; ↻ marks a cycle cut, … what is unfolded elsewhere or folded away. `nothing` is said of a tree
    without calls."""
    yield from style.fold(f"{style(dotted(tree.node.id), 'bold')}{_place(tree.node, style, link)}", "   ")
    if not tree.children and not tree.folded:
        yield from style.fold(style(f"  {nothing}", "dim"), "  ")
    yield from _children(tree, "", style, link, inward)


def _children(
    tree: CallTree, indent: str, style: Style, link: Callable[[Node], str | None], inward: bool
) -> Iterator[str]:
    lines = len(tree.children) + bool(tree.folded)
    for position, child in enumerate(tree.children, 1):
        is_last = position == lines
        below = indent + ("   " if is_last else "│  ")
        branch = "│    " if child.children or child.folded else "     "
        line = _line(child, tree.node, style, link, inward)
        yield from style.fold(indent + ("└─ " if is_last else "├─ ") + line, below + branch)
        yield from _children(child, below, style, link, inward)
    if tree.folded:
        yield indent + "└─ " + style(f"… {tree.folded} more (--limit 0 lists all)", "dim")


def _line(tree: CallTree, above: Node, style: Style, link: Callable[[Node], str | None], inward: bool) -> str:
    """A call: of a callee with the lines of the caller above that call it (and their file, where a class stands above
    that inherits what calls this), and where it is defined; of a caller with the lines where it calls."""
    edge = tree.edge
    assert edge is not None
    mark = " ↻" if tree.is_cycle else " …" if tree.is_repeated else ""
    seen = f" ×{edge.count}" if edge.count else ""
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
    count = len(path.edges)
    title = f"{count} {'call' if count == 1 else 'calls'}, weakest {path.weakest}"
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
