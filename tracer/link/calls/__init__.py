"""The call graph of a snapshot: who calls what, how that is known, and which call sites stay open.

`link_calls` is the entry. `analysis` drives the fixpoint over `frame` (one visit of one body), `statements` and
`expressions`; `world` makes modules, classes and functions of facts (`scopes` says which names a body binds,
`hierarchy` what classes inherit, `private_names` what is theirs alone), `values` are all that an expression may stand
for (numbered by `table`, flowing through `cells`; `symbols` stand for what callers pass).

What Python does with values: `attributes` (`plain_attributes` of what is no object of the snapshot, `hooks` of what has
any), `storing` (with `constructors`), `invoke` (with `passing`, `constructing`, `likely` and `arity`), `containers`
(with `derived`), `protocols` (with `implicit` and `total_ordering`), `narrowing`, `patterns`, `texts`, `definitions`
(with `class_making`, `metaclasses`, `records` and `enums`) and `imports`; `publishing` says what others see of a
module's and a class's names, `returning` what a call gives. `builtins_model` (with `builtin_methods` and
`builtin_protocols`) and `library` say what builtins and the standard library do, most of this by `library_table`, which
`library_models` reads.

What flows too far to be followed plainly: `closures` remember what wrappers are put around (`captures` which names they
use), `outcomes` what functions that are passed give each caller, `choices` what strings that are passed choose,
`registries` what tables that are looked up by name hold.

What is told in the end: `edges`, with on which objects methods are called (`receivers`), which functions calls pass
(`given`), which objects and strings (`supplied`), who calls what is passed on (`handing`), what is only looked at
(`looking`), which ops are made by name (`named_ops`), and guesses last (`candidates`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from tracer.link.ops_kernels import kernel_keys
from tracer.link.recursion import deep_recursion
from tracer.linked import CallEdge, Confidence, Gradient, Handed, Kernel, Op, Receivers, Supplied, Unresolved
from tracer.versions import CALLS_VERSION

if TYPE_CHECKING:
    from tracer.link.calls.analysis import Analysis
    from tracer.link.calls.cells import Cell
    from tracer.link.calls.values import Code
    from tracer.link.program import Program


@dataclass(frozen=True, slots=True)
class LinkedCalls:
    """The rows of a call graph; `info` counts them by confidence, and the open sites by reason."""

    edges: list[CallEdge]
    unresolved: list[Unresolved]
    info: dict[str, object] = field(default_factory=dict)


def link_calls(
    program: Program, ops: Iterable[Op] = (), gradients: Iterable[Gradient] = (), kernels: Iterable[Kernel] = ()
) -> LinkedCalls:
    """The call graph of `program`, whose generated modules (`link.ops`) are known already.

    The others continue it below Python: generated function -> op -> kernel classes and gradient function.
    """
    rows = call_rows(program, ops, gradients, kernels)
    edges = list(rows.edges())
    return LinkedCalls(edges, rows.unresolved, rows.info())


def call_rows(
    program: Program,
    ops: Iterable[Op] = (),
    gradients: Iterable[Gradient] = (),
    kernels: Iterable[Kernel] = (),
    more: Iterable[CallEdge] = (),
) -> CallRows:
    """`link_calls` for those who keep no list of the edges: a large snapshot has half a million. `more` are edges that
    are known already."""
    from tracer.link.calls.analysis import Analysis
    from tracer.link.calls.values import NO_ENTRIES

    ops = tuple(ops)
    with deep_recursion():
        analysis = Analysis(program)
        codes = analysis.run()
    for code in codes:
        code.body, code.variables = (), NO_ENTRIES
    analysis.world.table.forget()
    program.forget_flows()
    names = frozenset(op.name for op in ops)
    return CallRows(analysis, codes, chain(op_edges(ops, gradients, kernels), more), names)


class CallRows:
    """A call graph that is handed out once; `unresolved`, `receivers`, `handed`, `supplied` and `info`
    are complete after that."""

    def __init__(
        self, analysis: Analysis, codes: list[Code], below: Iterable[CallEdge], ops: frozenset[str] = frozenset()
    ) -> None:
        self._analysis = analysis
        self._codes = codes
        self._below = below
        self._ops = ops
        self._confidences: Counter[str] = Counter()
        self.unresolved: list[Unresolved] = []
        self.receivers: list[Receivers] = []
        self.handed: list[Handed] = []
        self.supplied: list[Supplied] = []

    def edges(self) -> Iterator[CallEdge]:
        """The edges of one caller after the other; what is kept of its calls is dropped with them."""
        for edge in chain(self._of_callers(), self._below):
            self._confidences[edge.confidence] += 1
            yield edge

    def info(self) -> dict[str, object]:
        """How many edges there are of each confidence, and how many open sites for each reason."""
        return {
            "call_edges": dict(sorted(self._confidences.items())),
            "open_calls": dict(sorted(Counter(row.reason for row in self.unresolved).items())),
            "calls_version": CALLS_VERSION,
            "metaclasses": self._metaclasses(),
        }

    def _metaclasses(self) -> dict[str, str]:
        """By class, the metaclass with a `__call__` of the snapshot that its statement names."""
        from tracer.link.calls import hierarchy

        found = {
            cls.key: cls.metaclass.key
            for cls in self._analysis.world.classes.values()
            if cls.metaclass is not None and hierarchy.lookup(cls.metaclass, "__call__")
        }
        return dict(sorted(found.items()))

    def _of_callers(self) -> Iterator[CallEdge]:
        from tracer.link.calls import given, handing, named_ops, receivers, supplied
        from tracer.link.calls.candidates import Backends, Candidates
        from tracer.link.calls.edges import NO_SITES

        program, fields = self._analysis.program, self._analysis.world.fields
        candidates = Candidates(self._analysis.world)
        backends = Backends((code.key for code in self._codes), program.settings.backend)
        counts: dict[Cell, int] = {}
        called = {callee for code in self._codes for callee in code.sites.called()}
        for code in self._codes:
            code.sites.unfold()
            handing.settle(code.sites, counts, called)
            candidates.add(code)
            backends.adjust(code)
            self.receivers += receivers.told(code, fields)
            self.handed += given.told(code)
            self.supplied += supplied.told(code)
            yield from named_ops.registered(code.sites.rows(code.key), self._ops)
            file = code.module.file
            self.unresolved += code.sites.unresolved(code.key, program.number(file) if file is not None else None)
            code.sites = NO_SITES


def op_edges(ops: Iterable[Op], gradients: Iterable[Gradient], kernels: Iterable[Kernel]) -> Iterator[CallEdge]:
    """What happens below Python: a generated function runs its op, an op one of its kernels, and on the way back its
    gradient."""
    told: set[tuple[str, str]] = set()
    for op in ops:
        if op.module and op.function:
            yield CallEdge(f"{op.module}:{op.function}", f"op:{op.name}", "exact", "op", "generated wrapper", ())
    for gradient in gradients:
        ends = (f"op:{gradient.op}", gradient.function or "")
        if ":" in ends[1] and "::" not in ends[1] and ends not in told:
            told.add(ends)
            yield CallEdge(*ends, "exact", "gradient", "registered gradient", ())
    for kernel, key in kernel_keys(kernels).items():
        ends = (f"op:{kernel.op}", key)
        if ends not in told:
            told.add(ends)
            confidence: Confidence = "exact" if kernel.class_file is not None else "inferred"
            yield CallEdge(*ends, confidence, "kernel", "registered kernel", ())
