"""What names of a script stand for, and the scopes that they stand in."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class LocalClass:
    """A class of the script. `bases` are those that are API classes or again of the script."""

    name: str
    members: frozenset[str]
    bases: tuple[Public | LocalClass, ...]


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

    def get(self, name: str) -> Value:
        if name in self.names:
            return self.names[name]
        return self.outer.get(name) if self.outer else FOREIGN
