"""From a Python function, a generated function or an op's name to the ops below, with their kernels and gradients."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tracer.linked import CallEdge, Op, Symbol
from tracer.queries.ops_search import FOLLOWED, Found, OpsReader, Search, is_called_after, once, stem

NO_GRADIENT = "NotDifferentiable"
"""Given as a gradient's function where the op was registered as having none."""

_WORKING = (
    "call", "__call__", "update_step", "_resource_apply_dense", "_resource_apply_sparse", "_apply_dense",
    "_apply_sparse", "_internal_apply_dense",
)  # fmt: skip
"""Methods that do what layers, losses, metrics and optimizers are for."""
_MAKING = ("__init__", "build")
"""Methods in which a layer makes layers of its own."""
_PACKAGES = frozenset({"tensorflow", "keras"})
"""Where Python runs ops."""


def ops_of(reader: OpsReader, symbol: Symbol) -> tuple[dict[str, Any], ...]:
    """The `ops` field of `where --json` for `symbol`: what matters most first."""
    return tuple(op_answer(reader, op) for op in ops_below(reader, symbol))


def is_for_ops(method: str, ops: Iterable[dict[str, Any]]) -> bool:
    """Whether running its ops is what a method is for, and not something that it merely comes by on its way."""
    name = method.rpartition(".")[2]
    return name in _WORKING or any(is_called_after(name, op["op"]) for op in ops)


def ops_below(reader: OpsReader, symbol: Symbol) -> list[Op]:
    """The op itself, the op that a generated function runs, or those that a Python function, method or class runs."""
    if symbol.kind == "op":
        op = reader.op(symbol.name)
        return [op] if op else []
    if symbol.kind == "class":
        return list(_of_class(reader, symbol).values()) if reader.has_calls else []
    if symbol.kind not in {"function", "method", "property"}:
        return []
    own = reader.ops_of_function(symbol.qualname, symbol.module)
    if own or not reader.has_calls:
        return own
    found = _below(reader, symbol.key, is_method=symbol.kind == "method")
    if not found and symbol.canonical is not None:
        found = Search(reader).nearest(symbol.key)
    return list(found.values())


def are_unknown(reader: OpsReader, symbol: Symbol) -> bool:
    """Whether only calls, which are not linked yet, would tell which ops `symbol` runs."""
    if reader.has_calls or symbol.module.partition(".")[0] not in _PACKAGES:
        return False
    if symbol.kind == "class":
        return bool(_working_methods(reader, symbol))
    is_code = symbol.kind in {"function", "method", "property"}
    return is_code and not reader.ops_of_function(symbol.qualname, symbol.module)


def _of_class(reader: OpsReader, symbol: Symbol) -> Found:
    """The ops of a class: of a layer's `call`, of what an optimizer applies with, its own or those it inherits. First
    come those that it is called after, then those of layers that it makes for itself (an LSTM's cell)."""
    found: Found = {}
    for part in (*_made_by(reader, symbol), symbol):
        own: Found = {}
        for method in _working_methods(reader, part):
            own |= _below(reader, method.key, is_method=True, implicit=part is symbol)
        name = part.name
        ranked = sorted(own.values(), key=lambda op: not is_called_after(name, op.name))
        found |= {op.name: op for op in ranked}
    return dict(sorted(found.items(), key=lambda entry: not is_called_after(symbol.name, entry[0])))


def _made_by(reader: OpsReader, symbol: Symbol) -> list[Symbol]:
    """The classes, not its own bases, that a class makes instances of for itself and that work as it does: layers of a
    layer, by their `call`. Those that its bases make count where it makes none."""
    works = {method.name for method in _working_methods(reader, symbol)} - {"__call__"}
    own = {_class_key(name) for name in symbol.mro}
    makers = [f"{symbol.key}.{name}" for name in _MAKING]
    asked: set[str] = set()
    parts: list[Symbol] = []
    while makers and works and not parts:
        asked.update(makers)
        edges = [edge for maker in makers for edge in _in_order(reader, maker)]
        parts = _working_as(reader, (edge.callee for edge in edges if edge.kind == "construct"), own, works)
        called = dict.fromkeys(edge.callee for edge in edges if _is_made_in(edge.callee, own))
        makers = [callee for callee in called if callee not in asked]
    return parts


def _in_order(reader: OpsReader, key: str) -> list[CallEdge]:
    return sorted(reader.callees(key, candidates=False), key=lambda edge: edge.sites[:1])


def _is_made_in(key: str, classes: set[str]) -> bool:
    owner, _, name = key.rpartition(".")
    return owner in classes and name in _MAKING


def _working_as(reader: OpsReader, made: Iterable[str], own: set[str], works: set[str]) -> list[Symbol]:
    """Of the classes that are made, those not among `own` that have one of the methods `works`."""
    keys = dict.fromkeys(key.removesuffix(".__init__") for key in made)
    classes = [part for key in keys if key not in own and (part := reader.symbol(key)) and part.kind == "class"]
    return [part for part in classes if works.intersection(method.name for method in _working_methods(reader, part))]


def _below(reader: OpsReader, key: str, *, is_method: bool, implicit: bool = True) -> Found:
    """The ops below a function: those that operators alone may run (of sparse tensors, of ragged ones) come last, and
    only with `implicit`."""
    called = once(reader, "called below", key, lambda: Search(reader, implicit=False).below(key, is_method=is_method))
    if not implicit:
        return called
    return called | once(reader, "below", key, lambda: Search(reader).below(key, is_method=is_method))


def _working_methods(reader: OpsReader, symbol: Symbol) -> list[Symbol]:
    for owner in (symbol.key, *map(_class_key, symbol.mro[1:])):
        found = [method for name in _WORKING if (method := reader.symbol(f"{owner}.{name}")) is not None]
        if found:
            return found
    return []


def _class_key(name: str) -> str:
    module, _, qualname = name.rpartition(".")
    return f"{module}:{qualname}"


def op_answer(reader: OpsReader, op: Op) -> dict[str, Any]:
    """An op in the shape that `where --json` gives it."""
    return once(reader, "answer", op.name, lambda: _op_answer(reader, op))


def _op_answer(reader: OpsReader, op: Op) -> dict[str, Any]:
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
    edges = (edge for edge in reader.callers(key) if edge.confidence in FOLLOWED)
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
