"""From a Python function, a generated function or an op's name to the ops below, with their kernels and gradients."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, runtime_checkable
from weakref import WeakKeyDictionary

from tracer.link.ops_names import WORKING, is_called_after, stem, working_methods
from tracer.linked import Gradient, Kernel, Op, Symbol
from tracer.queries.answers import KernelPlace

NO_GRADIENT = "NotDifferentiable"
"""Given as a gradient's function where the op was registered as having none."""

_FOLLOWED = frozenset({"exact", "inferred", "observed"})
_PACKAGES = frozenset({"tensorflow", "keras"})
"""Where Python runs ops."""
_answers: WeakKeyDictionary[Any, dict[str, dict[str, Any] | None]] = WeakKeyDictionary()
"""By snapshot and op: many functions run the same ops."""


@runtime_checkable
class OpsReader(Protocol):
    """What these queries read of a snapshot (`tracer.store.Snapshot`)."""

    @property
    def has_calls(self) -> bool: ...
    def file(self, number: int) -> Any: ...
    def symbol(self, key: str) -> Symbol | None: ...
    def op(self, name: str) -> Op | None: ...
    def ops_of_function(self, function: str, module: str | None = None) -> list[Op]: ...
    def ops_behind(self, key: str) -> tuple[str, ...]: ...
    def kernels(self, op: str) -> list[Kernel]: ...
    def gradients(self, op: str) -> list[Gradient]: ...


def ops_of(reader: OpsReader, symbol: Symbol) -> tuple[dict[str, Any], ...]:
    """The `ops` field of `where --json` for `symbol`: what matters most first."""
    known = _answers.setdefault(reader, {})
    found = []
    for name in ops_behind(reader, symbol):
        if name not in known:
            op = reader.op(name)
            known[name] = None if op is None else _answer(reader, op)
        found.append(known[name])
    return tuple(answer for answer in found if answer is not None)


def is_for_ops(method: str, ops: Iterable[dict[str, Any]]) -> bool:
    """Whether running its ops is what a method is for, and not something that it merely comes by on its way."""
    name = method.rpartition(".")[2]
    return name in WORKING or any(is_called_after(name, op["op"]) for op in ops)


def ops_behind(reader: OpsReader, symbol: Symbol) -> tuple[str, ...]:
    """Names of the op itself, of the op that a generated function runs, or, where calls are linked, of those that a
    Python function, method or class runs (`tracer.link.ops_behind`)."""
    if symbol.kind == "op":
        return (symbol.name,)
    if reader.has_calls:
        return reader.ops_behind(symbol.key)
    if symbol.kind not in {"function", "method", "property"}:
        return ()
    return tuple(op.name for op in reader.ops_of_function(symbol.qualname, symbol.module))


def are_unknown(reader: OpsReader, symbol: Symbol) -> bool:
    """Whether only calls, which are not linked yet, would tell which ops `symbol` runs."""
    if reader.has_calls or symbol.module.partition(".")[0] not in _PACKAGES:
        return False
    if symbol.kind == "class":
        return bool(working_methods(reader.symbol, symbol.key, symbol.mro))
    is_code = symbol.kind in {"function", "method", "property"}
    return is_code and not reader.ops_of_function(symbol.qualname, symbol.module)


def _answer(reader: OpsReader, op: Op) -> dict[str, Any]:
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


def kernel_labels(reader: OpsReader, symbol: Symbol) -> dict[KernelPlace, tuple[str, ...]]:
    """The labels of the kernels of an op, or of the op that a generated function runs."""
    kernels = (kernel for op in ops_behind(reader, symbol) for kernel in reader.kernels(op) if kernel.label)
    found: dict[KernelPlace, dict[str, None]] = {}
    for kernel in kernels:
        place = (kernel.device, _path(reader, kernel.file) or "", kernel.line)
        found.setdefault(place, {})[kernel.label or ""] = None
    return {place: tuple(labels) for place, labels in found.items()}


def python_callers(reader: Any, symbol: Symbol, limit: int = 40) -> list[tuple[str, str, int]]:
    """Who calls an op's generated function from Python: (key, file, line of the call), at most `limit`; first who is
    called after it (`tf.matmul`), last what helps tests."""
    if symbol.kind == "op":
        op = reader.op(symbol.name)
        key = f"{op.module}:{op.function}" if op is not None and op.module else None
    else:
        key = symbol.key if symbol.kind == "function" else None
    if key is None or not reader.has_calls:
        return []
    name = stem(symbol.name)
    edges = (edge for edge in reader.callers(key) if edge.confidence in _FOLLOWED)
    found = []
    for edge in sorted(edges, key=lambda edge: (*_distance(edge.caller, name), edge.caller)):
        caller = reader.symbol(edge.caller)
        if caller is not None and caller.file is not None:
            line = edge.sites[0][0] if edge.sites else caller.line
            found.append((edge.caller, reader.file(caller.file).path, line))
        if len(found) == limit:
            break
    return found


def _distance(caller: str, name: str) -> tuple[bool, bool, bool]:
    module, _, qualname = caller.partition(":")
    return (stem(qualname.rpartition(".")[2]) != name, "test" in module.rpartition(".")[2], "." in qualname)


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
