"""What is known of a function where a path comes to it, and which of its calls go together with that.

A call by itself may lead to every method of a name, to all that a decorator wraps, to all that a factory was given. On
a path some of that is known: the class that `self` is, the function that a wrapper was put around here. What the path
may do next depends on this and on nothing else that lies behind it, so that a search over pairs of function and context
finds the best path whose calls go together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracer.linked import LOCALS, SELF, SUPER, THROUGH_WRAPPER, WRAPPERS, CallEdge, Supplied
from tracer.queries.classes import Classes
from tracer.queries.path_costs import CAPTURED, GIVEN, HANDED_OVER
from tracer.queries.path_passed import BY_VALUE, NOTHING, Objects, Passing
from tracer.queries.path_rows import Label, Rows
from tracer.queries.roots import CALLED, CONSTRUCTION, name_of, owner_of, parted

_OF_OTHERS = frozenset({CALLED, *CONSTRUCTION})
"""Methods that are mostly run on what an attribute holds, by calling that."""
WRITTEN = frozenset({SELF, THROUGH_WRAPPER[SELF]})
"""Rules of calls that are written on `self`, or are calls of it."""
OF_BASE = frozenset({SUPER, THROUGH_WRAPPER[SUPER]})
_OF_SELF = WRITTEN | OF_BASE
OVERRIDE = "override"
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


class Lender(NamedTuple):
    """A method that handed on functions which it defines, and the classes of its `self` with their constructors."""

    method: str
    classes: tuple[str, ...]
    made: tuple[str, ...]


class Context(NamedTuple):
    """`classes` are those that `self` may be of, () where no more is known than the class that has the method; `made`
    the constructors that these were made by, () where `self` may be of a class below them too. `wrapped` and `captured`
    are what an inner function was made with. A function outside classes may run what its `lender` defines. `handed` are
    the functions that were passed for those parameters which are called, None where they are not known. `passed` is
    what is known of other things that were passed on the way."""

    classes: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    wrapped: frozenset[str] = frozenset()
    captured: frozenset[str] = frozenset()
    lender: Lender | None = None
    handed: frozenset[str] | None = None
    passed: Passing = NOTHING


UNKNOWN = Context()


class Step(NamedTuple):
    """A call that goes together with what is known: what is known behind it, and whether it is surely one on `self`.
    `is_doubtful`: it is made for another string than the one that was passed on the way, as far as this is known;
    `is_below`: it is what a class has that is below the one that was passed."""

    context: Context
    is_own: bool = False
    is_doubtful: bool = False
    is_below: bool = False


FREE = Step(UNKNOWN)


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
        self._runs: dict[tuple[str, str], bool] = {}
        self._made: dict[str, tuple[str, ...]] = {}
        self._steps: dict[tuple[str, Context, str, Label], Step | None] = {}

    def step(self, caller: str, context: Context, callee: str, label: Label) -> Step | None:
        """What is known behind one call of a `caller` of which `context` is known, None where it can't be made then.
        Searches for the shortest way and for that known best ask for mostly the same."""
        asked = (caller, context, callee, label)
        if asked in self._steps:
            return self._steps[asked]
        step = self._steps[asked] = self._step(caller, context, callee, label)
        return step

    def _step(self, caller: str, context: Context, callee: str, label: Label) -> Step | None:
        if context.handed is not None and label.kind == "call" and callee not in context.handed:
            called = self.rows.handed(caller, "")
            if called is not None and callee in called.called:
                return None
        rows = self.rows.supplied(caller, callee)
        if rows and not all(map(context.passed.may_choose, rows)):
            return None
        is_doubtful = not all(map(context.passed.is_likely_to_choose, rows))
        step = self._on_supplied(caller, context, callee, label.rule, rows)
        is_on_supplied = step is not FREE
        if not is_on_supplied:
            step = self._of_objects(caller, context, callee, label)
        if step is not None and (rows or context.passed != NOTHING or self.rows.factories(caller)):
            known = context.passed
            if is_on_supplied:
                known = Passing(known.supplied, named=known.named)
            passing = self._passing(caller, context._replace(passed=known), callee, label, rows)
            step = step._replace(context=step.context._replace(passed=passing), is_doubtful=is_doubtful)
        passed = self.rows.handed(caller, callee) if step is not None else None
        if step is None or passed is None or (passed.own and context.handed is None):
            return step
        handed = (
            frozenset(passed.functions) | (context.handed or frozenset()) if passed.own else frozenset(passed.functions)
        )
        return step._replace(context=step.context._replace(handed=handed))

    def _on_supplied(self, caller: str, context: Context, callee: str, rule: str, rows: list[Supplied]) -> Step | None:
        """A method of what was passed; `FREE` where it is not known on what it is called."""
        if context.passed == NOTHING:
            return FREE
        found, is_surely = context.passed.receivers(rule, caller, rows)
        owner, name = owner_of(callee), name_of(callee)
        own = [pair for pair in found if callee in self.classes.methods(pair[0], name)]
        below = [(owner, "") for cls, made in found if cls != owner and self._may_be(cls, made, owner)]
        known = own + below if is_surely else own
        if not known or not (is_surely or self.assumes):
            return None if is_surely else FREE
        self.has_assumed = self.has_assumed or not is_surely
        return Step(_all_of(sorted(known)), is_own=True, is_below=not own)

    def _passing(self, caller: str, context: Context, callee: str, label: Label, rows: list[Supplied]) -> Passing:
        """What is known behind a call of what was passed. What a factory was passed is known of its inner function only
        where that was made by the caller, or passed to it: elsewhere one may be called that was made before."""
        outer, _, is_within = parted(caller)
        own = Objects()
        if not is_within and _is_class(owner_of(outer)):
            own = Objects(_pairs(context.classes or (owner_of(outer),), context.made))
        made = self.rows.factories(caller)
        is_hidden = label.kind == "callback" or label.rule in BY_VALUE or is_within
        passing = context.passed.behind(own, rows, made, is_hidden=is_hidden)
        if not self.assumes:
            passing = passing._replace(objects=Objects(), unseen=Objects())
        factory, _, is_inner = parted(callee)
        is_known = factory in (outer, *(row.callee for row in made)) or callee in (context.handed or ())
        if not is_inner or is_known:
            return passing
        return passing._replace(along=frozenset(one for one in passing.along if one[0] != factory))

    def _of_objects(self, caller: str, context: Context, callee: str, label: Label) -> Step | None:
        """As `step`, but for the functions that are passed."""
        confidence, kind, rule = label
        given = self._given(caller, context, callee, confidence, rule)
        if given is None:
            return None
        known = self._receiver(caller, context, callee, kind, rule, given.wrapped)
        if known is None or given == UNKNOWN:
            return known
        classes, made, lender = known.context.classes, known.context.made, known.context.lender
        return Step(given._replace(classes=classes, made=made, lender=lender), known.is_own)

    # ------------------------------------------------------------------------------------- inner functions

    def _given(self, caller: str, context: Context, callee: str, confidence: str, rule: str) -> Context | None:
        """What an inner function was made with, where it is called; None where the caller was made with other things
        than this callee. One body stands for all that a decorator wraps, and for all that a factory makes."""
        factory, _, is_inner = parted(callee)
        mine, _, is_within = parted(caller)
        stays = is_inner and (callee in context.wrapped or (is_within and factory == mine))
        if is_within and not stays and context.captured and rule in GIVEN and callee not in context.captured:
            return None
        if context.wrapped and not is_inner and confidence != "exact" and callee not in context.wrapped:
            return None
        if not is_inner:
            return UNKNOWN
        if not stays and confidence != "exact" and self._stands_for_wrapped(caller, context, callee):
            return None
        if stays:
            return Context(captured=context.captured)
        given = self._beside(caller, callee)
        is_around = context.captured and any(parted(one)[0] == mine for one in given.wrapped)
        return given._replace(captured=given.captured | context.captured) if is_around else given

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

    # -------------------------------------------------------------------------------------- the class of self

    def _receiver(
        self, caller: str, context: Context, callee: str, kind: str, rule: str, wrapped: frozenset[str]
    ) -> Step | None:
        if callee in context.wrapped and context.classes:
            return self._in_wrapper(context, callee)
        outer = parted(caller)[0]
        classes = context.classes
        if not classes and _is_class(owner_of(outer)):
            classes = (owner_of(outer),)
        factory, _, is_inner = parted(callee)
        is_of_self = rule in _OF_SELF
        if kind == "construct" and not is_of_self:
            is_metaclass = any(name_of(one) == CALLED for one in (callee, *wrapped))
            return self._into_metaclass(caller, callee) if is_metaclass else FREE
        lender = self._lender(context, outer)
        if is_inner and lender is not None and factory == lender.method != outer:
            return Step(Context(lender.classes, lender.made))
        told = self._told(caller, callee, classes)
        if told is not None:
            return told
        if is_inner and wrapped and (is_of_self or all(parted(one)[::2] == (outer, True) for one in wrapped)):
            return Step(Context(classes, context.made))
        if is_inner:
            return self._lent(lender, factory) or self._into_inner(classes, context, factory, outer)
        owner = owner_of(callee)
        if not _is_class(owner):
            return self._lent(lender, callee) or FREE
        if kind == "construct":
            rule = SELF
        others = FREE if rule in OF_BASE else self._on_other(caller, callee, owner)
        is_open = not context.classes
        steps = [
            self._on(cls, constructor, caller, callee, owner, rule, others, is_open)
            for cls, constructor in _pairs(classes, context.made)
        ]
        allowed = [one for one in steps if one is not None]
        if not steps:
            return others
        if not allowed:
            return None
        own = [one.context for one in allowed if one.is_own]
        if not own:
            return others if others in allowed else allowed[0]
        if any(not one.classes for one in own):
            return Step(UNKNOWN, is_own=True)
        return Step(_all_of(pair for one in own for pair in _pairs(one.classes, one.made)), is_own=True)

    def _told(self, caller: str, callee: str, classes: tuple[str, ...]) -> Step | None:
        """A call on objects of which the linker knows what they are, for a `self` of these classes: what is made as one
        of a class stands for its own constructor. None where they may be anything."""
        known = self.rows.receivers(caller, callee)
        if not known:
            return None
        found = [known.get(own) or known.get("") for own in classes or ("",)]
        told = [one for one in found if one is not None]
        if len(told) != len(found):
            return None
        pairs = (pair for one in told for pair in (*zip(one.exact, one.exact, strict=True), *_pairs(one.below, ())))
        return Step(_all_of(pairs))

    def _lender(self, context: Context, outer: str) -> Lender | None:
        """Who handed on the functions that a function outside classes may run, or that a method now hands on to one."""
        if not _is_class(owner_of(outer)):
            return context.lender
        return Lender(outer, context.classes, context.made) if context.classes else None

    def _lent(self, lender: Lender | None, function: str) -> Step | None:
        """A call of a function outside classes that may run what was handed on, or of what this defines."""
        if lender is None or _is_class(owner_of(function)) or not self._may_run(function, lender.method):
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
            for cls, constructor in _pairs(context.classes, context.made)
            if self.classes.is_below(cls, owner) or self.classes.is_below(self.classes.metaclass(cls) or "", owner)
        ]
        known = _all_of(fitting)
        return Step(UNKNOWN if known.classes == (owner,) and not known.made else known, is_own=True)

    def _into_inner(self, classes: tuple[str, ...], context: Context, factory: str, outer: str) -> Step:
        is_own = factory == outer or any(factory in self.classes.methods(cls, name_of(factory)) for cls in classes)
        if not is_own or classes == (owner_of(factory),):
            return FREE
        return Step(Context(classes, context.made))

    def _on(
        self, cls: str, constructor: str, caller: str, callee: str, owner: str, rule: str, others: Step, is_open: bool
    ) -> Step | None:
        """One call out of a method that runs on an instance of `cls`, which `constructor` made if that is known, or out
        of a function defined in such a method. `is_open`: no more is known of `self` than that it has the method."""
        name, (outer, _, is_within) = name_of(callee), parted(caller)
        if rule in WRITTEN and callee in self.classes.methods(self._runs_on(cls, owner_of(outer)), name):
            return Step(Context((cls,), (constructor,) * bool(constructor)), is_own=True)
        is_above = self.classes.is_below(cls, owner)
        own = Step(
            UNKNOWN if owner == cls and not constructor else Context((cls,), (constructor,) * bool(constructor)), True
        )
        is_of_base = is_above and owner != owner_of(outer) and name == name_of(outer)
        # Where no more is known of `self` than the caller's own class, this may have others beside it.
        is_beside = is_open and rule in _OF_SELF and not is_above and self.classes.is_below(owner_of(outer), cls)
        if rule in OF_BASE or (is_of_base and callee not in self.classes.methods(cls, name)):
            return own if is_above else others if is_beside else None
        if name in _OF_OTHERS and rule not in WRITTEN and not self._is_of_self(cls, caller, name, rule):
            return others
        if is_above and callee in self.classes.methods(cls, name):
            return own if is_within or rule in ON_SELF else others
        if not self._is_on_self(cls, caller, name, rule):
            return others
        return others if is_beside or self._may_be(cls, constructor, owner) else None

    def _runs_on(self, cls: str, of_caller: str) -> str:
        """The metaclass of a class, where the caller is a method of that: its `self` is the class."""
        metaclass = self.classes.metaclass(cls) or ""
        return metaclass if metaclass and self.classes.is_below(metaclass, of_caller) else ""

    def _is_of_self(self, cls: str, caller: str, name: str, rule: str) -> bool:
        """Whether one of many methods of a name may be meant only where the caller calls it on `self`: written there is
        what the caller's class has, in the place of which `cls` may have its own."""
        if rule not in OVERRIDES:
            return False
        rules = self.rows.by_name(caller).get(name, {})
        return any(one in WRITTEN and self.classes.is_below(cls, owner_of(key)) for key, one in rules.items())

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
            self.classes.read(map(owner_of, rules))  # of those that are not called on `self` it is asked next
            known = {rules[method] for method in self.classes.methods(cls, name) if method in rules}
            if set(rules.values()) <= OVERRIDES | OF_OBJECTS:
                known -= OVERRIDES
            on_self = ON_SELF | KEPT if OVERRIDE in rules.values() else ON_SELF
            self._on_self[key] = bool(known) if LOCALS in caller else not on_self.isdisjoint(known)
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


def _pairs(classes: tuple[str, ...], made: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Classes with their constructors, "" where none is known."""
    return zip(classes, made or ("",) * len(classes), strict=True)


def _all_of(pairs: Iterable[tuple[str, str]]) -> Context:
    """The context of a `self` that is of any of these classes, with their constructors."""
    known = tuple(dict.fromkeys(pairs))
    made = tuple(constructor for _, constructor in known)
    return Context(tuple(cls for cls, _ in known), made if any(made) else ())


def _at_sites_of(edge: CallEdge, others: Iterable[CallEdge]) -> list[CallEdge]:
    """Those of other edges out of the same function that are at the same places."""
    sites = frozenset(edge.sites)
    return [one for one in others if not sites.isdisjoint(one.sites)]


def _gives(rule: str) -> bool:
    """Whether edges of a rule lead to what an inner function was made with."""
    return rule == CAPTURED or rule in WRAPPERS


def _is_class(key: str) -> bool:
    """Whether a key, of something that has a member which is no function's, is that of a class."""
    return ":" in key
