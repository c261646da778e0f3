"""What is known of a function where a path comes to it, and which of its calls go together with that.

A call by itself may lead to every method of a name, to all that a decorator wraps, to all that a factory was given. On
a path some of that is known: the class that `self` is, the function that a wrapper was put around here. What the path
may do next depends on this and on nothing else that lies behind it, so that a search over pairs of function and context
finds the best path whose calls go together.
"""

from __future__ import annotations

from collections.abc import Iterable

from tracer.linked import LOCALS, OVERRIDE, SELF, SUPER, THROUGH_WRAPPER, WRAPPERS, CallEdge, Supplied
from tracer.queries.classes import Classes
from tracer.queries.path_costs import CAPTURED, GIVEN, HANDED_OVER
from tracer.queries.path_passed import BY_VALUE, Objects, Passing
from tracer.queries.path_rows import Label, Rows
from tracer.queries.path_visits import (
    FREE,
    UNKNOWN,
    Context,
    Lender,
    Step,
    Visit,
    all_of,
    is_class,
    pairs,
)
from tracer.queries.roots import CALLED, CONSTRUCTION, name_of, owner_of, parted

_OF_OTHERS = frozenset({CALLED, *CONSTRUCTION})
"""Methods that are mostly run on what an attribute holds, by calling that."""
WRITTEN = frozenset({SELF, THROUGH_WRAPPER[SELF]})
"""Rules of calls that are written on `self`, or are calls of it."""
OF_BASE = frozenset({SUPER, THROUGH_WRAPPER[SUPER]})
_OF_SELF = WRITTEN | OF_BASE
OVERRIDES = frozenset({OVERRIDE, "sibling"})
ON_SELF = frozenset(THROUGH_WRAPPER.values()) | {
    SELF,
    "abstract",
    OVERRIDE,
    "return value",
    "property",
    "callback",
    "passed on",
    HANDED_OVER,
}
"""Rules by which a method of the class that `self` is of is called on `self` rather than on another instance, or passed
on as its method."""
KEPT = frozenset({"assignment", CAPTURED})
"""Rules of a method kept in a name, or wrapped, before it is called: it is one of `self` where others override it."""
OF_OBJECTS = frozenset({"type", "field", "container"})
"""Where all else that is called by some name is known from an object that has it, the overrides are of that."""
VALUES = frozenset({"parameter", "assignment", "name", "container", "field", "type"})
"""Rules of what a value holds, of all that it may hold."""


