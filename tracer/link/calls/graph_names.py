"""Names of other call-graph tools' format: dotted, without `<locals>`, lambdas numbered, builtin types as PyCG has them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tracer.linked import CallEdge

_TYPES = {"str": "<**PyStr**>", "dict": "<**PyDict**>", "list": "<**PyList**>", "tuple": "<**PyTuple**>", "set": "<**PySet**>"}


def to_pycg(edges: Iterable[CallEdge]) -> set[tuple[str, str]]:
    return {(name(e.caller), name(e.callee)) for e in edges if e.confidence != "candidate" and e.rule != "no constructor"}


def name(key: str) -> str:
    module, _, qualname = key.partition(":")
    if module == "<external>":
        return qualname
    if module == "<builtin>":
        kind, dot, method = qualname.partition(".")
        return f"{_TYPES[kind]}.{method}" if dot and kind in _TYPES else f"<builtin>.{qualname}"
    qualname = re.sub(r"<lambda>(#(\d+))?", lambda m: f"<lambda{m[2] or 1}>", qualname).replace("<locals>.", "")
    qualname = re.sub(r"#\d+", "", qualname)
    return f"{module}.{qualname}" if qualname else module
