"""A call graph as text: pycg, node-link JSON, Graphviz, Mermaid, GraphML and one self-contained HTML page.

Names come from indexed code and are not to be trusted: each format escapes them in its own way.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from importlib import resources
from typing import Any

from tracer.graph import CallGraph, dotted, to_networkx
from tracer.linked import CallEdge
from tracer.views.text import plain

LARGEST_PAGE = 5_000
"""Edges that a browser lays out in reasonable time."""

_TYPES = {
    "str": "<**PyStr**>",
    "dict": "<**PyDict**>",
    "list": "<**PyList**>",
    "tuple": "<**PyTuple**>",
    "set": "<**PySet**>",
}
_COLORS = {"observed": "#1f6f43", "exact": "#1d4ed8", "inferred": "#7c8798", "candidate": "#d0a15a"}
_DASHES = {"candidate": "dotted", "inferred": "dashed"}


def render(graph: CallGraph, form: str, root: str | None = None) -> str:
    """`graph` in the format `form` (a key of `FORMATS`); `root` is the symbol a page opens with."""
    if form == "html":
        return html(graph, root)
    return FORMATS[form](graph)


# ------------------------------------------------------------------------------------------------------ pycg


def pycg(graph: CallGraph) -> str:
    """`{caller: [callee, ...]}`, the format of PyCG and other Python call-graph tools; never candidates."""
    table: dict[str, set[str]] = {}
    for key, node in graph.nodes.items():
        if node.kind != "class":
            table.setdefault(pycg_name(key), set())
    for edge in graph.edges:
        if _is_proven(edge):
            table.setdefault(pycg_name(edge.caller), set()).add(pycg_name(edge.callee))
            table.setdefault(pycg_name(edge.callee), set())
    return json.dumps({name: sorted(table[name]) for name in sorted(table)}, indent=4) + "\n"


def _is_proven(edge: CallEdge) -> bool:
    """Calls of classes without a constructor lead to no function."""
    return edge.confidence != "candidate" and edge.rule != "no constructor"


def pycg_name(key: str) -> str:
    """Dotted, without `<locals>`; lambdas numbered per scope, builtin types' methods as PyCG has them."""
    module, _, qualname = key.partition(":")
    if module == "<builtin>":
        kind, dot, method = qualname.partition(".")
        return f"{_TYPES[kind]}.{method}" if dot and kind in _TYPES else f"<builtin>.{qualname}"
    qualname = re.sub(r"<lambda>(?:#(\d+))?", lambda found: f"<lambda{found[1] or 1}>", qualname)
    qualname = re.sub(r"#\d+", "", qualname.replace("<locals>.", ""))
    return dotted(f"{module}:{qualname}")


# ---------------------------------------------------------------------------------------------- JSON, GraphML


def node_link(graph: CallGraph) -> str:
    """networkx's node-link form with `edges="links"`."""
    import networkx as nx

    data = nx.node_link_data(to_networkx(graph), edges="links")
    return json.dumps(data) + "\n"


def graphml(graph: CallGraph) -> str:
    import networkx as nx

    flat = to_networkx(graph)
    for _, attributes in flat.nodes(data=True):
        for name in [name for name, value in attributes.items() if value is None]:
            del attributes[name]
        attributes.update({name: _xml(value) for name, value in attributes.items() if isinstance(value, str)})
    for *_, attributes in flat.edges(data=True):
        attributes["sites"] = " ".join(f"{site['file']}:{site['line']}" for site in attributes["sites"])
    buffer = io.BytesIO()
    nx.write_graphml(nx.relabel_nodes(flat, {key: _xml(key) for key in flat}), buffer)
    return buffer.getvalue().decode() + "\n"


