"""A call graph as text: pycg, node-link JSON, Graphviz, Mermaid, GraphML and one self-contained HTML page.

Names come from indexed code and are not to be trusted: each format escapes them in its own way.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Collection

from tracer.graph import CallGraph, dotted, to_networkx
from tracer.linked import NO_CONSTRUCTOR, CallEdge
from tracer.views.text import plain

_TYPES = {
    "str": "<**PyStr**>",
    "dict": "<**PyDict**>",
    "list": "<**PyList**>",
    "tuple": "<**PyTuple**>",
    "set": "<**PySet**>",
}
MOST_EDGES, MOST_LETTERS = 500, 50_000
"""What Mermaid draws by itself: its maxEdges and maxTextSize."""
_DASHES = {"candidate": "dotted", "inferred": "dashed"}


def render(graph: CallGraph, form: str, roots: Collection[str] = ()) -> str:
    """`graph` in the format `form` (a key of `FORMATS`); `roots` are the symbols that a page opens with."""
    return _page(graph, roots) if form == "html" else FORMATS[form](graph)


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
    return edge.confidence != "candidate" and edge.rule != NO_CONSTRUCTOR


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
    names = labels(graph)
    lines = ["digraph calls {", "  rankdir=LR;", '  node [shape=box, fontname="Helvetica"];']
    for key in sorted(graph.nodes):
        node = graph.nodes[key]
        tooltip = f", tooltip={_quoted(f'{node.file}:{node.line}')}" if node.file else ""
        lines.append(f"  {_quoted(key)} [label={_quoted(names[key])}{tooltip}];")
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
    names = labels(graph)
    numbers = {key: f"n{number}" for number, key in enumerate(sorted(graph.nodes))}
    arrows = {"exact": "==>", "observed": "==>", "inferred": "-->", "candidate": "-.->"}
    lines = ["flowchart LR"]
    lines += [f'  {number}["{_entities(names[key])}"]' for key, number in numbers.items()]
    lines += [f"  {numbers[e.caller]} {arrows[e.confidence]} {numbers[e.callee]}" for e in graph.edges]
    return "\n".join([*lines, ""])


def _entities(text: str) -> str:
    return "".join(c if c.isalnum() or c in "._ :" else f"#{ord(c)};" for c in text)


def labels(graph: CallGraph) -> dict[str, str]:
    """What each node is called in a picture: the class and the method; where several would be called alike, with as
    much of the module before it as tells them apart."""
    alike: dict[str, list[str]] = {}
    for key in sorted(graph.nodes):
        module, _, qualname = key.partition(":")
        alike.setdefault(qualname or module, []).append(key)
    return {key: name for label, keys in alike.items() for key, name in _told_apart(label, keys).items()}


def _told_apart(label: str, keys: list[str]) -> dict[str, str]:
    modules = {key: key.partition(":")[0].split(".") for key in keys if key.partition(":")[2]}
    names = dict.fromkeys(keys, label)
    for length in range(1, max(map(len, modules.values()), default=0) + 1):
        if len(set(names.values())) == len(keys):
            break
        names |= {key: ".".join((*parts[-length:], label)) for key, parts in modules.items()}
    return names


def _page(graph: CallGraph, roots: Collection[str] = ()) -> str:
    from tracer.views.graph_page import html

    return html(graph, roots)


FORMATS: dict[str, Callable[[CallGraph], str]] = {
    "pycg": pycg,
    "json": node_link,
    "dot": dot,
    "mermaid": mermaid,
    "graphml": graphml,
    "html": _page,
}
