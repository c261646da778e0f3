"""Functions where a path comes to them, with what is known of them there, and what is known behind a call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracer.queries.path_passed import NOTHING, Passing
from tracer.queries.path_rows import Label
from tracer.queries.roots import owner_of, parted


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

    def is_given(self, function: str) -> bool:
        """Whether a function is known to be one of those that this was given, or made with."""
        return function in self.captured or function in self.wrapped or function in (self.handed or ())


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


class Visit:
    """A function of which something is known: what each of its calls is looked at with, worked out once.

    `classes` and `made` are those of its `self`, `owner` is what has the outermost function that it lies in, `outer`.
    `is_open`: no more is known of `self` than that it has the method. `lender` is who handed on what it may run, or
    what it now hands on to functions outside classes. `steps` are the calls that were looked at.
    """

    def __init__(self, function: str, context: Context) -> None:
        self.function, self.context = function, context
        self.outer, _, self.is_within = parted(function)
        self.owner = owner_of(self.outer)
        self.is_of_class = is_class(self.owner)
        self.is_open = not context.classes
        self.classes = context.classes or (self.owner,) * self.is_of_class
        self.selves = tuple(pairs(self.classes, context.made))
        self.has_passed = context.passed != NOTHING
        self.lender = context.lender
        if self.is_of_class:
            self.lender = None if self.is_open else Lender(self.outer, context.classes, context.made)
        self.steps: dict[tuple[str, Label], Step | None] = {}


def pairs(classes: tuple[str, ...], made: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Classes with their constructors, "" where none is known."""
    return zip(classes, made or ("",) * len(classes), strict=True)


def all_of(known: Iterable[tuple[str, str]]) -> Context:
    """The context of a `self` that is of any of these classes, with their constructors."""
    told = tuple(dict.fromkeys(known))
    made = tuple(constructor for _, constructor in told)
    return Context(tuple(cls for cls, _ in told), made if any(made) else ())


def is_class(key: str) -> bool:
    """Whether a key, of something that has a member which is no function's, is that of a class."""
    return ":" in key
