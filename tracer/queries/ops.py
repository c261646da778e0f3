"""From a Python function, a generated function or an op's name to the ops below, with their kernels and gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar, runtime_checkable
from weakref import WeakKeyDictionary

from tracer.linked import CallEdge, Gradient, Kernel, Op, Symbol

NO_GRADIENT = "NotDifferentiable"
"""Given as a gradient's function where the op was registered as having none."""

_HELPERS = 3
"""Calls followed within one module."""
_HANDED_ON = 4
"""Functions that hand their work on, one after another: a layer's method, `keras.ops`, the backend, `tf`."""
_NEAREST = 5
_NODES = 120
"""Functions looked at for one answer: `where` answers thousands of queries a second."""

_WORKING = (
    "call", "__call__", "update_step", "_resource_apply_dense", "_resource_apply_sparse", "_apply_dense",
    "_apply_sparse", "_internal_apply_dense",
)  # fmt: skip
"""Methods that do what layers, losses, metrics and optimizers are for."""
_PACKAGES = frozenset({"tensorflow", "keras"})
"""Where Python runs ops."""

_FOLLOWED = frozenset({"exact", "inferred", "observed"})
_MOST_KEPT = 20_000
Row = TypeVar("Row")
Found = dict[str, Op]
"""Ops by name, nearest first."""
_kept: WeakKeyDictionary[Any, dict[tuple[str, str], Any]] = WeakKeyDictionary()


@runtime_checkable
class OpsReader(Protocol):
    """What these queries read of a snapshot (`tracer.store.Snapshot`)."""

    @property
    def has_calls(self) -> bool: ...
    @property
    def info(self) -> Any: ...
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
        found = _Search(reader).nearest(symbol.key)
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
    """The ops of a class: of a layer's `call`, of what an optimizer applies with, its own or those it inherits."""
    found: Found = {}
    for method in _working_methods(reader, symbol):
        found |= _below(reader, method.key, is_method=True)
    return found


def _below(reader: OpsReader, key: str, *, is_method: bool) -> Found:
    """The ops below a function: those that operators alone may run (of sparse tensors, of ragged ones) come last."""

    def search() -> Found:
        called = _Search(reader, operators=False).below(key, is_method=is_method)
        return called | _Search(reader).below(key, is_method=is_method)

    return _once(reader, "below", key, search)


def _working_methods(reader: OpsReader, symbol: Symbol) -> list[Symbol]:
    for owner in (symbol.key, *map(_class_key, symbol.mro[1:])):
        found = [method for name in _WORKING if (method := reader.symbol(f"{owner}.{name}")) is not None]
        if found:
            return found
    return []


def _class_key(name: str) -> str:
    module, _, qualname = name.rpartition(".")
    return f"{module}:{qualname}"