def _xml(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold, nor those that a terminal would obey."""
    return plain(re.sub("[\ud800-\udfff\ufffe\uffff]", "\ufffd", text))


# ----------------------------------------------------------------------------------------------- dot, mermaid


def dot(graph: CallGraph) -> str:
    """Graphviz's language: dashed edges are inferred, dotted ones candidates."""
    lines = ["digraph calls {", "  rankdir=LR;", '  node [shape=box, fontname="Helvetica"];']
    for key in sorted(graph.nodes):
        node = graph.nodes[key]
        tooltip = f", tooltip={_quoted(f'{node.file}:{node.line}')}" if node.file else ""
        lines.append(f"  {_quoted(key)} [label={_quoted(_label(key))}{tooltip}];")
    for edge in graph.edges:
        style = _DASHES.get(edge.confidence, "solid")
        lines.append(
            f"  {_quoted(edge.caller)} -> {_quoted(edge.callee)} [style={style}, tooltip={_quoted(edge.kind)}];"
        )
    return "\n".join([*lines, "}", ""])


def _quoted(text: str) -> str:
    escaped = plain(text.replace("\n", " ")).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def mermaid(graph: CallGraph) -> str:
    """A Mermaid flowchart: thick arrows are exact, thin ones inferred, dotted ones candidates."""
    numbers = {key: f"n{number}" for number, key in enumerate(sorted(graph.nodes))}
    arrows = {"exact": "==>", "observed": "==>", "inferred": "-->", "candidate": "-.->"}
    lines = ["flowchart LR"]
    lines += [f'  {number}["{_entities(_label(key))}"]' for key, number in numbers.items()]
    lines += [f"  {numbers[e.caller]} {arrows[e.confidence]} {numbers[e.callee]}" for e in graph.edges]
    return "\n".join([*lines, ""])


def _entities(text: str) -> str:
    return "".join(c if c.isalnum() or c in "._ :" else f"#{ord(c)};" for c in text)


def _label(key: str) -> str:
    """The last parts of a dotted name: the class and the method."""
    module, _, qualname = key.partition(":")
    return qualname or module


# ------------------------------------------------------------------------------------------------------ HTML


def html(graph: CallGraph, root: str | None = None) -> str:
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
    shown = _first_shown(graph, root)
    for key in sorted(graph.nodes):
        page.add_node(_safe(key), **_node_options(graph, key, key in shown))
    for edge in graph.edges:
        page.add_edge(
            _safe(edge.caller),
            _safe(edge.callee),
            color=_COLORS[edge.confidence],
            title=f"{edge.confidence} {edge.kind}",
            dashes=edge.confidence == "candidate",
        )
    page.set_options(json.dumps(_PAGE_OPTIONS))
    text: str = page.generate_html()
    text = text.replace("<head>", f'<head>\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}">', 1)
    text = re.sub(r"<(?:link|script)[^>]*https?://[^>]*>(?:\s*</script>)?", "", text)
    unfold = resources.files("tracer.views").joinpath("unfold.js").read_text()
    return text.replace("</body>", f"<script>\n{unfold}</script>\n</body>")


_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:"
"""The page's own scripts are inline; nothing may be loaded from, or sent to, anywhere."""

_PAGE_OPTIONS: dict[str, Any] = {
    "layout": {"improvedLayout": False},
    "physics": {"solver": "forceAtlas2Based", "stabilization": {"iterations": 150}},
    "interaction": {"hover": True, "keyboard": True, "navigationButtons": True, "tooltipDelay": 100},
    "nodes": {"shape": "box", "font": {"face": "sans-serif"}},
    "edges": {"arrows": "to", "smooth": False},
}


def _first_shown(graph: CallGraph, root: str | None) -> set[str]:
    """A page around a symbol opens with it and its neighbours; without one, everything small enough is open."""
    if root is None or root not in graph.nodes:
        return set(graph.nodes)
    near = {end for edge in graph.edges for end in (edge.caller, edge.callee) if root in (edge.caller, edge.callee)}
    return near | {root}


def _node_options(graph: CallGraph, key: str, is_shown: bool) -> dict[str, Any]:
    node = graph.nodes[key]
    place = f" · {node.source}: {node.file}:{node.line}" if node.file else ""
    colors = {"module": "#e8e4d8", "class": "#dbe7f5", "op": "#f5dede"}
    return {
        "label": _safe(_label(key)),
        "title": _safe(f"{dotted(key)}{place}"),
        "color": colors.get(node.kind, "#f3f4f6"),
        "hidden": not is_shown,
        "physics": is_shown,
    }


def _safe(text: str) -> str:
    """Without characters that a browser could read as markup, or that change the order of a line."""
    return plain(text.replace("\n", " · ")).translate({ord("<"): "‹", ord(">"): "›", ord("&"): "+", ord('"'): "'"})


FORMATS: dict[str, Callable[[CallGraph], str]] = {
    "pycg": pycg,
    "json": node_link,
    "dot": dot,
    "mermaid": mermaid,
    "graphml": graphml,
    "html": html,
}
