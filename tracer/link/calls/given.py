"""Which functions a call passes for parameters that are called: what an edge to a function that others hand in does not
say.

`apply(step)` leads to `apply`, and this to whatever any of its callers passes. Calls are noted with the functions that
they pass as they are met, and told in the end of those whose callee calls a parameter itself, or passes one on to a
function that does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracer.link.calls import hierarchy
from tracer.link.calls.cells import EMPTY
from tracer.link.calls.choices import as_own
from tracer.link.calls.symbols import Chosen
from tracer.link.calls.values import (
    CALLED,
    Bound,
    Builtin,
    Closure,
    Code,
    Constant,
    Container,
    Function,
    Generated,
    Instance,
)
from tracer.link.calls.world import local_to
from tracer.linked import OVERRIDE, Handed

if TYPE_CHECKING:
    from tracer.link.calls.cells import Value, Values
    from tracer.link.calls.edges import Site as Place
    from tracer.link.calls.edges import Sites
    from tracer.link.calls.frame import Frame
    from tracer.link.calls.invoke import Site
    from tracer.link.calls.passing import Arguments

MOST = 8
"""More functions than this that one caller passes say nothing."""
OWN = "<own>"
"""Stands for what the caller was passed itself."""

_RELATED = frozenset({"abstract", OVERRIDE, "sibling"})
"""Rules of what subclasses put in place of a method: who passes that passes these, too."""
_DATA = (Constant, Container, Builtin)


def note_call(frame: Frame, callees: Values, position: Place) -> None:
    """Remember that what is called somewhere is a parameter of the caller's, or else a function that it names itself
    (`function or default`)."""
    own = [index for value in callees if (index := _own_index(frame, value)) is not None]
    named = set[str]()
    if own and (len(own) == len(callees) or all(_tell(frame, value, named, []) for value in callees)):
        _take(frame, frame.code, own)
        frame.sites.by_parameter.add(position)
        frame.sites.otherwise |= named


def note_captured(frame: Frame, name: str, callees: Values, position: Place) -> None:
    """Remember that what is called somewhere is, by its name, a parameter of a function around the caller: who calls
    that says what it is."""
    if name in frame.env or len(callees) < 2:
        return
    around = local_to(frame.code.parent, name)
    index = around.by_name.get(name) if around is not None else None
    if around is None or index is None or (not index and around.is_method):
        return
    if callees <= around.cells[index].values:
        _take(frame, around, [index])
        frame.sites.by_parameter.add(position)


def _own_index(frame: Frame, value: Value) -> int | None:
    """Which of the caller's own parameters a value is; None also for its `self`."""
    parameter = as_own(frame, value)
    if parameter is None or (not parameter.index and parameter.function.is_method):
        return None
    return parameter.index


def _take(frame: Frame, code: Code, indices: list[int]) -> None:
    if isinstance(code, Function) and not code.takes.issuperset(indices):
        code.takes |= frozenset(indices)
        # Who called this before has not noted what it passes for these.
        frame.analysis.wake(code.returns, learns=False)


def note_passed(call: Site, function: Function, arguments: Arguments, passed: dict[int, Values]) -> None:
    """Remember which functions a call passes, if that is known of each parameter that is called."""
    if call.quiet or not function.takes:
        return
    found, own = set[str](), list[int]()
    for index in function.takes:
        given = passed.get(index)
        known = given if given else default(function, index, arguments)
        if known and (whole := _whole(call.frame, known)) is not None:
            own.append(whole)
        elif known is None or not all(_tell(call.frame, value, found, own) for value in known):
            return
    _take(call.frame, call.frame.code, own)
    call.frame.sites.hand(function, found.union([OWN] if own else ()), call.position)


def default(function: Function, index: int, arguments: Arguments) -> Values | None:
    """What a parameter is for which nothing is passed; None where something is, of which nothing is known."""
    name = function.definition.parameters[index].name
    if (
        arguments.is_open
        or arguments.star
        or arguments.mapping
        or index < len(arguments.positional)
        or name in arguments.keywords
    ):
        return None
    return function.defaults.get(index, EMPTY)


def _whole(frame: Frame, values: Values) -> int | None:
    """Which of the caller's own parameters several functions are that it read from a container, as from the `args` of a
    thread: those that are all that a parameter may be."""
    functions = _functions(values)
    if len(functions) > 1 and isinstance(frame.code, Function):
        for index, cell in enumerate(frame.code.cells):
            if functions == _functions(cell.values):
                return index
    return None


def _functions(values: Values) -> Values:
    return frozenset(value for value in values if value.__class__ in CALLED)


def _tell(frame: Frame, value: Value, found: set[str], own: list[int]) -> bool:
    """Add the functions that calling `value` runs, or which parameter of the caller it is; whether that is known."""
    if isinstance(value, Bound):
        return _tell(frame, value.function, found, own)
    if isinstance(value, (Function, Generated)):
        found.add(value.key)
    elif isinstance(value, Closure):
        found.add(value.function.key)
        return all(_tell(frame, one, found, own) for values in value.bindings.values() for one in values)
    elif (index := _own_index(frame, value)) is not None:
        own.append(index)
    elif isinstance(value, Chosen):
        return _tell(frame, value.value, found, own)
    elif isinstance(value, Instance):
        return not hierarchy.members(value.cls, "__call__", value.exact)
    else:
        return isinstance(value, _DATA)
    return True


def told(code: Code) -> Iterator[Handed]:
    """What is worth knowing in the end of the functions that a caller passes, and of those that it is passed."""
    sites = code.sites
    if sites.by_parameter:
        called = _called(sites)
        if called:
            yield Handed(code.key, "", "", (), tuple(sorted(called)))
    if not sites.handed:
        return
    places: dict[str, list[Place]] = {}
    for (callee, _), (_, _, at) in sites.edges.items():
        places.setdefault(callee, []).extend(at)
    for callee, (functions, noted, met) in sorted(sites.handed.items()):
        if _takes_more(met):
            continue
        if noted.issuperset(places.get(callee, ())) and len(functions) <= MOST:
            yield Handed(code.key, callee, OWN if OWN in functions else "", tuple(sorted(functions - {OWN})), ())


def is_outdated(code: Code) -> bool:
    """Whether a function that `code` passes functions calls more of its parameters than was known when `code` was last
    visited."""
    return any(_takes_more(met) for _, _, met in code.sites.handed.values())


def _takes_more(met: set[tuple[Function, frozenset[int]]]) -> bool:
    return any(function.takes != takes for function, takes in met)


def _called(sites: Sites) -> set[str]:
    """What is called where parameters are, and nowhere else."""
    found, others = set[str](), set(sites.otherwise)
    for (callee, kind), (_, rule, places) in sites.edges.items():
        is_by_parameter = kind == "call" and rule not in _RELATED and sites.by_parameter.issuperset(places)
        (found if is_by_parameter else others).add(callee)
    return found - others