class Contexts:
    """The contexts of one snapshot's functions; everything that is read is read once. `assumes`: a value's parameters
    are taken for objects that were passed on the way, where these fit; `has_assumed` says that some were."""

    def __init__(self, rows: Rows, *, assumes: bool = True) -> None:
        self.assumes, self.has_assumed = assumes, False
        self.rows, self.snapshot = rows, rows.snapshot
        self.classes = Classes(rows.snapshot)
        self._edges: dict[str, dict[str, CallEdge]] = {}
        self._given_by: dict[str, list[CallEdge]] = {}
        self._on_self: dict[tuple[str, str, str], bool] = {}
        self._of_others: dict[tuple[str, str, str], bool] = {}
        self._runs: dict[tuple[str, str], bool] = {}
        self._made: dict[str, tuple[str, ...]] = {}
        self._visits: dict[tuple[str, Context], Visit] = {}

    def visit(self, function: str, context: Context) -> Visit:
        """A function of which something is known: one object for as long as that is the same."""
        known = self._visits.get((function, context))
        if known is None:
            known = self._visits[function, context] = Visit(function, context)
        return known

    def step(self, visit: Visit, callee: str, label: Label) -> Step | None:
        """What is known behind one call of a function that is visited, None where it can't be made then. Searches for
        the shortest way and for that known best ask for mostly the same."""
        asked = (callee, label)
        if asked in visit.steps:
            return visit.steps[asked]
        step = visit.steps[asked] = self._step(visit, callee, label)
        return step

    def _step(self, visit: Visit, callee: str, label: Label) -> Step | None:
        caller, context = visit.function, visit.context
        if context.handed is not None and label.kind == "call" and callee not in context.handed:
            called = self.rows.handed(caller, "")
            if called is not None and callee in called.called:
                return None
        rows = self.rows.supplied(caller, callee)
        if not all(map(context.passed.may_choose, rows)):
            return None
        step = self._on_supplied(visit, callee, label.rule, rows) if visit.has_passed else FREE
        is_on_supplied = step is not FREE
        if not is_on_supplied:
            step = self._of_objects(visit, callee, label)
        if step is None:
            return None
        if rows or visit.has_passed or self.rows.factories(caller):
            known = context.passed
            if is_on_supplied:
                known = Passing(known.supplied, named=known.named)
            passing = self._passing(visit, known, callee, label, rows)
            is_doubtful = not all(map(context.passed.is_likely_to_choose, rows))
            step = step._replace(context=step.context._replace(passed=passing), is_doubtful=is_doubtful)
        passed = self.rows.handed(caller, callee)
        factory, _, is_inner = parted(callee)
        if passed is None and context.handed is not None and is_inner and factory == visit.outer:
            return step._replace(context=step.context._replace(handed=context.handed))
        if passed is None or (passed.own and context.handed is None):
            return step
        handed = (
            frozenset(passed.functions) | (context.handed or frozenset()) if passed.own else frozenset(passed.functions)
        )
        return step._replace(context=step.context._replace(handed=handed))

    def _on_supplied(self, visit: Visit, callee: str, rule: str, rows: list[Supplied]) -> Step | None:
        """A method of what was passed; `FREE` where it is not known on what it is called."""
        found, is_surely = visit.context.passed.receivers(rule, visit.function, rows)
        owner, name = owner_of(callee), name_of(callee)
        own = [pair for pair in found if callee in self.classes.methods(pair[0], name)]
        below = [(owner, "") for cls, made in found if cls != owner and self._may_be(cls, made, owner)]
        known = own + below if is_surely else own
        if not known or not (is_surely or self.assumes):
            return None if is_surely else FREE
        self.has_assumed = self.has_assumed or not is_surely
        return Step(all_of(sorted(known)), is_own=True, is_below=not own)

    def _passing(self, visit: Visit, known: Passing, callee: str, label: Label, rows: list[Supplied]) -> Passing:
        """What is known behind a call of what was passed, where `known` is known before. What a factory was passed is
        known of its inner function only where that was made by the caller, or passed to it: elsewhere one may be called
        that was made before."""
        own = Objects(visit.selves) if visit.is_of_class and not visit.is_within else Objects()
        made = self.rows.factories(visit.function)
        is_hidden = label.kind == "callback" or label.rule in BY_VALUE or visit.is_within
        passing = known.behind(own, rows, made, is_hidden=is_hidden)
        if not self.assumes:
            passing = passing._replace(objects=Objects(), unseen=Objects())
        factory, _, is_inner = parted(callee)
        is_known = factory in (visit.outer, *(row.callee for row in made)) or callee in (visit.context.handed or ())
        if not is_inner or is_known:
            return passing
        return passing._replace(along=frozenset(one for one in passing.along if one[0] != factory))

    def _of_objects(self, visit: Visit, callee: str, label: Label) -> Step | None:
        """As `step`, but for the functions that are passed."""
        given = self._given(visit, callee, label)
        if given is None:
            return None
        known = self._receiver(visit, callee, label, given.wrapped)
        if known is None or given == UNKNOWN:
            return known
        classes, made, lender = known.context.classes, known.context.made, known.context.lender
        return Step(given._replace(classes=classes, made=made, lender=lender), known.is_own)

    # ------------------------------------------------------------------------------------- inner functions

    def _given(self, visit: Visit, callee: str, label: Label) -> Context | None:
        """What an inner function was made with, where it is called; None where the caller was made with other things
        than this callee. One body stands for all that a decorator wraps, and for all that a factory makes."""
        factory, _, is_inner = parted(callee)
        caller, context, is_within = visit.function, visit.context, visit.is_within
        stays = is_inner and (callee in context.wrapped or (is_within and factory == visit.outer))
        if (is_within and not stays and context.captured and callee not in context.captured) and (
            label.rule in GIVEN or (label.kind == "callback" and self._is_in_place(caller, context, callee))
        ):
            return None
        is_sure = label.confidence == "exact"
        if context.wrapped and not is_inner and not is_sure and callee not in context.wrapped:
            return None
        if not is_inner:
            return UNKNOWN
        if not stays and not is_sure and self._stands_for_wrapped(caller, context, callee):
            return None
        if stays:
            return Context(captured=context.captured)
        given = self._beside(caller, callee)
        if context.captured and not given.wrapped:
            given = given._replace(wrapped=self._instead(visit, callee))
        is_around = context.captured and any(parted(one)[0] == visit.outer for one in given.wrapped)
        return given._replace(captured=given.captured | context.captured) if is_around else given

    def _is_in_place(self, caller: str, context: Context, callee: str) -> bool:
        """Whether an inner function hands on a callee only where it was made with that: it hands on what it was made
        with here at the same place."""
        edges = self._edges_of(caller)
        captured = (one for one in edges.values() if one.kind == "callback" and one.callee in context.captured)
        return bool(_at_sites_of(edges[callee], captured)) and self._is_captured(callee)

    def _is_captured(self, function: str) -> bool:
        """Whether anything that an inner function is made with is this function."""
        rows = self.rows.of(self.rows.number(function), True)
        return any(self.rows.label(code).rule == CAPTURED for _, code in rows)

    def _stands_for_wrapped(self, caller: str, context: Context, callee: str) -> bool:
        """Whether a callee is what others put this wrapper around: what it was put around here is called there too."""
        if callee in context.wrapped or not context.wrapped:
            return False
        edges = self._edges_of(caller)
        return bool(_at_sites_of(edges[callee], (one for one in edges.values() if one.callee in context.wrapped)))

    def _edges_of(self, caller: str) -> dict[str, CallEdge]:
        """The edges out of a function by callee."""
        if caller not in self._edges:
            self._edges[caller] = {edge.callee: edge for edge in self.rows.calls.all_edges(caller, inward=False)}
        return self._edges[caller]

    def _gifts(self, caller: str) -> list[CallEdge]:
        """Those edges out of a function that lead to what inner functions are made with."""
        known = self._given_by.get(caller)
        if known is None:
            rows = self.rows.of(self.rows.number(caller), False)
            is_giving = any(_gives(self.rows.label(code).rule) for _, code in rows)
            edges = self._edges_of(caller).values() if is_giving else ()
            known = self._given_by[caller] = [edge for edge in edges if _gives(edge.rule)]
        return known

    def _beside(self, caller: str, callee: str) -> Context:
        """What `caller` gives to the inner function that it calls: what is wrapped or captured at the same places."""
        gifts = self._gifts(caller)
        if not gifts:
            return UNKNOWN
        edge = self._edges_of(caller)[callee]
        given = _at_sites_of(edge, gifts)
        captured = frozenset(one.callee for one in given if one.rule == CAPTURED)
        wrapped = frozenset() if _gives(edge.rule) else frozenset(one.callee for one in given)
        return Context(wrapped=wrapped, captured=captured)

    def _instead(self, visit: Visit, callee: str) -> frozenset[str]:
        """The inner functions of the same outermost one that may be called in a callee's place: it is put around
        them."""
        edges = self._edges_of(visit.function)
        beside = (one.callee for one in _at_sites_of(edges[callee], edges.values()) if one.callee != callee)
        return frozenset(one for one in beside if parted(one)[::2] == (visit.outer, True))

    # -------------------------------------------------------------------------------------- the class of self

    def _receiver(self, visit: Visit, callee: str, label: Label, wrapped: frozenset[str]) -> Step | None:
        caller, context, outer, lender = visit.function, visit.context, visit.outer, visit.lender
        _, kind, rule = label
        if callee in context.wrapped and context.classes:
            return self._in_wrapper(context, callee)
        factory, _, is_inner = parted(callee)
        # One of many classes that are all below the caller's own: `cls()`.
        makes_own = kind == "construct" and rule in OVERRIDES and self.classes.is_below(owner_of(callee), visit.owner)
        is_of_self = rule in _OF_SELF or makes_own
        if kind == "construct" and not is_of_self:
            is_metaclass = any(name_of(one) == CALLED for one in (callee, *wrapped))
            return self._into_metaclass(caller, callee) if is_metaclass else FREE
        if is_inner and lender is not None and factory == lender.method != outer:
            return Step(Context(lender.classes, lender.made))
        told = self._told(visit, callee)
        if told is not None:
            return told
        if is_inner and wrapped and (is_of_self or all(parted(one)[::2] == (outer, True) for one in wrapped)):
            return Step(Context(visit.classes, context.made))
        if is_inner:
            return self._lent(lender, factory) or self._into_inner(visit, factory)
        owner = owner_of(callee)
        if not is_class(owner):
            return self._lent(lender, callee) or FREE
        if kind == "construct":
            rule = SELF
        others = FREE if rule in OF_BASE else self._on_other(caller, callee, owner)
        if not visit.selves:
            return others
        steps = [self._on(visit, cls, constructor, callee, rule, others) for cls, constructor in visit.selves]
        allowed = [one for one in steps if one is not None]
        if not allowed:
            return None
        own = [one.context for one in allowed if one.is_own]
        if not own:
            return others if others in allowed else allowed[0]
        if any(not one.classes for one in own):
            return Step(UNKNOWN, is_own=True)
        return Step(all_of(pair for one in own for pair in pairs(one.classes, one.made)), is_own=True)

    def _told(self, visit: Visit, callee: str) -> Step | None:
        """A call on objects of which the linker knows what they are, for a `self` of these classes: what is made as one
        of a class stands for its own constructor. None where they may be anything."""
        known = self.rows.receivers(visit.function, callee)
        if not known:
            return None
        found = [known.get(own) or known.get("") for own in visit.classes or ("",)]
        told = [one for one in found if one is not None]
        if len(told) != len(found):
            return None
        return Step(all_of(pair for one in told for pair in (*pairs(one.exact, one.exact), *pairs(one.below, ()))))

    def _lent(self, lender: Lender | None, function: str) -> Step | None:
        """A call of a function outside classes that may run what was handed on, or of what this defines."""
        if lender is None or is_class(owner_of(function)) or not self._may_run(function, lender.method):
            return None
        return Step(Context(lender=lender))

    def _may_run(self, function: str, method: str) -> bool:
        """Whether a function, or what it defines, calls something that a method defines."""
        if (function, method) not in self._runs:
            callers = (self.rows.number(function), *self.rows.below(f"{function}.{LOCALS}."))
            defined = self.rows.below(f"{method}.{LOCALS}.")
            self._runs[function, method] = bool(defined) and any(
                far in defined for caller in callers for far, _ in self.rows.of(caller, False)
            )
        return self._runs[function, method]

    def _into_metaclass(self, caller: str, callee: str) -> Step:
        """The `__call__` of a metaclass, on the classes that are instantiated there."""
        edges = self._edges_of(caller)
        beside = _at_sites_of(edges[callee], edges.values())
        made = {self._class_of(one.callee): one.callee for one in beside if one.kind == "construct"}
        known = {cls: constructor for cls, constructor in made.items() if self.classes.metaclass(cls) is not None}
        return Step(Context(tuple(known), tuple(known.values())))

    def _in_wrapper(self, context: Context, callee: str) -> Step:
        """What a wrapper was put around, where this was called on `self`."""
        owner = owner_of(parted(callee)[0])
        fitting = [
            (cls, constructor)
            for cls, constructor in pairs(context.classes, context.made)
            if self.classes.is_below(cls, owner) or self.classes.is_below(self.classes.metaclass(cls) or "", owner)
        ]
        known = all_of(fitting)
        return Step(UNKNOWN if known.classes == (owner,) and not known.made else known, is_own=True)

    def _into_inner(self, visit: Visit, factory: str) -> Step:
        classes, name = visit.classes, name_of(factory)
        is_own = factory == visit.outer or any(factory in self.classes.methods(cls, name) for cls in classes)
        if not is_own or classes == (owner_of(factory),):
            return FREE
        return Step(Context(classes, visit.context.made))

    def _on(self, visit: Visit, cls: str, constructor: str, callee: str, rule: str, others: Step) -> Step | None:
        """One call out of a method that runs on an instance of `cls`, which `constructor` made if that is known, or out
        of a function defined in such a method."""
        caller, owner, name = visit.function, owner_of(callee), name_of(callee)
        if rule in WRITTEN and callee in self.classes.methods(self._runs_on(cls, visit.owner), name):
            return _on_own(cls, constructor)
        if self.classes.is_below(cls, owner):
            is_met = callee in self.classes.methods(cls, name)
            is_of_base = rule in OF_BASE or (owner != visit.owner and name == name_of(visit.outer) and not is_met)
            if is_of_base or (is_met and not self._is_of_others(cls, caller, name, rule)):
                is_own = is_of_base or visit.is_within or rule in ON_SELF
                return others if not is_own else _on_own(cls, constructor, owner)
            is_beside = False
        else:
            # Where no more is known of `self` than the caller's own class, this may have others beside it.
            is_beside = visit.is_open and rule in _OF_SELF and self.classes.is_below(visit.owner, cls)
            if rule in OF_BASE:
                return others if is_beside else None
        if self._is_of_others(cls, caller, name, rule) or not self._is_on_self(cls, caller, name, rule):
            return others
        return others if is_beside or self._may_be(cls, constructor, owner) else None

    def _runs_on(self, cls: str, of_caller: str) -> str:
        """The metaclass of a class, where the caller is a method of that: its `self` is the class."""
        metaclass = self.classes.metaclass(cls) or ""
        return metaclass if metaclass and self.classes.is_below(metaclass, of_caller) else ""

    def _is_of_others(self, cls: str, caller: str, name: str, rule: str) -> bool:
        """Whether what has this name is mostly run on others than `self`: one of many methods of the name is meant only
        where the caller calls it on `self`. Written there is what the caller's class has, in the place of which `cls`
        may have its own."""
        if name not in _OF_OTHERS or rule in WRITTEN:
            return False
        if rule not in OVERRIDES:
            return True
        key = (cls, caller, name)
        if key not in self._of_others:
            rules = self.rows.by_name(caller).get(name, {})
            written = (method for method, one in rules.items() if one in WRITTEN)
            self._of_others[key] = not any(self.classes.is_below(cls, owner_of(method)) for method in written)
        return self._of_others[key]

    def _may_be(self, cls: str, constructor: str, owner: str) -> bool:
        """Whether an instance of `cls` can be one of `owner`: of a class below it, if that has no other constructor."""
        if not self.classes.is_below(owner, cls):
            return False
        return not constructor or constructor in self.classes.methods(owner, name_of(constructor))

    def _is_on_self(self, cls: str, caller: str, name: str, rule: str) -> bool:
        """Whether a caller calls what has this name on `self`, so that no other class's can be meant. A function that a
        method defines may be handed `self` under any name."""
        if rule in WRITTEN:
            return True
        key = (cls, caller, name)
        if key not in self._on_self:
            rules = self.rows.by_name(caller).get(name, {})
            known = {rules[method] for method in self.classes.methods(cls, name) if method in rules}
            if set(rules.values()) <= OVERRIDES | OF_OBJECTS:
                known -= OVERRIDES
            on_self = ON_SELF | KEPT if OVERRIDE in rules.values() else ON_SELF
            self._on_self[key] = bool(known) if LOCALS in caller else not on_self.isdisjoint(known)
            if self._on_self[key]:
                self.classes.read(map(owner_of, rules))  # what each of them is below is asked next
        return self._on_self[key]

    def _on_other(self, caller: str, callee: str, owner: str) -> Step:
        """`Cast()(x)`: a method on another instance, of a class that the caller has just made, if it makes such."""
        made = self._made_by(caller)
        if not made:
            return FREE
        fitting = [one for one in made if self.classes.is_below(self._class_of(one), owner)]
        if not fitting or callee in fitting:
            return FREE
        return Step(Context(tuple(map(self._class_of, fitting)), tuple(fitting)))

    def _made_by(self, caller: str) -> tuple[str, ...]:
        """The constructors that a function runs."""
        if caller not in self._made:
            made = self.rows.made_by(caller)
            self._made[caller] = tuple([one for one in made if name_of(one) != "__new__"] or made)
            self.classes.read(map(self._class_of, made))
        return self._made[caller]

    def _class_of(self, constructor: str) -> str:
        """The class that has a constructor; one that has none stands for itself."""
        return owner_of(constructor) if name_of(constructor) in CONSTRUCTION else constructor


def _on_own(cls: str, constructor: str, owner: str = "") -> Step:
    """A call on `self`, of which no more is known than that it is of a class where that has the method."""
    is_open = owner == cls and not constructor
    return Step(UNKNOWN if is_open else Context((cls,), (constructor,) * bool(constructor)), is_own=True)


def _at_sites_of(edge: CallEdge, others: Iterable[CallEdge]) -> list[CallEdge]:
    """Those of other edges out of the same function that are at the same places."""
    sites = frozenset(edge.sites)
    return [one for one in others if not sites.isdisjoint(one.sites)]


def _gives(rule: str) -> bool:
    """Whether edges of a rule lead to what an inner function was made with."""
    return rule == CAPTURED or rule in WRAPPERS
