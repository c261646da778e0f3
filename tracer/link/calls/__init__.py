"""The call graph of a snapshot: who calls what, how that is known, and which call sites stay open.

`link_calls` is the entry. `analysis` drives the fixpoint over `frame` (statements) and `expressions`; `attributes`,
`invoke`, `containers`, `protocols`, `narrowing`, `definitions` and `imports` say what Python does with `values`;
`builtins_model` what builtins and the standard library do; `candidates` guesses last.
"""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracer.linked import CallEdge, Gradient, Op, Unresolved

if TYPE_CHECKING:
    from tracer.link.calls.values import Code
    from tracer.link.program import Program

CALLS_VERSION = 1
"""Part of a linked graph's identity: raise it when the same facts would give another graph."""


@dataclass(frozen=True, slots=True)
class LinkedCalls:
    """The rows of a call graph; `info` counts them by confidence, and the open sites by reason."""

    edges: list[CallEdge]
    unresolved: list[Unresolved]
    info: dict[str, object] = field(default_factory=dict)


def link_calls(program: Program, ops: Iterable[Op] = (), gradients: Iterable[Gradient] = ()) -> LinkedCalls:
    """The call graph of `program`, whose generated modules (`link.ops`) are known already.

    `ops` and `gradients` continue the graph below Python: generated function -> op -> gradient function.
    """
    from tracer.link.calls.analysis import Analysis
    from tracer.link.calls.candidates import Backends, Candidates

    with deep_recursion():
        analysis = Analysis(program)
        codes = analysis.run()
    candidates = Candidates(analysis.world)
    backends = Backends((code.key for code in codes), program.settings.backend)
    edges: list[CallEdge] = []
    unresolved: list[Unresolved] = []
    for code in codes:
        candidates.add(code)
        backends.adjust(code)
        edges += code.sites.rows(code.key)
        unresolved += _open_sites(code, program)
    edges += op_edges(ops, gradients)
    return LinkedCalls(edges, unresolved, _counts(edges, unresolved))


def _open_sites(code: Code, program: Program) -> list[Unresolved]:
    file = code.module.file
    return code.sites.unresolved(code.key, program.number(file) if file is not None else None)


def _counts(edges: list[CallEdge], unresolved: list[Unresolved]) -> dict[str, object]:
    return {
        "call_edges": dict(sorted(Counter(edge.confidence for edge in edges).items())),
        "open_calls": dict(sorted(Counter(row.reason for row in unresolved).items())),
        "calls_version": CALLS_VERSION,
    }


def op_edges(ops: Iterable[Op], gradients: Iterable[Gradient]) -> Iterator[CallEdge]:
    """What happens below Python: a generated function runs its op, an op's gradient runs on the way back."""
    for op in ops:
        if op.module and op.function:
            yield CallEdge(f"{op.module}:{op.function}", f"op:{op.name}", "exact", "op", "generated wrapper", ())
    for gradient in gradients:
        if gradient.function and ":" in gradient.function:
            yield CallEdge(f"op:{gradient.op}", gradient.function, "exact", "gradient", "registered gradient", ())


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Nested expressions and first visits of callees go deep; and values make no cycles worth collecting."""
    limit, collecting = sys.getrecursionlimit(), gc.isenabled()
    sys.setrecursionlimit(max(limit, 30_000))
    gc.disable()
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
        if collecting:
            gc.enable()
