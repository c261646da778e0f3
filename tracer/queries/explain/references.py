"""What explaining a script yields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from tracer.linked import Signature

ReferenceKind = Literal["import", "name", "constructor", "call", "method", "attribute", "string", "argument"]


OUTSIDE = "outside"
"""The kind of what is of a package that the snapshot lacks."""


@dataclass(frozen=True, slots=True)
class Found:
    """A definition in the snapshot, as much of it as an explanation shows. `file` is None for builtins; `inferred` says
    why it is taken for what the name reaches, where the name alone does not tell; `positional` are the arguments that
    are written in the source where a decorator takes any, else those of the signature."""

    name: str
    kind: str
    file: str | None
    line: int
    end_line: int
    signature: Signature | None
    url: str | None = None
    inferred: str | None = None
    positional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """One API name at one place of the script.

    `text` is what stands there, `name` what it was looked up as, `found` its definition, None if the snapshot has
    none; then `note` says so, and what replaced it if that is known. `note` may also remark on what was found.
    """

    line: int
    column: int
    kind: ReferenceKind
    text: str
    name: str
    found: Found | None
    note: str | None = None
    label: str = ""


class NotFollowed(NamedTuple):
    """A name whose object could not be told, or a block of code that could not be read. `label` is its cell's."""

    line: int
    text: str
    reason: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A document explained. `others` are the packages imported that are none of the API's: nothing is said of their
    names; `skipped` the cell and line of what is IPython's own."""

    references: tuple[Reference, ...]
    unknown: tuple[NotFollowed, ...]
    others: tuple[str, ...] = ()
    skipped: tuple[tuple[str, int], ...] = ()

    @property
    def missing(self) -> tuple[Reference, ...]:
        """What the snapshot does not have."""
        return tuple(reference for reference in self.references if reference.found is None)

    @property
    def outside(self) -> tuple[Reference, ...]:
        """What lies outside the snapshot, in packages that it lacks and in protocol buffers: nobody knows whether it is
        there."""
        return tuple(one for one in self.references if one.found is not None and one.found.kind == OUTSIDE)


class Api(Protocol):
    """The public names of a snapshot."""

    @property
    def title(self) -> str:
        """The snapshot's name, for messages."""

    def find(self, name: str) -> Found | None:
        """The definition behind an exact public or module name."""

    def given(self, name: str) -> str | None:
        """The name of the class that a call of `name`, or reading that property, gives an instance of; "" where that
        is no class of the API, None where it can't be told."""

    def below(self, owner: str, name: str) -> Found | None:
        """The member of that name that a subclass of a class has."""

    def is_open(self, name: str) -> str | None:
        """Why instances of a class may have members that it doesn't define, None if they can't."""

    def elements(self, name: str) -> str | None:
        """The name of the class that the list of that name holds instances of."""

    def names_in(self, package: str) -> frozenset[str]:
        """The last components of the public names right below a package."""

    def suggest(self, name: str) -> tuple[str, ...]:
        """Where a name that is missing went, or names close to it; best first."""

    def owns(self, module: str) -> bool:
        """Whether a top-level module belongs to the snapshot."""


Report = Callable[[Reference], None]
