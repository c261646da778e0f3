"""What of a call graph tells which ops a function runs: its calls in memory, in the order in which they are made."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tracer.link.ops_names import stem
from tracer.linked import CallEdge, Op

LAST = 2
"""The weight of ops that say something of values or convert them."""
MAKING = ("__init__", "build")
"""Methods in which a layer makes layers of its own."""
_IMPLICIT = frozenset({"operator", "subscript"})
"""Kinds of calls that syntax makes, of whatever a value may be."""
_UNTOLD = frozenset({"property", "attribute", "with", "iterate"})
"""Kinds of calls that are not followed: what a value has, and what stands around, are no work of a function."""
_MANY = 8
"""Targets of one call that say little of what it runs (`self.activation(outputs)`): they are looked into last."""
_NUMBERS = re.compile(r"\b(?:float|half|double|numbertype|realnumbertype)\b")
_INDICES = re.compile(r"(?:^|_)T(?:idx|ind)")
"""Types of indices: what makes them (`Range`) serves other ops."""

_Call = tuple[tuple[tuple[int, int], ...], str, bool]
"""The first site, the callee, and whether it is a call that syntax makes, or one that makes an instance."""


class Calls(NamedTuple):
    """What one function calls. `steps` are callees, the ops that each runs at once, and whether it is of the same
    module; `own` those that are; `runs_ops` says whether any runs ops at once."""

    callees: tuple[str, ...] = ()
    steps: tuple[tuple[str, tuple[str, ...], bool], ...] = ()
    own: tuple[str, ...] = ()
    runs_ops: bool = False


NONE = Calls()


class OpCalls:
    """Filled by `watched`, then brought in order by `settle`; `calls` and the others may be read after that."""

    def __init__(self, ops: Iterable[Op], backend: str) -> None:
        self.chosen = f".backend.{backend}."
        """Stands in the keys of what belongs to the backend."""
        self.wrappers: dict[str, list[tuple[str, str]]] = {}
        """By the names of generated functions: their keys, and the ops that they run."""
        self.generated: dict[str, tuple[str, ...]] = {}
        """Ops by the key of the generated function that runs them."""
        self.ops_at: dict[str, tuple[str, ...]] = {}
        """The ops that calling a key runs at once."""
        self.weights: dict[str, int] = {}
        for op in sorted(ops, key=lambda op: op.name):
            self._add_op(op)
        self._rows: dict[str, list[_Call]] = {}
        self._overriding: dict[str, list[str]] = {}
        self._makers: dict[str, list[_Call]] = {}
        self._every: dict[str, Calls] = {}
        self._explicit: dict[str, Calls] = {}
        self._stems: dict[str, str] = {}
        self.reaching: set[str] = set()
        """The keys from which calls lead to an op at all: a search from any other finds none."""

    def _add_op(self, op: Op) -> None:
        self.weights[op.name] = _weight(op)
        self.ops_at[f"op:{op.name}"] = (op.name,)
        if op.module is None or op.function is None:
            return
        key = f"{op.module}:{op.function}"
        self.wrappers.setdefault(op.function, []).append((key, op.name))
        self.generated[key] = (*self.generated.get(key, ()), op.name)
        if "gen_" in op.module or op.module.endswith("_ops"):
            self.ops_at[key] = self.generated[key]

    # ------------------------------------------------------------------------------------------------- filling

    def watched(self, edges: Iterable[CallEdge]) -> Iterator[CallEdge]:
        """The same edges, of which what matters here is kept."""
        for edge in edges:
            self._add(edge)
            yield edge

    def _add(self, edge: CallEdge) -> None:
        caller, callee, confidence, kind = edge[:4]
        if confidence == "candidate":
            if last(callee) == last(caller):
                self._overriding.setdefault(caller, []).append(callee)
            return
        if last(caller) in MAKING:
            self._makers.setdefault(caller, []).append((edge.sites[:1], callee, kind == "construct"))
        if kind not in _UNTOLD and callee[:1] != "<" and not _is_around(callee, caller):
            self._rows.setdefault(caller, []).append((edge.sites[:1], callee, kind in _IMPLICIT))

    def settle(self) -> None:
        """Bring calls in the order of their lines, those of one place by name."""
        for rows in (*self._rows.values(), *self._makers.values()):
            rows.sort()
        for callees in self._overriding.values():
            callees.sort()
        self.reaching = self._found_reaching()
        for caller, rows in self._rows.items():
            explicit = [(site, callee) for site, callee, implicit in rows if not implicit]
            if len(explicit) > _MANY:
                targets = Counter(site for site, _ in explicit)
                explicit.sort(key=lambda call: targets[call[0]] > _MANY)
            called = [callee for _, callee in explicit]
            every = called + [callee for _, callee, implicit in rows if implicit]
            self._every[caller] = self._calls(caller, every)
            if len(called) < len(every):
                self._explicit[caller] = self._calls(caller, called)
        self._rows.clear()

    def _found_reaching(self) -> set[str]:
        callers: dict[str, list[str]] = {}
        for caller, rows in self._rows.items():
            for _, callee, _ in rows:
                callers.setdefault(callee, []).append(caller)
        for caller, callees in self._overriding.items():
            for callee in callees:
                callers.setdefault(callee, []).append(caller)
        pending = [*self.ops_at, *self.generated]
        found = set(pending)
        while pending:
            new = [caller for caller in callers.get(pending.pop(), ()) if caller not in found]
            found.update(new)
            pending += new
        return found

    def _calls(self, caller: str, callees: Sequence[str]) -> Calls:
        own = f"{caller.partition(':')[0]}:"
        steps = tuple([(callee, self.ops_at.get(callee, ()), callee.startswith(own)) for callee in callees])
        inside = tuple([callee for callee, _, is_own in steps if is_own])
        return Calls(tuple(callees), steps, inside, any(ops for _, ops, _ in steps))

    # ------------------------------------------------------------------------------------------------- reading

    def calls(self, key: str) -> Calls:
        """What `key` calls, in the order of its lines; last what operators and subscripts may run."""
        return self._every.get(key, NONE)

    def explicit(self, key: str) -> Calls | None:
        """`calls` without what operators and subscripts may run; None where that is the same."""
        return self._explicit.get(key)

    def overriding(self, key: str) -> Sequence[str]:
        """Methods of the name of `key`, candidates of its calls."""
        return self._overriding.get(key, ())

    def made(self, key: str) -> Iterator[tuple[str, bool]]:
        """What a method of `MAKING` calls, of whatever kind, and whether that makes an instance."""
        return ((callee, constructs) for _, callee, constructs in self._makers.get(key, ()))

    def stem_of(self, key: str) -> str:
        """The `stem` of a function's name; dunder names stay as they are."""
        known = self._stems.get(key)
        if known is None:
            name = last(key)
            known = self._stems[key] = name if name.startswith("__") else stem(name)
        return known


def last(key: str) -> str:
    """The last component of a key's name."""
    return key.rpartition(":")[2].rpartition(".")[2]


def _is_around(callee: str, key: str) -> bool:
    """Whether `callee` is what a decorator puts around a function: that says nothing of the ops it runs."""
    return ".<locals>." in callee and not callee.startswith(f"{key.partition('.<locals>.')[0]}.<locals>.")


def _weight(op: Op) -> int:
    """0 for ops that compute numbers or change a state, 1 for those that move values of any type, `LAST` for those
    that say something of values or convert them (`Shape`, `Less`, `Cast`)."""
    types = dict(text.split(": ", 1) for text in op.attributes)
    inputs, outputs = _types_of(op.inputs), _types_of(op.outputs)
    told = outputs or types.values()
    if any(text.startswith("Ref(") or text == "resource" for text in (*inputs, *outputs)):
        return 0
    if any(_NUMBERS.search(types.get(one, one)) and not _INDICES.search(one) for one in told):
        return 0
    return 1 if not outputs or set(inputs).intersection(outputs) else LAST


def _types_of(arguments: Sequence[str]) -> list[str]:
    """`values: N * T` -> "T"."""
    return [text.partition(": ")[2].rpartition("*")[2].strip() for text in arguments]
