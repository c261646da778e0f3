"""Rows of the store -> the values that the UI shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracer.linked import MESSAGES, CallEdge, Signature, Symbol
from tracer.queries.searchable import dotted
from tracer.queries.where import name_by_heir
from tracer.tui.gateway import (
    Call,
    CallList,
    CallPath,
    Details,
    Direction,
    GradientEntry,
    KernelEntry,
    OpEntry,
    Pair,
    Place,
    Ref,
    SnapshotInfo,
    Step,
)

if TYPE_CHECKING:
    from tracer.queries.answers import Match
    from tracer.store import File, Snapshot, Source
    from tracer.store.rows import SnapshotInfo as StoredInfo

TIERS = ("observed", "exact", "inferred", "candidate")


def snapshot_info(info: StoredInfo, sources: tuple[Source, ...], counts: dict[str, int] | None = None) -> SnapshotInfo:
    counts = counts or {}
    note = None if info.level == "calls" else "names only: calls are not linked"
    named = tuple(f"{source.name}@{source.revision or source.sha or 'working tree'}" for source in sources)
    return SnapshotInfo(info.name, named, counts.get("symbols", 0), counts.get("edges", 0), note)


def place(snapshot: Snapshot, file: int | None, line: int, end_line: int = 0) -> Place | None:
    if file is None:
        return None
    row = snapshot.file(file)
    return Place(snapshot.source_of(row).name, row.path, line, end_line)


def file_at(snapshot: Snapshot, source: str, path: str) -> File | None:
    """The file of a source by its path."""
    files = snapshot.files_at(path)
    return next((file for file in files if snapshot.source_of(file).name == source), None)


def ref(snapshot: Snapshot, symbol: Symbol, *, name: str | None = None) -> Ref:
    """A symbol as lists show it, by its public name if it has one."""
    inherited = None if symbol.canonical else inherited_name(snapshot, symbol)
    public = name or symbol.canonical or inherited
    return Ref(
        symbol.key,
        public or dotted(symbol.key),
        symbol.kind,
        place(snapshot, symbol.file, symbol.line, symbol.end_line),
        public=symbol.canonical is not None or (public is not None and not symbol.name.startswith("_")),
        dead=symbol.dead,
    )


def inherited_name(snapshot: Snapshot, symbol: Symbol) -> str | None:
    """`keras.Sequential.fit` for a method of an exported class."""
    if symbol.parent is None or symbol.kind == "module":
        return None
    parent = snapshot.symbol(symbol.parent)
    return f"{parent.canonical}.{symbol.name}" if parent is not None and parent.canonical else None


def ref_of_key(snapshot: Snapshot, key: str) -> Ref:
    """A symbol by its key, also one that the snapshot has no row for."""
    symbol = snapshot.symbol(key)
    return ref(snapshot, symbol) if symbol is not None else Ref(key, dotted(key), "function")


def unknown(key: str) -> Details:
    """What can be said of a builtin, or of something outside the snapshot."""
    module, _, qualname = key.partition(":")
    origin = "builtin" if module == "<builtin>" else "source"
    kind = "class" if f"{MESSAGES}." in key else "function"
    return Details(Ref(key, dotted(key), kind), qualname, module, origin=origin)


def signature(value: Signature | None) -> str | None:
    """A signature as Python writes it."""
    if value is None:
        return None

    def parameter(name: str) -> str:
        return f"{name}={value.defaults[name]}" if name in value.defaults else name

    parts = [parameter(name) for name in value.args]
    if value.varargs:
        parts.append(f"*{value.varargs}")
    elif value.kwonly:
        parts.append("*")
    parts += [parameter(name) for name in value.kwonly]
    if value.varkw:
        parts.append(f"**{value.varkw}")
    return f"({', '.join(parts)})"


def details(
    snapshot: Snapshot,
    symbol: Symbol,
    match: Match | None,
    bases: tuple[tuple[str, str | None], ...],
    mro: tuple[tuple[str, str | None], ...],
    ops: tuple[str, ...],
    counterpart: Ref | None,
) -> Details:
    """Everything about a symbol; the alias chain and the permalink are those that `where` gives."""
    here = ref(snapshot, symbol, name=name_by_heir(snapshot, symbol))
    exports = match.exports if match else tuple(dict.fromkeys(row.name for row in snapshot.exports_of(symbol.key)))
    return Details(
        here,
        symbol.qualname,
        symbol.module,
        signature=signature(symbol.signature),
        exports=exports,
        bases=bases,
        mro=mro,
        chain=tuple(chain(snapshot, match)) if match else (),
        ops=tuple(op for name in ops if (op := op_entry(snapshot, name)) is not None),
        origin=symbol.origin,
        revision=match.revision if match else None,
        counterpart=counterpart,
        url=match.url if match else None,
        warnings=match.warnings if match else symbol.warnings,
    )


def chain(snapshot: Snapshot, match: Match) -> Iterator[Step]:
    for step in match.chain:
        files = snapshot.files_at(step.file) if step.file else []
        at = Place(snapshot.source_of(files[0]).name, files[0].path, step.line) if files else None
        yield Step(step.step, at, step.text)


def op_entry(snapshot: Snapshot, name: str) -> OpEntry | None:
    """An op with its kernels and gradients."""
    op = snapshot.op(name)
    if op is None:
        return None
    kernels = []
    for kernel in snapshot.kernels(name):
        at = place(snapshot, kernel.file, kernel.line)
        implementation = place(snapshot, kernel.class_file, kernel.class_line)
        if at is not None:
            kernels.append(KernelEntry(at, kernel.device, kernel.types, kernel.kernel_class, implementation))
    gradients = []
    for gradient in snapshot.gradients(name):
        at = place(snapshot, gradient.file, gradient.line)
        if at is not None:
            gradients.append(GradientEntry(at, dotted(gradient.function) if gradient.function else None))
    definitions = (files[0] for path in op.api_def if (files := snapshot.files_at(path)))
    api_def = tuple(Place(snapshot.source_of(file).name, file.path, 1) for file in definitions)
    at = place(snapshot, op.file, op.line, op.end_line)
    return OpEntry(name, at, api_def, tuple(kernels), tuple(gradients))


def calls(snapshot: Snapshot, key: str, direction: Direction) -> CallList:
    """The edges of one symbol (of a class: of its constructor too): sure ones in the order of the source, then
    candidates; calls that were seen at run time carry their count."""
    from tracer.queries.calls import Calls

    graph = Calls(snapshot)
    inward = direction == "callers"
    roots = graph.roots(key, inward=inward)
    edges = [edge for root in roots for edge in graph.all_edges(root, inward=inward)]
    found = [call(snapshot, edge, inward=inward) for edge in edges]
    found.sort(key=lambda one: (one.confidence == "candidate", inward and one.target.name, one.sites or (0,)))
    unresolved = 0 if inward else sum(row.kind == "call" for root in roots for row in snapshot.unresolved_of(root))
    return CallList(tuple(found), unresolved)


def call(snapshot: Snapshot, edge: CallEdge, *, inward: bool) -> Call:
    """An edge as a row: its callee, or its caller."""
    caller = snapshot.symbol(edge.caller)
    file = place(snapshot, caller.file, caller.line) if caller is not None else None
    lines = tuple(dict.fromkeys(line for line, _ in edge.sites if line))
    target = ref_of_key(snapshot, edge.caller if inward else edge.callee)
    return Call(target, edge.confidence, edge.kind, lines, file, edge.count)


def best_path(snapshot: Snapshot, start: str, end: str, asked: str | None = None) -> CallPath | None:
    """The chain whose weakest call is known best. `asked` is the name by which the start was asked for: what a method
    calls on `self` is the class's that it was named by."""
    from tracer.queries.calls import Calls, Choice
    from tracer.queries.paths import named_by, paths
    from tracer.queries.where import where

    matches = where(snapshot, asked).matches if asked else ()
    named = next((named_by(snapshot, match) for match in matches if match.key == start), None)
    for minimum in ("inferred", "candidate"):
        found = paths(Calls(snapshot, Choice(minimum=minimum, outside=True)), start, end, named_by=named)
        if found:
            chain = found[0]
            hops = tuple(call(snapshot, edge, inward=False) for edge in chain.edges)
            return CallPath(ref_of_key(snapshot, chain.nodes[0].id), hops)
    return None


def pairs(snapshot: Snapshot) -> Iterator[Pair]:
    """Every counterpart that `reference_impl` declares, then the public names of Keras that have none."""
    from tracer.queries.mirrors import without_counterpart

    for row in snapshot.counterparts():
        original = ref_of_key(snapshot, row.target) if row.target is not None else None
        yield Pair(row.name, original, ref_of_key(snapshot, row.symbol))
    for name in without_counterpart(snapshot):
        exported = next(iter(snapshot.exports(name)), None)
        yield Pair(name, ref_of_key(snapshot, exported.symbol) if exported else None, None)
