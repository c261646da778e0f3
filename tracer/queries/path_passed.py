"""What calls on a path pass, where that decides on what methods are called and which functions are chosen.

A thing that was passed is a triple: which parameter it was passed for, the class of an object ("" for a string), and
the constructor that made it ("" where that is not known), or the string.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracer.linked import LOCALS, SELF, WRAPPERS, Supplied

Passed = frozenset[tuple[str, str, str]]

OUTER = "-1"
"""Stands for a parameter of an enclosing function."""
Objects = frozenset[tuple[str, str]]
PARTIAL = "partial"
"""Rule of a call of a partial: which object its method is bound to was said where that was made."""

PARAMETER = "parameter"
"""Rule of a call of what callers pass, perhaps among other things."""
BY_VALUE = frozenset({*WRAPPERS, PARTIAL, PARAMETER, "assignment", "captured"})
"""Rules of calls of a value, which may have been given some arguments before."""

Along = frozenset[tuple[str, str, str, str]]
"""What was passed on the way to functions that define others or make partials: the function, by name, and the thing."""


SEVERAL = ("", "")
"""Stands for one of several things that a function was passed on the way."""


def may_be_chosen(supplied: Passed, along: Along, row: Supplied) -> bool:
    """Whether a call may be made that is made only for some strings. What decides for an inner function was passed on
    the way to a function that it is defined in."""
    kind, _, name = row.what.partition(" ")
    if kind != "if":
        return True
    if name.isdigit():
        texts = {text for one, cls, text in supplied if one == name and not cls}
    else:
        texts = {text for cls, text in _of_outer(along, row.caller, name) if not cls}
        if "" in texts:
            return True
    return not texts or not texts.isdisjoint(row.own) or (bool(row.texts) and not texts.issubset(row.texts))


def _of_outer(along: Along, inner: str, name: str = "") -> list[tuple[str, str]]:
    """What functions that `inner` is defined in were passed on the way."""
    return [
        (cls, text) for outer, one, cls, text in along if inner.startswith(f"{outer}.{LOCALS}.") and name in ("", one)
    ]


def objects(
    supplied: Passed, along: Along, unseen: Objects, rule: str, caller: str, rows: Iterable[Supplied]
) -> tuple[list[tuple[str, str]], bool]:
    """The objects that a call runs a method on, as classes with their constructors, and whether they are surely those:
    what a parameter of the caller's own was passed. An inner function, or a partial, was made with what was passed on
    the way, and where it isn't seen what a function was passed, its parameters are perhaps any of that."""
    on = [row for row in rows if row.what == "on"]
    own = {index for row in on for index in row.own}
    found = [(cls, made) for index, cls, made in supplied if index in own and cls]
    if found:
        return (found, True) if own <= {index for index, cls, _ in supplied if cls} else ([], False)
    if rule == PARTIAL:
        return [(cls, made) for _, _, cls, made in along if cls], False
    of_outer = [thing for thing in _of_outer(along, caller) if thing[0]] if any(OUTER in row.own for row in on) else []
    if of_outer:
        return of_outer, False
    if rule == PARAMETER:
        unseen = unseen.union((cls, made) for _, cls, made in supplied if cls)
    return (sorted(unseen) if on or rule == PARAMETER else []), False


def passes_own(rows: Iterable[Supplied]) -> bool:
    """Whether a call passes parameters of the caller's own."""
    return any(row.own and row.what.startswith("pass ") for row in rows)


def passed_on(supplied: Passed, own: Iterable[tuple[str, str]], rows: Iterable[Supplied]) -> Passed:
    """What a callee is passed, of a caller that was passed `supplied` and runs on any of `own`."""
    return frozenset((index, *thing) for index, _, _, thing in _passed(supplied, own, rows))


def made_with(supplied: Passed, along: Along, own: Iterable[tuple[str, str]], rows: Iterable[Supplied]) -> Along:
    """What was passed on the way, with what a caller passes now: of two things, either may be what was made of it."""
    now = frozenset((callee, name, *thing) for _, callee, name, thing in _passed(supplied, own, rows))
    both = {one[:2] for one in now - along} & {one[:2] for one in along}
    return frozenset((one if one[:2] not in both else (*one[:2], *SEVERAL)) for one in along | now)


def _passed(
    supplied: Passed, own: Iterable[tuple[str, str]], rows: Iterable[Supplied]
) -> Iterator[tuple[str, str, str, tuple[str, str]]]:
    """Of each thing that is passed, the number of the parameter, whose it is, its name, and the thing."""
    for row in rows:
        kind, _, parameter = row.what.partition(" ")
        if kind == "pass":
            index, _, name = parameter.partition(" ")
            for thing in _things(supplied, own, row):
                yield index, row.callee, name, thing


def _things(supplied: Passed, own: Iterable[tuple[str, str]], row: Supplied) -> set[tuple[str, str]]:
    """What is passed for one parameter, nothing where not all of that is known."""
    found = {("", text) for text in row.texts}
    for parameter in row.own:
        mine = {(cls, text) for index, cls, text in supplied if index == parameter}
        if parameter == SELF:
            mine = set(own)
        if not mine:
            return set()
        found |= mine
    return found
