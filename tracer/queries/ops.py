"""From a Python function, a generated function or an op's name to the ops below, with their kernels and gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable
from weakref import WeakKeyDictionary

from tracer.linked import CallEdge, Gradient, Kernel, Op, Symbol

NO_GRADIENT = "NotDifferentiable"
"""Given as a gradient's function where the op was registered as having none."""

_HELPER_DEPTH = 3
_NEAREST_DEPTH = 3
_NODES = 40
"""Functions looked at for one answer: `where` answers thousands of queries a second."""

_WORKING = (
    "call", "__call__", "update_step", "_resource_apply_dense", "_resource_apply_sparse", "_apply_dense",
    "_apply_sparse", "_internal_apply_dense",
)  # fmt: skip
"""Methods that do what layers, losses, metrics and optimizers are for."""

_FOLLOWED = frozenset({"exact", "inferred", "observed"})
_MOST_KEPT = 20_000
_kept_callees: WeakKeyDictionary[Any, dict[str, tuple[str, ...]]] = WeakKeyDictionary()


@runtime_checkable
class OpsReader(Protocol):
    """What these queries read of a snapshot (`tracer.store.Snapshot`)."""

    @property
    def has_calls(self) -> bool: ...
    def file(self, number: int) -> Any: ...
    def symbol(self, key: str) -> Symbol | None: ...
    def op(self, name: str) -> Op | None: ...
    def ops_of_function(self, function: str, module: str | None = None) -> list[Op]: ...
    def kernels(self, op: str) -> list[Kernel]: ...
    def gradients(self, op: str) -> list[Gradient]: ...
    def callees(self, key: str) -> list[CallEdge]: ...


def ops_of(reader: OpsReader, symbol: Symbol) -> tuple[dict[str, Any], ...]:
    """The `ops` field of `where --json` for `symbol`: nearest first."""
    return tuple(op_answer(reader, op) for op in ops_below(reader, symbol))


def ops_below(reader: OpsReader, symbol: Symbol) -> list[Op]:
    """The op itself, the op that a generated function runs, or those that a Python function calls.

    Of a Python function: the ops that it, or helpers of its own module, call directly; where there are none, those of
    the nearest callees that have any. A method's are also those of the public functions it calls, and a class's those
    of the methods that do its work.
    """
    if symbol.kind == "op":
        op = reader.op(symbol.name)
        return [op] if op else []
    if symbol.kind == "class":
        return _of_class(reader, symbol)
    if symbol.kind not in {"function", "method", "property"}:
        return []
    own = reader.ops_of_function(symbol.qualname, symbol.module)
    if own or not reader.has_calls:
        return own
    found = _called(reader, symbol)
    return _with_public(reader, symbol, found) if found and symbol.kind == "method" else found


def _of_class(reader: OpsReader, symbol: Symbol) -> list[Op]:
    """The ops of a class: of a layer's `call`, of what an optimizer applies with."""
    if not reader.has_calls:
        return []
    found: dict[str, Op] = {}
    for name in _WORKING:
        method = reader.symbol(f"{symbol.key}.{name}")
        if method is not None:
            direct = [op for key in _callees(reader, method.key) for op in _ops_at(reader, key)]
            found.update((op.name, op) for op in _with_public(reader, method, direct))
    return list(found.values())


def _with_public(reader: OpsReader, symbol: Symbol, found: list[Op]) -> list[Op]:
    ops = {op.name: op for op in found}
    for key in _callees(reader, symbol.key):
        callee = reader.symbol(key)
        if callee is not None and callee.kind == "function" and callee.canonical and not _ops_at(reader, key):
            ops.update((op.name, op) for inner in _callees(reader, key) for op in _ops_at(reader, inner))
    return list(ops.values())


