"""What a path may not come through, though each of its calls by itself may be.

A search knows each call by itself. Where a path is found whose calls do not go together, what made it is forbidden, and
the search begins anew.
"""

from __future__ import annotations

from itertools import pairwise

from tracer.linked import LOCALS, CallEdge
from tracer.queries.calls import Calls
from tracer.queries.path_costs import CAPTURED, GIVEN, WRAPPER
from tracer.queries.roots import Inheritance, name_of, owner_of


class Doubts:
    """What is forbidden so far: `pairs`, and some of what `callers` and `callees` are the ends of: most calls have
    neither. If `one_by_one`, only the first call of those that do not go together is: that takes longer, and forbids
    nothing to other callers.
    """

    def __init__(self, calls: Calls, *, one_by_one: bool = False) -> None:
        self.one_by_one = one_by_one
        self.calls, self.snapshot = calls, calls.snapshot
        self.callers: set[str] = set()
        self.callees: set[str] = set()
        self.pairs: set[tuple[str, str]] = set()
        self._bounds: dict[str, str] = {}
        self._made: dict[str, tuple[str, ...]] = {}
        self._edges: dict[str, dict[str, CallEdge]] = {}

    def raised_by(self, keys: tuple[str, ...]) -> bool:
        """Whether a path has calls that do not go together; the first of them are forbidden from now on."""
        return any(
            self._raised(caller, method, target)
            for caller, method, target in zip(keys, keys[1:], keys[2:], strict=False)
        ) or any(self._is_captured_elsewhere(keys[place:]) for place in range(len(keys) - 2))

    def _raised(self, caller: str, method: str, target: str) -> bool:
        is_raised = (
            self._is_of_another_class(caller, method, target)
            or self._is_above_another_class(caller, method, target)
            or self._is_wrapped_elsewhere(caller, method, target)
        )
        if is_raised and self.one_by_one:
            self.pairs.add((caller, method))
            self.callers.clear()
            self.callees.clear()
        return is_raised

    def __bool__(self) -> bool:
        return bool(self.callers or self.callees or self.pairs)

    def forbids(self, caller: str, callee: str) -> bool:
        if (caller, callee) in self.pairs:
            return True
        if callee in self.callees and self._made_for(caller, callee):
            return True
        if caller not in self.callers:
            return False
        if LOCALS in caller:
            return self._out_of(caller)[callee].confidence != "exact"
        return self._is_foreign(self._bounds[caller], caller, callee)

    def _is_of_another_class(self, caller: str, method: str, target: str) -> bool:
        """`Cast()(x)`, `Operation.__call__`, `Dense.call`: a method that is called on what the caller has just made
        leads to a class that this is not of."""
        made, owner = self._made_for(caller, method), owner_of(target)
        is_override = bool(made) and owner != owner_of(method) and _base(owner_of(method)) in self._mro(owner)
        if not is_override or any(self._may_be(owner, constructor) for constructor in made):
            return False
        self.callees.add(method)
        return True

    def _is_above_another_class(self, caller: str, method: str, target: str) -> bool:
        """`Layer.__call__`, `Operation.__call__`, `Lstsq.call`: a method that a class calls of its base leads to
        another class below that."""
        bound = owner_of(caller)
        is_base = name_of(caller) == name_of(method) and _base(owner_of(method)) in self._mro(bound)[1:]
        if not is_base or not self._is_foreign(bound, method, target):
            return False
        self._bounds[method] = bound
        self.callers.add(method)
        return True

    def _is_foreign(self, bound: str, method: str, target: str) -> bool:
        """Whether a target is of a class below that of a method, and neither above nor below `bound`."""
        owner = owner_of(target)
        mro = self._mro(owner)
        is_below = owner != owner_of(method) and _base(owner_of(method)) in mro
        return is_below and _base(bound) not in mro and _base(owner) not in self._mro(bound)

    def _is_wrapped_elsewhere(self, caller: str, wrapper: str, target: str) -> bool:
        """The function that a decorator puts in place of others leads to one that is not called here."""
        if LOCALS not in wrapper or LOCALS in target or self._out_of(wrapper)[target].confidence == "exact":
            return False
        if self._out_of(caller)[wrapper].rule in (WRAPPER, CAPTURED):
            return False
        wrapped = self._beside(caller, wrapper, WRAPPER, CAPTURED)
        if not wrapped or target in wrapped:
            return False
        self.callers.add(wrapper)
        return True

    def _is_captured_elsewhere(self, keys: tuple[str, ...]) -> bool:
        """An inner function leads, through others of the same factory, to a function that was given to the factory,
        and is none of those that this caller's holds: one body stands for all that the factory makes."""
        caller, inner = keys[:2]
        factory, local, _ = inner.partition(LOCALS)
        captured = self._beside(caller, inner, CAPTURED) if local and not caller.startswith(factory + LOCALS) else None
        if not captured:
            return False
        near, far = next((pair for pair in pairwise(keys[1:]) if not pair[1].startswith(factory + LOCALS)), (inner, ""))
        if not far or far in captured or self._out_of(near)[far].rule not in GIVEN:
            return False
        self.pairs.add((near, far))
        return True

    def _beside(self, caller: str, callee: str, *rules: str) -> set[str]:
        """What `caller` calls by one of `rules` where it calls `callee`."""
        edges = self._out_of(caller)
        sites = frozenset(edges[callee].sites)
        return {edge.callee for edge in edges.values() if edge.rule in rules and not sites.isdisjoint(edge.sites)}

    def _out_of(self, caller: str) -> dict[str, CallEdge]:
        if caller not in self._edges:
            edges = self.calls.all_edges(caller, inward=False)
            self._edges[caller] = {edge.callee: edge for edge in edges}
        return self._edges[caller]

    def _mro(self, owner: str) -> tuple[str, ...]:
        cls = self.snapshot.symbol(owner)
        return cls.mro if cls is not None else ()

    def _made_for(self, caller: str, method: str) -> list[str]:
        """The constructors that `caller` runs of classes that have `method`."""
        if caller not in self._made:
            edges = [edge for edge in self._out_of(caller).values() if edge.kind == "construct"]
            edges = [edge for edge in edges if name_of(edge.callee) != "__new__"] or edges
            self._made[caller] = tuple(edge.callee for edge in edges)
        owner = _base(owner_of(method))
        return [made for made in self._made[caller] if owner in self._mro(self._class_of(made))]

    def _class_of(self, constructor: str) -> str:
        """The class that has a constructor; one that has none stands for itself."""
        cls = self.snapshot.symbol(constructor)
        return constructor if cls is not None and cls.kind == "class" else owner_of(constructor)

    def _may_be(self, owner: str, constructor: str) -> bool:
        """Whether what a constructor made can run the methods of a class: one above that of the constructor, or one
        below it that has no other."""
        base = self._class_of(constructor)
        if _base(owner) in self._mro(base):
            return True
        cls = self.snapshot.symbol(owner)
        if cls is None or base == constructor or _base(base) not in cls.mro:
            return False
        return constructor in Inheritance(self.snapshot, cls).methods(name_of(constructor))


def _base(cls: str) -> str:
    """A class as MROs have it."""
    return cls.replace(":", ".")
