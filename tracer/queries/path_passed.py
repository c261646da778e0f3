"""What calls on a path pass, where that decides on what methods are called and which functions are chosen.

A thing that was passed is a triple: which parameter it was passed for, the class of an object ("" for a string), and
the constructor that made it ("" where that is not known), or the string.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tracer.linked import Supplied

Passed = frozenset[tuple[str, str, str]]

PARTIAL = "partial"
"""Rule of a call of a partial: which object its method is bound to was said where that was made."""


def may_be_chosen(supplied: Passed, along: Passed, row: Supplied, asked: Callable[[str, str], frozenset[str]]) -> bool:
    """Whether a call may be made that is made only for some strings. What decides for an inner function was passed
    somewhere on the way, for a parameter of that name; `asked` tells what the function compares it to, without which
    it was another thing that has the name."""
    kind, _, name = row.what.partition(" ")
    if kind != "if":
        return True
    is_own = name.isdigit()
    texts = {text for one, cls, text in (supplied if is_own else along) if one == name and not cls}
    if not texts or not (is_own or texts <= asked(row.caller, name)):
        return True
    return not texts.isdisjoint(row.own) or (bool(row.texts) and not texts.issubset(row.texts))


def objects(supplied: Passed, along: Passed, rule: str, rows: Iterable[Supplied]) -> tuple[list[tuple[str, str]], bool]:
    """The objects that a call runs a method on, as classes with their constructors, and whether they are surely those:
    what a parameter of the caller's own was passed. An inner function, or a partial, was made with what was passed on
    the way."""
    on = [row for row in rows if row.what == "on"]
    found = [(cls, made) for row in on for index, cls, made in supplied if index in row.own and cls]
    if found:
        return found, True
    return ([(cls, made) for _, cls, made in along if cls] if on or rule == PARTIAL else []), False


def passed_on(
    supplied: Passed, along: Passed, own: Iterable[tuple[str, str]], rows: Iterable[Supplied]
) -> tuple[Passed, Passed]:
    """What a callee is passed, of a caller that was passed `supplied` and runs on any of `own`; and what was passed on
    the way, which is the last for each name."""
    given = set[tuple[str, str, str]]()
    for row in rows:
        kind, _, parameter = row.what.partition(" ")
        if kind != "pass":
            continue
        index, _, name = parameter.partition(" ")
        things = _things(supplied, own, row)
        if things:
            given |= {(index, *thing) for thing in things}
            along = frozenset(one for one in along if one[0] != name) | {(name, *thing) for thing in things}
    return frozenset(given), along


def _things(supplied: Passed, own: Iterable[tuple[str, str]], row: Supplied) -> set[tuple[str, str]]:
    """What is passed for one parameter, nothing where not all of that is known."""
    found = {("", text) for text in row.texts}
    for parameter in row.own:
        mine = {(cls, text) for index, cls, text in supplied if index == parameter}
        if parameter == "0":
            mine = mine or set(own)
        if not mine:
            return set()
        found |= mine
    return found
