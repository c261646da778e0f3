"""The search for ops among what a function calls, and which of them matter most."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Protocol, TypeVar, runtime_checkable
from weakref import WeakKeyDictionary

from tracer.linked import CallEdge, Gradient, Kernel, Op, Symbol

_HELPERS = 3
"""Calls followed within one module."""
_HANDED_ON = 4
"""Functions that hand their work on, one after another: a layer's method, `keras.ops`, the backend, `tf`."""
_NEAREST = 5
_NODES = 120
"""Functions looked at for one answer: `where` answers thousands of queries a second."""
_SHARES = (4, 14, 24, 36)
"""Of these, those that one of several calls may take, by the depth that is left."""

FOLLOWED = frozenset({"exact", "inferred", "observed"})
_IMPLICIT = frozenset({"operator", "subscript"})
"""Kinds of calls that syntax makes, of whatever a value may be."""
_UNTOLD = frozenset({"property", "attribute", "with", "iterate"})
"""Kinds of calls that are not followed: what a value has, and what stands around, are no work of a function."""
_MANY = 8
"""Targets of one call that say little of what it runs (`self.activation(outputs)`): they are looked into last."""
_NUMBERS = re.compile(r"\b(?:float|half|double|numbertype|realnumbertype)\b")
_INDICES = re.compile(r"(?:^|_)T(?:idx|ind)")
"""Types of indices: what makes them (`Range`) serves other ops."""
_LAST = 2
_VERSION = re.compile(r"v\d+$", re.IGNORECASE)
_WORD = re.compile(r"\d+(?:[A-Z]+(?![a-z]))?|[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
"""A word of `CamelCase`, `UPPERCamel2D` or `snake_case`."""
_INFLECTIONS = ("ing", "ed", "er", "or", "s")
"""Endings with which a short word is still the same: `Pooling` is what `Pool` does, and a `Lesson` is not `Less`."""
_ABBREVIATION = 6
"""Letters that longer words hardly begin with by chance: `Concat` is `Concatenate`."""
_TELLING = 4
"""Letters of an op's name that say what it does: a `MaxPooling2D` is not called after `Max`."""
_MOST_KEPT = 20_000
Row = TypeVar("Row")
Found = dict[str, Op]
"""Ops by name, nearest first."""
_kept: WeakKeyDictionary[Any, dict[str, dict[str, Any]]] = WeakKeyDictionary()


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
    def callees(self, key: str, *, candidates: bool = True) -> list[CallEdge]: ...


class Search:
    """One search for ops among what a function calls. It looks into `_NODES` functions and no more."""

    def __init__(self, reader: OpsReader, *, implicit: bool = True) -> None:
        self.reader = reader
        self.implicit = implicit
        self.chosen = f".backend.{reader.info.backend}."
        self.seen: set[str] = set()
        self.most = _NODES
        self.named: set[str] = set()
        self._known_callees = kept(reader, _kind(implicit))
        self._known_ops = kept(reader, "ops")
        self._known_public = kept(reader, "public")

    def below(self, key: str, *, is_method: bool = False, helpers: int = _HELPERS, depth: int = _HANDED_ON) -> Found:
        """The ops that `key`, or helpers of its own module, call directly; where there are none, those of what it hands
        its work on to. A method, and a backend's function, may do both. First come those of functions of its own name
        elsewhere (`keras.ops.add` -> the backend's `add` -> `tf.add`)."""
        found, elsewhere = self._direct(key, helpers)
        name = _function_stem(key)
        does_both = is_method or self.chosen in key or (depth > 2 and all(stem(op) != name for op in found))
        if depth == 0 or (found and not does_both):
            return found
        same = [callee for callee in elsewhere if _function_stem(callee) == name and not name.startswith("__")]
        first: Found = {}
        for callee in same:
            first |= self.below(callee, depth=depth - 1)
        for callee in self._overriding(key, same):
            first |= {op.name: op for inner in self._edges(callee) for op in self._ops_at(inner)}
        objects = [callee for callee in elsewhere if is_method and _last(callee) == "__call__"]
        handed_on = [
            self._branch(callee, helpers=levels, depth=depth - 1)
            for callee, levels in self._handed_on(key, elsewhere, objects, public=does_both or not found)
            if callee not in same
        ]
        found = first | found
        if is_method:
            handed_on = sorted((self._ranked(ops) for ops in handed_on if ops), key=self._first_weight)
        for ops in handed_on:
            found |= ops
        return found

    def _ranked(self, ops: Found) -> Found:
        """Those first that a function of the op's own name runs (`matmul` runs `MatMul`): where some compute, those."""
        weights = {name: _weight(op) for name, op in ops.items() if name in self.named}
        least = min(weights.values(), default=_LAST)
        return dict(sorted(ops.items(), key=lambda entry: weights.get(entry[0], _LAST) != least))

    def _first_weight(self, ops: Found) -> int:
        return _weight(next(iter(ops.values())))

    def _branch(self, key: str, *, helpers: int, depth: int) -> Found:
        """As `below`, for one of several calls: it leaves functions for the others to look into."""
        outer, self.most = self.most, min(self.most, len(self.seen) + _SHARES[depth])
        found = self.below(key, helpers=helpers, depth=depth)
        self.most = outer
        return found

    def nearest(self, key: str) -> Found:
        """The ops of the nearest callees that have any."""
        level = [key]
        for _ in range(_NEAREST):
            callees = [callee for one in level for callee in self._callees(one)]
            found = {op.name: op for callee in callees for op in self._ops_at(callee)}
            if found:
                return found
            level = callees
        return {}

    def _direct(self, key: str, helpers: int) -> tuple[Found, list[str]]:
        """The ops that `key` and helpers of its module call (the nearer ones do, where these call any), and the
        functions of other modules that they call: in the order in which they run, but first the op that `key` is
        called after."""
        own = f"{key.partition(':')[0]}:"
        steps: dict[str, list[tuple[str, list[Op]]]] = {}
        level = [key]
        for distance in range(_HELPERS):
            if distance >= helpers and any(ops for step in steps.values() for _, ops in step):
                break
            level = [one for one in dict.fromkeys(level) if one not in steps]
            for one in level:
                steps[one] = [(callee, self._ops_at(callee)) for callee in self._callees(one)]
            level = [callee for one in level for callee, _ in steps[one] if callee.startswith(own)]
        for one in level:
            steps.setdefault(one, [(one, self._wrapped(one))])
        found: Found = {}
        elsewhere: dict[str, None] = {}

        def run(function: str) -> None:
            for callee, ops in steps.pop(function, ()):
                found.update((op.name, op) for op in ops)
                self.named.update(op.name for op in ops if stem(op.name) == _function_stem(function))
                if callee.startswith(own):
                    run(callee)
                elif not ops:
                    elsewhere[callee] = None

        run(key)
        name = _function_stem(key)
        ranked = sorted(found.values(), key=lambda op: (stem(op.name) != name, _weight(op)))
        return {op.name: op for op in ranked}, list(elsewhere)

    def _wrapped(self, key: str) -> list[Op]:
        """The op that a function is called after, if it calls it: `conv2d` is as near as the op `Conv2D`."""
        function = _last(key)
        ops = once(self.reader, "function", function, lambda: self.reader.ops_of_function(function))
        return [op for op in ops if f"{op.module}:{op.function}" in self._edges(key)]

    def _handed_on(
        self, key: str, elsewhere: Sequence[str], objects: Sequence[str], *, public: bool
    ) -> Iterator[tuple[str, int]]:
        """Functions that do the work of `key`, and how far to follow their helpers: those of the chosen backend, then
        public ones and `objects` that are called."""
        chosen = [callee for callee in elsewhere if self.chosen in callee and self.chosen not in key]
        yield from ((callee, _HELPERS) for callee in chosen)
        if public:
            rest = (callee for callee in elsewhere if callee not in chosen)
            yield from ((callee, 1) for callee in rest if callee in objects or self._is_public(callee))

    def _is_public(self, key: str) -> bool:
        def read() -> bool:
            symbol = self.reader.symbol(key)
            return symbol is not None and symbol.kind == "function" and symbol.canonical is not None

        known = self._known_public.get(key)
        return once(self.reader, "public", key, read) if known is None else known

    def _overriding(self, key: str, same: Sequence[str]) -> Iterator[str]:
        """Methods that may run in place of `same`, to which `key` hands its work on: a `tf.Variable`'s `assign_sub` is
        that of a resource variable."""
        bases = {owner.replace(":", ".") for callee in same if ":" in (owner := callee.rpartition(".")[0])}
        for edge in self.reader.callees(key) if bases else ():
            if edge.confidence == "candidate" and _last(edge.callee) == _last(key):
                cls = self.reader.symbol(edge.callee.rpartition(".")[0])
                if cls is not None and bases.intersection(cls.mro):
                    yield edge.callee

    def _callees(self, key: str) -> tuple[str, ...]:
        if key in self.seen or len(self.seen) >= self.most:
            return ()
        self.seen.add(key)
        return self._edges(key)

    def _edges(self, key: str) -> tuple[str, ...]:
        known = self._known_callees.get(key)
        return _callees(self.reader, key, self.implicit) if known is None else known

    def _ops_at(self, key: str) -> list[Op]:
        known = self._known_ops.get(key)
        return once(self.reader, "ops", key, lambda: _ops_at(self.reader, key)) if known is None else known


def _last(key: str) -> str:
    return key.rpartition(":")[2].rpartition(".")[2]


@lru_cache(_MOST_KEPT)
def stem(name: str) -> str:
    """A name without its version, to be compared: `GatherV2` and `gather_v2` are `gather`."""
    return _VERSION.sub("", name.replace("_", "").lower())


def is_called_after(name: str, op: str) -> bool:
    """Whether a class and an op are called the same, but for words that one of them has besides at its end, and for the
    ending of the last word that both have: `MaxPooling2D` and `MaxPool`."""
    of_class, of_op = (_WORD.findall(_VERSION.sub("", one)) for one in (name, op))
    named, does = "".join(of_class).lower(), "".join(of_op).lower()
    if does.startswith(named):
        return bool(named) and _ends_a_word(of_op, len(named))
    return len(does) >= _TELLING and named.startswith(does) and _ends_a_word(of_class, len(does))


def _ends_a_word(words: Sequence[str], length: int) -> bool:
    """Whether the first `length` letters of all `words` are whole words, but for the ending of the last."""
    for word in words:
        if length <= len(word):
            return length >= min(len(word), _ABBREVIATION) or word[length:].lower() in _INFLECTIONS
        length -= len(word)
    return False


@lru_cache(_MOST_KEPT)
def _function_stem(key: str) -> str:
    name = _last(key)
    return name if name.startswith("__") else stem(name)


def _weight(op: Op) -> int:
    """0 for ops that compute numbers or change a state, 1 for those that move values of any type, `_LAST` for those
    that say something of values or convert them (`Shape`, `Less`, `Cast`)."""
    types = dict(text.split(": ", 1) for text in op.attributes)
    inputs, outputs = _types_of(op.inputs), _types_of(op.outputs)
    told = outputs or types.values()
    if any(text.startswith("Ref(") or text == "resource" for text in (*inputs, *outputs)):
        return 0
    if any(_NUMBERS.search(types.get(one, one)) and not _INDICES.search(one) for one in told):
        return 0
    return 1 if not outputs or set(inputs).intersection(outputs) else _LAST


def _types_of(arguments: Sequence[str]) -> list[str]:
    """`values: N * T` -> "T"."""
    return [text.partition(": ")[2].rpartition("*")[2].strip() for text in arguments]


def _callees(reader: OpsReader, key: str, implicit: bool) -> tuple[str, ...]:
    """What `key` calls, in the order of its lines; with `implicit` also what operators, attributes and the like run."""

    def read() -> tuple[tuple[str, bool], ...]:
        edges = [
            edge
            for edge in reader.callees(key, candidates=False)
            if edge.kind not in _UNTOLD and not edge.callee.startswith("<") and not _is_around(edge.callee, key)
        ]
        edges = sorted(edges, key=lambda edge: edge.sites[:1])
        targets = Counter(edge.sites[:1] for edge in edges if edge.kind not in _IMPLICIT)
        ordered = sorted(edges, key=lambda edge: (edge.kind in _IMPLICIT, targets[edge.sites[:1]] > _MANY))
        return tuple((edge.callee, edge.kind not in _IMPLICIT) for edge in ordered)

    def chosen() -> tuple[str, ...]:
        return tuple(callee for callee, is_called in once(reader, "edges", key, read) if implicit or is_called)

    return once(reader, _kind(implicit), key, chosen)


def kept(reader: OpsReader, kind: str) -> dict[str, Any]:
    """What `once` has read of that kind."""
    return _kept.setdefault(reader, {}).setdefault(kind, {})


def once(reader: OpsReader, kind: str, key: str, read: Callable[[], Row]) -> Row:
    """What `read` says, kept for as long as the reader lives: many names lead through the same functions and ops."""
    known = kept(reader, kind)
    if key in known:
        row: Row = known[key]
        return row
    row = read()
    if len(known) >= _MOST_KEPT:
        known.clear()
    known[key] = row
    return row


def _kind(implicit: bool) -> str:
    return "callees" if implicit else "called"


def _is_around(callee: str, key: str) -> bool:
    """Whether `callee` is what a decorator puts around a function: that says nothing of the ops it runs."""
    return ".<locals>." in callee and not callee.startswith(f"{key.partition('.<locals>.')[0]}.<locals>.")


def _ops_at(reader: OpsReader, key: str) -> list[Op]:
    module, _, name = key.partition(":")
    if module == "op":
        op = reader.op(name)
        return [op] if op else []
    return reader.ops_of_function(name, module) if "gen_" in module or module.endswith("_ops") else []
