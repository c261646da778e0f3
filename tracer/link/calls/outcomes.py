"""What calling a parameter gives: each caller of a function knows what it passes for that, and so what it gets back.

`make(model)`, where `make` is a parameter, may give what any caller's function gives. A function that returns this
gives each of its callers what that caller's own function gives. So it does where it keeps what was made in a table and
returns what it finds there: under the key that a caller asks for is what the same call made before.
"""

from __future__ import annotations

from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link.calls import closures, scopes
from tracer.link.calls.cells import EMPTY, Cell, Values, as_set
from tracer.link.calls.edges import NOWHERE
from tracer.link.calls.passing import Arguments
from tracer.link.calls.symbols import Outcome, Parameter
from tracer.link.calls.values import CALLED, Class, Code, Function, Partial

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracer.link.calls.frame import Frame

DEEPEST = 4
"""Functions that pass on what they are given to call, one to the other."""

_TOLD_APART = CALLED | {Class, Partial}
"""Of what calls give, only what can be called in turn is told apart."""


def of_call(
    frame: Frame, place: object, callees: Values, arguments: Arguments, given: Values, depth: int = 0
) -> Values:
    """What a call of `callees` gives, which is `given` for all callers of this function together: where it calls a
    parameter, what that is for each of them."""
    (callee,) = callees if len(callees) == 1 else (None,)
    if not isinstance(callee, Parameter) or callee.function is not frame.code or depth > DEEPEST:
        return given
    if _TOLD_APART.isdisjoint(map(type, given)):
        return given
    made = frame.table.at(Outcome, (frame.code, place))
    if not hasattr(made, "given"):
        made.parameter, made.arguments, made.given, made.depth = callee, arguments, Cell(), depth
    made.arguments = _joined(made.arguments, arguments)
    frame.analysis.join(made.given, frame.concrete(given))
    return closures.symbols(frame, as_set(made))


def _joined(known: Arguments, others: Arguments) -> Arguments:
    names = dict.fromkeys((*known.keywords, *others.keywords))
    return Arguments(
        [one | other for one, other in zip_longest(known.positional, others.positional, fillvalue=EMPTY)],
        {name: known.keywords.get(name, EMPTY) | others.keywords.get(name, EMPTY) for name in names},
        known.star | others.star,
        known.mapping | others.mapping,
    )


def of_caller(frame: Frame, outcome: Outcome, actual: Values, replace: Callable[[Values], Values]) -> Values:
    """What an outcome of a function is where this frame calls that, and passes `actual` for what is called; `replace`
    puts in place what is passed for other parameters."""
    if not actual or outcome in frame.active:
        return frame.read(outcome.given)
    known = outcome.arguments
    arguments = Arguments(
        [replace(values) for values in known.positional],
        {name: replace(values) for name, values in known.keywords.items()},
        replace(known.star),
        replace(known.mapping),
    )
    frame.active.add(outcome)
    try:
        given = frame.quietly(partial(_called, frame, frame.concrete(actual), arguments))
    finally:
        frame.active.discard(outcome)
    if not given:
        return frame.read(outcome.given)
    return of_call(frame, outcome, actual, arguments, given, outcome.depth + 1)


def _called(frame: Frame, callees: Values, arguments: Arguments) -> Values:
    from tracer.link.calls.invoke import Site

    return Site(frame, NOWHERE, "call", "parameter", quiet=True).values(callees, arguments)


def _own(code: Code) -> list[Outcome]:
    return sorted(one for one in code.symbols if isinstance(one, Outcome))


def returned(frame: Frame, function: Function, expression: f.Expr, values: Values) -> Values:
    """`values`, which a function returns: what it found in a table is what it made for the same caller."""
    own = _own(function)
    if not own or not scopes.is_made_if_missing(function.body, function.by_name, expression):
        return values
    made = [(outcome, frame.read(outcome.given)) for outcome in own]
    found = [outcome for outcome, given in made if not values.isdisjoint(given)]
    return values.difference(*(given for _, given in made)) | frozenset(found)