def _called(reader: OpsReader, symbol: Symbol) -> list[Op]:
    found: dict[str, Op] = {}
    elsewhere: list[str] = []
    level, seen = [symbol.key], {symbol.key}
    for _ in range(_HELPER_DEPTH):
        following: list[str] = []
        for key in level:
            for callee in _callees(reader, key):
                ops = _ops_at(reader, callee)
                found.update((op.name, op) for op in ops)
                if not ops and callee not in seen and len(seen) < _NODES:
                    seen.add(callee)
                    (following if callee.startswith(f"{symbol.module}:") else elsewhere).append(callee)
        level = following
    if found or symbol.canonical is None:
        return list(found.values())
    return _nearest(reader, elsewhere, seen)


def _nearest(reader: OpsReader, level: Sequence[str], seen: set[str]) -> list[Op]:
    for _ in range(_NEAREST_DEPTH):
        found: dict[str, Op] = {}
        following: list[str] = []
        for key in level:
            for callee in _callees(reader, key):
                ops = _ops_at(reader, callee)
                found.update((op.name, op) for op in ops)
                if not ops and callee not in seen and len(seen) < _NODES:
                    seen.add(callee)
                    following.append(callee)
        if found:
            return list(found.values())
        level = following
    return []


def _callees(reader: OpsReader, key: str) -> tuple[str, ...]:
    """Kept for as long as the reader lives: many names lead through the same functions."""
    kept = _kept_callees.setdefault(reader, {})
    if key not in kept:
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        # What a decorator puts around a function (`<locals>`) says nothing of the ops that the function runs.
        kept[key] = tuple(
            edge.callee
            for edge in reader.callees(key)
            if edge.confidence in _FOLLOWED and not edge.callee.startswith("<") and ".<locals>." not in edge.callee
        )
    return kept[key]


def _ops_at(reader: OpsReader, key: str) -> list[Op]:
    module, _, name = key.partition(":")
    if module == "op":
        op = reader.op(name)
        return [op] if op else []
    return reader.ops_of_function(name, module) if "gen_" in module or module.endswith("_ops") else []


def op_answer(reader: OpsReader, op: Op) -> dict[str, Any]:
    """An op in the shape that `where --json` gives it."""
    return {
        "op": op.name,
        "file": _path(reader, op.file),
        "line": op.line,
        "api_def": list(op.api_def),
        "kernels": [
            {
                "file": _path(reader, kernel.file),
                "line": kernel.line,
                "device": kernel.device,
                "types": list(kernel.types),
            }
            for kernel in sorted(reader.kernels(op.name), key=lambda k: (k.device or "", k.file, k.line, k.types))
        ],
        "gradients": [
            {
                "file": _path(reader, gradient.file),
                "line": gradient.line,
                "function": _dotted(gradient.function),
            }
            for gradient in reader.gradients(op.name)
        ],
    }


def python_callers(reader: Any, symbol: Symbol, limit: int = 40) -> list[tuple[str, str, int]]:
    """Who calls an op's generated function from Python: (key, file, line of the call), at most `limit`."""
    if symbol.kind == "op":
        op = reader.op(symbol.name)
        key = f"{op.module}:{op.function}" if op is not None and op.module else None
    else:
        key = symbol.key if symbol.kind == "function" else None
    if key is None or not reader.has_calls:
        return []
    found = []
    for edge in reader.callers(key)[:limit]:
        caller = reader.symbol(edge.caller)
        if edge.confidence in _FOLLOWED and caller is not None and caller.file is not None:
            line = edge.sites[0][0] if edge.sites else caller.line
            found.append((edge.caller, reader.file(caller.file).path, line))
    return found


def _path(reader: OpsReader, number: int | None) -> str | None:
    path: str | None = reader.file(number).path if number is not None else None
    return path


def _dotted(key: str | None) -> str:
    if key is None:
        return NO_GRADIENT
    module, colon, qualname = key.partition(":")
    if colon and not qualname.startswith(":"):
        return f"{module}.{qualname}" if qualname else module
    return key
