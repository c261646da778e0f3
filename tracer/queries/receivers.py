"""Where the class of `self` is known: which methods the calls on it lead to, as long as they are on it.

`path keras.layers.LSTM MatMul` begins with an LSTM. What its methods call on `self` is what an LSTM has, and never a
sibling's method, though the methods that it inherits call those as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from tracer.linked import LOCALS, CallEdge, Symbol
from tracer.queries.path_costs import HANDED_OVER
from tracer.queries.roots import CALLED, CONSTRUCTION, Inheritance, name_of, owner_of
from tracer.store import Snapshot

Lead = Literal["self", "within", "other"]
"""Where a call goes: to a method of the same `self`, to a function that its methods define, or to something else."""

_OF_OTHERS = frozenset({CALLED, *CONSTRUCTION})
"""Methods that are mostly run on what an attribute holds, by calling that."""


_ON_SELF = frozenset({"self", "override", "return value", "property", "callback", "passed on", HANDED_OVER})
"""Rules by which a method of the receiver's class is called on the receiver rather than on another instance, or passed
on as its method."""


class Receiver:
    """An instance of one class, as `self` of the methods that a path begins with."""

    def __init__(self, snapshot: Snapshot, cls: Symbol) -> None:
        self.snapshot = snapshot
        self.inheritance = Inheritance(snapshot, cls)
        self._owners = frozenset(self.inheritance.keys)
        self._name = cls.key.replace(":", ".")
        self._below: dict[str, bool] = {}

    def leads(self, edges: Sequence[CallEdge]) -> list[tuple[CallEdge, Lead]]:
        """The edges out of a method that can be followed for this receiver."""
        at: dict[tuple[int, int], set[str]] = {}
        for edge in edges:
            for site in edge.sites:
                at.setdefault(site, set()).add(edge.callee)
        found: list[tuple[CallEdge, Lead]] = []
        for edge in edges:
            lead = self._lead(edge, set().union(*(at[site] for site in edge.sites)))
            if lead is not None:
                found.append((edge, lead))
        return found

    def _lead(self, edge: CallEdge, beside: set[str]) -> Lead | None:
        """`beside` is what the call sites of the edge lead to, all together."""
        outer = edge.callee.partition(f".{LOCALS}")[0]
        if outer != edge.callee:
            is_own = outer == edge.caller or outer in self.inheritance.methods(name_of(outer))
            return "within" if is_own else "other"
        name, owner = name_of(edge.callee), owner_of(edge.callee)
        mine = self.inheritance.methods(name) if ":" in owner else ()
        if not mine:
            is_of_others = edge.rule == "self" and name not in _OF_OTHERS and self._is_sibling(owner, edge.caller)
            return None if is_of_others and not self._is_below(owner) else "other"
        is_base = owner in self._owners and owner != owner_of(edge.caller)
        if edge.rule == "super" or (is_base and name == name_of(edge.caller) and edge.callee not in mine):
            return "self" if owner in self._owners else None
        if name in _OF_OTHERS:
            return "other"
        if edge.callee in mine:
            return "self" if edge.rule in _ON_SELF else "other"
        if edge.rule == "self" or not beside.isdisjoint(mine):
            return "other" if self._is_below(owner) else None
        return "other"

    def _is_sibling(self, owner: str, caller: str) -> bool:
        """Whether a class derives from the one whose method calls."""
        cls = self.snapshot.symbol(owner)
        return cls is not None and owner_of(caller).replace(":", ".") in cls.mro

    def _is_below(self, owner: str) -> bool:
        """Whether a class derives from that of the receiver."""
        if owner not in self._below:
            cls = self.snapshot.symbol(owner)
            self._below[owner] = cls is not None and self._name in cls.mro
        return self._below[owner]