class _Search:
    """One search for ops among what a function calls. It looks into `_NODES` functions and no more."""

    def __init__(self, reader: OpsReader, *, operators: bool = True) -> None:
        self.reader = reader
        self.operators = operators
        self.chosen = f".backend.{reader.info.backend}."
        self.seen: set[str] = set()

    def below(self, key: str, *, is_method: bool = False, helpers: int = _HELPERS, depth: int = _HANDED_ON) -> Found:
        """The ops that `key`, or helpers of its own module, call directly; where there are none, those of what it hands
        its work on to. A method, and a backend's function, may do both. First come those of functions of its own name
        elsewhere (`keras.ops.add` -> the backend's `add` -> `tf.add`)."""
        found, elsewhere = self._direct(key, helpers)
        does_both = is_method or self.chosen in key
        if depth == 0 or (found and not does_both):
            return found
        name = _last(key)
        same = [callee for callee in elsewhere if _last(callee) == name and not name.startswith("__")]
        first: Found = {}
        for callee in same:
            first |= self.below(callee, depth=depth - 1)
        for callee in self._overriding(key, same):
            first |= {op.name: op for inner in self._edges(callee) for op in _ops_at(self.reader, inner)}
        found = first | found
        for callee, levels in self._handed_on(key, elsewhere, public=does_both):
            if callee not in same:
                found |= self.below(callee, helpers=levels, depth=depth - 1)
        return found

    def nearest(self, key: str) -> Found:
        """The ops of the nearest callees that have any."""
        level = [key]
        for _ in range(_NEAREST):
            callees = [callee for one in level for callee in self._callees(one)]
            found = {op.name: op for callee in callees for op in _ops_at(self.reader, callee)}
            if found:
                return found
            level = callees
        return {}

    def _direct(self, key: str, helpers: int) -> tuple[Found, list[str]]:
        """The ops that `key` and helpers of its module call (the nearer ones do, where these call any), and the
        functions of other modules that they call."""
        own = f"{key.partition(':')[0]}:"
        found: Found = {}
        elsewhere: dict[str, None] = {}
        level = [key]
        for distance in range(_HELPERS):
            if distance >= helpers and found:
                break
            following = []
            for callee in (callee for one in level for callee in self._callees(one)):
                ops = _ops_at(self.reader, callee)
                found.update((op.name, op) for op in ops)
                if callee.startswith(own):
                    following.append(callee)
                elif not ops:
                    elsewhere[callee] = None
            level = following
        return found, list(elsewhere)

    def _handed_on(self, key: str, elsewhere: Sequence[str], *, public: bool) -> Iterator[tuple[str, int]]:
        """Functions that do the work of `key`, and how far to follow their helpers: those of the chosen backend, then
        public ones."""
        chosen = [callee for callee in elsewhere if self.chosen in callee and self.chosen not in key]
        yield from ((callee, _HELPERS) for callee in chosen)
        if public:
            rest = (callee for callee in elsewhere if callee not in chosen)
            yield from ((callee, 1) for callee in rest if _is_public_function(self.reader, callee))

    def _overriding(self, key: str, same: Sequence[str]) -> Iterator[str]:
        """Methods that may run in place of `same`, to which `key` hands its work on: a `tf.Variable`'s `assign_sub` is
        that of a resource variable."""
        bases = {_dotted(owner) for callee in same if ":" in (owner := callee.rpartition(".")[0])}
        for edge in self.reader.callees(key) if bases else ():
            if edge.confidence == "candidate" and _last(edge.callee) == _last(key):
                cls = self.reader.symbol(edge.callee.rpartition(".")[0])
                if cls is not None and bases.intersection(cls.mro):
                    yield edge.callee

    def _callees(self, key: str) -> tuple[str, ...]:
        if key in self.seen or len(self.seen) >= _NODES:
            return ()
        self.seen.add(key)
        return self._edges(key)

    def _edges(self, key: str) -> tuple[str, ...]:
        return _callees(self.reader, key, self.operators)


def _last(key: str) -> str:
    return key.rpartition(":")[2].rpartition(".")[2]


def _callees(reader: OpsReader, key: str, operators: bool) -> tuple[str, ...]:
    return _once(
        reader,
        "callees" if operators else "called",
        key,
        lambda: tuple(
            edge.callee
            for edge in sorted(reader.callees(key), key=lambda edge: (edge.kind == "operator", edge.sites[:1]))
            if (operators or edge.kind != "operator")
            and edge.confidence in _FOLLOWED
            and not edge.callee.startswith("<")
            and not _is_around(edge.callee, key)
        ),
    )


def _is_public_function(reader: OpsReader, key: str) -> bool:
    def read() -> bool:
        symbol = reader.symbol(key)
        return symbol is not None and symbol.kind == "function" and symbol.canonical is not None

    return _once(reader, "public", key, read)


def _once(reader: OpsReader, kind: str, key: str, read: Callable[[], Row]) -> Row:
    """What `read` says, kept for as long as the reader lives: many names lead through the same functions and ops."""
    kept = _kept.setdefault(reader, {})
    if (kind, key) not in kept:
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        kept[kind, key] = read()
    row: Row = kept[kind, key]
    return row


def _is_around(callee: str, key: str) -> bool:
    """Whether `callee` is what a decorator puts around a function: that says nothing of the ops it runs."""
    return ".<locals>." in callee and not callee.startswith(f"{key.partition('.<locals>.')[0]}.<locals>.")


def _ops_at(reader: OpsReader, key: str) -> list[Op]:
    module, _, name = key.partition(":")
    if module == "op":
        op = reader.op(name)
        return [op] if op else []
    return reader.ops_of_function(name, module) if "gen_" in module or module.endswith("_ops") else []


def op_answer(reader: OpsReader, op: Op) -> dict[str, Any]:
    """An op in the shape that `where --json` gives it."""
    return _once(reader, "answer", op.name, lambda: _op_answer(reader, op))


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
