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
_LOOKED_UP = frozenset({"assignment", "registry"})
"""Rules of guessed calls of what was put somewhere to be looked up."""
_MANY = 8
"""Targets of one call that say little of what it runs (`self.activation(outputs)`): they are looked into last."""
_NUMBERS = re.compile(r"\b(?:float|half|double|numbertype|realnumbertype)\b")
_INDICES = re.compile(r"(?:^|_)T(?:idx|ind)")
"""Types of indices: what makes them (`Range`) serves other ops."""

_Call = tuple[tuple[tuple[int, int], ...], str, bool]
"""The first site, the callee, and whether it is a call that syntax makes, or one that makes an instance."""


Step = tuple[str, tuple[str, ...], bool]
"""A callee, the ops that it runs at once, and whether it is of the caller's module."""


class Calls(NamedTuple):
    """What one function calls; `own` are the callees of its module, `runs_ops` says whether any runs ops at once."""

    callees: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
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
        self._caller = ""
        self._rows: list[_Call] = []
        """Calls of the caller whose edges are being given."""
        self._called: dict[str, tuple[str, ...]] = {}
        self._implicit: dict[str, tuple[str, ...]] = {}
        self._overriding: dict[str, list[str]] = {}
        self._looked_up: dict[str, list[str]] = {}
        self._makers: dict[str, list[_Call]] = {}
        self._shared: dict[str, str] = {}
        self._steps: dict[tuple[str, bool], Step] = {}
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
        """The same edges, of which what matters here is kept. Those of one caller follow each other, but for such as
        have no sites: they come first of its calls."""
        for edge in edges:
            self._add(edge)
            yield edge

    def _add(self, edge: CallEdge) -> None:
        caller, callee, confidence, kind = edge[:4]
        if confidence == "candidate":
            if last(callee) == last(caller):
                self._overriding.setdefault(caller, []).append(callee)
            elif (
                kind == "call" and edge.rule in _LOOKED_UP and callee[:1] != "<" and "." not in callee.partition(":")[2]
            ):
                self._looked_up.setdefault(caller, []).append(callee)
            return
        callee = self._shared.setdefault(callee, callee)
        if caller != self._caller:
            self._fold()
            self._caller = caller
        if last(caller) in MAKING:
            self._makers.setdefault(caller, []).append((edge.sites[:1], callee, kind == "construct"))
        if kind not in _UNTOLD and callee[:1] != "<" and not _is_around(callee, caller):
            self._rows.append((edge.sites[:1], callee, kind in _IMPLICIT))

    def _fold(self) -> None:
        """Bring the calls of a caller in the order of their lines, those of one place by name."""
        if not self._rows:
            return
        self._rows.sort()
        explicit = [(site, callee) for site, callee, implicit in self._rows if not implicit]
        if len(explicit) > _MANY:
            targets = Counter(site for site, _ in explicit)
            explicit.sort(key=lambda call: targets[call[0]] > _MANY)
        caller, known = self._caller, self._called.get(self._caller, ())
        self._called[caller] = (*(callee for _, callee in explicit), *known)
        if len(explicit) < len(self._rows):
            implicit = [callee for _, callee, is_implicit in self._rows if is_implicit]
            self._implicit[caller] = (*implicit, *self._implicit.get(caller, ()))
        self._rows.clear()

    def settle(self) -> None:
        """Finish when all edges were given."""
        self._fold()
        self._shared.clear()
        for made in self._makers.values():
            made.sort()
        for callees in (*self._overriding.values(), *self._looked_up.values()):
            callees.sort()
        self.reaching = self._found_reaching()

    def _found_reaching(self) -> set[str]:
        callers: dict[str, list[str]] = {}
        for part in (self._called, self._implicit, self._overriding, self._looked_up):
            for caller, callees in part.items():
                for callee in callees:
                    callers.setdefault(callee, []).append(caller)
        pending = [*self.ops_at, *self.generated]
        found = set(pending)
        while pending:
            new = [caller for caller in callers.get(pending.pop(), ()) if caller not in found]
            found.update(new)
            pending += new
        return found

    def _calls(self, caller: str, callees: tuple[str, ...]) -> Calls:
        own = f"{caller.partition(':')[0]}:"
        steps = tuple([self._step(callee, callee.startswith(own)) for callee in callees])
        inside = tuple([callee for callee, _, is_own in steps if is_own])
        return Calls(callees, steps, inside, any(ops for _, ops, _ in steps))

    def _step(self, callee: str, is_own: bool) -> Step:
        known = self._steps.get((callee, is_own))
        if known is None:
            known = self._steps[callee, is_own] = (callee, self.ops_at.get(callee, ()), is_own)
        return known

    # ------------------------------------------------------------------------------------------------- reading

    def calls(self, key: str) -> Calls:
        """What `key` calls, in the order of its lines; last what operators and subscripts may run."""
        known = self._every.get(key)
        if known is None:
            callees = (*self._called.get(key, ()), *self._implicit.get(key, ()))
            known = self._every[key] = self._calls(key, callees) if callees else NONE
        return known

    def explicit(self, key: str) -> Calls | None:
        """`calls` without what operators and subscripts may run; None where that is the same."""
        if key not in self._implicit:
            return None
        known = self._explicit.get(key)
        if known is None:
            known = self._explicit[key] = self._calls(key, self._called[key])
        return known

    def overriding(self, key: str) -> Sequence[str]:
        """Methods of the name of `key`, candidates of its calls."""
        return self._overriding.get(key, ())

    def looked_up(self, key: str) -> Sequence[str]:
        """Functions that `key` may call, of a table: which of them is not known."""
        return self._looked_up.get(key, ())

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
