"""What calls pass for parameters that decide what a function does: objects that it calls methods on, and strings by
which it chooses what it calls.

`loss(model, x)` leads to `Layer.__call__`, whatever the model is; who is on the way of `model.fit` knows it. Calls are
noted as they are met, with which of the caller's own parameters they pass, and told in the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link.calls import given, handing, scopes
from tracer.link.calls.cells import EMPTY
from tracer.link.calls.choices import apart, decide, name_of, own_parameter
from tracer.link.calls.values import Bound, Code, Constant, Function, Instance
from tracer.linked import SELF, Supplied

if TYPE_CHECKING:
    from tracer.link.calls.cells import Value, Values
    from tracer.link.calls.edges import Decided
    from tracer.link.calls.edges import Site as Place
    from tracer.link.calls.frame import Frame
    from tracer.link.calls.invoke import Site
    from tracer.link.calls.passing import Arguments
    from tracer.link.calls.symbols import Parameter

OUTER = -1
"""Stands for a parameter of an enclosing function."""
MOST_TEXTS = 4
"""More strings than this that one call passes say nothing."""


def note_call(frame: Frame, function: f.Expr, callees: Values, known: Values, position: Place) -> None:
    """Remember a call on an object that is a parameter of the caller's, or of what a parameter chooses."""
    if not isinstance(frame.code, Function) or frame.sites is not frame.code.sites:
        return
    if callees is not known:
        note_chosen(frame, callees, position)
    own = None
    if any(isinstance(value, (Bound, Instance)) for value in known) and (len(known) > 1 or any(map(_is_open, known))):
        own = _subject(frame, frame.code, function.value if isinstance(function, f.Attribute) else function)
    if own is not None or frame.sites.decided is not None:
        on = frame.sites.decide().on
        on[position] = own if on.get(position, own) == own else None


def _subject(frame: Frame, code: Function, expression: f.Expr) -> int | None:
    """Which parameter of its own a function calls, or calls a method of; `OUTER` for one of an enclosing function."""
    name = expression.id if isinstance(expression, f.Name) else ""
    values = frame.env.get(name)
    if values is None:
        outer = code.parent
        if not isinstance(outer, Function) or name not in outer.by_name or _is_rebound(outer, name):
            return None
        return None if outer.is_method and not outer.by_name[name] else OUTER
    parameter = own_parameter(frame, values)
    if parameter is None or (code.is_method and not parameter.index):
        return None
    decide(frame, parameter)
    return parameter.index


def _is_rebound(outer: Function, name: str) -> bool:
    """Whether an enclosing function, or one within it, assigns something else to a parameter."""
    facts = outer.module.facts
    return name in outer.origin.rebound or (
        facts is not None and name in scopes.bound_names(outer.body, facts.definitions)
    )


def _is_open(value: Value) -> bool:
    """Whether a subclass may have this method, too."""
    receiver = value.receiver if isinstance(value, Bound) else value
    return isinstance(receiver, Instance) and not receiver.exact and bool(receiver.cls.subclasses)


def note_chosen(frame: Frame, callees: Values, position: Place) -> None:
    """Remember which of what is called, or handed on to be called, is chosen by a string."""
    found, others = apart(callees)
    if not found:
        return
    noted = frame.sites.decide()
    noted.always |= {(key, position) for key in handing.keys_of(frame, frame.concrete(others))}
    for chosen in found:
        parameter = chosen.parameter
        is_own = parameter.function is frame.code
        if is_own:
            decide(frame, parameter)
        name = f"{parameter.index if is_own else OUTER} {name_of(parameter)}"
        for key in handing.keys_of(frame, frame.concrete(frozenset((chosen,)))):
            condition = (name, chosen.choice.texts, chosen.choice.truth)
            noted.chosen.setdefault((key, position), set()).add(condition)


def note_passed(call: Site, function: Function, arguments: Arguments, passed: dict[int, Values]) -> None:
    """Remember what a call passes for parameters that decide something."""
    frame = call.frame
    if call.quiet or not isinstance(frame.code, Function):
        return
    if frame.chooses:
        for values in passed.values():
            note_chosen(frame, values, call.position)
    for index in function.decides:
        key = (function.key, index, function.definition.parameters[index].name)
        values = passed.get(index) or given.default(function, index, arguments) or EMPTY
        own, texts = own_parameter(frame, values), _texts(values)
        if not arguments.unsure.isdisjoint((index, key[2])):
            own, texts = None, []
        if own is not None:
            decide(frame, own)
            is_self = frame.code.is_method and not own.index
            frame.sites.decide().supply(key, (SELF if is_self else str(own.index), "", call.position))
        elif texts and (outer := _of_outer(frame.code, values)) is not None:
            decide(frame, outer)
            frame.sites.decide().supply(key, (name_of(outer), "", call.position))
            continue
        for text in texts:
            frame.sites.decide().supply(key, ("", text, call.position))
        if own is None and not texts and (frame.sites.decided is not None or key[2] in frame.code.by_name):
            frame.sites.decide().unknown.add((key, call.position))


def _of_outer(code: Function, values: Values) -> Parameter | None:
    """The parameter of an enclosing function that holds these: its callers are not all known here."""
    outer = code.parent
    while isinstance(outer, Function):
        for name, index in outer.by_name.items():
            if name in outer.origin.variables and outer.origin.variables[name].values == values:
                return outer.parameters[index]
        outer = outer.parent
    return None


def _texts(values: Values) -> list[str]:
    found = [value.text for value in values if isinstance(value, Constant) and value.kind == "str"]
    return sorted(found) if len(found) == len(values) <= MOST_TEXTS else []


def told(code: Code) -> Iterator[Supplied]:
    """What is worth knowing in the end of what decides a caller's calls, and of what it passes on."""
    noted = code.sites.decided
    if noted is None:
        return
    places: dict[str, set[Place]] = {}
    for (callee, _), (_, _, sites) in code.sites.edges.items():
        places.setdefault(callee, set()).update(sites)
    for callee, at in sorted(places.items()):
        if noted.on and at <= noted.on.keys():
            indices = {noted.on[place] for place in at}
            if None not in indices:
                yield Supplied(code.key, callee, "on", tuple(sorted(map(str, indices))), ())
        yield from _of_choice(code.key, callee, at, noted)
    for key in sorted({*noted.supplied, *(key for key, _ in noted.unknown)}):
        callee, index, name = key
        rows = noted.supplied.get(key, ())
        known = {place for _, _, place in rows if (key, place) not in noted.unknown}
        if callee in places and places[callee] <= known:
            own = sorted({own for own, _, _ in rows if own})
            texts = sorted({text for own, text, _ in rows if not own})
            yield Supplied(code.key, callee, f"pass {index} {name}", tuple(own), tuple(texts))
        elif callee in places and isinstance(code, Function) and name in code.by_name:
            yield Supplied(code.key, callee, f"pass {index} {name}", (), ())


def _of_choice(caller: str, callee: str, at: set[Place], noted: Decided) -> Iterator[Supplied]:
    sites = [(callee, place) for place in at]
    if not all(site in noted.chosen and site not in noted.always for site in sites):
        return
    conditions = {condition for site in sites for condition in noted.chosen[site]}
    if len({name for name, _, _ in conditions}) == 1:
        ((name, _, _), *_) = conditions
        positive = {text for _, texts, truth in conditions if truth for text in texts}
        negative = [set(texts) for _, texts, truth in conditions if not truth]
        excluded = set.intersection(*negative) - positive if negative else set[str]()
        if excluded or not negative:
            yield Supplied(caller, callee, f"if {name}", tuple(sorted(positive)), tuple(sorted(excluded)))
