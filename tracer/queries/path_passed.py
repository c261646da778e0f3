"""What calls on a path pass, where that decides on what methods are called and which functions are chosen.

A thing that is passed is a pair: the class of an object and the constructor that made it ("" where that is not known),
or "" and a string.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracer.linked import LOCALS, SELF, WRAPPERS, Supplied

Objects = frozenset[tuple[str, str]]
OUTER = "-1"
"""Stands for a parameter of an enclosing function."""
SEVERAL = ("", "")
"""Stands for one of several things that a function was passed on the way."""
PARTIAL, PARAMETER = "partial", "parameter"
"""Rules of calls of a partial, whose method's object was said where that was made; and of what callers pass, perhaps
among other things."""
BY_VALUE = frozenset({*WRAPPERS, PARTIAL, PARAMETER, "assignment", "captured"})
"""Rules of calls of a value, which may have been given some arguments before."""


class Passing(NamedTuple):
    """What is known where a path comes to a function. `supplied` are (parameter's number, thing) that it was passed,
    `along` (function, parameter's name, thing) that functions which define others were passed on the way: those use
    it. `objects` were passed to any function since a method of one of them ran, and `unseen` are these where it is
    not seen what the function was made with: its parameters may be any of them. `named` are (parameter's name,
    string) that were passed last, to whatever function."""

    supplied: frozenset[tuple[str, str, str]] = frozenset()
    along: frozenset[tuple[str, str, str, str]] = frozenset()
    objects: Objects = frozenset()
    unseen: Objects = frozenset()
    named: frozenset[tuple[str, str]] = frozenset()

    def may_choose(self, row: Supplied) -> bool:
        """Whether a call may be made that is made only for some strings. What decides for an inner function was passed
        on the way to a function that it is defined in."""
        return not _is_choice(row) or _chooses(row, self._known(row))

    def is_likely_to_choose(self, row: Supplied) -> bool:
        """As `may_choose`, but where it is not seen what a function was passed or made with, what was passed last under
        the name that decides is most likely that."""
        if not self.named or not _is_choice(row) or self._known(row):
            return True
        name = row.what.split(" ")[2]
        return _chooses(row, {text for one, text in self.named if one == name})

    def _known(self, row: Supplied) -> set[str]:
        """The strings that were passed for what decides of a call."""
        _, index, name = row.what.split(" ")
        if index != OUTER:
            return {text for one, cls, text in self.supplied if one == index and not cls}
        return {text for cls, text in self._of_outer(row.caller, name) if not cls}

    def receivers(self, rule: str, caller: str, rows: Iterable[Supplied]) -> tuple[list[tuple[str, str]], bool]:
        """The objects that a call runs a method on, and whether they are surely those: what parameters of the caller's
        own were passed. An inner function, or a partial, was made with what was passed on the way, and where it isn't
        seen what a function was passed, its parameters are perhaps any of that."""
        own = {index for row in rows if row.what == "on" for index in row.own}
        found = [(cls, made) for index, cls, made in self.supplied if index in own and cls]
        if found:
            return (found, True) if own <= {index for index, cls, _ in self.supplied if cls} else ([], False)
        if rule == PARTIAL:
            return [(cls, made) for _, _, cls, made in self.along if cls], False
        of_outer = [thing for thing in self._of_outer(caller) if thing[0]] if OUTER in own else []
        if of_outer:
            return of_outer, False
        if rule == PARAMETER:
            return sorted(self.unseen.union(_objects(self.supplied))), False
        return (sorted(self.unseen) if own else []), False

    def _of_outer(self, inner: str, name: str = "") -> list[tuple[str, str]]:
        """What functions that `inner` is defined in were passed on the way."""
        return [
            (cls, text)
            for outer, one, cls, text in self.along
            if name in ("", one) and inner.startswith(f"{outer}.{LOCALS}.")
        ]

    def behind(self, own: Objects, rows: Iterable[Supplied], made: Iterable[Supplied], *, is_hidden: bool) -> Passing:
        """What is known behind a call of a function that runs on any of `own`. It passes `rows` there, and `made` to
        functions that define others. `is_hidden`: it isn't seen what the callee was made with."""
        rows = list(rows)
        passed = [*self._passed(own, rows)]
        supplied = frozenset((index, *thing) for index, _, _, thing in passed)
        unknown = {row.what.rpartition(" ")[2] for row in rows if not row.own and not row.texts}
        kept = frozenset(one for one in self.named if one[0] not in unknown) if unknown else self.named
        named = frozenset((name, text) for _, _, name, (cls, text) in passed if not cls) or kept
        now = frozenset((callee, name, *thing) for _, callee, name, thing in self._passed(own, made))
        both = {one[:2] for one in now - self.along} & {one[:2] for one in self.along}
        along = frozenset(one if one[:2] not in both else (*one[:2], *SEVERAL) for one in self.along | now)
        objects = _objects(supplied) or self.objects
        passes_own = any(row.own for row in rows if row.what.startswith("pass "))
        unseen = objects if is_hidden else self.unseen if passes_own else Objects()
        return Passing(supplied, along, objects, unseen, named)

    def _passed(self, own: Objects, rows: Iterable[Supplied]) -> Iterator[tuple[str, str, str, tuple[str, str]]]:
        """Of each thing that is passed, the number of the parameter, whose it is, its name, and the thing; nothing for
        a parameter of which not all is known that it is passed."""
        for row in rows:
            kind, _, parameter = row.what.partition(" ")
            if kind == "pass":
                index, _, name = parameter.partition(" ")
                mine = [own if one == SELF else self._things(row.caller, one) for one in row.own]
                if all(mine):
                    for thing in Objects(("", text) for text in row.texts).union(*mine):
                        yield index, row.callee, name, thing

    def _things(self, caller: str, parameter: str) -> Objects:
        """What a parameter was passed: one of the caller's, by number, or one of a function that defines it, by
        name."""
        if not parameter.isdigit():
            return Objects(self._of_outer(caller, parameter))
        return Objects((cls, text) for index, cls, text in self.supplied if index == parameter)


NOTHING = Passing()


def _is_choice(row: Supplied) -> bool:
    return row.what.startswith("if ")


def _chooses(row: Supplied, texts: set[str]) -> bool:
    """Whether any of these strings, if they are known, leads to a call."""
    if not texts or SEVERAL[1] in texts:
        return True
    return not texts.isdisjoint(row.own) or (bool(row.texts) and not texts.issubset(row.texts))


def _objects(supplied: Iterable[tuple[str, str, str]]) -> Objects:
    return Objects((cls, made) for _, cls, made in supplied if cls)
