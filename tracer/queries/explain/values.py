"""What names of a script stand for, and the scopes that they stand in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tracer.queries.explain.references import Found


@dataclass(frozen=True, slots=True)
class Public:
    """A module, class or function of the API under the name the script uses; `found` is None if it is missing."""

    name: str
    found: Found | None


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance of an API class, or of a class of the script with API bases.

    `origin` says what gave it, where a class was not called for it: what its class lacks may then be a subclass's.
    """

    type: Public | LocalClass
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Several:
    """A list or tuple, by what it holds."""

    element: Instance


@dataclass(frozen=True, slots=True)
class LocalFunction:
    """A function of the script, by what it returns."""

    returned: Value


@dataclass(frozen=True, slots=True, eq=False)
class LocalClass:
    """A class of the script, the same only as itself: its bases may be very many. `bases` are those that are API
    classes or again of the script; it `is_open` where it has others besides."""

    name: str
    members: frozenset[str]
    bases: tuple[Public | LocalClass, ...]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Foreign:
    """Something of neither the API nor known to come out of it; nothing is said about it."""


@dataclass(frozen=True, slots=True)
class Result:
    """What an API call returned: not followed, but worth counting when it is asked for more."""

    text: str


Value = Public | Instance | LocalClass | LocalFunction | Several | Foreign | Result
FOREIGN = Foreign()


@dataclass
class Environment:
    """The names of one scope; what is not found here is looked up outside."""

    outer: Environment | None = None
    names: dict[str, Value] = field(default_factory=dict)
    _bringing: list[Callable[[str], Value | None]] = field(default_factory=list)

    def bring(self, what: Callable[[str], Value | None]) -> None:
        """A star import: `what` gives the value that it binds to a name, None where it binds none."""
        self._bringing.append(what)
        for name in [name for name in self.names if what(name) is not None]:
            del self.names[name]

    def get(self, name: str) -> Value:
        if name not in self.names:
            brought = (what(name) for what in reversed(self._bringing))
            value = next((value for value in brought if value is not None), None)
            if value is None:
                return self.outer.get(name) if self.outer else FOREIGN
            self.names[name] = value
        return self.names[name]
