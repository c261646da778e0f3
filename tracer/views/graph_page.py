"""A call graph as one HTML page that needs no network.

Names come from indexed code: nothing of them may be read as markup, and the page may load nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from importlib import resources
from typing import Any

from tracer.graph import CallGraph, dotted
from tracer.views.graph_formats import labels
from tracer.views.text import plain

LARGEST_PAGE = 5_000
"""Edges that a browser lays out in reasonable time."""

COLORS = {"observed": "#1f6f43", "exact": "#1d4ed8", "inferred": "#7c8798", "candidate": "#d0a15a"}
DASHES: dict[str, bool | list[int]] = {"exact": False, "observed": False, "inferred": [8, 4], "candidate": [2, 4]}
"""How sure a call is shows as a pattern of dashes, not as a colour alone."""


def html(graph: CallGraph, roots: Collection[str] = ()) -> str:
    """One page that needs no network: pan and zoom, search by name, double-click to unfold or fold a node."""
    from pyvis.network import Network

    page = Network(
        height="92vh",
        width="100%",
        directed=True,
        cdn_resources="in_line",
        select_menu=True,
        neighborhood_highlight=False,
    )
    shown = _first_shown(graph, roots)
    names = labels(graph)
    for key in sorted(graph.nodes):
        page.add_node(_safe(key), **_node_options(graph, key, names[key], key in shown))
    for edge in graph.edges:
        page.add_edge(
            _safe(edge.caller),
            _safe(edge.callee),
            color=COLORS[edge.confidence],
            title=f"{edge.confidence} {edge.kind}",
            dashes=DASHES[edge.confidence],
        )
    page.set_options(json.dumps(_PAGE_OPTIONS))
    text: str = page.generate_html()
    text = text.replace("<head>", f'<head>\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}">', 1)
    text = re.sub(r"<(?:link|script)[^>]*https?://[^>]*>(?:\s*</script>)?", "", text)
    text = text.replace("<option selected>Select a Node by ID</option>", '<option value=""></option>')
    text = text.replace("Select node...", "Search a name")
    text = text.replace("Reset Selection", "Show all alike")
    ours = f"<style>\n{_resource('graph_page.css')}</style>\n{_legend()}\n<script>\n{_resource('unfold.js')}</script>\n"
    return text.replace("</body>", f"{ours}</body>")


def _resource(name: str) -> str:
    return resources.files("tracer.views").joinpath(name).read_text(encoding="utf-8")


def _legend() -> str:
    """What the lines mean, and what the mouse does."""
    lines = "".join(f"<span>{_line(name)} {name}</span>" for name in COLORS)
    return f'<p id="legend">{lines}<span>drag: pan, wheel: zoom, double-click: unfold or fold</span></p>'


def _line(confidence: str) -> str:
    dashes = DASHES[confidence]
    pattern = " ".join(map(str, dashes)) if isinstance(dashes, list) else "none"
    stroke = f'stroke="{COLORS[confidence]}" stroke-width="2" stroke-dasharray="{pattern}"'
    return f'<svg width="28" height="8"><path d="M0 4H28" {stroke}/></svg>'


_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:"
"""The page's own scripts are inline; nothing may be loaded from, or sent to, anywhere."""

_PAGE_OPTIONS: dict[str, Any] = {
    "layout": {"improvedLayout": False},
    "physics": {
        "solver": "forceAtlas2Based",
        "forceAtlas2Based": {"avoidOverlap": 0.8},
        "stabilization": {"iterations": 150},
    },
    "interaction": {
        "hover": True,
        "keyboard": {"enabled": True, "bindToWindow": False},
        "navigationButtons": True,
        "tooltipDelay": 100,
    },
    "nodes": {"shape": "box", "font": {"face": "sans-serif"}},
    "edges": {"arrows": "to", "smooth": False},
}


def _first_shown(graph: CallGraph, roots: Collection[str]) -> set[str]:
    """A page around a symbol opens with it (of a class also with what making and calling one runs) and its neighbours;
    without one, everything is open."""
    known = graph.nodes.keys() & set(roots)
    if not known:
        return set(graph.nodes)
    ends = ((edge.caller, edge.callee) for edge in graph.edges)
    return known.union(end for pair in ends if not known.isdisjoint(pair) for end in pair)


def _node_options(graph: CallGraph, key: str, name: str, is_shown: bool) -> dict[str, Any]:
    node = graph.nodes[key]
    place = f" · {node.source}: {node.file}:{node.line}" if node.file else ""
    colors = {"module": "#e8e4d8", "class": "#dbe7f5", "op": "#f5dede"}
    return {
        "label": _safe(name),
        "shape": "box",
        "title": _safe(f"{dotted(key)}{place}"),
        "color": colors.get(node.kind, "#f3f4f6"),
        "hidden": not is_shown,
        "physics": is_shown,
    }


def _safe(text: str) -> str:
    """Without characters that a browser could read as markup, or that change the order of a line."""
    return plain(text.replace("\n", " · ")).translate({ord("<"): "‹", ord(">"): "›", ord("&"): "+", ord('"'): "'"})
